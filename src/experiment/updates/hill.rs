//! Hill's estimate at stated shares of a stream, from its histogram: between bins' edges it is interpolated in the logarithm
//! of the share.
use crate::stats::binned::Histogram;
use crate::stats::hill::{hill_binned, HillPoint};
use serde::Serialize;

/// The shares that a result states: top 5, 1 and 0.1 %.
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

/// The estimate at those of [`SHARES`] that at least `min_tail` values make.
pub fn shares(histogram: &Histogram, min_tail: u64) -> Vec<Hill> {
    let points = hill_binned(histogram);
    let n = histogram.n() as f64;
    SHARES.iter().filter(|&share| share * n >= min_tail as f64).filter_map(|&share| at(&points, n, share)).collect()
}

/// `points` from the smallest tail to the largest.
fn at(points: &[HillPoint], n: f64, share: f64) -> Option<Hill> {
    let after = points.iter().position(|point| point.k as f64 >= share * n)?;
    let (inner, outer) = (points.get(after.checked_sub(1)?)?, &points[after]);
    let weight = libm::log(share * n / inner.k as f64) / libm::log(outer.k as f64 / inner.k as f64);
    let mix = |a: f64, b: f64| a + weight * (b - a);
    let x = libm::exp(mix(libm::log(inner.x_min), libm::log(outer.x_min)));
    Some(Hill { share, x, alpha: mix(inner.alpha, outer.alpha) })
}
