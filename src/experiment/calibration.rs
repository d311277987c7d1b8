//! Calibration: known laws and known processes through the very same pipeline as a run's numbers. How often do the stated
//! intervals hold the truth, and how often is the verdict wrong?
//!
//! Each data set has random numbers of its own by its index, and parts are stretches of data sets: neither the number of
//! parts nor the order in which they are done changes a bit.
mod figure;
mod law;
mod outcome;
mod process;
mod result;
mod table;

pub use figure::{FigureOptions, View};
pub use result::{CalibrationResult, Recovered, Verdicts, Way, CLAIM, HONEST, WRONG};
pub use table::{Kind, Options, Pipeline, Row, TABLE};

use super::{options_of, Experiment, Part, Parts, Records};
use crate::error::Error;
use crate::figure::Figure;
use outcome::{Chunk, Outcome};
use std::ops::Range;
use std::rc::Rc;

/// Parts at most: some for each of eight workers, so that the last to finish does not keep the others waiting.
const PARTS: u64 = 64;

/// A calibration under way.
pub struct Calibration {
    options: Rc<Options>,
    parts: Parts<Vec<Outcome>>,
}

/// A calibration; it needs no records.
pub fn start(_records: &Records, options: &str) -> Result<Box<dyn Experiment>, Error> {
    Ok(Box::new(Calibration::new(Options::parse(options)?, PARTS)))
}

impl Calibration {
    /// Of a world, in at most so many parts.
    pub fn new(options: Options, parts: u64) -> Self {
        let sets = options.sets();
        let size = sets.div_ceil(parts);
        let work = (0..sets.div_ceil(size)).map(|part| (sets - part * size).min(size) as f64).collect();
        Calibration { options: Rc::new(options), parts: Parts::new(work) }
    }

    /// The data sets of a part.
    fn sets(&self, part: usize) -> Range<u64> {
        let size = self.parts.work()[0] as u64;
        let first = part as u64 * size;
        first..(first + size).min(self.options.sets())
    }

    fn outcomes(&self) -> Vec<&Outcome> {
        self.parts.outcomes().iter().flatten().flatten().collect()
    }

    /// What the data sets that are done say.
    pub fn result(&self) -> CalibrationResult {
        result::result(&self.options, &self.outcomes())
    }
}

impl Experiment for Calibration {
    fn advance(&mut self) -> f64 {
        let first = self.parts.outcomes().iter().position(Option::is_none).map(|index| (index, self.sets(index)));
        let options = &self.options;
        self.parts.advance(|index| {
            let (_, sets) = first.filter(|(first, _)| *first == index).expect("it begins the first that is missing");
            Box::new(Chunk::new(Rc::clone(options), sets))
        })
    }

    fn result(&self) -> String {
        serde_json::to_string(&Calibration::result(self)).expect("a result is plain data")
    }

    fn figure(&self, options: &str) -> Result<Figure, Error> {
        let wanted: FigureOptions = options_of(options)?;
        figure::figure(&self.options, &self.outcomes(), &Calibration::result(self), &wanted)
    }

    fn parts(&self) -> Vec<f64> {
        self.parts.work().to_vec()
    }

    fn part(&self, index: usize) -> Result<Box<dyn Part>, Error> {
        self.parts.check(index)?;
        Ok(Box::new(Chunk::new(Rc::clone(&self.options), self.sets(index))))
    }

    fn take(&mut self, index: usize, outcome: &[u8]) -> Result<(), Error> {
        self.parts.take(index, outcome)
    }
}

#[cfg(test)]
mod tests;
