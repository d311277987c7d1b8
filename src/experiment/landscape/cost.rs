//! What E4 will take, before it begins: its work, and how fast this machine does such work.
use super::{Landscape, Options};
use crate::error::Error;
use crate::landscape::{Evaluation, Surface};
use crate::model::config::Config;
use crate::model::layout::Layout;
use crate::model::params;
use crate::observe::record::LandscapeRecord;
use std::rc::Rc;

/// The work of all parts, about, in multiplications and additions, on a model whose loss is the mean over so many windows;
/// without checkpoints, whose share is small.
///
/// # Errors
/// As [`Landscape::new`].
pub fn cost(config: Config, windows: usize, options: Options) -> Result<f64, Error> {
    let weights = vec![0.0; Layout::new(&config).len];
    let record = LandscapeRecord {
        config,
        text: vec![0; config.context + 1],
        starts: vec![0; windows],
        initial: weights.clone().into(),
        theta: weights.into(),
        step: 0,
        path: Vec::new().into(),
        seed: 0,
    };
    Ok(Landscape::new(Rc::new(record), options)?.parts.work().iter().sum())
}

/// Work to be timed: plain evaluation of one window at initial weights.
pub struct Trial {
    evaluation: Evaluation,
    theta: Vec<f64>,
    work: f64,
}

impl Trial {
    /// On a model.
    ///
    /// # Errors
    /// A refused configuration.
    pub fn new(config: Config) -> Result<Self, Error> {
        let surface = Rc::new(Surface::new(config, &vec![0; config.context + 1], &[0])?);
        let theta = params::initial(surface.layout(), 0).into_iter().map(f64::from).collect();
        let work = Evaluation::work(&surface);
        Ok(Trial { evaluation: Evaluation::new(surface), theta, work })
    }

    /// Evaluates once; the work that it was.
    pub fn advance(&mut self) -> f64 {
        self.evaluation.loss(&self.theta);
        self.work
    }
}
