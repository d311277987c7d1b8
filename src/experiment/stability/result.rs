//! What E2 finds: courses of α along a run, of the data and of the same parameters as a null.
use crate::experiment::blocks::Shared;
use crate::experiment::headline::Headline;
use crate::experiment::verdict::{Paper, Verdict};
use crate::stats::bootstrap::Interval;
use crate::stats::trend::{mann_kendall, slope, MannKendall, Slope};
use serde::Serialize;

/// α at the top 1 % of one window.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Estimate {
    /// First and last step.
    pub steps: [u64; 2],
    /// Where the top 1 % begin.
    pub x_min: f64,
    /// Their exponent.
    pub alpha: f64,
    /// Its 95 % interval by blocks of steps.
    pub interval: Option<Interval>,
}

impl Estimate {
    pub(super) fn of(shared: &Shared, steps: [u64; 2], seed: u64) -> Option<Self> {
        let largest = shared.all()?;
        Some(Estimate { steps, x_min: largest.x, alpha: largest.alpha, interval: shared.interval(seed) })
    }
}

/// α along a run.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Course {
    /// Over the transient.
    pub transient: Option<Estimate>,
    /// Over each window after it; `null` where a window has too few values.
    pub windows: Vec<Option<Estimate>>,
    /// Whether α rises or falls from window to window, by ranks.
    pub trend: Option<MannKendall>,
    /// The line through the windows' α, per step, weighted by their errors.
    pub slope: Option<Slope>,
}

impl Course {
    /// The estimates after the transient.
    pub fn estimates(&self) -> impl Iterator<Item = &Estimate> {
        self.windows.iter().flatten()
    }

    /// The mean α after the transient.
    pub fn mean(&self) -> f64 {
        self.estimates().map(|estimate| estimate.alpha).sum::<f64>() / self.estimates().count() as f64
    }

    /// Smallest and largest α after the transient.
    pub fn range(&self) -> [f64; 2] {
        self.estimates()
            .fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], one| [low.min(one.alpha), high.max(one.alpha)])
    }

    pub(super) fn finish(&mut self) {
        let alphas: Vec<f64> = self.estimates().map(|estimate| estimate.alpha).collect();
        self.trend = mann_kendall(&alphas);
        let point = |one: &Estimate| {
            let middle = (one.steps[0] + one.steps[1]) as f64 / 2.0;
            Some((middle, one.alpha, one.interval?.sd))
        };
        let points: Option<Vec<_>> = self.estimates().map(point).collect();
        self.slope = points.and_then(|points| slope(&points));
    }
}

/// The same parameters three times: as they were, as the null, divided by its scales.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sample {
    /// The data, of the series' parameters only.
    pub data: Course,
    /// The Gaussian null with the parameters' and steps' scales of each window.
    pub gaussian_param_step: Course,
    /// The data divided by these scales.
    pub standardised: Course,
}

/// One tensor's part of the result.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TensorCourse {
    /// Its name in the table of tensors.
    pub name: String,
    /// Whether it is part of the pooled tail.
    pub in_tail: bool,
    /// All of its parameters.
    pub data: Course,
    /// Those in the series.
    pub sample: Sample,
}

/// Where the power law of the top 1 % is cut off.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cutoff {
    /// 1/λ of the truncated power law.
    pub x: f64,
    /// In units of where the top 1 % begin.
    pub over_x_min: f64,
    /// α of the truncated law.
    pub alpha: f64,
    /// Of ln(1/λ), by blocks of steps.
    pub log_se: Option<f64>,
}

/// The experiment's result.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StabilityResult {
    /// "E2".
    pub experiment: &'static str,
    /// What the paper says.
    pub claim: &'static str,
    /// What follows for all tensors pooled.
    pub verdict: Verdict,
    /// What an ensemble reads of it.
    pub headline: Headline,
    /// All tensors pooled, all parameters.
    pub data: Course,
    /// The parameters of the series, pooled.
    pub sample: Sample,
    /// Of each window after the transient: the correlation between ln σ_i of its odd and of its even steps. Near 1 the
    /// scales are the parameters' own; near 0 they are what chance made of independent draws.
    pub persistence: Vec<Option<f64>>,
    /// How many parameters the series has, and of how many they were drawn.
    pub parameters: [usize; 2],
    /// log₁₀ of the largest value after the transient over where the top 1 % begin.
    pub decades: Option<f64>,
    /// The cutoff after the transient; `null` where the power law needs none.
    pub cutoff: Option<Cutoff>,
    /// Each tensor alone.
    pub tensors: Vec<TensorCourse>,
    /// What the paper prints.
    pub paper: Paper,
}
