//! How a window's histograms grew: each tensor's cumulative histogram at the ends of equal blocks of steps. Differences are
//! the histogram of any stretch of blocks: the windows of E2, and the blocks of a bootstrap over steps.
use super::bins::BINS;
use super::tails::{Stream, Tails};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Steps of a block at first.
pub const BLOCK_STEPS: u64 = 10;

/// At this many blocks, pairs are merged and a block is twice as long.
pub const MOST_BLOCKS: usize = 128;

/// One tensor's counts so far, without the empty bins at both ends.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Cumulative {
    first: usize,
    counts: Vec<u64>,
}

/// The histograms at the ends of blocks. Memory: fewer than 128 histograms a tensor, 8 B for each bin in use.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct History {
    /// Whether each tensor is part of the pooled stream.
    in_tail: Vec<bool>,
    /// Steps a block.
    block: u64,
    /// The window's first step.
    first_step: u64,
    /// [blocks][tensors], at the end of each block.
    ends: Vec<Vec<Cumulative>>,
}

impl History {
    /// A history with no past of tensors that belong in a tail, or not.
    pub fn new(in_tail: Vec<bool>) -> Self {
        History { in_tail, block: BLOCK_STEPS, first_step: 0, ends: Vec::new() }
    }

    /// Takes in the window's tails after each step; does something only at a block's end.
    pub fn see(&mut self, tails: &Tails) {
        let Some((first, last)) = tails.steps() else { return };
        self.first_step = first;
        if last + 1 - first != self.block * (self.ends.len() as u64 + 1) {
            return;
        }
        self.ends.push((0..self.in_tail.len()).map(|tensor| cumulative(tails, tensor)).collect());
        if self.ends.len() == MOST_BLOCKS {
            let mut block = 0;
            self.ends.retain(|_| {
                block += 1;
                block % 2 == 0
            });
            self.block *= 2;
        }
    }

    /// Complete blocks so far.
    pub fn blocks(&self) -> usize {
        self.ends.len()
    }

    /// Steps a block: [`BLOCK_STEPS`] times a power of two.
    pub fn block(&self) -> u64 {
        self.block
    }

    /// The first and the last step of some blocks.
    pub fn steps(&self, blocks: &Range<usize>) -> (u64, u64) {
        let at = |block: usize| self.first_step + self.block * block as u64;
        (at(blocks.start), at(blocks.end).saturating_sub(1))
    }

    /// The stream's counts of positive values over some complete blocks, [`BINS`] of them as in
    /// [`Bins::counts`](super::bins::Bins::counts).
    pub fn counts(&self, stream: Stream, blocks: &Range<usize>) -> Vec<u64> {
        let mut counts = vec![0; BINS];
        if blocks.is_empty() {
            return counts;
        }
        for tensor in (0..self.in_tail.len()).filter(|&tensor| stream.holds(tensor, self.in_tail[tensor])) {
            let end = &self.ends[blocks.end - 1][tensor];
            for (count, total) in counts[end.first..].iter_mut().zip(&end.counts) {
                *count += total;
            }
            if let Some(before) = blocks.start.checked_sub(1) {
                let before = &self.ends[before][tensor];
                for (count, total) in counts[before.first..].iter_mut().zip(&before.counts) {
                    *count -= total;
                }
            }
        }
        counts
    }
}

fn cumulative(tails: &Tails, tensor: usize) -> Cumulative {
    let counts = tails.bins(Stream::Tensor(tensor)).counts();
    let first = counts.iter().position(|&count| count > 0).unwrap_or(0);
    let end = counts.iter().rposition(|&count| count > 0).map_or(first, |last| last + 1);
    Cumulative { first, counts: counts[first..end].to_vec() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::layout::vectors;
    use crate::observe::tests::show;
    use crate::observe::Observer;
    use crate::rng::{Purpose, Rng};
    use crate::train::StepView;

    struct Kept(Tails, History);

    impl Observer for Kept {
        fn see(&mut self, view: &StepView<'_>) {
            self.0.see(view);
            self.1.see(&self.0);
        }
    }

    #[test]
    fn differences_are_the_histograms_of_their_steps() {
        let table = vectors(&[(40, true), (9, false), (30, true)]);
        let mut rng = Rng::new(5, Purpose::Statistics);
        // Longer than one merge of pairs; zeros, and bins that come into use late.
        let updates: Vec<Vec<f32>> = (0..1505)
            .map(|t| {
                (0..79).map(|i| if i % 9 == 0 { 0.0 } else { (1 + t / 100) as f32 * rng.normal() as f32 }).collect()
            })
            .collect();
        let mut kept = Kept(Tails::new(&table, 1, 1), History::new(table.iter().map(|t| t.in_tail).collect()));
        show(&mut kept, &updates, 201);
        let history = &kept.1;
        assert_eq!((history.block(), history.blocks()), (20, 75));
        for blocks in [0..1, 0..75, 3..4, 74..75, 10..40, 5..5] {
            let (first, last) = history.steps(&blocks);
            assert_eq!((first, last), (201 + 20 * blocks.start as u64, 200 + 20 * blocks.end as u64));
            let mut alone = Tails::new(&table, 1, 1);
            show(&mut alone, &updates[20 * blocks.start..20 * blocks.end], first);
            for stream in [Stream::Pooled, Stream::Tensor(0), Stream::Tensor(1), Stream::Tensor(2)] {
                assert_eq!(history.counts(stream, &blocks), alone.bins(stream).counts(), "{blocks:?} {stream:?}");
            }
        }
    }

    #[test]
    fn blocks_double_and_their_number_stays_below_the_bound() {
        let table = vectors(&[(1, true)]);
        let mut kept = Kept(Tails::new(&table, 1, 0), History::new(vec![true]));
        for step in 1..=12_345 {
            kept.see(&StepView { step, loss: 1.0, update: &[1.0], ..StepView::default() });
            assert!(kept.1.blocks() < MOST_BLOCKS);
        }
        assert_eq!((kept.1.block(), kept.1.blocks()), (160, 77));
        assert_eq!(kept.1.counts(Stream::Pooled, &(7..9)).iter().sum::<u64>(), 320);
    }
}
