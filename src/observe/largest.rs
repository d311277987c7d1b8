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

    /// The largest, in descending order: K of them, or all that were positive.
    pub fn descending(&self) -> Vec<f32> {
        let mut sorted = self.buffer.clone();
        sorted.sort_unstable_by(|a, b| b.cmp(a));
        sorted.truncate(self.k);
        sorted.into_iter().map(f32::from_bits).collect()
    }
}
