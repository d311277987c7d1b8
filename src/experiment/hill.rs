//! Hill's estimate over the tail's share, from a histogram: at a bin's edge it is the binned maximum likelihood; between
//! edges it is interpolated in the logarithm of the share.
use crate::observe::bins::PER_OCTAVE;
use crate::stats::binned::Histogram;
use serde::Serialize;

/// The shares of the stream that a result states: top 5, 1 and 0.1 %.
pub const SHARES: [f64; 3] = [0.05, 0.01, 0.001];

/// The exponent of the largest values.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Hill {
    /// They are this share of the values that are not zero.
    pub share: f64,
    /// Where they begin.
    pub x: f64,
    /// α of their density.
    pub alpha: f64,
}

/// The estimate at every edge that leaves at least `min_tail` values, from the largest share to the smallest.
pub fn plot(histogram: &Histogram, min_tail: u64) -> Vec<Hill> {
    let total = histogram.n() as f64;
    let mut points = Vec::new();
    let (mut n, mut sum) = (0u64, 0u64);
    let log_c = std::f64::consts::LN_2 / PER_OCTAVE as f64;
    for (k, &count) in histogram.counts.iter().enumerate().rev() {
        sum += n;
        n += count;
        if n >= min_tail.max(1) && sum > 0 && count > 0 {
            let alpha = 1.0 + libm::log1p(n as f64 / sum as f64) / log_c;
            points.push(Hill { share: n as f64 / total, x: histogram.edge(k), alpha });
        }
    }
    points.reverse();
    points
}

/// The estimate at a share; `None` where the plot does not reach it.
pub fn at(plot: &[Hill], share: f64) -> Option<Hill> {
    let after = plot.iter().position(|point| point.share <= share)?;
    let (above, below) = (plot.get(after.checked_sub(1)?)?, &plot[after]);
    let weight = libm::log(above.share / share) / libm::log(above.share / below.share);
    let mix = |a: f64, b: f64| a + weight * (b - a);
    Some(Hill {
        share,
        x: libm::exp(mix(libm::log(above.x), libm::log(below.x))),
        alpha: mix(above.alpha, below.alpha),
    })
}

/// At each of [`SHARES`].
pub fn shares(plot: &[Hill]) -> Vec<Hill> {
    SHARES.iter().filter_map(|&share| at(plot, share)).collect()
}
