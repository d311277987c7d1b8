//! The data drawn anew: value by value where values are independent, block by block where only blocks are.
use super::Replicate;
use crate::rng::Rng;
use crate::stats::sample::Sample;

/// Values drawn with replacement, and a statistic of them.
#[derive(Debug, Clone)]
pub struct Values<F> {
    /// [n].
    values: Vec<f64>,
    statistic: F,
}

impl<F: Fn(Sample) -> Option<f64>> Values<F> {
    /// The values of `sample` with a statistic, e.g. α of the scanned tail.
    pub fn new(sample: &Sample, statistic: F) -> Self {
        Values { values: sample.values().to_vec(), statistic }
    }
}

impl<F: Fn(Sample) -> Option<f64>> Replicate for Values<F> {
    fn replicate(&self, rng: &mut Rng) -> Option<f64> {
        let n = self.values.len() as u64;
        let drawn: Vec<f64> = (0..n).map(|_| self.values[rng.below(n) as usize]).collect();
        Sample::new(drawn).ok().and_then(&self.statistic)
    }
}

/// Whole blocks (of steps, of parameters) drawn with replacement, and a statistic of their summed counts. What depends
/// on one another must lie in one block; between blocks independence is assumed.
#[derive(Debug, Clone)]
pub struct Blocks<F> {
    /// [blocks][cells], all of one length.
    blocks: Vec<Vec<u64>>,
    statistic: F,
}

impl<F: Fn(&[u64]) -> Option<f64>> Blocks<F> {
    /// The blocks' counts with a statistic, e.g. α of the binned tail from a fixed edge on.
    pub fn new(blocks: Vec<Vec<u64>>, statistic: F) -> Self {
        Blocks { blocks, statistic }
    }
}

impl<F: Fn(&[u64]) -> Option<f64>> Replicate for Blocks<F> {
    fn replicate(&self, rng: &mut Rng) -> Option<f64> {
        let mut sum = vec![0; self.blocks.first()?.len()];
        for _ in 0..self.blocks.len() {
            let block = &self.blocks[rng.below(self.blocks.len() as u64) as usize];
            for (total, &count) in sum.iter_mut().zip(block) {
                *total += count;
            }
        }
        (self.statistic)(&sum)
    }
}
