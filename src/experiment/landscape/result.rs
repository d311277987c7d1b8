//! E4's result: what each condition's moves did, how rough the loss is along lines, the path and walks, and a slice.
use super::analysis::{ConditionResult, Measured};
use super::job::{Condition, Ground, Job};
use super::roughness::{along, autocorrelation, from_middle, Autocorrelation, Structure};
use super::{judge, Options, CLAIM};
use crate::experiment::headline::Headline;
use crate::experiment::verdict::{Paper, Verdict};
use crate::landscape::direction;
use serde::Serialize;
use std::collections::BTreeMap;

const PAPER: Paper = Paper {
    exponents: None,
    source: "|L(i+1) − L(i)| of 5,000 single weights a layer, pooled over layers: straight on semi-log axes at δ = ±0.01, on log-log axes at δ = ±1 (Zhang, Tang, PNAS 122(51) e2523012122, 2025)",
};

/// The two-dimensional slice.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Slice {
    /// Places in either direction, in filter lengths.
    pub places: Vec<f64>,
    /// Losses, row by row: row i lies at `places[i]` of the second direction.
    pub losses: Vec<Vec<f64>>,
    /// The training's path projected on the plane: step, place along each direction, and the share of the squared distance
    /// from the weights that lies in the plane.
    pub path: Vec<[f64; 4]>,
}

/// E4's result.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LandscapeResult {
    /// "E4".
    pub experiment: &'static str,
    /// [`CLAIM`].
    pub claim: &'static str,
    /// What follows.
    pub verdict: Verdict,
    /// What an ensemble reads of it.
    pub headline: Headline,
    /// The trained net under single weights moved by ±δ.
    pub data: ConditionResult,
    /// Controls by name: relative, untrained, shuffledLabels.
    pub nulls: BTreeMap<&'static str, ConditionResult>,
    /// Random lines: E|L(w + r) − L(w)|² from the weights, r in filter lengths.
    pub from_point: Structure,
    /// The same over all pairs of a line's points.
    pub along_lines: Structure,
    /// Over the training's path, r in steps.
    pub along_path: Structure,
    /// Of random walks.
    pub walk: Autocorrelation,
    /// The two-dimensional slice, if asked for.
    pub slice: Option<Slice>,
    /// The paper's words.
    pub paper: Paper,
    /// Windows that every loss is the mean over.
    pub windows: usize,
    /// What was asked for.
    pub options: Options,
}

/// All that the jobs' outcomes and the conditions' analysis come to.
pub fn result(measured: &Measured<'_>, conditions: Vec<ConditionResult>) -> LandscapeResult {
    let Measured { ground, options, .. } = *measured;
    let mut conditions = Condition::ALL.into_iter().zip(conditions);
    let (_, data) = conditions.next().expect("the data are the first condition");
    let lines = measured.points(|job| matches!(job, Job::Line { .. }));
    let walks = measured.points(|job| matches!(job, Job::Walk { .. }));
    let path = measured.points(|job| matches!(job, Job::Path { .. })).concat();
    let spacing = options.line_radius / options.line_points.max(1) as f64;
    let steps = match ground.record.path[..] {
        [ref first, ref second, ..] => (second.step - first.step) as f64,
        _ => 1.0,
    };
    let nulls = conditions.map(|(condition, found)| (condition.name(), found)).collect();
    let (verdict, headline) = judge::judge(&data, &nulls);
    LandscapeResult {
        experiment: "E4",
        claim: CLAIM,
        verdict,
        headline,
        nulls,
        from_point: from_middle(&lines, spacing),
        along_lines: along(&lines, spacing, 0.25),
        along_path: along(&[path], steps, 0.5),
        walk: autocorrelation(&walks),
        slice: slice(ground, options, measured.points(|job| matches!(job, Job::Row { .. }))),
        paper: PAPER,
        windows: ground.windows(),
        options: options.clone(),
        data,
    }
}

/// The plane's losses, and the training's path on it.
fn slice(ground: &Ground, options: &Options, losses: Vec<Vec<f64>>) -> Option<Slice> {
    if losses.is_empty() {
        return None;
    }
    let [first, second] = ground.plane();
    let lengths = [direction::dot(&first, &first), direction::dot(&second, &second)];
    let mut path: Vec<[f64; 4]> = Vec::new();
    for checkpoint in ground.record.path.iter().filter(|checkpoint| checkpoint.step < ground.record.step) {
        let there: Vec<f64> =
            checkpoint.theta.iter().zip(ground.theta.iter()).map(|(&x, y)| f64::from(x) - y).collect();
        let [a, b] = [direction::dot(&there, &first) / lengths[0], direction::dot(&there, &second) / lengths[1]];
        let share = (a * a * lengths[0] + b * b * lengths[1]) / direction::dot(&there, &there).max(f64::MIN_POSITIVE);
        path.push([checkpoint.step as f64, a, b, share]);
    }
    path.push([ground.record.step as f64, 0.0, 0.0, 1.0]);
    Some(Slice { places: options.slice_places(), losses, path })
}
