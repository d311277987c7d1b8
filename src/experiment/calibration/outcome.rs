//! What is found in one data set, and the part of a calibration that measures some of them.
use super::table::{Options, Pipeline};
use super::{law, process};
use crate::experiment::verdict::Grade;
use crate::experiment::Part;
use crate::figure::Figure;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::rc::Rc;

/// A recovered number with its stated 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// What one way of measuring a data set says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// Of its verdict.
    pub grade: Grade,
    /// The null that is said to explain the data.
    pub null: Option<String>,
    /// Whether the sentence of a wrong verdict names the true law among those that cannot be told apart.
    pub named: bool,
    /// Of each parameter that is to be recovered.
    pub estimates: Vec<Option<Estimate>>,
    /// Where the tail was found to begin.
    pub x_min: Option<f64>,
}

/// What is known of one data set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// By each way of measuring it; `None` where a way refused the data.
    pub seen: Vec<Option<Seen>>,
    /// The first data set as a figure.
    pub sketch: Option<Figure>,
}

/// A data set being measured.
pub enum Set {
    /// Of a law.
    Law(Rc<Options>, u64),
    /// Of a process.
    Process(Box<process::Process>),
}

impl Set {
    fn new(options: &Rc<Options>, index: u64) -> Self {
        match options.kind.pipeline {
            Pipeline::Fit => Set::Law(Rc::clone(options), index),
            Pipeline::E1 | Pipeline::E3 => Set::Process(Box::new(process::Process::new(options, index))),
        }
    }

    /// One slice of work; the fraction that is done, and with 1 what was found.
    fn advance(&mut self) -> Result<Outcome, f64> {
        match self {
            Set::Law(options, index) => Ok(law::measure(options, *index)),
            Set::Process(process) => process.advance(),
        }
    }
}

/// Some data sets of a calibration, one after the other.
pub struct Chunk {
    options: Rc<Options>,
    sets: Range<u64>,
    running: Option<Set>,
    found: Vec<Outcome>,
}

impl Chunk {
    /// The data sets of these indices.
    pub fn new(options: Rc<Options>, sets: Range<u64>) -> Self {
        Chunk { options, sets, running: None, found: Vec::new() }
    }
}

/// Values of laws drawn and fitted in a slice: some milliseconds.
const SLICE: u64 = 8000;

impl Part for Chunk {
    fn advance(&mut self) -> f64 {
        let small = self.options.values.get("n").map_or(1, |n| (SLICE / *n as u64).max(1));
        (0..small).fold(0.0, |_, _| self.one())
    }

    fn outcome(&self) -> Vec<u8> {
        postcard::to_allocvec(&self.found).expect("plain data")
    }
}

impl Chunk {
    /// One slice of one data set; the fraction of all that is done.
    fn one(&mut self) -> f64 {
        let done = self.found.len() as u64;
        let index = self.sets.start + done;
        if index >= self.sets.end {
            return 1.0;
        }
        let options = &self.options;
        let begun = match self.running.get_or_insert_with(|| Set::new(options, index)).advance() {
            Err(fraction) => fraction,
            Ok(outcome) => {
                self.running = None;
                self.found.push(outcome);
                1.0
            }
        };
        (done as f64 + begun) / (self.sets.end - self.sets.start) as f64
    }
}
