//! The maximum-entropy identity on the run's own numbers. Among densities on x ≥ x_min with a given mean of ln(x/x_min) the power law
//! has the largest entropy, and its exponent is 1 + 1/mean. That is also what maximum likelihood gives for any numbers: an
//! identity, not a prediction.
use crate::stats::binned::Histogram;
use crate::stats::entropy::{differential, largest};
use crate::stats::sample::Sample;
use crate::stats::x_min::{fixed, Convention};
use serde::Serialize;

/// The tail is this share of the values.
const SHARE: f64 = 0.01;

/// Fewer values make no tail.
const MIN_TAIL: usize = 50;

/// Both sides, and how near the tail is to the law of largest entropy.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Identity {
    /// Where the top 1 % begin.
    pub x_min: f64,
    /// How many values.
    pub n: usize,
    /// The mean of ln(x/x_min).
    pub mean_log: f64,
    /// 1 + 1/mean: the exponent of largest entropy.
    pub from_entropy: f64,
    /// The exponent of largest likelihood.
    pub from_likelihood: f64,
    /// The tail's differential entropy in nats, from eight bins an octave.
    pub entropy: f64,
    /// The largest that a density with this mean can have. The difference is how far the tail is from the power law
    /// (Kullback–Leibler).
    pub largest_entropy: f64,
}

impl Identity {
    /// Of the largest |x|; `None` of too few.
    pub fn of(updates: &[f32]) -> Option<Self> {
        let mut sizes: Vec<f64> = updates.iter().filter(|x| **x != 0.0).map(|x| f64::from(x.abs())).collect();
        let n = (SHARE * sizes.len() as f64) as usize;
        if n < MIN_TAIL {
            return None;
        }
        let at = sizes.len() - n;
        let (_, &mut x_min, _) = sizes.select_nth_unstable_by(at, f64::total_cmp);
        let tail: Vec<f64> = sizes.into_iter().filter(|&x| x >= x_min).collect();
        let mean_log = tail.iter().map(|x| libm::log(x / x_min)).sum::<f64>() / tail.len() as f64;
        let mut histogram = Histogram { log2_origin: libm::log2(x_min), log2_ratio: 0.125, counts: Vec::new() };
        for x in &tail {
            let bin = (8.0 * libm::log2(x / x_min)) as usize;
            histogram.counts.resize(histogram.counts.len().max(bin + 1), 0);
            histogram.counts[bin] += 1;
        }
        let entropy = differential(&histogram)?;
        let n = tail.len();
        let fit = fixed(&Sample::new(tail).ok()?, x_min, Convention::default()).ok()?;
        Some(Identity {
            x_min,
            n,
            mean_log,
            from_entropy: 1.0 + 1.0 / mean_log,
            from_likelihood: fit.alpha,
            entropy,
            largest_entropy: largest(x_min, mean_log),
        })
    }
}
