//! E4, the loss landscape: how the loss answers to single weights moved by δ, and how rough it is along lines, walks and the
//! training's own path. Full batch, f64, dropout off: nothing here is mini-batch noise.
mod analysis;
mod ccdf;
mod contour;
mod figure;
mod job;
mod judge;
mod options;
mod ratio;
mod result;
mod roughness;
mod run;
mod trial;

pub use analysis::{ConditionResult, OddEven, Response, Shape, TensorResponse};
pub use figure::{FigureOptions, View};
pub use job::{Condition, Ground, Job, Outcome};
pub use options::Options;
pub use ratio::{Crossover, Ratio};
pub use result::{LandscapeResult, Slice};
pub use roughness::{Autocorrelation, Structure};
pub use run::{work, Run};
pub use trial::{seconds, Trial};

use super::{needed, options_of, Experiment, Part, Parts, Records, Started};
use crate::error::Error;
use crate::figure::Figure;
use crate::model::layout::Tensor;
use crate::observe::record::LandscapeRecord;
use analysis::{Analysis, Measured};
use std::rc::Rc;

/// What the paper says.
pub const CLAIM: &str = "The loss landscape is exponentially rugged under small perturbations and power-law rugged under larger ones, without mini-batch noise.";

/// Moves in one job of weights: enough that what a job makes ready costs little beside them.
const MOVES: usize = 1000;

/// All jobs of a setting, in the order in which they are the experiment's parts: on a model with these tensors, of whose training so
/// many checkpoints were kept.
///
/// # Errors
/// [`Error::Call`] for options that make no sense.
pub fn jobs(tensors: &[Tensor], checkpoints: usize, options: &Options) -> Result<Vec<Job>, Error> {
    options.check()?;
    let mut jobs = Vec::new();
    for condition in Condition::ALL {
        let draws = options.draws(condition);
        for (tensor, _) in tensors.iter().enumerate().filter(|(_, tensor)| options.moves(tensor)) {
            let most = (MOVES / (2 * options.deltas.len())).max(1);
            let firsts = (0..draws).step_by(most);
            let weights = |first: usize| Job::Weights { condition, tensor, first, count: most.min(draws - first) };
            jobs.extend(firsts.map(weights));
        }
    }
    jobs.extend((0..options.lines).map(|line| Job::Line { line }));
    jobs.extend((0..options.walks).map(|walk| Job::Walk { walk }));
    jobs.extend((0..checkpoints).map(|checkpoint| Job::Path { checkpoint }));
    if options.slice_points > 0 {
        jobs.extend((0..=2 * options.slice_points).map(|row| Job::Row { row }));
    }
    Ok(jobs)
}

/// The share of the time that measuring takes; the rest is analysis.
const MEASURING: f64 = 0.98;

/// E4 under way: its jobs are its parts, then comes the analysis.
pub struct Landscape {
    ground: Rc<Ground>,
    options: Options,
    jobs: Vec<Job>,
    parts: Parts<Outcome>,
    analysis: Option<Analysis>,
    result: Option<LandscapeResult>,
}

/// E4 on the record `landscape`.
pub fn start(records: &Records, options: &str) -> Started {
    Ok(Box::new(Landscape::new(needed("landscape", &records.landscape)?, options_of(options)?)?))
}

impl Landscape {
    /// Nothing is measured yet.
    ///
    /// # Errors
    /// As [`Ground::new`] and [`jobs`].
    pub fn new(record: Rc<LandscapeRecord<'static>>, options: Options) -> Result<Self, Error> {
        let ground = Rc::new(Ground::new(record)?);
        let jobs = jobs(ground.tensors(), ground.record.path.len(), &options)?;
        let parts = Parts::new(jobs.iter().map(|job| work(&ground, &options, job)).collect());
        Ok(Landscape { ground, options, jobs, parts, analysis: None, result: None })
    }

    /// What was found; `None` before [`Experiment::advance`] has given 1.
    pub fn result(&self) -> Option<&LandscapeResult> {
        self.result.as_ref()
    }

    fn measured(&self) -> Measured<'_> {
        Measured { ground: &self.ground, options: &self.options, jobs: &self.jobs, outcomes: self.parts.outcomes() }
    }
}

impl Experiment for Landscape {
    fn advance(&mut self) -> f64 {
        if self.result.is_some() {
            return 1.0;
        }
        let Landscape { ground, options, jobs, parts, .. } = &mut *self;
        let measured = parts.advance(|index| Box::new(Run::new(ground, options, &jobs[index])));
        if measured < 1.0 {
            return MEASURING * measured;
        }
        let Some(mut analysis) = self.analysis.take() else {
            self.analysis = Some(Analysis::new(&self.measured()));
            return MEASURING;
        };
        let done = analysis.advance();
        if done < 1.0 {
            self.analysis = Some(analysis);
            return MEASURING + (1.0 - MEASURING) * done;
        }
        self.result = Some(result::result(&self.measured(), analysis.finish()));
        1.0
    }

    fn result(&self) -> String {
        serde_json::to_string(&self.result).expect("a result is plain data")
    }

    fn figure(&self, options: &str) -> Result<Figure, Error> {
        self.draw(&options_of(options)?)
    }

    fn parts(&self) -> Vec<f64> {
        self.parts.work().to_vec()
    }

    fn part(&self, index: usize) -> Result<Box<dyn Part>, Error> {
        self.parts.check(index)?;
        Ok(Box::new(Run::new(&self.ground, &self.options, &self.jobs[index])))
    }

    fn take(&mut self, index: usize, outcome: &[u8]) -> Result<(), Error> {
        self.parts.take(index, outcome)
    }
}

#[cfg(test)]
mod tests;
