//! Estimators on plain numbers and on histograms: which power law, from where on, how far the data are from it. All in
//! f64 with elementary functions from `libm`, so that they give the same bits everywhere. Methods and references are in
//! docs/methods.md.
pub mod avalanches;
pub mod binned;
pub mod bootstrap;
pub mod burst;
pub mod discrete;
pub mod hill;
pub mod intervals;
pub mod laws;
pub mod optimize;
pub mod quantile;
pub mod sample;
pub mod special;
pub mod tail;
pub mod trend;
pub mod vuong;
pub mod x_min;

use crate::error::Error;
use binned::BinnedTail;
use sample::Sample;
use serde::{Deserialize, Serialize};
use x_min::{Convention, Tail};

/// How [`fit`] goes about it. As JSON: camelCase, every field optional, unknown ones refused.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Options {
    /// A fixed x_min, instead of the scan.
    pub x_min: Option<f64>,
    /// The scan leaves at least this many values in the tail; at least 2.
    pub min_tail: usize,
    /// The Kolmogorov–Smirnov convention.
    pub convention: Convention,
}

impl Default for Options {
    fn default() -> Self {
        Options { x_min: None, min_tail: sample::MIN_VALUES, convention: Convention::BothSides }
    }
}

/// How an exponent was estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Estimator {
    /// Continuous maximum likelihood on values.
    Continuous,
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
    /// The report on a tail of `sample`.
    pub fn continuous(sample: &Sample, tail: &Tail) -> Self {
        Fit {
            estimator: Estimator::Continuous,
            alpha: tail.alpha,
            alpha_se: (tail.alpha - 1.0) / (tail.n as f64).sqrt(),
            x_min: tail.x_min,
            x_max: sample.max(),
            n: sample.values().len() as u64,
            n_zero: sample.zeros(),
            n_tail: tail.n as u64,
            decades: libm::log10(sample.max() / tail.x_min),
            ks: tail.ks,
        }
    }

    /// The report on a tail of a histogram of `n` positive values, beside `n_zero` exact zeros.
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

/// The tail analysis of any numbers: continuous maximum likelihood from the x_min of the smallest Kolmogorov–Smirnov
/// distance, or from a given one. Refuses what is no sample or has no tail, with a sentence ([`Error::Data`]).
pub fn fit(values: &[f64], options: &Options) -> Result<Fit, Error> {
    if options.min_tail < 2 {
        return Err(Error::Data(format!("minTail must be at least 2, and {} is not.", options.min_tail)));
    }
    let sample = Sample::new(values.iter().copied())?;
    let tail = match options.x_min {
        Some(x_min) => x_min::fixed(&sample, x_min, options.convention)?,
        None => x_min::scan(&sample, options.min_tail, options.convention)?,
    };
    Ok(Fit::continuous(&sample, &tail))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Rng};
    use laws::Law;

    #[test]
    fn any_numbers_give_a_report_in_the_scripts_words() {
        let mut rng = Rng::new(2, Purpose::Statistics);
        let law = laws::PowerLaw { alpha: 2.5 }.above(3.0);
        let mut values: Vec<f64> = (0..5000).map(|_| law.draw(&mut rng)).collect();
        values.extend([0.0; 7]);
        let fit = fit(&values, &Options { x_min: Some(3.0), ..Options::default() }).expect("a power law");
        assert_eq!((fit.n, fit.n_zero, fit.n_tail), (5000, 7, 5000));
        assert!((fit.alpha - 2.5).abs() < 5.0 * fit.alpha_se && fit.ks < 0.03 && fit.decades > 1.0);
        let json = serde_json::to_value(fit).expect("plain numbers");
        let keys: Vec<_> = json.as_object().expect("an object").keys().map(String::as_str).collect();
        let expected = ["alpha", "alphaSe", "decades", "estimator", "ks", "n", "nTail", "nZero", "xMax", "xMin"];
        assert_eq!(keys, expected);
    }

    #[test]
    fn options_come_from_json_and_unknown_ones_are_refused() {
        let options: Options = serde_json::from_str(r#"{"xMin": 2, "convention": "powerlaw"}"#).expect("known");
        assert_eq!(options, Options { x_min: Some(2.0), convention: Convention::Powerlaw, ..Options::default() });
        assert!(serde_json::from_str::<Options>(r#"{"xmin": 2}"#).is_err());
        assert_eq!(
            fit(&[1.0], &Options { min_tail: 1, ..Options::default() }).expect_err("refused").to_string(),
            "minTail must be at least 2, and 1 is not."
        );
    }
}
