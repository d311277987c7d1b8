//! What is known of one stream over one window.
use super::fits::{fit, Finding, Fits, MIN_TAIL};
use crate::experiment::blocks::{alpha, bin_from, interval, tails, Shared, Tail};
use crate::observe::history::History;
use crate::observe::moments::Summary;
use crate::observe::record::StreamRecord;
use crate::observe::tails::Stream;
use crate::stats::bootstrap::Interval;
use serde::Serialize;

/// The shares of a stream whose exponents a result states: top 5, 1 and 0.1 %.
pub const SHARES: [f64; 3] = [0.05, 0.01, 0.001];

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
    /// The binned α's 95 % interval by blocks of steps, x_min kept.
    pub interval: Option<Interval>,
    /// Hill's estimate at those of [`SHARES`] that at least `MIN_TAIL` values make.
    pub hill: Vec<Hill>,
    /// Of a null: what it gives from the data's x_min on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beside: Option<Beside>,
}

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
    /// Its 95 % interval by blocks of steps.
    pub interval: Option<Interval>,
}

/// A null and the data from the same x_min on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Beside {
    /// That of the data's binned fit.
    pub x_min: f64,
    /// The null's α from there on.
    pub alpha: f64,
    /// The data's α minus the null's.
    pub difference: f64,
    /// Of the difference, the same blocks of steps drawn for both.
    pub interval: Option<Interval>,
}

/// A stream's histograms by blocks of steps.
#[derive(Clone, Copy)]
pub struct Blocked<'a> {
    pub history: &'a History,
    pub stream: Stream,
    pub seed: u64,
}

impl Blocked<'_> {
    fn tails(&self, edge: usize) -> Vec<Tail> {
        tails(self.history, self.stream, 0..self.history.blocks(), edge)
    }

    fn hill(&self) -> Vec<Hill> {
        let of = |&share: &f64| {
            let shared = Shared::new(self.history, self.stream, 0..self.history.blocks(), share, MIN_TAIL as u64)?;
            let largest = shared.all()?;
            Some(Hill { share, x: largest.x, alpha: largest.alpha, interval: shared.interval(self.seed) })
        };
        SHARES.iter().filter_map(of).collect()
    }
}

impl Analysis {
    /// Of a stream and its blocks.
    pub fn of(record: &StreamRecord, blocked: Blocked<'_>) -> Self {
        let fits = fit(record);
        let by_blocks = match &fits.binned {
            Finding::Fit(fit) => {
                let tails = blocked.tails(bin_from(fit.x_min));
                interval(tails.len(), blocked.seed, |drawn| alpha(&tails, drawn))
            }
            Finding::Refused { .. } => None,
        };
        Analysis {
            steps: record.steps,
            n: record.moments.n - record.zeros,
            n_zero: record.zeros,
            moments: record.moments,
            fits,
            interval: by_blocks,
            hill: blocked.hill(),
            beside: None,
        }
    }

    /// The same of a null, beside the data's analysis and blocks.
    pub fn of_null(record: &StreamRecord, blocked: Blocked<'_>, data: Option<(&Analysis, Blocked<'_>)>) -> Self {
        let beside = data.and_then(|(data, of_data)| {
            let Finding::Fit(fit) = &data.fits.binned else { return None };
            let edge = bin_from(fit.x_min);
            let (data, null) = (of_data.tails(edge), blocked.tails(edge));
            let blocks = data.len().min(null.len());
            let difference = |drawn: &[usize]| Some(alpha(&data, drawn)? - alpha(&null, drawn)?);
            let all: Vec<usize> = (0..blocks).collect();
            Some(Beside {
                x_min: fit.x_min,
                alpha: alpha(&null, &all)?,
                difference: difference(&all)?,
                interval: interval(blocks, blocked.seed, difference),
            })
        });
        Analysis { beside, ..Analysis::of(record, blocked) }
    }
}
