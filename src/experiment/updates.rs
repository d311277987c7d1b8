//! E1, the tails of the weight updates |Δw|: which power law, from where on, pooled and per tensor, the transient apart
//! from the rest.
mod figure;
mod fits;
mod live;

pub use figure::{FigureOptions, View};
pub use fits::{Finding, Fits, Source};
pub use live::Live;

use super::{needed, options_of, Experiment, Records};
use crate::error::Error;
use crate::observe::moments::Summary;
use crate::observe::record::{StreamRecord, TailsRecord, Windows};
use serde::{Deserialize, Serialize};

/// What the paper says.
pub const CLAIM: &str = "The magnitudes of the weight updates |Δw| are heavy-tailed: they follow a power law.";

/// What is known of one stream over one window.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Analysis {
    /// First and last step.
    pub steps: [u64; 2],
    /// Values that are not zero.
    pub n: u64,
    /// Exact zeros.
    pub n_zero: u64,
    /// Moments of the signed Δw.
    pub moments: Summary,
    /// The fits.
    #[serde(flatten)]
    pub fits: Fits,
}

impl Analysis {
    fn of(stream: &StreamRecord) -> Self {
        Analysis {
            steps: stream.steps,
            n: stream.moments.n - stream.zeros,
            n_zero: stream.zeros,
            moments: stream.moments,
            fits: fits::fit(stream),
        }
    }
}

/// Both windows of one stream; `null` where no step of it has been made.
pub type Analyses = Windows<Option<Analysis>>;

/// One tensor's part of the result.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TensorResult {
    /// Its name in the table of tensors.
    pub name: String,
    /// Whether it is part of the pooled tail; key biases are not.
    pub in_tail: bool,
    /// What is known of it.
    #[serde(flatten)]
    pub windows: Analyses,
}

/// The experiment's result.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdatesResult {
    /// "E1".
    pub experiment: &'static str,
    /// What the paper says.
    pub claim: &'static str,
    /// All tensors pooled.
    pub data: Analyses,
    /// Each tensor alone.
    pub tensors: Vec<TensorResult>,
}

/// The experiment has no options yet.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Options {}

/// Fits every stream of a record: the pooled one first, then tensor after tensor.
pub struct Updates {
    record: TailsRecord,
    result: UpdatesResult,
    /// Streams' windows that are fitted.
    done: usize,
}

/// E1 on the record `tails`.
pub fn start(records: &mut Records, options: &str) -> Result<Box<dyn Experiment>, Error> {
    let Options {} = options_of(options)?;
    Ok(Box::new(Updates::new(needed("tails", &mut records.tails)?)))
}

impl Updates {
    /// The experiment on what has been recorded.
    pub fn new(record: TailsRecord) -> Self {
        let tensors = record.tensors.iter().map(|tensor| TensorResult {
            name: tensor.name.clone(),
            in_tail: tensor.in_tail,
            windows: Analyses::default(),
        });
        let result =
            UpdatesResult { experiment: "E1", claim: CLAIM, data: Analyses::default(), tensors: tensors.collect() };
        Updates { record, result, done: 0 }
    }

    /// What is fitted so far.
    pub fn result(&self) -> &UpdatesResult {
        &self.result
    }
}

impl Experiment for Updates {
    fn advance(&mut self) -> f64 {
        let all = 2 * (1 + self.record.tensors.len());
        if self.done < all {
            let (streams, analyses) = match self.done / 2 {
                0 => (&self.record.pooled, &mut self.result.data),
                i => (&self.record.tensors[i - 1].windows, &mut self.result.tensors[i - 1].windows),
            };
            let (stream, analysis) = match self.done % 2 {
                0 => (&streams.transient, &mut analyses.transient),
                _ => (&streams.after, &mut analyses.after),
            };
            *analysis = stream.as_ref().map(Analysis::of);
            self.done += 1;
        }
        self.done as f64 / all as f64
    }

    fn result(&self) -> String {
        serde_json::to_string(&self.result).expect("a result is plain data")
    }
}

#[cfg(test)]
mod tests;
