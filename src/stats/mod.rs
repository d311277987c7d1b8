//! Estimators on plain numbers and on histograms: which power law, from where on, how far the data are from it. All in
//! f64 with elementary functions from `libm`, so that they give the same bits everywhere. Methods and references are in
//! docs/methods.md.
pub mod avalanches;
pub mod binned;
pub mod bootstrap;
pub mod burst;
pub mod constancy;
pub mod discrete;
pub mod entropy;
pub mod fitting;
pub mod hill;
pub mod information;
pub mod intervals;
pub mod laws;
pub mod observed;
pub mod optimize;
pub mod principal;
pub mod quantile;
pub mod report;
pub mod sample;
pub mod share;
pub mod special;
pub mod trend;
pub mod vuong;
pub mod x_min;

pub use fitting::{fit, Fitting};
pub use report::{Options, Report};

use binned::BinnedTail;
use sample::Sample;
use serde::Serialize;
use x_min::Tail;

/// How an exponent was estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Estimator {
    /// Continuous maximum likelihood on values.
    Continuous,
    /// Maximum likelihood of the zeta law on whole numbers.
    Discrete,
    /// Maximum likelihood on the counts of geometric bins.
    Binned,
}

/// A fitted power-law tail.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fit {
    /// How α was estimated.
    pub estimator: Estimator,
    /// The exponent of the density.
    pub alpha: f64,
    /// Its standard error, were the values independent.
    pub alpha_se: f64,
    /// Where the tail begins.
    pub x_min: f64,
    /// The largest value; for binned data the upper edge of its bin.
    pub x_max: f64,
    /// Positive values looked at.
    pub n: u64,
    /// Exact zeros, counted apart.
    pub n_zero: u64,
    /// Values ≥ x_min.
    pub n_tail: u64,
    /// log₁₀(x_max / x_min).
    pub decades: f64,
    /// Kolmogorov–Smirnov distance D of the tail from the law; for binned data on the bin edges.
    pub ks: f64,
}

impl Fit {
    /// The continuous law on a tail of `sample`.
    pub fn continuous(sample: &Sample, tail: &Tail) -> Self {
        Fit {
            estimator: Estimator::Continuous,
            alpha: tail.alpha,
            alpha_se: tail.alpha_se,
            x_min: tail.x_min,
            x_max: sample.max(),
            n: sample.values().len() as u64,
            n_zero: sample.zeros(),
            n_tail: tail.n as u64,
            decades: libm::log10(sample.max() / tail.x_min),
            ks: tail.ks,
        }
    }

    /// The power law on a tail of a histogram of `n` positive values, beside `n_zero` exact zeros.
    pub fn binned(tail: &BinnedTail, n: u64, n_zero: u64) -> Self {
        Fit {
            estimator: Estimator::Binned,
            alpha: tail.alpha,
            alpha_se: tail.alpha_se,
            x_min: tail.x_min,
            x_max: tail.x_end,
            n,
            n_zero,
            n_tail: tail.n,
            decades: libm::log10(tail.x_end / tail.x_min),
            ks: tail.ks,
        }
    }
}
