//! α of binned tails with intervals by blocks of steps. Values of one step are not independent, and neighbouring steps need
//! not be; a block of steps is drawn as a whole.
use crate::observe::bins::{LOG2_ORIGIN, PER_OCTAVE};
use crate::observe::history::History;
use crate::observe::tails::Stream;
use crate::rng::Rng;
use crate::stats::bootstrap::{Bootstrap, Interval};
use std::iter::Sum;
use std::ops::Range;

/// Drawings of a bootstrap.
const REPLICATES: usize = 400;

/// Fewer blocks have no interval.
pub const MIN_BLOCKS: usize = 5;

/// What a binned α rests on: values on or above an edge, and the sum of their bins' places above it.
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
        let places = counts.iter().skip(edge).zip(0u64..);
        places.fold(Tail::default(), |tail, (&count, place)| Tail { n: tail.n + count, sum: tail.sum + place * count })
    }

    /// α by maximum likelihood (Virkar, Clauset 2014): 1 + ln(1 + 1/m)/ln c with the mean place m. `None` where all values
    /// share one bin.
    pub fn alpha(&self) -> Option<f64> {
        let log_c = std::f64::consts::LN_2 / PER_OCTAVE as f64;
        (self.sum > 0).then(|| 1.0 + libm::log1p(self.n as f64 / self.sum as f64) / log_c)
    }
}

impl Sum for Tail {
    fn sum<I: Iterator<Item = Tail>>(tails: I) -> Self {
        tails.fold(Tail::default(), |a, b| Tail { n: a.n + b.n, sum: a.sum + b.sum })
    }
}

/// The bin of [`crate::observe::bins`] that begins at an edge.
pub fn bin_from(edge: f64) -> usize {
    libm::round((libm::log2(edge) - LOG2_ORIGIN) * PER_OCTAVE as f64).max(0.0) as usize
}

/// Each block's tail from bin `edge` on.
pub fn tails(history: &History, stream: Stream, blocks: Range<usize>, edge: usize) -> Vec<Tail> {
    blocks.map(|block| Tail::of(&history.counts(stream, &(block..block + 1)), edge)).collect()
}

/// The 95 % interval of a statistic of blocks drawn with replacement, as many as there are; `None` for too few blocks.
pub fn interval(blocks: usize, seed: u64, statistic: impl Fn(&[usize]) -> Option<f64>) -> Option<Interval> {
    if blocks < MIN_BLOCKS {
        return None;
    }
    let replicate = |rng: &mut Rng| {
        let drawn: Vec<usize> = (0..blocks).map(|_| rng.below(blocks as u64) as usize).collect();
        statistic(&drawn)
    };
    Bootstrap::new(replicate, REPLICATES, seed).finish().interval(0.95)
}

/// α of all drawn blocks together.
pub fn alpha(tails: &[Tail], drawn: &[usize]) -> Option<f64> {
    drawn.iter().map(|&block| tails[block]).sum::<Tail>().alpha()
}

/// The tail's exponent at a share of the values, by blocks: α is interpolated in the logarithm of the share between the two
/// edges next to it.
#[derive(Debug, Clone)]
pub struct Shared {
    share: f64,
    /// [blocks] values that are not zero, and the tails from both edges on.
    blocks: Vec<[Tail; 3]>,
    /// Both edges.
    edges: [usize; 2],
}

/// The largest values of a stream.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Largest {
    /// Where they begin.
    pub x: f64,
    /// α of their density.
    pub alpha: f64,
}

impl Shared {
    /// Of some blocks of a history; `None` where the share has fewer than `min_tail` values or no bins about it.
    pub fn new(history: &History, stream: Stream, blocks: Range<usize>, share: f64, min_tail: u64) -> Option<Self> {
        let counts = history.counts(stream, &blocks);
        let wanted = share * counts.iter().sum::<u64>() as f64;
        let mut above = 0;
        let inner = counts.iter().rposition(|&count| {
            above += count;
            above as f64 >= wanted
        })? + 1;
        if wanted < min_tail as f64 || Tail::of(&counts, inner).n == 0 {
            return None;
        }
        let edges = [inner - 1, inner];
        let of = |block: usize| {
            let counts = history.counts(stream, &(block..block + 1));
            [0, edges[0], edges[1]].map(|edge| Tail::of(&counts, edge))
        };
        Some(Shared { share, blocks: blocks.map(of).collect(), edges })
    }

    /// Of drawn blocks.
    pub fn of(&self, drawn: &[usize]) -> Option<Largest> {
        let sum = |which: usize| drawn.iter().map(|&block| self.blocks[block][which]).sum::<Tail>();
        let (all, outer, inner) = (sum(0), sum(1), sum(2));
        let log_share = |tail: Tail| libm::log(tail.n as f64 / (self.share * all.n as f64));
        let weight = log_share(outer) / (log_share(outer) - log_share(inner));
        let alpha = outer.alpha()? + weight * (inner.alpha()? - outer.alpha()?);
        let log2_x = LOG2_ORIGIN + (self.edges[0] as f64 + weight) / PER_OCTAVE as f64;
        (alpha.is_finite() && log2_x.is_finite()).then(|| Largest { x: libm::exp2(log2_x), alpha })
    }

    /// Of all blocks.
    pub fn all(&self) -> Option<Largest> {
        self.of(&(0..self.blocks.len()).collect::<Vec<_>>())
    }

    /// α's 95 % interval.
    pub fn interval(&self, seed: u64) -> Option<Interval> {
        interval(self.blocks.len(), seed, |drawn| Some(self.of(drawn)?.alpha))
    }

    /// Number of blocks.
    pub fn len(&self) -> usize {
        self.blocks.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }
}
