//! E3, the intervals between large updates: do they follow a power law, and do they still where event times are left to
//! chance?
//!
//! Everything is had from one record, the series of |Δw| of some parameters. Parameters are read a few at a time, and of
//! their events only counts by length, sums and spreads are kept: no list of events exists, however many there are. The
//! most that is held is the series and one of the same size for null D.
mod events;
mod excess;
mod figure;
mod judge;
mod nulls;
mod pass;
mod result;
mod work;

pub use events::Rule;
pub use excess::{Difference, Excess};
pub use figure::{FigureOptions, View};
pub use nulls::Source;
pub use pass::{Detail, Exponent, Measured};
pub use result::{ByThreshold, Case, IntervalsResult, Judged, RasterRow, Window, Windows};

use super::{needed, options_of, Experiment, Records};
use crate::error::Error;
use crate::figure::Figure;
use crate::observe::series::Series;
use events::Frame;
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use work::{Plan, Work};

/// What the paper says.
pub const CLAIM: &str = "Intervals between large updates follow a power law: learning is intermittent.";

/// The shares of updates that are events, from the lowest threshold to the highest.
pub const SHARES: [f64; 8] = [0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];

/// The cases that are looked at closely, the verdict's first. A parameter's own top 1 % would be eight events in 800
/// steps, too few for its burstiness.
pub const CLOSELY: [Case; 3] = [
    Case { rule: Rule::Pooled, share: 0.01 },
    Case { rule: Rule::Pooled, share: 0.005 },
    Case { rule: Rule::PerParameter, share: 0.05 },
];

/// Drawings for the goodness of fit of intervals.
pub const DRAWINGS: usize = 100;

/// Codes looked at in a slice of work: some milliseconds.
const SLICE: usize = 1 << 18;

/// How E3 goes about it. As JSON: camelCase, every field optional, unknown ones refused.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Options {
    /// The last step of the transient, which one of the two windows leaves out; by default the run's own.
    pub transient_end: Option<u64>,
    /// All random numbers of the nulls and bootstraps follow from it; by default the run's own.
    pub seed: Option<u64>,
}

/// The experiment under way.
pub struct Intervals {
    result: IntervalsResult,
    /// The windows still to be worked through, the last one first.
    works: Vec<Work>,
    /// Codes to be looked at, and those that have been.
    all: usize,
    done: usize,
}

/// E3 on the records `series` and, which tell where the transient ended, `scales`.
pub fn start(records: &Records, options: &str) -> Result<Box<dyn Experiment>, Error> {
    let mut options: Options = options_of(options)?;
    let after = needed("scales", &records.scales)?.steps();
    options.transient_end = options.transient_end.or(after.map(|(first, _)| first - 1));
    Ok(Box::new(Intervals::new(needed("series", &records.series)?, options)))
}

impl Intervals {
    /// The experiment on a series. Where the transient has no known end, all of the series belongs to it.
    pub fn new(series: Rc<Series>, options: Options) -> Self {
        let plan = Plan::full(options.seed.unwrap_or(series.seed()));
        Self::planned(series, options.transient_end.unwrap_or(u64::MAX), plan)
    }

    /// The threshold of the verdict alone, over the whole of a series, its goodness of fit by so many drawings.
    pub fn of_verdict(series: Rc<Series>, replicates: usize, seed: u64) -> Self {
        let mut intervals = Self::planned(series, 0, Plan { cases: vec![CLOSELY[0]], replicates, seed });
        intervals.works.truncate(1); // the window after a transient of no steps
        intervals
    }

    fn planned(series: Rc<Series>, transient_end: u64, plan: Plan) -> Self {
        let plan = Rc::new(plan);
        let mut result = IntervalsResult::new(series.parameters().len(), series.drawn_from());
        let mut works = Vec::new();
        for (window, first) in [(Window::After, transient_end.saturating_add(1)), (Window::All, 0)] {
            if let Some(frame) = Frame::new(series.clone(), first..u64::MAX) {
                result.begin(window, frame.steps());
                works.push(Work::new(window, frame, plan.clone()));
            }
        }
        let all = works.iter().map(Work::size).sum();
        Intervals { result, works, all, done: 0 }
    }

    /// What is known so far.
    pub fn result(&self) -> &IntervalsResult {
        &self.result
    }
}

impl Experiment for Intervals {
    fn advance(&mut self) -> f64 {
        let until = self.done + SLICE;
        while let Some(work) = self.works.last_mut().filter(|_| self.done < until) {
            match work.advance(&mut self.result) {
                0 => drop(self.works.pop()),
                looked_at => self.done += looked_at,
            }
        }
        if self.works.is_empty() {
            1.0
        } else {
            (self.done as f64 / self.all as f64).min(0.999)
        }
    }

    fn result(&self) -> String {
        serde_json::to_string(&self.result).expect("a result is plain data")
    }

    fn figure(&self, options: &str) -> Result<Figure, Error> {
        Ok(figure::figure(&self.result, &options_of(options)?))
    }
}

#[cfg(test)]
mod tests;
