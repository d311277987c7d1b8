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

/// The tails from every edge on, up to the one behind the last bin.
fn every_tail(counts: &[u64]) -> Vec<Tail> {
    let mut tails = vec![Tail::default(); counts.len() + 1];
    for (edge, &count) in counts.iter().enumerate().rev() {
        let next = tails[edge + 1];
        tails[edge] = Tail { n: next.n + count, sum: next.sum + next.n };
    }
    tails
}

/// The 95 % interval of a statistic of blocks: Student's, from blocks drawn with replacement; `None` for too few blocks.
pub fn interval(blocks: usize, seed: u64, statistic: impl Fn(&[usize]) -> Option<f64>) -> Option<Interval> {
    if blocks < MIN_BLOCKS {
        return None;
    }
    let replicate = |rng: &mut Rng| {
        let drawn: Vec<usize> = (0..blocks).map(|_| rng.below(blocks as u64) as usize).collect();
        statistic(&drawn)
    };
    let estimate = statistic(&(0..blocks).collect::<Vec<_>>())?;
    Interval::of_units(estimate, Bootstrap::new(replicate, REPLICATES, seed).finish().values(), blocks, 0.95)
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
    /// [blocks] values that are not zero.
    sizes: Vec<u64>,
    /// Ascending edges. Whichever blocks are drawn, their share begins between two of them: no lower than that of the lowest
    /// block, no higher than that of the highest.
    edges: Vec<usize>,
    /// [blocks][edges] the tails from there on.
    tails: Vec<Vec<Tail>>,
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
        let tails = |block: usize| every_tail(&history.counts(stream, &(block..block + 1)));
        let mut tails: Vec<Vec<Tail>> = blocks.map(tails).collect();
        let sizes: Vec<u64> = tails.iter().map(|tails| tails[0].n).collect();
        if share * (sizes.iter().sum::<u64>() as f64) < min_tail as f64 {
            return None;
        }
        let begins = |tails: &Vec<Tail>| {
            let wanted = share * tails[0].n as f64;
            tails.partition_point(|tail| tail.n as f64 >= wanted).checked_sub(1)
        };
        let filled = tails.iter().filter(|tails| tails[0].n > 0);
        let (low, high) = filled.filter_map(begins).fold((usize::MAX, 0), |(low, high), k| (low.min(k), high.max(k)));
        let edges: Vec<usize> = (low..=high + 1).collect();
        tails.iter_mut().for_each(|tails| *tails = tails[low..=high + 1].to_vec());
        let shared = Shared { share, sizes, edges, tails };
        shared.all().is_some().then_some(shared)
    }

    /// Of drawn blocks.
    pub fn of(&self, drawn: &[usize]) -> Option<Largest> {
        let sum = |place: usize| drawn.iter().map(|&block| self.tails[block][place]).sum::<Tail>();
        let wanted = self.share * drawn.iter().map(|&block| self.sizes[block]).sum::<u64>() as f64;
        let place = self.edges.partition_point(|edge| sum(edge - self.edges[0]).n as f64 >= wanted);
        let outside = place.checked_sub(1).filter(|_| place < self.edges.len())?;
        let (outer, inner) = (sum(outside), sum(place));
        let log_share = |tail: Tail| libm::log(tail.n as f64 / wanted);
        let weight = log_share(outer) / (log_share(outer) - log_share(inner));
        let alpha = outer.alpha()? + weight * (inner.alpha()? - outer.alpha()?);
        let log2_x = LOG2_ORIGIN + (self.edges[outside] as f64 + weight) / PER_OCTAVE as f64;
        (alpha.is_finite() && log2_x.is_finite()).then(|| Largest { x: libm::exp2(log2_x), alpha })
    }

    /// Of all blocks.
    pub fn all(&self) -> Option<Largest> {
        self.of(&(0..self.sizes.len()).collect::<Vec<_>>())
    }

    /// α's 95 % interval.
    pub fn interval(&self, seed: u64) -> Option<Interval> {
        interval(self.sizes.len(), seed, |drawn| Some(self.of(drawn)?.alpha))
    }

    /// Number of blocks.
    pub fn len(&self) -> usize {
        self.sizes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.sizes.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::layout::vectors;
    use crate::observe::tails::Tails;
    use crate::observe::Observer;
    use crate::rng::Purpose;
    use crate::train::StepView;

    /// Eight blocks of a scale that falls by 2 from block to block; in the sixth nothing moves.
    fn history(table: &[crate::model::layout::Tensor]) -> History {
        let (mut tails, mut history) = (Tails::new(table, 1, 0), History::new(vec![true]));
        let mut rng = Rng::new(4, Purpose::Statistics);
        for step in 1..=80u64 {
            let block = (step - 1) / 10;
            let scale = if block == 5 { 0.0 } else { libm::exp2(-(block as f64)) };
            let update: Vec<f32> = (0..400).map(|_| (scale * rng.normal()) as f32).collect();
            tails.see(&StepView { step, loss: 1.0, update: &update, ..StepView::default() });
            history.see(&tails);
        }
        history
    }

    /// α and where the share begins, from the drawn blocks' histograms added up.
    fn direct(history: &History, drawn: &[usize], share: f64) -> Largest {
        let each: Vec<Vec<u64>> = drawn.iter().map(|&i| history.counts(Stream::Pooled, &(i..i + 1))).collect();
        let counts: Vec<u64> = (0..each[0].len()).map(|bin| each.iter().map(|counts| counts[bin]).sum()).collect();
        let wanted = share * counts.iter().sum::<u64>() as f64;
        let outer = (0..counts.len()).rev().find(|&edge| Tail::of(&counts, edge).n as f64 >= wanted).expect("a bin");
        let log = |edge: usize| libm::log(Tail::of(&counts, edge).n as f64 / wanted);
        let weight = log(outer) / (log(outer) - log(outer + 1));
        let alpha = |edge: usize| Tail::of(&counts, edge).alpha().expect("several bins");
        let x = libm::exp2(LOG2_ORIGIN + (outer as f64 + weight) / PER_OCTAVE as f64);
        Largest { x, alpha: alpha(outer) + weight * (alpha(outer + 1) - alpha(outer)) }
    }

    #[test]
    fn a_share_of_drawn_blocks_is_that_of_their_own_values() {
        let history = history(&vectors(&[(400, true)]));
        let mut rng = Rng::new(6, Purpose::Statistics);
        for share in [0.05, 0.01] {
            let shared = Shared::new(&history, Stream::Pooled, 0..8, share, 50).expect("enough values");
            let draws = (0..50).map(|_| (0..8).map(|_| rng.below(8) as usize).collect::<Vec<_>>());
            for drawn in draws.chain([(0..8).collect(), vec![7; 8], vec![0, 5, 5, 5, 5, 5, 5, 5]]) {
                assert_eq!(shared.of(&drawn), Some(direct(&history, &drawn, share)), "{drawn:?}");
            }
            assert_eq!(shared.of(&[5; 8]), None, "nothing moves");
        }
        assert!(Shared::new(&history, Stream::Pooled, 0..8, 0.001, 50).is_none());
    }
}
