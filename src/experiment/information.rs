//! E5, information: what an update says of the activity that its weight reads, how far successive windows of updates agree in their
//! first principal component, and whether the product of the two is constant beyond chance.
//!
//! All is had from the record `pairs`, window by window. The Gaussian null has the scales of each window's weights and steps, stands
//! beside the same activities, and is measured by the very same code.
mod figure;
mod identity;
mod judge;
mod measure;
mod result;
mod sheet;

pub use figure::{FigureOptions, View};
pub use identity::Identity;
pub use result::{Course, Estimate, InformationResult, Measured, Nulls, PaperCourse, TensorInformation};

use super::{needed, options_of, Experiment, Records};
use crate::error::Error;
use crate::figure::Figure;
use crate::observe::pairs::Pairs;
use crate::rng::{Purpose, Rng, Ziggurat};
use crate::stats::constancy::constancy;
use crate::stats::principal::{alignment, random_directions};
use measure::Measure;
use serde::Deserialize;
use sheet::Sheet;
use std::ops::Range;
use std::rc::Rc;

/// What the paper says.
pub const CLAIM: &str =
    "Heavy tails follow from maximum entropy against information: I(Δw; activity) · β* stays nearly constant.";

/// Random directions drawn for the baseline of β*.
const DIRECTIONS: usize = 400;

/// Values that a tensor, or the identity, is measured on at most; of more, every so many steps.
const MOST_VALUES: usize = 1 << 18;

/// How E5 goes about it. As JSON: camelCase, every field optional, unknown ones refused.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Options {
    /// Lengths of windows in steps, multiples of 10 from 20 to 200, at most four, the longest first. The verdict rests on the
    /// first with enough windows.
    pub windows: Vec<u64>,
    /// Quantile bins of updates and of activities, 2 to 64.
    pub bins: usize,
    /// Shuffled copies of the pairs, 1 to 100.
    pub shuffles: usize,
    /// Permutations of the windows, 99 to 99,999.
    pub permutations: usize,
    /// The last step that is reported apart; by default the run's own.
    pub transient_end: Option<u64>,
    /// All random numbers follow from it; by default the run's own.
    pub seed: Option<u64>,
}

impl Default for Options {
    fn default() -> Self {
        Options { windows: vec![200, 50], bins: 32, shuffles: 10, permutations: 1999, transient_end: None, seed: None }
    }
}

impl Options {
    fn check(&self) -> Result<(), Error> {
        let refuse = |what: &str| Err(Error::Call(what.into()));
        let length = |steps: &u64| (20..=200).contains(steps) && steps % 10 == 0;
        if !(1..=4).contains(&self.windows.len()) || !self.windows.iter().all(length) {
            return refuse("windows must be one to four numbers of steps, multiples of 10 from 20 to 200.");
        }
        if !(2..=64).contains(&self.bins) {
            return refuse("bins must be a whole number from 2 to 64.");
        }
        if !(1..=100).contains(&self.shuffles) {
            return refuse("shuffles must be a whole number from 1 to 100.");
        }
        if !(99..=99_999).contains(&self.permutations) {
            return refuse("permutations must be a whole number from 99 to 99999.");
        }
        Ok(())
    }
}

/// What is still to be measured.
enum Job {
    /// Steps, of the course of that place, in the transient or after it, and whether it is the first of a row.
    Window {
        course: usize,
        steps: Range<u64>,
        transient: bool,
        first: bool,
    },
    /// A linear map over all steps after the transient.
    Map(usize),
    Identity,
    Directions,
}

/// The data, then the null of their scales.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Data,
    Null,
}

/// The experiment under way.
pub struct Information {
    pairs: Rc<Pairs>,
    options: Options,
    seed: u64,
    ziggurat: Ziggurat,
    /// The steps after the transient.
    after: Range<u64>,
    /// The last one first.
    jobs: Vec<Job>,
    all: usize,
    current: Option<(Kind, Measure)>,
    /// The directions of the window before, of data and null.
    before: [Option<Vec<f64>>; 2],
    result: InformationResult,
}

/// E5 on the records `pairs` and, which tell where the transient ended, `scales`.
pub fn start(records: &Records, options: &str) -> Result<Box<dyn Experiment>, Error> {
    let mut options: Options = options_of(options)?;
    let after = needed("scales", &records.scales)?.steps();
    options.transient_end = options.transient_end.or(after.map(|(first, _)| first - 1));
    Ok(Box::new(Information::new(needed("pairs", &records.pairs)?, options)?))
}

/// Whole windows of some steps.
fn windows(steps: &Range<u64>, length: u64) -> impl Iterator<Item = Range<u64>> + '_ {
    let count = steps.end.saturating_sub(steps.start) / length;
    (0..count).map(move |i| steps.start + i * length..steps.start + (i + 1) * length)
}

impl Information {
    /// The experiment on recorded pairs. Where the transient has no known end, all steps belong to it.
    ///
    /// # Errors
    /// [`Error::Call`] for options out of their range.
    pub fn new(pairs: Rc<Pairs>, options: Options) -> Result<Self, Error> {
        options.check()?;
        let recorded = pairs.steps().map_or(0..0, |(first, last)| first..last + 1);
        let middle = options.transient_end.unwrap_or(u64::MAX).saturating_add(1).clamp(recorded.start, recorded.end);
        let (transient, after) = (recorded.start..middle, middle..recorded.end);
        let mut jobs = Vec::new();
        for (course, &length) in options.windows.iter().enumerate() {
            for (steps, transient) in [(&transient, true), (&after, false)] {
                let job = |(i, steps)| Job::Window { course, steps, transient, first: i == 0 };
                jobs.extend(windows(steps, length).enumerate().map(job));
            }
        }
        if !after.is_empty() {
            jobs.extend((0..pairs.maps().len()).map(Job::Map));
            jobs.push(Job::Identity);
        }
        jobs.push(Job::Directions);
        jobs.reverse();
        let result = InformationResult::new(&pairs, &options);
        let all = jobs.len();
        Ok(Information {
            seed: options.seed.unwrap_or(pairs.seed()),
            pairs,
            options,
            ziggurat: Ziggurat::default(),
            after,
            jobs,
            all,
            current: None,
            before: [None, None],
            result,
        })
    }

    /// What is known so far.
    pub fn result(&self) -> &InformationResult {
        &self.result
    }

    /// The steps after the transient, so many that a sheet of `weights` has at most [`MOST_VALUES`].
    fn thinned(&self, weights: usize) -> impl Iterator<Item = u64> {
        let all = (self.after.end - self.after.start) as usize * weights;
        self.after.clone().step_by(all.div_ceil(MOST_VALUES).max(1))
    }

    /// Begins a job; `None` where it is done at once.
    fn begin(&mut self, job: &Job) -> Option<Measure> {
        let weights: Vec<usize> = match job {
            Job::Map(map) => {
                let range = &self.pairs.maps()[*map].range;
                let in_map = |&place: &usize| range.contains(&(self.pairs.synapses()[place].weight as usize));
                (0..self.pairs.synapses().len()).filter(in_map).collect()
            }
            _ => (0..self.pairs.synapses().len()).collect(),
        };
        match job {
            Job::Window { steps, .. } => {
                Some(Measure::whole(Sheet::of(&self.pairs, steps.clone(), &weights), &self.options, self.seed))
            }
            Job::Map(_) => {
                let sheet = Sheet::of(&self.pairs, self.thinned(weights.len()), &weights);
                (!sheet.is_empty()).then(|| Measure::information(sheet, &self.options, self.seed))
            }
            Job::Identity => {
                let sheet = Sheet::of(&self.pairs, self.thinned(weights.len()), &weights);
                self.result.identity = Identity::of(&sheet.updates);
                None
            }
            Job::Directions => {
                if !weights.is_empty() {
                    self.result.random_directions = random_directions(weights.len(), DIRECTIONS, self.seed);
                }
                None
            }
        }
    }

    /// The null of a sheet; its random numbers depend on seed, job and nothing else.
    fn null(&self, sheet: Sheet) -> Sheet {
        let mut rng = Rng::split(self.seed, Purpose::NullPairs, self.jobs.len() as u64);
        sheet.gaussian(&self.ziggurat, &mut rng)
    }

    /// Takes what has been measured for the job that is last in the list.
    fn take(&mut self, kind: Kind, measure: &Measure) {
        let result = &mut self.result;
        match *self.jobs.last().expect("a job is under way") {
            Job::Window { course, ref steps, transient, first } => {
                let courses = match kind {
                    Kind::Data => &mut result.data,
                    Kind::Null => &mut result.nulls.gaussian_param_step,
                };
                let before = &mut self.before[kind as usize];
                if first {
                    *before = None;
                }
                let found = measure.component();
                let beta =
                    before.as_ref().zip(found.as_ref()).map(|(before, found)| alignment(before, &found.direction));
                let measured =
                    measure.measured([steps.start, steps.end - 1], found.as_ref().map(|one| one.share), beta);
                *before = found.map(|one| one.direction);
                let course = &mut courses[course];
                if transient {
                    course.transient.push(measured);
                } else {
                    course.windows.push(measured);
                }
            }
            Job::Map(map) => {
                let tensor = &mut result.tensors[map];
                tensor.weights = measure.weights();
                match kind {
                    Kind::Data => tensor.data = measure.estimate(),
                    Kind::Null => tensor.gaussian_param_step = measure.estimate(),
                }
            }
            Job::Identity | Job::Directions => {}
        }
    }

    /// What follows from all windows together.
    fn conclude(&mut self) {
        let (permutations, seed) = (self.options.permutations, self.seed);
        for course in self.result.data.iter_mut().chain(&mut self.result.nulls.gaussian_param_step) {
            let test = |information: fn(&Measured) -> Option<f64>| {
                let factors = course.windows.iter().filter_map(|one| information(one).zip(one.beta));
                let (x, y): (Vec<f64>, Vec<f64>) = factors.unzip();
                constancy(&x, &y, permutations, seed)
            };
            (course.constancy, course.paper.constancy) = (test(Measured::information), test(Measured::paper));
        }
        self.result.verdict = judge::judge(&self.result);
        self.result.headline = judge::headline(&self.result);
    }
}

impl Experiment for Information {
    fn advance(&mut self) -> f64 {
        if let Some((kind, mut measure)) = self.current.take() {
            if !measure.advance() {
                self.current = Some((kind, measure));
            } else {
                self.take(kind, &measure);
                if kind == Kind::Data {
                    let null = self.null(measure.sheet);
                    let whole = matches!(self.jobs.last(), Some(Job::Window { .. }));
                    let begin = if whole { Measure::whole } else { Measure::information };
                    self.current = Some((Kind::Null, begin(null, &self.options, self.seed)));
                } else {
                    self.jobs.pop();
                }
            }
        } else if let Some(job) = self.jobs.pop() {
            if let Some(measure) = self.begin(&job) {
                self.current = Some((Kind::Data, measure));
                self.jobs.push(job);
            }
        }
        if self.jobs.is_empty() && self.current.is_none() {
            self.conclude();
            return 1.0;
        }
        let half = match self.current {
            Some((Kind::Null, _)) => 0.5,
            _ => 0.0,
        };
        ((self.all - self.jobs.len()) as f64 + half) / (self.all + 1) as f64
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
