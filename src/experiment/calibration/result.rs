//! What a calibration finds: each way of measuring, over all data sets, and whether it keeps what it states.
use super::outcome::{Estimate, Outcome, Seen};
use super::table::{Options, Pipeline};
use super::{law, process};
use crate::experiment::verdict::{Grade, Verdict};
use crate::stats::share::Share;
use crate::stats::special::normal_quantile;
use crate::words::{fixed, grouped, number};
use serde::Serialize;
use std::collections::BTreeMap;

/// What is put to the test.
pub const CLAIM: &str =
    "The stated 95 % intervals hold the truth at least as often as they say, and the verdicts are right.";

/// Fewer data sets say little about a share of 5 %.
const FEW: u64 = 20;

/// Intervals keep their word where they hold the truth in at least this share of data sets.
pub const HONEST: f64 = 0.93;

/// Verdicts keep theirs where at most this share of them is wrong: the four alternatives together win over true power laws in
/// 4 to 10 % (docs/methods.md).
pub const WRONG: f64 = 0.1;

/// One parameter over all data sets.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Recovered {
    /// Its name as an option.
    pub parameter: &'static str,
    /// What it is.
    pub truth: f64,
    /// Data sets that have an estimate with an interval.
    pub n: u64,
    /// The mean of the estimates.
    pub mean: f64,
    /// That less the truth.
    pub bias: f64,
    /// Its standard error.
    pub bias_se: f64,
    /// The standard deviation of the estimates.
    pub sd: f64,
    /// The mean of the standard errors that the intervals state.
    pub stated: f64,
    /// Intervals that hold the truth.
    pub coverage: Share,
}

/// Data sets by the grade of their verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Verdicts {
    /// The claim stands.
    pub supported: u64,
    /// A null gives the same.
    pub explained: u64,
    /// It does not stand.
    pub not_supported: u64,
    /// Too little to say.
    pub not_enough_data: u64,
}

/// One way of measuring, over all data sets.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Way {
    /// `known` and `searched` x_min of a law; `E1`, `E3`.
    pub name: &'static str,
    /// Data sets that it measured.
    pub measured: u64,
    /// Data sets that it refused.
    pub refused: u64,
    /// What it said of them.
    pub verdicts: Verdicts,
    /// Verdicts that are wrong; one of too little data is none.
    pub wrong: Option<Share>,
    /// Wrong verdicts whose sentence names the true law among those that cannot be told apart.
    pub named: u64,
    /// Each parameter; none where the law has too few estimates.
    pub parameters: Vec<Recovered>,
    /// The quartiles of the x_min that it found, where it looked for one.
    pub x_min: Option<[f64; 3]>,
}

/// The result.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CalibrationResult {
    /// "calibration".
    pub experiment: &'static str,
    /// What is put to the test.
    pub claim: &'static str,
    /// Whether it stands.
    pub verdict: Verdict,
    /// The world's name.
    pub world: &'static str,
    /// The numbers that it was made by.
    pub options: BTreeMap<&'static str, f64>,
    /// The verdict that is right, and the null that it should name.
    pub right: (Grade, Option<&'static str>),
    /// Data sets that are done.
    pub sets: u64,
    /// Each way of measuring them.
    pub ways: Vec<Way>,
}

/// The ways in which a world is measured.
pub fn ways(options: &Options) -> &'static [&'static str] {
    match options.kind.pipeline {
        Pipeline::Fit => &["known", "searched"],
        Pipeline::E1 => &["E1"],
        Pipeline::E3 => &["E3"],
    }
}

/// The parameters that are to be recovered.
pub fn parameters(options: &Options) -> &'static [&'static str] {
    match options.kind.pipeline {
        Pipeline::Fit => law::parameters(options),
        Pipeline::E1 | Pipeline::E3 => process::parameters(options),
    }
}

fn right(options: &Options) -> (Grade, Option<&'static str>) {
    match options.kind.pipeline {
        Pipeline::Fit if law::is_power_law(options) => (Grade::Supported, None),
        Pipeline::Fit => (Grade::NotSupported, None),
        Pipeline::E1 | Pipeline::E3 => process::right(options),
    }
}

/// Of the data sets that are done.
pub fn result(options: &Options, outcomes: &[&Outcome]) -> CalibrationResult {
    let right = right(options);
    let named = |(place, &name): (usize, &&'static str)| {
        let seen: Vec<&Seen> = outcomes.iter().filter_map(|outcome| outcome.seen[place].as_ref()).collect();
        way(name, options, right, &seen, outcomes.len() as u64)
    };
    let ways: Vec<Way> = ways(options).iter().enumerate().map(named).collect();
    let sets = outcomes.len() as u64;
    CalibrationResult {
        experiment: "calibration",
        claim: CLAIM,
        verdict: if sets < options.sets() { Verdict::unfinished() } else { judge(options, &ways) },
        world: options.kind.key,
        options: options.values.clone(),
        right,
        sets,
        ways,
    }
}

fn way(name: &'static str, options: &Options, right: (Grade, Option<&'static str>), seen: &[&Seen], sets: u64) -> Way {
    let mut verdicts = Verdicts::default();
    let (mut wrong, mut named) = (0, 0);
    for seen in seen {
        *match seen.grade {
            Grade::Supported => &mut verdicts.supported,
            Grade::Explained => &mut verdicts.explained,
            Grade::NotSupported => &mut verdicts.not_supported,
            Grade::NotEnoughData => &mut verdicts.not_enough_data,
        } += 1;
        if seen.grade != Grade::NotEnoughData && (seen.grade, seen.null.as_deref()) != right {
            wrong += 1;
            named += u64::from(seen.named);
        }
    }
    let measured = seen.len() as u64;
    let recovered = |(place, &parameter): (usize, &&'static str)| {
        let estimates: Vec<Estimate> = seen.iter().filter_map(|seen| seen.estimates[place]).collect();
        recovered(parameter, options.get(parameter), &estimates)
    };
    Way {
        name,
        measured,
        refused: sets - measured,
        verdicts,
        wrong: Share::new(wrong, measured),
        named,
        parameters: parameters(options).iter().enumerate().filter_map(recovered).collect(),
        x_min: ["searched", "E1"]
            .contains(&name)
            .then(|| quartiles(seen.iter().filter_map(|seen| seen.x_min)))
            .flatten(),
    }
}

fn recovered(parameter: &'static str, truth: f64, estimates: &[Estimate]) -> Option<Recovered> {
    let n = estimates.len() as f64;
    if estimates.len() < 2 {
        return None;
    }
    let mean = estimates.iter().map(|estimate| estimate.value).sum::<f64>() / n;
    let square = |estimate: &Estimate| (estimate.value - mean) * (estimate.value - mean);
    let variance = estimates.iter().map(square).sum::<f64>() / (n - 1.0);
    let width = 2.0 * normal_quantile(0.975);
    let holds = |estimate: &&Estimate| estimate.low <= truth && truth <= estimate.high;
    Some(Recovered {
        parameter,
        truth,
        n: estimates.len() as u64,
        mean,
        bias: mean - truth,
        bias_se: (variance / n).sqrt(),
        sd: variance.sqrt(),
        stated: estimates.iter().map(|estimate| (estimate.high - estimate.low) / width).sum::<f64>() / n,
        coverage: Share::new(estimates.iter().filter(holds).count() as u64, estimates.len() as u64)?,
    })
}

/// The values at ranks n/4, n/2 and 3n/4.
fn quartiles(values: impl Iterator<Item = f64>) -> Option<[f64; 3]> {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let at = |quarter: usize| Some(*sorted.get(quarter * sorted.len() / 4)?);
    Some([at(1)?, at(2)?, at(3)?])
}

fn judge(options: &Options, ways: &[Way]) -> Verdict {
    let sets = options.sets();
    let drawn = format!("{} data sets of {}", grouped(sets), world(options));
    let measured = ways.iter().map(|way| way.measured).min().unwrap_or(0);
    if measured < FEW {
        let drawn = if measured < sets { format!("{drawn}, {} of them measured", grouped(measured)) } else { drawn };
        let sentence = format!("Not enough data: {drawn}; {FEW} or more say something about intervals of 95 %.");
        return Verdict { grade: Grade::NotEnoughData, null: None, sentence };
    }
    let covers = |way: &Way| way.parameters.iter().all(|found| found.coverage.high >= HONEST);
    let keeps = |way: &Way| covers(way) && way.wrong.is_some_and(|wrong| wrong.low <= WRONG);
    let grade = if ways.iter().all(keeps) { Grade::Supported } else { Grade::NotSupported };
    // Of several parameters the one that is held least often.
    let least = |way: &Way| way.parameters.iter().map(|found| found.coverage.share).fold(f64::INFINITY, f64::min);
    let held: Vec<f64> = ways.iter().map(least).filter(|share| share.is_finite()).collect();
    let holding = "of the stated 95 % intervals hold the truth";
    let held = match held[..] {
        [] => String::new(),
        [known, searched] => {
            let blind = covers(&ways[0]) && !covers(&ways[1]);
            let why = if blind { ", since a stated error does not know of the search" } else { "" };
            let (known, searched) = (percent(known), percent(searched));
            format!("{known} {holding} with x_min known, {searched} with x_min searched for{why}; ")
        }
        [share, ..] => format!("{} {holding}; ", percent(share)),
    };
    let wrong: Vec<String> = ways.iter().filter_map(|way| way.wrong.map(|wrong| percent(wrong.share))).collect();
    let sentence = format!("{drawn}: {held}{} of the verdicts are wrong.", wrong.join(" and "));
    Verdict { grade, null: None, sentence }
}

fn world(options: &Options) -> String {
    let shown = parameters(options).iter().map(|key| {
        let row = options.kind.rows.iter().find(|row| row.key == *key).expect("every parameter has a row");
        format!("{} = {}", row.label, number(options.get(key)))
    });
    let shown: Vec<String> = shown.collect();
    let with = if shown.is_empty() { String::new() } else { format!(" ({})", shown.join(", ")) };
    format!("“{}”{with}", options.kind.label)
}

fn percent(share: f64) -> String {
    format!("{} %", fixed(100.0 * share, 1))
}
