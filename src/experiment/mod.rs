//! The experiments: each turns records of a run into a result and figures. None does I/O, and none works for long at a
//! time, so that whoever drives them can show how far they are, and stop.
mod analyst;
pub mod blocks;
pub mod calibration;
pub mod controls;
pub mod headline;
pub mod information;
pub mod intervals;
pub mod landscape;
pub mod nulls;
mod parts;
pub mod selftest;
pub mod stability;
pub mod standardised;
pub mod surrogate;
pub mod updates;
pub mod verdict;
pub mod worlds;

pub use analyst::Analyst;
pub use parts::{Part, Parts};

use crate::error::Error;
use crate::figure::Figure;
use crate::observe::history::History;
use crate::observe::pairs::Pairs;
use crate::observe::record::{decode, LandscapeRecord, TailsRecord, Windows};
use crate::observe::scales::Scales;
use crate::observe::series::Series;
use serde::de::DeserializeOwned;
use std::rc::Rc;

/// An analysis under way.
pub trait Experiment {
    /// One slice of work, some tens of milliseconds at most; the fraction that is done, 1 when all is.
    fn advance(&mut self) -> f64;
    /// The result as JSON, of what is done so far.
    fn result(&self) -> String;
    /// A figure of what is known so far, with its own options as JSON.
    ///
    /// # Errors
    /// [`Error::Call`] for unknown options, or what they name.
    fn figure(&self, options: &str) -> Result<Figure, Error>;

    /// The work, in any unit, of each part that can be done apart, with the same outcome to the bit whoever does it.
    /// [`Experiment::advance`] does those that nobody has taken in, so that the experiment also runs alone.
    fn parts(&self) -> Vec<f64> {
        Vec::new()
    }

    /// Begins a part, to be done here and taken in where the same experiment runs.
    ///
    /// # Errors
    /// [`Error::Call`] where there is no part of that index.
    fn part(&self, index: usize) -> Result<Box<dyn Part>, Error> {
        Err(Error::Call(format!("There is no part {index}: the experiment has none.")))
    }

    /// Takes the outcome of a part done elsewhere, in any order.
    ///
    /// # Errors
    /// [`Error::Call`] where there is no such part, or the bytes are no outcome of it.
    fn take(&mut self, index: usize, _outcome: &[u8]) -> Result<(), Error> {
        Err(Error::Call(format!("There is no part {index}: the experiment has none.")))
    }
}

/// The records that experiments start from, each as it was last received.
#[derive(Debug, Clone, Default)]
pub struct Records {
    /// Every stream of |Δw|.
    pub tails: Option<Rc<TailsRecord>>,
    /// How the histograms grew.
    pub history: Option<Rc<Windows<History>>>,
    /// The scales of the steps after the transient.
    pub scales: Option<Rc<Scales>>,
    /// Every step of some parameters.
    pub series: Option<Rc<Series>>,
    /// Every step of some weights, beside the activities that they read.
    pub pairs: Option<Rc<Pairs>>,
    /// The weights, the way they took, and what their loss is the mean over.
    pub landscape: Option<Rc<LandscapeRecord<'static>>>,
}

impl Records {
    /// The names of those that observers of updates make.
    pub const OBSERVED: [&'static str; 5] = ["tails", "history", "scales", "series", "pairs"];

    /// All of them, from what gives each by its name.
    ///
    /// # Errors
    /// The first refusal.
    pub fn gathered(give: impl Fn(&str) -> Result<Vec<u8>, Error>) -> Result<Self, Error> {
        let mut records = Records::default();
        Self::OBSERVED.iter().try_for_each(|name| records.receive(name, &give(name)?))?;
        Ok(records)
    }

    /// Takes a record in, as [`crate::observe::recorder::Recorder::record`] gives it.
    ///
    /// # Errors
    /// [`Error::Call`] for an unknown name, or bytes that are no such record.
    pub fn receive(&mut self, name: &str, record: &[u8]) -> Result<(), Error> {
        match name {
            "tails" => self.tails = Some(Rc::new(decode(name, record)?)),
            "history" => self.history = Some(Rc::new(decode(name, record)?)),
            "scales" => self.scales = Some(Rc::new(decode(name, record)?)),
            "series" => self.series = Some(Rc::new(decode(name, record)?)),
            "pairs" => self.pairs = Some(Rc::new(decode(name, record)?)),
            "landscape" => self.landscape = Some(Rc::new(decode(name, record)?)),
            _ => return Err(Error::Call(format!("There is no record called \"{name}\"."))),
        }
        Ok(())
    }
}

/// An experiment that was started, or why it was not.
pub type Started = Result<Box<dyn Experiment>, Error>;

/// How an experiment starts.
pub struct Entry {
    /// Such as "E1".
    pub name: &'static str,
    /// The records that it cannot do without.
    pub records: &'static [&'static str],
    /// From records and options as JSON.
    pub start: fn(&Records, &str) -> Started,
}

/// What the tail and its null models need.
const TAILS: [&str; 4] = ["tails", "history", "scales", "series"];

/// Every experiment.
pub const REGISTRY: [Entry; 7] = [
    Entry { name: "E1", records: &TAILS, start: updates::start },
    Entry { name: "E2", records: &TAILS, start: stability::start },
    Entry { name: "E3", records: &["scales", "series"], start: intervals::start },
    Entry { name: "E4", records: &["landscape"], start: landscape::start },
    Entry { name: "E5", records: &["scales", "pairs"], start: information::start },
    Entry { name: "calibration", records: &[], start: calibration::start },
    Entry { name: "selfTest", records: &[], start: selftest::start },
];

/// The experiment of a name.
///
/// # Errors
/// [`Error::Call`] where there is none.
pub fn entry(name: &str) -> Result<&'static Entry, Error> {
    REGISTRY.iter().find(|entry| entry.name == name).ok_or_else(|| {
        let names: Vec<String> = REGISTRY.iter().map(|entry| format!("\"{}\"", entry.name)).collect();
        Error::Call(format!("There is no experiment \"{name}\"; there are {}.", names.join(", ")))
    })
}

/// A record that an experiment cannot do without.
fn needed<T>(name: &str, record: &Option<Rc<T>>) -> Result<Rc<T>, Error> {
    record.clone().ok_or_else(|| Error::Call(format!("The record \"{name}\" has not been received.")))
}

/// Options from JSON; none are written `{}`.
fn options_of<T: DeserializeOwned>(json: &str) -> Result<T, Error> {
    serde_json::from_str(json).map_err(|error| Error::Call(format!("The options were not understood: {error}.")))
}
