//! E4, the loss landscape: how the loss answers to single weights moved by δ, and how rough it is along lines, walks and the
//! training's own path. Full batch, f64, dropout off: nothing here is mini-batch noise.
mod analysis;
mod contour;
mod figure;
mod job;
mod ratio;
mod roughness;
mod run;
mod verdict;

pub use analysis::{ConditionResult, OddEven, Response, Shape, TensorResponse};
pub use figure::{FigureOptions, View};
pub use job::{Checkpoint, Condition, Ground, Job, Outcome, Setting};
pub use ratio::{Crossover, Ratio};
pub use roughness::{Autocorrelation, Structure};
pub use run::{work, Run};

use super::verdict::Verdict;
use crate::error::Error;
use crate::landscape::direction;
use analysis::Measured;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::rc::Rc;

/// What the paper says.
pub const CLAIM: &str = "The loss landscape is exponentially rugged under small perturbations and power-law rugged under larger ones, without mini-batch noise.";

/// Draws in one job of weights: enough that what a job makes ready costs little beside its moves.
const DRAWS: usize = 250;

/// What to measure. As JSON: camelCase, every field optional, unknown ones refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Options {
    /// Weights drawn of each tensor, with replacement, on the trained net; the paper's 5,000 is a choice.
    pub perturbations: usize,
    /// The same for each control; 0: none.
    pub control_perturbations: usize,
    /// |δ|, ascending; each is added and subtracted.
    pub deltas: Vec<f64>,
    /// Random lines through the weights.
    pub lines: usize,
    /// Points to each side of a line's middle.
    pub line_points: usize,
    /// How far a line reaches to each side; 1: as far as each filter is long.
    pub line_radius: f64,
    /// Random walks from the weights.
    pub walks: usize,
    /// Steps of a walk.
    pub walk_steps: usize,
    /// Length of a step; 1: as long as each filter.
    pub walk_step: f64,
    /// Points to each side of the two-dimensional slice's middle; 0: no slice.
    pub slice_points: usize,
    /// How far the slice reaches.
    pub slice_radius: f64,
    /// Bootstrap replicates.
    pub bootstrap: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            perturbations: 500,
            control_perturbations: 100,
            deltas: vec![1e-3, 1e-2, 1e-1, 1.0],
            lines: 8,
            line_points: 32,
            line_radius: 0.5,
            walks: 4,
            walk_steps: 64,
            walk_step: 0.02,
            slice_points: 10,
            slice_radius: 1.0,
            bootstrap: 200,
        }
    }
}

/// 2n + 1 places from −radius to radius.
fn places(n: usize, radius: f64) -> Vec<f64> {
    (0..=2 * n).map(|i| radius * (i as f64 / n.max(1) as f64 - 1.0)).collect()
}

impl Options {
    fn check(&self) -> Result<(), Error> {
        let refuse = |message: &str| Err(Error::Call(message.into()));
        let ascending = self.deltas.windows(2).all(|pair| pair[0] < pair[1]);
        let finite = self.deltas.iter().all(|&delta| delta > 0.0 && delta.is_finite());
        if self.deltas.is_empty() || !ascending || !finite {
            return refuse("deltas must be positive numbers in ascending order; both signs are taken.");
        }
        let lengths = [self.line_radius, self.walk_step, self.slice_radius];
        if !lengths.iter().all(|&x| x > 0.0 && x.is_finite()) {
            return refuse("lineRadius, walkStep and sliceRadius must be positive.");
        }
        Ok(())
    }

    /// Places of a line's points.
    fn line_places(&self) -> Vec<f64> {
        places(self.line_points, self.line_radius)
    }

    /// Places of the slice's points in either direction.
    fn slice_places(&self) -> Vec<f64> {
        places(self.slice_points, self.slice_radius)
    }

    /// Draws of each tensor under a condition.
    fn draws(&self, condition: Condition) -> usize {
        match condition {
            Condition::Data => self.perturbations,
            _ => self.control_perturbations,
        }
    }
}

/// All jobs of a setting, in the order in which [`Landscape::take`] wants their outcomes.
///
/// # Errors
/// [`Error::Call`] for options that make no sense.
pub fn jobs(ground: &Ground, options: &Options) -> Result<Vec<Job>, Error> {
    options.check()?;
    let mut jobs = Vec::new();
    for condition in Condition::ALL {
        let draws = options.draws(condition);
        for tensor in 0..ground.tensors().len() {
            let firsts = (0..draws).step_by(DRAWS);
            let weights = |first: usize| Job::Weights { condition, tensor, first, count: DRAWS.min(draws - first) };
            jobs.extend(firsts.map(weights));
        }
    }
    jobs.extend((0..options.lines).map(|line| Job::Line { line }));
    jobs.extend((0..options.walks).map(|walk| Job::Walk { walk }));
    jobs.extend((0..ground.setting.path.len()).map(|checkpoint| Job::Path { checkpoint }));
    if options.slice_points > 0 {
        jobs.extend((0..=2 * options.slice_points).map(|row| Job::Row { row }));
    }
    Ok(jobs)
}

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

/// The paper's own words on it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Paper {
    /// What its figure shows.
    pub shows: &'static str,
    /// Where.
    pub source: &'static str,
}

const PAPER: Paper = Paper {
    shows: "|L(i+1) − L(i)| of 5,000 single weights a layer, pooled over layers: δ = ±0.01 straight on semi-log axes, δ = ±1 straight on log-log axes",
    source: "Zhang, Tang, PNAS 122(51) e2523012122 (2025)",
};

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

/// E4 under way: jobs one after the other, or their outcomes as workers bring them, then the analysis.
pub struct Landscape {
    ground: Rc<Ground>,
    options: Options,
    jobs: Vec<Job>,
    /// Of each job, and of all.
    work: Vec<f64>,
    total: f64,
    outcomes: Vec<Option<Outcome>>,
    run: Option<(usize, Run)>,
    conditions: Vec<(Condition, ConditionResult)>,
}

impl Landscape {
    /// Nothing is measured yet.
    ///
    /// # Errors
    /// As [`Ground::new`] and [`jobs`].
    pub fn new(setting: Setting, options: Options) -> Result<Self, Error> {
        let ground = Rc::new(Ground::new(setting)?);
        let jobs = jobs(&ground, &options)?;
        let outcomes = vec![None; jobs.len()];
        let work: Vec<f64> = jobs.iter().map(|job| work(&ground, &options, job)).collect();
        let total = work.iter().sum();
        Ok(Landscape { ground, options, jobs, work, total, outcomes, run: None, conditions: Vec::new() })
    }

    /// What there is to do.
    pub fn jobs(&self) -> &[Job] {
        &self.jobs
    }

    /// Takes the outcome of job `index` that someone else ran. The result does not depend on the order.
    pub fn take(&mut self, index: usize, outcome: Outcome) {
        self.outcomes[index] = Some(outcome);
    }

    /// One slice of work, some tens of milliseconds: jobs whose outcome is missing, then the analysis. The fraction done.
    pub fn advance(&mut self) -> f64 {
        if let Some((index, run)) = &mut self.run {
            if run.advance() >= 1.0 {
                self.outcomes[*index] = Some(run.outcome());
                self.run = None;
            }
        } else if let Some(index) = self.outcomes.iter().position(Option::is_none) {
            self.run = Some((index, Run::new(&self.ground, &self.options, &self.jobs[index])));
        } else if let Some(&condition) = Condition::ALL.get(self.conditions.len()) {
            let found = analysis::condition(&self.measured(), condition, self.options.bootstrap);
            self.conditions.push((condition, found));
        }
        let done: f64 = self.work.iter().zip(&self.outcomes).filter(|(_, o)| o.is_some()).map(|(work, _)| work).sum();
        let running = self.run.as_ref().map_or(0.0, |(index, run)| run.done() * self.work[*index]);
        // The analysis is a hundredth.
        let analysed = self.conditions.len() as f64 / Condition::ALL.len() as f64;
        if analysed == 1.0 {
            return 1.0;
        }
        (0.99 * (done + running) / self.total.max(1.0)).min(0.99) + 0.01 * analysed
    }

    /// Multiplications and additions of all jobs, about: over the machine's rate, the seconds that it takes.
    pub fn work(&self) -> f64 {
        self.total
    }

    fn measured(&self) -> Measured<'_> {
        Measured { ground: &self.ground, options: &self.options, jobs: &self.jobs, outcomes: &self.outcomes }
    }

    /// What was found; `None` before [`Landscape::advance`] has given 1.
    pub fn result(&self) -> Option<LandscapeResult> {
        let mut conditions = self.conditions.iter().cloned();
        let (_, data) = conditions.next().filter(|_| self.conditions.len() == Condition::ALL.len())?;
        let nulls = conditions.map(|(condition, found)| (condition.name(), found)).collect();
        let measured = self.measured();
        let lines = measured.points(|job| matches!(job, Job::Line { .. }));
        let walks = measured.points(|job| matches!(job, Job::Walk { .. }));
        let spacing = self.options.line_radius / self.options.line_points.max(1) as f64;
        Some(LandscapeResult {
            experiment: "E4",
            claim: CLAIM,
            verdict: verdict::verdict(&data),
            nulls,
            from_point: roughness::from_middle(&lines, spacing),
            along_lines: roughness::along(&lines, spacing),
            along_path: measured.along_path(),
            walk: roughness::autocorrelation(&walks),
            slice: self.slice(),
            paper: PAPER,
            windows: self.ground.windows(),
            options: self.options.clone(),
            data,
        })
    }

    fn slice(&self) -> Option<Slice> {
        let losses = self.measured().points(|job| matches!(job, Job::Row { .. }));
        if losses.is_empty() {
            return None;
        }
        let [first, second] = self.ground.plane();
        let path = self.ground.setting.path.iter().map(|checkpoint| {
            let there: Vec<f64> =
                checkpoint.theta.iter().zip(self.ground.theta.iter()).map(|(&x, y)| f64::from(x) - y).collect();
            let place = |along: &[f64]| direction::dot(&there, along) / direction::dot(along, along);
            let [a, b] = [place(&first), place(&second)];
            let inside = a * a * direction::dot(&first, &first) + b * b * direction::dot(&second, &second);
            let share = inside / direction::dot(&there, &there).max(f64::MIN_POSITIVE);
            [checkpoint.step as f64, a, b, share]
        });
        Some(Slice { places: self.options.slice_places(), losses, path: path.collect() })
    }
}

#[cfg(test)]
mod tests;
