//! By how much the data are burstier than a null, with the uncertainty of a run whose steps hold all parameters at once.
use super::pass::GROUPS;
use crate::stats::bootstrap::{student_quantile, Interval};
use serde::Serialize;

/// A statistic, and how it answers to each block of steps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Blocked {
    /// The statistic.
    pub value: f64,
    /// Its standard error were parameters independent of one another.
    pub se: f64,
    /// The influence of each block, 0 in all.
    pub by_block: [f64; GROUPS],
}

/// The data's statistic less a null's.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// The difference.
    pub value: f64,
    /// Its 95 % interval. The error is the larger of two: by 32 blocks of steps, the same for both, since a step's parameters
    /// share what happens to them; and between parameters, which knows how widely few heavy-tailed intervals scatter.
    pub interval: Interval,
}

/// By how much the data exceed a null.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Excess {
    /// In the mean A of a parameter.
    pub of_a_parameter: Option<Difference>,
    /// In B of all intervals together.
    pub together: Option<Difference>,
}

impl Blocked {
    /// This statistic less another of the same steps.
    pub fn minus(&self, other: &Blocked) -> Difference {
        let blocks = GROUPS as f64;
        let squares: f64 = self.by_block.iter().zip(&other.by_block).map(|(a, b)| (a - b) * (a - b)).sum();
        let between = (self.se * self.se + other.se * other.se).sqrt();
        let (value, sd) = (self.value - other.value, between.max((squares * blocks / (blocks - 1.0)).sqrt()));
        let half = student_quantile(0.95, GROUPS - 1) * sd;
        Difference { value, interval: Interval { low: value - half, high: value + half, sd } }
    }
}
