//! The experiments: each turns records of a run into a result and figures. None does I/O, and none works for long at a
//! time, so that whoever drives them can show how far they are, and stop.
mod analyst;
pub mod landscape;
pub mod updates;
pub mod verdict;

pub use analyst::Analyst;

use crate::error::Error;
use crate::observe::record::TailsRecord;
use serde::de::DeserializeOwned;

/// An analysis under way.
pub trait Experiment {
    /// One slice of work, some tens of milliseconds at most; the fraction that is done, 1 when all is.
    fn advance(&mut self) -> f64;
    /// The result as JSON, of what is done so far.
    fn result(&self) -> String;
}

/// The records that experiments start from, each as it was last received.
#[derive(Debug, Default)]
pub struct Records {
    /// Every stream of |Δw|.
    pub tails: Option<TailsRecord>,
}

/// How an experiment starts.
pub struct Entry {
    /// Such as "E1".
    pub name: &'static str,
    /// From records and options as JSON.
    pub start: fn(&mut Records, &str) -> Result<Box<dyn Experiment>, Error>,
}

/// Every experiment.
pub const REGISTRY: [Entry; 1] = [Entry { name: "E1", start: updates::start }];

/// A record that an experiment cannot do without.
fn needed<T>(name: &str, record: &mut Option<T>) -> Result<T, Error> {
    record.take().ok_or_else(|| Error::Call(format!("The record \"{name}\" has not been received.")))
}

/// Options from JSON; none are written `{}`.
fn options_of<T: DeserializeOwned>(json: &str) -> Result<T, Error> {
    serde_json::from_str(json).map_err(|error| Error::Call(format!("The options were not understood: {error}.")))
}
