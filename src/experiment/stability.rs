//! E2, the stability of the exponent: α from window to window, beside a Gaussian null of each window's own scales. A null
//! that is as stable shows that stability alone is no sign of criticality.
mod figure;
mod judge;
mod result;
mod sampled;
mod scaling;

pub use figure::FigureOptions;
pub use result::{Course, Cutoff, Estimate, Sample, StabilityResult, TensorCourse};
pub use scaling::{scaling, Scaling, Size};

use super::blocks::{Shared, Tail};
use super::headline::Headline;
use super::surrogate::Surrogate;
use super::updates::PAPER;
use super::verdict::Verdict;
use super::{needed, options_of, Experiment, Records};
use crate::error::Error;
use crate::figure::Figure;
use crate::observe::bins::{LOG2_ORIGIN, PER_OCTAVE};
use crate::observe::history::History;
use crate::observe::record::Windows;
use crate::observe::scales::Scales;
use crate::observe::series::Series;
use crate::observe::tails::Stream;
use crate::rng::{Rng, Ziggurat};
use crate::stats::binned::Histogram;
use crate::stats::bootstrap::Bootstrap;
use crate::stats::laws::{self, TruncatedPowerLaw};
use crate::stats::observed::Observed;
use sampled::{Kind, Sampled, Stretch, KINDS};
use serde::Deserialize;
use std::ops::Range;
use std::rc::Rc;

/// What the paper says.
pub const CLAIM: &str =
    "The exponent of the update tail is stable throughout training, as in self-organised criticality.";

/// The tail is this share of a window's values.
pub const SHARE: f64 = 0.01;

/// It has at least this many values.
const MIN_TAIL: u64 = 50;

/// Drawings for the cutoff's error.
const REPLICATES: usize = 60;

/// The experiment's options. As JSON: camelCase, every field optional, unknown ones refused.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Options {
    /// Windows after the transient, 3 to 32.
    pub windows: usize,
    /// All random numbers of the nulls and bootstraps follow from it; by default the run's own.
    pub seed: Option<u64>,
}

impl Default for Options {
    fn default() -> Self {
        Options { windows: 8, seed: None }
    }
}

/// A statistic of blocks drawn anew.
type Drawing = Box<dyn Fn(&mut Rng) -> Option<f64>>;

/// What is under way.
enum Part {
    /// The windows' data, by stream: pooled first.
    Data(usize),
    /// A window's sample: the transient first; its stretch; the kinds still to come.
    Window(usize, Rc<Stretch>, usize, Box<Surrogate<Sampled>>),
    Cutoff(Cutoff, Bootstrap<Drawing>),
    Done,
}

/// The experiment under way.
pub struct Stability {
    history: Rc<Windows<History>>,
    scales: Rc<Scales>,
    series: Rc<Series>,
    options: Options,
    seed: u64,
    ziggurat: Rc<Ziggurat>,
    part: Part,
    result: StabilityResult,
}

/// E2 on the records `tails`, `history`, `scales` and `series`.
pub fn start(records: &Records, options: &str) -> Result<Box<dyn Experiment>, Error> {
    Ok(Box::new(Stability::new(records, options_of(options)?)?))
}

impl Stability {
    /// The experiment on what has been recorded.
    ///
    /// # Errors
    /// [`Error::Call`] where a record is missing or the windows are too few or too many.
    pub fn new(records: &Records, options: Options) -> Result<Self, Error> {
        if !(3..=32).contains(&options.windows) {
            return Err(Error::Call(format!(
                "windows must be a whole number from 3 to 32, and {} is not.",
                options.windows
            )));
        }
        let (tails, series) = (needed("tails", &records.tails)?, needed("series", &records.series)?);
        let tensors = tails.tensors.iter().map(|tensor| TensorCourse {
            name: tensor.name.clone(),
            in_tail: tensor.in_tail,
            data: Course::default(),
            sample: Sample::default(),
        });
        let result = StabilityResult {
            experiment: "E2",
            claim: CLAIM,
            verdict: Verdict::unfinished(),
            headline: Headline::default(),
            data: Course::default(),
            sample: Sample::default(),
            persistence: Vec::new(),
            parameters: [series.parameters().len(), series.drawn_from()],
            decades: None,
            cutoff: None,
            tensors: tensors.collect(),
            paper: PAPER,
        };
        Ok(Stability {
            history: needed("history", &records.history)?,
            scales: needed("scales", &records.scales)?,
            seed: options.seed.unwrap_or(series.seed()),
            series,
            options,
            ziggurat: Rc::new(Ziggurat::default()),
            part: Part::Data(0),
            result,
        })
    }

    /// What is known so far.
    pub fn result(&self) -> &StabilityResult {
        &self.result
    }

    /// The blocks of a window: 0 is the transient, then equal ones.
    fn window(&self, window: usize) -> (&History, Range<usize>) {
        let after = &self.history.after;
        match window.checked_sub(1) {
            None => (&self.history.transient, 0..self.history.transient.blocks()),
            Some(i) => {
                (after, i * after.blocks() / self.options.windows..(i + 1) * after.blocks() / self.options.windows)
            }
        }
    }

    fn estimate(&self, history: &History, stream: Stream, blocks: Range<usize>, steps: [u64; 2]) -> Option<Estimate> {
        let shared = Shared::new(history, stream, blocks, SHARE, MIN_TAIL)?;
        Estimate::of(&shared, steps, self.seed)
    }

    fn data(&mut self, place: usize) -> Part {
        let stream = place.checked_sub(1).map_or(Stream::Pooled, Stream::Tensor);
        let of = |window: usize| {
            let (history, blocks) = self.window(window);
            let (first, last) = history.steps(&blocks);
            self.estimate(history, stream, blocks, [first, last])
        };
        let mut course =
            Course { transient: of(0), windows: (1..=self.options.windows).map(of).collect(), ..Course::default() };
        course.finish();
        *match place {
            0 => &mut self.result.data,
            i => &mut self.result.tensors[i - 1].data,
        } = course;
        if place < self.result.tensors.len() {
            Part::Data(place + 1)
        } else {
            self.begin(0)
        }
    }

    /// A window's sample, or what follows the last one.
    fn begin(&mut self, window: usize) -> Part {
        if window > self.options.windows {
            return self.cutoff();
        }
        let (history, blocks) = self.window(window);
        let (first, last) = history.steps(&blocks);
        let steps = if blocks.is_empty() { 0..0 } else { first..last + 1 };
        let stretch = Rc::new(Stretch::new(self.series.clone(), self.scales.parts(), steps));
        if window > 0 {
            self.result.persistence.push(stretch.persistence());
        }
        self.kind(window, stretch, 0)
    }

    fn kind(&mut self, window: usize, stretch: Rc<Stretch>, kind: usize) -> Part {
        match KINDS.get(kind) {
            None => self.begin(window + 1),
            Some(&which) => {
                let source = Sampled::new(stretch.clone(), which, self.ziggurat.clone(), self.seed);
                Part::Window(window, stretch, kind, Box::new(Surrogate::new(source, self.seed, 4)))
            }
        }
    }

    /// Takes a window's estimates of one kind.
    fn take(&mut self, window: usize, kind: Kind, drawn: &Surrogate<Sampled>) {
        let history = &drawn.history;
        let blocks = 0..history.blocks();
        let (first, last) = history.steps(&blocks);
        for place in 0..=self.result.tensors.len() {
            let stream = place.checked_sub(1).map_or(Stream::Pooled, Stream::Tensor);
            let estimate = self.estimate(history, stream, blocks.clone(), [first, last]);
            let sample = match place {
                0 => &mut self.result.sample,
                i => &mut self.result.tensors[i - 1].sample,
            };
            let course = match kind {
                Kind::Data => &mut sample.data,
                Kind::Null => &mut sample.gaussian_param_step,
                Kind::Standardised => &mut sample.standardised,
            };
            if window == 0 {
                course.transient = estimate;
            } else {
                course.windows.push(estimate);
            }
            if window == self.options.windows {
                course.finish();
            }
        }
    }

    /// Where the pooled tail ends.
    fn cutoff(&mut self) -> Part {
        let history = self.history.clone();
        let blocks = history.after.blocks();
        let counts: Vec<Vec<u64>> = (0..blocks).map(|i| history.after.counts(Stream::Pooled, &(i..i + 1))).collect();
        let whole =
            Shared::new(&history.after, Stream::Pooled, 0..blocks, SHARE, MIN_TAIL).and_then(|shared| shared.all());
        let Some(largest) = whole else { return self.judge() };
        let total = |drawn: &mut dyn Iterator<Item = usize>| {
            let mut sum = vec![0; counts.first().map_or(0, Vec::len)];
            drawn.for_each(|block| sum.iter_mut().zip(&counts[block]).for_each(|(sum, count)| *sum += count));
            Histogram { log2_origin: LOG2_ORIGIN, log2_ratio: 1.0 / PER_OCTAVE as f64, counts: sum }
        };
        let all = total(&mut (0..blocks));
        let end = all.counts.iter().rposition(|&count| count > 0).map_or(0, |last| last + 1);
        self.result.decades = Some(libm::log10(all.edge(end) / largest.x));
        let first = super::blocks::bin_from(largest.x);
        let Some(law) = truncated(&all, first) else { return self.judge() };
        let cutoff =
            Cutoff { x: 1.0 / law.lambda, over_x_min: 1.0 / (law.lambda * largest.x), alpha: law.alpha, log_se: None };
        let replicate = move |rng: &mut Rng| {
            let mut sum = vec![0; counts[0].len()];
            for _ in 0..counts.len() {
                let block = &counts[rng.below(counts.len() as u64) as usize];
                sum.iter_mut().zip(block).for_each(|(sum, count)| *sum += count);
            }
            let drawn = Histogram { log2_origin: LOG2_ORIGIN, log2_ratio: 1.0 / PER_OCTAVE as f64, counts: sum };
            truncated(&drawn, first).map(|law| -libm::log(law.lambda))
        };
        Part::Cutoff(cutoff, Bootstrap::new(Box::new(replicate) as Drawing, REPLICATES, self.seed))
    }

    fn judge(&mut self) -> Part {
        self.result.verdict = judge::judge(&self.result);
        self.result.headline = judge::headline(&self.result);
        Part::Done
    }

    /// Roughly, in time.
    fn fraction(&self) -> f64 {
        let windows = (1 + self.options.windows) as f64;
        match &self.part {
            Part::Data(place) => 0.3 * *place as f64 / (1 + self.result.tensors.len()) as f64,
            Part::Window(window, _, kind, drawn) => {
                0.3 + 0.5 * (*window as f64 + (*kind as f64 + drawn.fraction()) / KINDS.len() as f64) / windows
            }
            Part::Cutoff(_, drawn) => 0.8 + 0.19 * drawn.values().len() as f64 / REPLICATES as f64,
            Part::Done => 1.0,
        }
    }
}

/// The truncated power law of a histogram's tail; `None` where the power law needs no cutoff.
fn truncated(histogram: &Histogram, first: usize) -> Option<TruncatedPowerLaw> {
    let tail = Observed::histogram(histogram, first).ok()?;
    let power = laws::fit::<laws::PowerLaw>(&tail)?;
    let limit = laws::collapses::<TruncatedPowerLaw>(&tail, power.law.alpha, power.mean);
    let law = laws::fit::<TruncatedPowerLaw>(&tail)?.law;
    (!limit && Tail::of(&histogram.counts, first).sum > 0).then_some(law)
}

impl Experiment for Stability {
    fn advance(&mut self) -> f64 {
        self.part = match std::mem::replace(&mut self.part, Part::Done) {
            Part::Data(place) => self.data(place),
            Part::Window(window, stretch, kind, mut drawn) => {
                if drawn.advance() < 1.0 {
                    Part::Window(window, stretch, kind, drawn)
                } else {
                    self.take(window, KINDS[kind], &drawn);
                    self.kind(window, stretch, kind + 1)
                }
            }
            Part::Cutoff(cutoff, mut drawn) => {
                if drawn.advance() < 1.0 {
                    Part::Cutoff(cutoff, drawn)
                } else {
                    let log_se = drawn.interval(0.95).map(|interval| interval.sd);
                    self.result.cutoff = Some(Cutoff { log_se, ..cutoff });
                    self.judge()
                }
            }
            Part::Done => Part::Done,
        };
        self.fraction()
    }

    fn result(&self) -> String {
        serde_json::to_string(&self.result).expect("a result is plain data")
    }

    fn figure(&self, options: &str) -> Result<Figure, Error> {
        figure::figure(&self.result, &options_of(options)?)
    }
}

#[cfg(test)]
mod tests;
