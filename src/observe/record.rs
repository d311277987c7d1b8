//! Records: what the observers hand over, as plain data, so that it can be analysed elsewhere, such as in another worker.
//! They cross as bytes in postcard's format.
use super::moments::Summary;
use super::path::Checkpoint;
use crate::error::Error;
use crate::model::config::Config;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Which steps.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Window {
    /// The first steps, while the loss falls.
    Transient,
    /// All later ones.
    #[default]
    After,
}

/// The name that asks for all tensors together.
pub const POOLED: &str = "pooled";

/// One stream of |Δw| over the steps of a window so far.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StreamRecord {
    /// First and last step.
    pub steps: [u64; 2],
    /// Moments of the signed Δw.
    pub moments: Summary,
    /// Exact zeros.
    pub zeros: u64,
    /// The first bin that is not empty; see [`super::bins`].
    pub first_bin: u32,
    /// Counts from there to the last bin that is not empty.
    pub counts: Vec<u64>,
    /// A uniform sample, zeros among it, in no order.
    pub sample: Vec<f32>,
    /// The largest values, in no order.
    pub largest: Vec<f32>,
}

/// Record `tail`: one stream, for the figure of a run that is under way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TailRecord {
    /// Tells runs apart: what was fitted to one says nothing of the next.
    pub run: u32,
    /// The tensor's name, or [`POOLED`].
    pub tensor: String,
    /// Whether it belongs in a tail; key biases do not.
    pub in_tail: bool,
    /// Which steps.
    pub window: Window,
    /// The last step of the transient.
    pub transient_end: u64,
    /// Whether a new fit is due. If not, the stream comes without its sample, and with the very largest values alone.
    pub due: bool,
    /// `None` before the window's first step.
    pub stream: Option<StreamRecord>,
}

/// Record `tails`: every stream over both windows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TailsRecord {
    /// The pooled stream; `None` before a window's first step.
    pub pooled: Windows<Option<StreamRecord>>,
    /// Each tensor's, in the table's order.
    pub tensors: Vec<TensorRecord>,
}

/// A tensor's part of [`TailsRecord`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TensorRecord {
    /// Its name in the table of tensors.
    pub name: String,
    /// Whether it belongs in a tail.
    pub in_tail: bool,
    /// Its stream.
    pub windows: Windows<Option<StreamRecord>>,
}

/// A value for each window.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Windows<T> {
    /// Of the first steps.
    pub transient: T,
    /// Of all later ones.
    pub after: T,
}

/// Record `landscape`: the model, its weights and the way they took, and the windows that its loss is the mean over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LandscapeRecord<'a> {
    /// The model.
    pub config: Config,
    /// The tokens, and where the windows begin in them.
    pub text: Vec<u16>,
    /// See `text`.
    pub starts: Vec<u32>,
    /// The weights of step 0.
    pub initial: Cow<'a, [f32]>,
    /// The weights as they are now.
    pub theta: Cow<'a, [f32]>,
    /// Finished steps.
    pub step: u64,
    /// Weights on the way there, equally far apart in steps; may be empty.
    pub path: Cow<'a, [Checkpoint]>,
    /// The run's seed.
    pub seed: u64,
}

/// A record as bytes.
pub fn encode(record: &impl Serialize) -> Vec<u8> {
    postcard::to_allocvec(record).expect("records are plain data, which postcard takes whole")
}

/// A record from its bytes.
///
/// # Errors
/// [`Error::Call`] for bytes that are no such record.
pub fn decode<T: DeserializeOwned>(name: &str, bytes: &[u8]) -> Result<T, Error> {
    postcard::from_bytes(bytes).map_err(|error| Error::Call(format!("These bytes are no record \"{name}\": {error}.")))
}
