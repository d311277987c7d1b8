//! The fits to one stream of |Δw|: continuous maximum likelihood on kept values, binned on the whole stream.
use crate::error::Error;
use crate::observe::bins::{LOG2_ORIGIN, PER_OCTAVE};
use crate::observe::record::StreamRecord;
use crate::stats::binned::Histogram;
use crate::stats::sample::Sample;
use crate::stats::x_min::{self, Convention};
use crate::stats::Fit;
use serde::Serialize;

/// A fitted tail holds at least this many values; fewer say little about an exponent (Clauset, Shalizi,
/// Newman 2009).
const MIN_TAIL: usize = 50;

/// A fit, or why there is none.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Finding {
    /// The fitted tail.
    Fit(Fit),
    /// Too little data, or unusable.
    Refused {
        /// The sentence that says so.
        reason: String,
    },
}

impl Finding {
    fn from(fit: Result<Fit, Error>) -> Self {
        match fit {
            Ok(fit) => Finding::Fit(fit),
            Err(error) => Finding::Refused { reason: error.to_string() },
        }
    }
}

/// Which values a continuous fit rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Source {
    /// A uniform sample of the stream; n counts the sample.
    Reservoir,
    /// All values of the tail, because it lies among the stream's exact largest; n counts the stream.
    Largest,
}

/// The fits to one stream, as of a step.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fits {
    /// The last step that they know of.
    pub step: u64,
    /// Continuous maximum likelihood.
    pub continuous: Finding,
    /// The values that it rests on.
    pub source: Source,
    /// Binned maximum likelihood of the whole stream.
    pub binned: Finding,
}

/// Fits a stream. x_min is chosen on the reservoir, a uniform sample to which the estimator's theory applies as it stands.
/// Where all of the stream's values ≥ x_min are among its exact largest, these take the sampled ones' place.
pub fn fit(stream: &StreamRecord) -> Fits {
    let histogram = histogram(stream);
    let n = histogram.n();
    let mut source = Source::Reservoir;
    let values = |kept: &[f32]| Sample::new(kept.iter().map(|&x| f64::from(x)));
    let continuous = values(&stream.sample).and_then(|sample| {
        let tail = x_min::scan(&sample, MIN_TAIL, Convention::BothSides)?;
        let kth = stream.largest.iter().copied().fold(f32::INFINITY, f32::min);
        let complete = stream.largest.len() as u64 == n || tail.x_min > f64::from(kth);
        if !complete {
            return Ok(Fit::continuous(&sample, &tail));
        }
        source = Source::Largest;
        let exact = values(&stream.largest)?;
        let tail = x_min::fixed(&exact, tail.x_min, Convention::BothSides)?;
        Ok(Fit { n, n_zero: stream.zeros, ..Fit::continuous(&exact, &tail) })
    });
    let binned = histogram.scan(MIN_TAIL as u64).map(|tail| Fit::binned(&tail, n, stream.zeros));
    Fits { step: stream.steps[1], continuous: Finding::from(continuous), source, binned: Finding::from(binned) }
}

/// A stream's bins, as the estimators take them.
pub fn histogram(stream: &StreamRecord) -> Histogram {
    let log2_ratio = 1.0 / PER_OCTAVE as f64;
    Histogram {
        log2_origin: LOG2_ORIGIN + log2_ratio * f64::from(stream.first_bin),
        log2_ratio,
        counts: stream.counts.clone(),
    }
}
