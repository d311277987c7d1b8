//! A uniform random sample of a stream of unknown length: Li's Algorithm L (ACM TOMS 20, 1994). It draws how many values
//! to skip, so that a value that is not kept costs nothing.
use crate::rng::Rng;

/// Each subset of `capacity` values of the stream is equally likely to be the kept one.
#[derive(Debug, Clone)]
pub struct Reservoir {
    capacity: usize,
    kept: Vec<f32>,
    /// Values that have gone by.
    seen: u64,
    /// Index in the stream of the next value to keep, once the reservoir is full.
    next: u64,
    /// The largest of `capacity` uniform keys, as Algorithm L carries it.
    key: f64,
    rng: Rng,
}

impl Reservoir {
    /// An empty reservoir; all its memory is taken now.
    pub fn new(capacity: usize, rng: Rng) -> Self {
        let kept = Vec::with_capacity(capacity);
        Reservoir { capacity, kept, seen: 0, next: 0, key: 1.0, rng }
    }

    /// Takes in the next stretch of the stream.
    pub fn see(&mut self, values: &[f32]) {
        let room = self.capacity - self.kept.len();
        if room > 0 {
            let first = &values[..room.min(values.len())];
            self.kept.extend_from_slice(first);
            if self.kept.len() == self.capacity {
                self.next = self.seen + first.len() as u64;
                self.skip();
            }
        }
        let end = self.seen + values.len() as u64;
        while self.kept.len() == self.capacity && self.next < end {
            let slot = self.rng.below(self.capacity as u64) as usize;
            self.kept[slot] = values[(self.next - self.seen) as usize];
            self.next = self.next.saturating_add(1);
            self.skip();
        }
        self.seen = end;
    }

    /// Moves `next` past the values that are not kept.
    fn skip(&mut self) {
        self.key *= libm::exp(libm::log(self.rng.uniform_positive()) / self.capacity as f64);
        let skipped = libm::floor(libm::log(self.rng.uniform_positive()) / libm::log1p(-self.key));
        // The cast saturates: an endless skip is as good as one past any stream's end.
        self.next = self.next.saturating_add(skipped as u64);
    }

    /// The sample, in no order, with the values' signs.
    pub fn kept(&self) -> &[f32] {
        &self.kept
    }
}
