//! The exact K largest magnitudes of a stream. A buffer of 2K takes what exceeds the K-th largest known; when it is full,
//! selection halves it: constant work per value taken.
use super::{magnitude, Magnitude, BLOCK};

/// The K largest positive magnitudes so far.
#[derive(Debug, Clone)]
pub struct Largest {
    k: usize,
    /// Up to 2K; holds the K largest.
    buffer: Vec<Magnitude>,
    /// At least K buffered values reach this: a value must exceed it to matter.
    threshold: Magnitude,
}

impl Largest {
    /// Nothing seen; all memory is taken now. `k` must not be 0.
    pub fn new(k: usize) -> Self {
        assert!(k > 0, "keeping none is not a sample");
        Largest { k, buffer: Vec::with_capacity(2 * k), threshold: 0 }
    }

    /// Takes in a block whose largest magnitude is `top`.
    pub fn see(&mut self, block: &[f32; BLOCK], top: Magnitude) {
        if top <= self.threshold {
            return;
        }
        for &x in block {
            if magnitude(x) > self.threshold {
                self.buffer.push(magnitude(x));
                if self.buffer.len() == 2 * self.k {
                    self.halve();
                }
            }
        }
    }

    fn halve(&mut self) {
        let (_, &mut kth, _) = self.buffer.select_nth_unstable_by(self.k - 1, |a, b| b.cmp(a));
        self.threshold = kth;
        self.buffer.truncate(self.k);
    }

    /// The largest, in no order: `most` of them, or K, or all that were positive.
    pub fn top(&self, most: usize) -> Vec<f32> {
        let mut known = self.buffer.clone();
        let wanted = most.min(self.k);
        if known.len() > wanted {
            known.select_nth_unstable_by(wanted, |a, b| b.cmp(a));
            known.truncate(wanted);
        }
        known.into_iter().map(f32::from_bits).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Rng};

    fn largest_of(values: &[f32], k: usize) -> Vec<f32> {
        let mut largest = Largest::new(k);
        for chunk in values.chunks(BLOCK) {
            let mut block = [0.0; BLOCK];
            block[..chunk.len()].copy_from_slice(chunk);
            largest.see(&block, chunk.iter().map(|&x| magnitude(x)).max().expect("not empty"));
            assert!(largest.buffer.len() <= 2 * k && largest.buffer.capacity() == 2 * k, "memory is bounded");
        }
        let mut values = largest.top(usize::MAX);
        values.sort_unstable_by(|a, b| b.total_cmp(a));
        values
    }

    #[test]
    fn the_top_of_them_is_had_alone() {
        let mut largest = Largest::new(BLOCK);
        let block = std::array::from_fn(|i| ((i * 7) % BLOCK) as f32);
        largest.see(&block, magnitude(63.0));
        let mut top = largest.top(3);
        top.sort_unstable_by(|a, b| b.total_cmp(a));
        assert_eq!((top, largest.top(0)), (vec![63.0, 62.0, 61.0], vec![]));
    }

    fn by_sorting(values: &[f32], k: usize) -> Vec<f32> {
        let mut sorted: Vec<f32> = values.iter().map(|x| x.abs()).filter(|&x| x > 0.0).collect();
        sorted.sort_unstable_by(|a, b| b.total_cmp(a));
        sorted.truncate(k);
        sorted
    }

    #[test]
    fn they_are_those_that_sorting_gives() {
        let mut rng = Rng::new(6, Purpose::Statistics);
        let smooth: Vec<f32> = (0..5000).map(|_| rng.normal() as f32).collect();
        let growing: Vec<f32> = smooth.iter().zip(1u16..).map(|(x, i)| x * f32::from(i)).collect();
        let tied: Vec<f32> = smooth.iter().map(|x| x.round()).collect();
        for values in [&smooth[..], &growing, &tied, &smooth[..40], &[0.0; 100], &[-2.0; 100]] {
            for k in [1, 7, 64, 1024] {
                assert_eq!(largest_of(values, k), by_sorting(values, k), "k {k}");
            }
        }
    }
}
