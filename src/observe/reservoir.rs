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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Purpose;

    /// The stream 0, 1, 2 … in stretches of the given lengths.
    fn sample(capacity: usize, stretches: &[usize], seed: u64) -> Reservoir {
        let mut reservoir = Reservoir::new(capacity, Rng::new(seed, Purpose::Statistics));
        let mut next = 0u16;
        for &len in stretches {
            let values: Vec<f32> = (0..len).map(|i| f32::from(next + i as u16)).collect();
            reservoir.see(&values);
            next += len as u16;
        }
        reservoir
    }

    #[test]
    fn a_short_stream_is_kept_whole() {
        assert_eq!(sample(10, &[3, 0, 4], 1).kept(), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        assert_eq!(sample(5, &[5], 1).kept().len(), 5);
    }

    #[test]
    fn how_the_stream_is_cut_does_not_matter() {
        let whole = sample(7, &[500], 3);
        for stretches in [&[7, 493][..], &[3, 4, 1, 92, 400], &[250, 250], &[6, 494]] {
            assert_eq!(sample(7, stretches, 3).kept(), whole.kept(), "{stretches:?}");
        }
    }

    #[test]
    fn every_value_and_every_pair_is_equally_likely() {
        let (n, capacity, replicates) = (40usize, 8usize, 20_000u32);
        let mut singles = vec![0.0; n];
        let mut pairs = vec![0.0; n * n];
        for seed in 0..u64::from(replicates) {
            let reservoir = sample(capacity, &[5, 20, 15], seed);
            let kept: Vec<usize> = reservoir.kept().iter().map(|&x| x as usize).collect();
            for &a in &kept {
                singles[a] += 1.0;
                for &b in kept.iter().filter(|&&b| b < a) {
                    pairs[a * n + b] += 1.0;
                }
            }
        }
        let share = capacity as f64 / n as f64;
        let pair_share = share * (capacity - 1) as f64 / (n - 1) as f64;
        // Pearson's statistic, each cell scaled by its binomial variance; 5 standard deviations √(2 cells) above its mean.
        let statistic = |cells: &mut dyn Iterator<Item = f64>, p: f64| {
            let expected = p * f64::from(replicates);
            let (mut sum, mut count) = (0.0, 0.0);
            for cell in cells {
                sum += (cell - expected).powi(2) / (expected * (1.0 - p));
                count += 1.0;
            }
            (sum - count) / (2.0f64 * count).sqrt()
        };
        let mut below_diagonal = (0..n).flat_map(|a| (0..a).map(move |b| (a, b))).map(|(a, b)| pairs[a * n + b]);
        let of_singles = statistic(&mut singles.iter().copied(), share);
        let of_pairs = statistic(&mut below_diagonal, pair_share);
        assert!(of_singles < 5.0 && of_pairs < 5.0, "{of_singles} {of_pairs}");
    }

    #[test]
    fn a_stream_far_longer_than_the_sample_is_sampled_to_its_end() {
        let mut reservoir = Reservoir::new(100, Rng::new(4, Purpose::Statistics));
        for part in 0..100u8 {
            reservoir.see(&[f32::from(part); 10_000]);
        }
        let mean = reservoir.kept().iter().map(|&x| f64::from(x)).sum::<f64>() / 100.0;
        // 100 draws from 0..100: standard error of the mean 2.9.
        assert!((mean - 49.5).abs() < 5.0 * 2.9, "{mean}");
    }
}
