//! Made-up runs of a known process through the very experiment that would meet them: updates through E1, events through E3.
use super::outcome::{Estimate, Outcome, Seen};
use super::table::Options;
use crate::experiment::intervals::{Case, Intervals, Source, Window, CLOSELY, DRAWINGS};
use crate::experiment::updates::{self, Finding, Updates};
use crate::experiment::verdict::Grade;
use crate::experiment::worlds::{Run, World};
use crate::experiment::{Experiment, Records};
use crate::figure::Figure;
use crate::observe::recorder::Recorder;
use crate::observe::series::Series;
use crate::rng::{Purpose, Rng};
use crate::stats::bootstrap::Interval;
use std::rc::Rc;

/// Steps of a run in a slice.
const SLICE: usize = 20;

/// Making the run takes about this share of the time.
const MAKING: f64 = 0.1;

/// What the options name.
fn world(options: &Options) -> World {
    let of = |key| options.get(key);
    match options.kind.key {
        "paretoUpdates" => World::Pareto { alpha: of("alpha") },
        "spreadUpdates" => World::Spread { alpha: of("alpha") },
        "tensorUpdates" => World::Tensors,
        "lognormalUpdates" => World::Lognormal { sigma: of("sigma") },
        "scales" => World::Scales,
        "tide" => World::Tide,
        "renewal" => World::Renewal { alpha: of("alpha") },
        "bursts" => World::Spells,
        "gaussianUpdates" | "bernoulli" => World::Gaussian,
        key => unreachable!("{key}: the table has no other process"),
    }
}

/// The verdict that is right, and the null that it should name.
pub fn right(options: &Options) -> (Grade, Option<&'static str>) {
    match world(options) {
        World::Pareto { .. } | World::Renewal { .. } => (Grade::Supported, None),
        World::Spread { .. } => (Grade::Explained, Some("gaussianParamStep")),
        World::Tensors => (Grade::Explained, Some("gaussianTensorStep")),
        World::Scales => (Grade::Explained, Some("shuffled")),
        World::Tide => (Grade::Explained, Some("rateModulated")),
        World::Gaussian | World::Lognormal { .. } | World::Drifting { .. } | World::Spells => {
            (Grade::NotSupported, None)
        }
    }
}

/// The parameters that are to be recovered: the exponents that the experiment itself states.
pub fn parameters(options: &Options) -> &'static [&'static str] {
    match world(options) {
        World::Pareto { .. } | World::Renewal { .. } => &["alpha"],
        _ => &[],
    }
}

/// A run, made and then analysed.
pub struct Process {
    options: Rc<Options>,
    index: u64,
    seed: u64,
    stage: Stage,
}

enum Stage {
    Updates(Box<Run<Recorder>>),
    E1(Box<Updates>),
    Events(Box<Run<Series>>),
    E3(Box<Intervals>),
}

impl Process {
    /// The run of an index, not begun.
    pub fn new(options: &Rc<Options>, index: u64) -> Self {
        let seed = Rng::split(options.seed(), Purpose::Worlds, index).bits();
        let (world, steps) = (world(options), options.get("steps") as u64);
        let stage = match options.kind.pipeline {
            super::Pipeline::E3 => Stage::Events(Box::new(Run::serial(world, steps, seed))),
            _ => Stage::Updates(Box::new(Run::recorded(world, steps, seed))),
        };
        Process { options: Rc::clone(options), index, seed, stage }
    }

    /// One slice of work; the fraction that is done, or what was found.
    pub fn advance(&mut self) -> Result<Outcome, f64> {
        let analysed = |fraction: f64| MAKING + (1.0 - MAKING) * fraction;
        match &mut self.stage {
            Stage::Updates(run) => {
                let made = (0..SLICE).fold(0.0, |_, _| run.advance());
                if made >= 1.0 {
                    let records = Records::gathered(|name| run.observer.record(name)).expect("all are known");
                    let updates = Updates::new(&records, updates::Options { seed: Some(self.seed) });
                    self.stage = Stage::E1(Box::new(updates.expect("it has its records")));
                }
                Err(MAKING * made)
            }
            Stage::Events(run) => {
                let made = (0..SLICE).fold(0.0, |_, _| run.advance());
                if made >= 1.0 {
                    let series = Rc::new(std::mem::replace(&mut run.observer, Series::new(&[], 0, 1)));
                    self.stage = Stage::E3(Box::new(Intervals::of_verdict(series, DRAWINGS, self.seed)));
                }
                Err(MAKING * made)
            }
            Stage::E1(updates) => match updates.advance() {
                done if done < 1.0 => Err(analysed(done)),
                _ => Ok(outcome(self.index, &self.options, &**updates, of_updates(updates))),
            },
            Stage::E3(intervals) => match intervals.advance() {
                done if done < 1.0 => Err(analysed(done)),
                _ => Ok(outcome(self.index, &self.options, &**intervals, of_intervals(intervals))),
            },
        }
    }
}

fn outcome(index: u64, options: &Options, experiment: &dyn Experiment, seen: Seen) -> Outcome {
    let drawn = || -> Figure { experiment.figure("{}").expect("every option has a default") };
    let keep = !parameters(options).is_empty();
    let seen = Seen { estimates: if keep { seen.estimates } else { Vec::new() }, ..seen };
    Outcome { seen: vec![Some(seen)], sketch: (index == 0).then(drawn) }
}

fn estimate(value: f64, interval: Option<Interval>) -> Option<Estimate> {
    interval.map(|Interval { low, high, .. }| Estimate { value, low, high })
}

fn of_updates(updates: &Updates) -> Seen {
    let result = updates.result();
    let tail = result.data.after.as_ref();
    let fit = tail.and_then(|tail| match &tail.fits.binned {
        Finding::Fit(fit) => Some((fit, tail.interval)),
        Finding::Refused { .. } => None,
    });
    Seen {
        grade: result.verdict.grade,
        null: result.verdict.null.clone(),
        named: false,
        estimates: vec![fit.and_then(|(fit, interval)| estimate(fit.alpha, interval))],
        x_min: fit.map(|(fit, _)| fit.x_min),
    }
}

fn of_intervals(intervals: &Intervals) -> Seen {
    let result = intervals.result();
    let case: Case = CLOSELY[0];
    let measured = result.case(Source::Data, Window::After, case);
    let exponent = measured.and_then(|measured| measured.exponent.as_ref());
    let stated = exponent.and_then(|found| estimate(found.tail.alpha, found.by_blocks.or(found.by_parameters)));
    Seen {
        grade: result.verdict.grade,
        null: result.verdict.null.clone(),
        named: false,
        estimates: vec![stated],
        x_min: exponent.map(|found| found.tail.x_min as f64),
    }
}
