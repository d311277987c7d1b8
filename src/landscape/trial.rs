//! Work like that of a measurement, to be timed: how fast this machine is can then be told before one begins.
use super::{Evaluation, Surface};
use crate::error::Error;
use crate::model::config::Config;
use crate::model::params;
use std::rc::Rc;

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
