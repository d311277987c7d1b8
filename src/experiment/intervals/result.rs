//! The shape of E3's result.
use super::events::Rule;
use super::judge::{headline, judge, waiting};
use super::nulls::Source;
use super::pass::Measured;
use super::{CLAIM, CLOSELY};
use crate::experiment::headline::Headline;
use crate::experiment::verdict::{Paper, Verdict};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// The steps that are looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Window {
    /// All, with the transient.
    All,
    /// Those after it.
    #[default]
    After,
}

/// One threshold.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Case {
    /// Pooled or each parameter's own.
    pub rule: Rule,
    /// The share of updates above it.
    pub share: f64,
}

/// Something of each window; `null` where the series has no two steps of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Windows<T> {
    /// All steps.
    pub all: Option<T>,
    /// Those after the transient.
    pub after: Option<T>,
}

impl<T> Windows<T> {
    /// The window's.
    pub fn of(&self, window: Window) -> Option<&T> {
        match window {
            Window::All => self.all.as_ref(),
            Window::After => self.after.as_ref(),
        }
    }

    pub(super) fn slot(&mut self, window: Window) -> &mut Option<T> {
        match window {
            Window::All => &mut self.all,
            Window::After => &mut self.after,
        }
    }
}

/// A source's numbers over one window, one entry for each of [`super::SHARES`].
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ByThreshold {
    /// One threshold for all parameters.
    pub pooled: Vec<Measured>,
    /// Each parameter's own.
    pub per_parameter: Vec<Measured>,
}

impl ByThreshold {
    /// The numbers of a rule.
    pub fn of(&self, rule: Rule) -> &[Measured] {
        match rule {
            Rule::Pooled => &self.pooled,
            Rule::PerParameter => &self.per_parameter,
        }
    }

    /// The numbers of a case; `None` while it is not done.
    pub fn case(&self, case: Case) -> Option<&Measured> {
        self.of(case.rule).iter().find(|measured| measured.share == case.share)
    }

    pub(super) fn slot(&mut self, rule: Rule) -> &mut Vec<Measured> {
        match rule {
            Rule::Pooled => &mut self.pooled,
            Rule::PerParameter => &mut self.per_parameter,
        }
    }
}

/// The nulls, in the data's shape.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Nulls {
    /// A.
    pub shuffled: Windows<ByThreshold>,
    /// B.
    pub rate_modulated: Windows<ByThreshold>,
    /// C.
    pub bernoulli: Windows<ByThreshold>,
    /// D.
    pub gaussian_param_step: Windows<ByThreshold>,
}

/// The events of one of the busiest parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RasterRow {
    /// Its index in the arena.
    pub parameter: u32,
    /// How many events it has.
    pub events: u64,
    /// Steps that one mark stands for; 1 where every event is there.
    pub resolution: u64,
    /// The steps of its events; of those that share a mark, the first.
    pub steps: Vec<u64>,
}

/// Marks in a row, at most: more than a chart has pixels for.
const MARKS: usize = 1000;

impl RasterRow {
    /// Of events at `times` in a window of `len` steps that begins at step `first`.
    pub(super) fn new(parameter: u32, times: &[u32], first: u64, len: usize) -> Self {
        let resolution = len.div_ceil(MARKS).max(1);
        let marks = times.chunk_by(|a, b| *a as usize / resolution == *b as usize / resolution);
        RasterRow {
            parameter,
            events: times.len() as u64,
            resolution: resolution as u64,
            steps: marks.map(|mark| first + u64::from(mark[0])).collect(),
        }
    }
}

/// A verdict on one case.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Judged {
    /// The steps.
    pub window: Window,
    /// The threshold.
    #[serde(flatten)]
    pub case: Case,
    /// What follows.
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// The experiment's result.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IntervalsResult {
    /// "E3".
    pub experiment: &'static str,
    /// What the paper says.
    pub claim: &'static str,
    /// What follows for the pooled top 1 % after the transient.
    pub verdict: Verdict,
    /// What an ensemble reads of that case.
    pub headline: Headline,
    /// The run.
    pub data: Windows<ByThreshold>,
    /// The nulls.
    pub nulls: Nulls,
    /// The verdicts on all of [`CLOSELY`] over both windows.
    pub verdicts: Vec<Judged>,
    /// The 64 busiest parameters at the pooled top 1 %, the busiest first, each with at most 1,000 marks.
    pub raster: Windows<Vec<RasterRow>>,
    /// First and last step.
    pub steps: Windows<[u64; 2]>,
    /// Parameters that were looked at, a random subset.
    pub parameters: usize,
    /// Of how many in the tail.
    pub drawn_from: usize,
    /// What the paper prints.
    pub paper: Paper,
}

impl IntervalsResult {
    pub(super) fn new(parameters: usize, drawn_from: usize) -> Self {
        IntervalsResult {
            experiment: "E3",
            claim: CLAIM,
            verdict: waiting(),
            headline: Headline::default(),
            data: Windows::default(),
            nulls: Nulls::default(),
            verdicts: Vec::new(),
            raster: Windows::default(),
            steps: Windows::default(),
            parameters,
            drawn_from,
            paper: Paper {
                exponents: Some([2.5, 2.7]),
                source: "Zhang, Tang, PNAS 122(51) e2523012122 (2025): straight lines by least squares, top 1 % and top 0.5 %",
            },
        }
    }

    pub(super) fn begin(&mut self, window: Window, steps: Range<u64>) {
        *self.steps.slot(window) = Some([steps.start, steps.end - 1]);
    }

    /// The numbers of a source.
    pub fn of(&self, source: Source) -> &Windows<ByThreshold> {
        match source {
            Source::Data => &self.data,
            Source::Shuffled => &self.nulls.shuffled,
            Source::RateModulated => &self.nulls.rate_modulated,
            Source::Bernoulli => &self.nulls.bernoulli,
            Source::GaussianParamStep => &self.nulls.gaussian_param_step,
        }
    }

    /// The numbers of a source for one case over a window; `None` while they are not known.
    pub fn case(&self, source: Source, window: Window, case: Case) -> Option<&Measured> {
        self.of(source).of(window)?.case(case)
    }

    pub(super) fn slot(&mut self, source: Source, window: Window, rule: Rule) -> &mut Vec<Measured> {
        let windows = match source {
            Source::Data => &mut self.data,
            Source::Shuffled => &mut self.nulls.shuffled,
            Source::RateModulated => &mut self.nulls.rate_modulated,
            Source::Bernoulli => &mut self.nulls.bernoulli,
            Source::GaussianParamStep => &mut self.nulls.gaussian_param_step,
        };
        windows.slot(window).get_or_insert_default().slot(rule)
    }

    /// The verdict on a case whose sources are all done.
    pub(super) fn judge(&mut self, window: Window, case: Case) {
        let Some(verdict) = judge(|source| self.case(source, window, case)) else { return };
        if window == Window::After && case == CLOSELY[0] {
            self.verdict = verdict.clone();
            self.headline = headline(|source| self.case(source, window, case));
        }
        self.verdicts.push(Judged { window, case, verdict });
    }
}
