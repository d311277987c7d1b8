//! The fits to one stream of |Δw|: continuous maximum likelihood on kept values, binned on the whole stream.
use crate::error::Error;
use crate::observe::bins::{LOG2_ORIGIN, PER_OCTAVE};
use crate::observe::record::StreamRecord;
use crate::stats::binned::Histogram;
use crate::stats::bootstrap::null::ContinuousNull;
use crate::stats::observed::Observed;
use crate::stats::sample::Sample;
use crate::stats::vuong::{self, Alternative};
use crate::stats::x_min::{self, Convention};
use crate::stats::Fit;
use serde::Serialize;

/// A fitted tail holds at least this many values; fewer say little about an exponent (Clauset, Shalizi,
/// Newman 2009).
pub const MIN_TAIL: usize = 50;

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
    let continuous = sample(&stream.sample).and_then(|kept| {
        let tail = x_min::scan(&kept, MIN_TAIL, Convention::BothSides)?;
        let kth = stream.largest.iter().copied().fold(f32::INFINITY, f32::min);
        let complete = stream.largest.len() as u64 == n || tail.x_min > f64::from(kth);
        if !complete {
            return Ok(Fit::continuous(&kept, &tail));
        }
        source = Source::Largest;
        let exact = sample(&stream.largest)?;
        let tail = x_min::fixed(&exact, tail.x_min, Convention::BothSides)?;
        Ok(Fit { n, n_zero: stream.zeros, ..Fit::continuous(&exact, &tail) })
    });
    let binned = histogram.scan(MIN_TAIL as u64).map(|tail| Fit::binned(&tail, n, stream.zeros));
    Fits { step: stream.steps[1], continuous: Finding::from(continuous), source, binned: Finding::from(binned) }
}

fn sample(values: &[f32]) -> Result<Sample, Error> {
    Sample::new(values.iter().map(|&x| f64::from(x)))
}

/// The power law against each alternative on the continuous fit's tail; `None` where there is no such fit.
pub fn alternatives(stream: &StreamRecord, fits: &Fits) -> Option<Vec<Alternative>> {
    let Finding::Fit(fit) = &fits.continuous else { return None };
    let values = match fits.source {
        Source::Reservoir => sample(&stream.sample),
        Source::Largest => sample(&stream.largest),
    };
    let tail = Observed::points(values.ok()?.values(), None, fit.x_min, None).ok()?;
    Some(vuong::alternatives(&tail))
}

/// The reservoir's distance from its power law, and the null that tells how large it would be by chance.
pub fn null(stream: &StreamRecord) -> Option<(f64, ContinuousNull)> {
    let sample = sample(&stream.sample).ok()?;
    let tail = x_min::scan(&sample, MIN_TAIL, Convention::BothSides).ok()?;
    Some((tail.ks, ContinuousNull::new(&sample, &tail, MIN_TAIL, Convention::BothSides)))
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
