//! What is known of one stream over one window.
use super::fits::{fit, histogram, Finding, Fits, MIN_TAIL};
use super::hill::{shares, Hill};
use crate::experiment::blocks::{self, alpha_interval, bin_from, Interval, Tail};
use crate::observe::history::History;
use crate::observe::moments::Summary;
use crate::observe::record::StreamRecord;
use crate::observe::tails::Stream;
use serde::Serialize;

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
    /// The binned α's interval by blocks of steps, at its x_min.
    pub interval: Option<Interval>,
    /// Hill's estimate at the top 5, 1 and 0.1 %.
    pub hill: Vec<Hill>,
    /// Of a null: what it gives from the data's x_min on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beside: Option<Beside>,
}

/// A null and the data from the same x_min on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Beside {
    /// The data's, of the binned fit.
    pub x_min: f64,
    /// The null's α from there on.
    pub alpha: f64,
    /// The data's α minus the null's.
    pub difference: f64,
    /// Of the difference, the same blocks of steps drawn for both.
    pub interval: Option<Interval>,
}

/// A stream's blocks of steps.
pub struct Blocked<'a> {
    pub history: &'a History,
    pub stream: Stream,
}

impl Blocked<'_> {
    fn tails(&self, edge: usize) -> Vec<Tail> {
        blocks::tails(self.history, self.stream, 0..self.history.blocks(), edge)
    }
}

impl Analysis {
    /// Of a stream and its window's history.
    pub fn of(record: &StreamRecord, history: &History, stream: Stream, seed: u64) -> Self {
        let fits = fit(record);
        let interval = match &fits.binned {
            Finding::Fit(fit) => alpha_interval(&Blocked { history, stream }.tails(bin_from(fit.x_min)), seed),
            Finding::Refused { .. } => None,
        };
        Analysis {
            steps: record.steps,
            n: record.moments.n - record.zeros,
            n_zero: record.zeros,
            moments: record.moments,
            hill: shares(&histogram(record), MIN_TAIL as u64),
            fits,
            interval,
            beside: None,
        }
    }
}

/// The null beside the data, from the x_min of the data's binned fit on.
pub fn beside(data: &Analysis, of_data: &Blocked<'_>, of_null: &Blocked<'_>, seed: u64) -> Option<Beside> {
    let Finding::Fit(fit) = &data.fits.binned else { return None };
    let edge = bin_from(fit.x_min);
    let (data, null) = (of_data.tails(edge), of_null.tails(edge));
    let blocks = data.len().min(null.len());
    let alpha = |tails: &[Tail], drawn: &[usize]| Tail::sum(drawn.iter().map(|&block| &tails[block])).alpha();
    let difference = |drawn: &[usize]| Some(alpha(&data, drawn)? - alpha(&null, drawn)?);
    let all: Vec<usize> = (0..blocks).collect();
    Some(Beside {
        x_min: fit.x_min,
        alpha: alpha(&null, &all)?,
        difference: difference(&all)?,
        interval: blocks::interval(blocks, seed, difference),
    })
}
