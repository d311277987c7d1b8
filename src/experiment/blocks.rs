//! α of binned tails with intervals by blocks of steps. Values of one step are not independent, and neighbouring steps need
//! not be; a block of steps is drawn as a whole.
use crate::observe::bins::{LOG2_ORIGIN, PER_OCTAVE};
use crate::observe::history::History;
use crate::observe::tails::Stream;
use crate::rng::{Purpose, Rng};
use serde::Serialize;
use std::ops::Range;

/// Drawings of a bootstrap.
const REPLICATES: u64 = 400;

/// Fewer blocks have no interval.
pub const MIN_BLOCKS: usize = 5;

/// What a binned α rests on: values at or above an edge, and the sum of their bins' places above it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tail {
    /// Values.
    pub n: u64,
    /// Σ places.
    pub sum: u64,
}

impl Tail {
    /// Of a histogram's counts from bin `edge` on.
    pub fn of(counts: &[u64], edge: usize) -> Self {
        let places = counts[edge..].iter().zip(0u64..);
        places.fold(Tail::default(), |tail, (&count, place)| Tail { n: tail.n + count, sum: tail.sum + place * count })
    }

    /// Of all together.
    pub fn sum<'a>(tails: impl IntoIterator<Item = &'a Tail>) -> Self {
        tails.into_iter().fold(Tail::default(), |a, b| Tail { n: a.n + b.n, sum: a.sum + b.sum })
    }

    /// α by maximum likelihood (Virkar, Clauset 2014): 1 + ln(1 + 1/m)/ln c with the mean place m. `None` where all values
    /// share one bin.
    pub fn alpha(&self) -> Option<f64> {
        let log_c = std::f64::consts::LN_2 / PER_OCTAVE as f64;
        (self.sum > 0).then(|| 1.0 + libm::log1p(self.n as f64 / self.sum as f64) / log_c)
    }
}

/// The bin of [`crate::observe::bins`] that begins at an edge.
pub fn bin_from(x_min: f64) -> usize {
    libm::round((libm::log2(x_min) - LOG2_ORIGIN) * PER_OCTAVE as f64).max(0.0) as usize
}

/// Each block's tail from bin `edge` on.
pub fn tails(history: &History, stream: Stream, blocks: Range<usize>, edge: usize) -> Vec<Tail> {
    blocks.map(|block| Tail::of(&history.counts(stream, &(block..block + 1)), edge)).collect()
}

/// A 95 % interval and the standard error that it comes with.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Standard error.
    pub se: f64,
    /// Blocks of steps that were drawn from.
    pub blocks: usize,
}

/// The interval of a statistic of blocks that are drawn anew; `None` for too few blocks.
pub fn interval(blocks: usize, seed: u64, statistic: impl Fn(&[usize]) -> Option<f64>) -> Option<Interval> {
    if blocks < MIN_BLOCKS {
        return None;
    }
    let mut values: Vec<f64> = (0..REPLICATES)
        .filter_map(|replicate| {
            let mut rng = Rng::split(seed, Purpose::Statistics, (8 << 48) + replicate);
            let drawn: Vec<usize> = (0..blocks).map(|_| rng.below(blocks as u64) as usize).collect();
            statistic(&drawn)
        })
        .collect();
    if values.len() < REPLICATES as usize / 2 {
        return None;
    }
    values.sort_unstable_by(f64::total_cmp);
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let se = (values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0)).sqrt();
    let at = |share: f64| values[(share * (n - 1.0)) as usize];
    Some(Interval { low: at(0.025), high: at(0.975), se, blocks })
}

/// The interval of the tails' common α.
pub fn alpha_interval(tails: &[Tail], seed: u64) -> Option<Interval> {
    interval(tails.len(), seed, |drawn| Tail::sum(drawn.iter().map(|&i| &tails[i])).alpha())
}
