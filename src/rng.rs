//! Seeded, splittable random streams: one seed, one independent stream per purpose, the same bits on every platform.
//!
//! The generator is xoshiro256++ (Blackman, Vigna 2021); floating-point transforms use only exactly rounded operations
//! and the pure-Rust `libm`, so that a seed means the same numbers natively and in any browser.
mod normal;

pub use normal::Ziggurat;

use rand_xoshiro::rand_core::{RngCore, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// What a stream is for. Streams of different purposes never share numbers, so that e.g. asking for more sampled text
/// does not change the batches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Initial weights.
    Init = 1,
    /// The order of the windows.
    Batches = 2,
    /// Dropout masks.
    Dropout = 3,
    /// Text sampled from the model.
    Sampling = 4,
    /// Bootstraps, and samples of a law.
    Statistics = 5,
    /// Synthetic texts.
    Text = 6,
    /// Which weights a landscape moves, and its directions.
    Landscape = 7,
    /// Which values a reservoir keeps.
    Reservoirs = 8,
    /// Which parameters are recorded step by step.
    Series = 9,
    /// Which weights are recorded beside their activities.
    Pairs = 10,
    /// E1's Gaussian updates.
    NullUpdates = 11,
    /// E2's, of the parameters in a series.
    NullSample = 12,
    /// E3's times of events.
    NullTimes = 13,
    /// E3's Gaussian updates.
    NullSeries = 14,
    /// E5's Gaussian updates.
    NullPairs = 15,
    /// Pairs of E5 torn apart.
    Shuffles = 16,
    /// Windows of E5 in another order.
    Permutations = 17,
    /// Random directions that a principal component is compared with.
    Directions = 18,
    /// The data sets and runs of a calibration.
    Worlds = 19,
}

/// A random stream.
#[derive(Debug, Clone)]
pub struct Rng(Xoshiro256PlusPlus);

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014): a bijection of 64 bits whose output looks random.
pub fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Rng {
    /// The stream of `seed` for `purpose`.
    pub fn new(seed: u64, purpose: Purpose) -> Self {
        Self::keyed(mix(seed.wrapping_add(0x9e37_79b9_7f4a_7c15)) ^ mix(purpose as u64))
    }

    fn keyed(key: u64) -> Self {
        Rng(Xoshiro256PlusPlus::seed_from_u64(key))
    }

    /// The `index`-th sub-stream of `seed` for `purpose`: a tensor's, a replicate's, a step's.
    pub fn split(seed: u64, purpose: Purpose, index: u64) -> Self {
        Self::keyed(
            mix(seed.wrapping_add(0x9e37_79b9_7f4a_7c15)) ^ mix(purpose as u64) ^ mix(index.wrapping_add(0x1000)),
        )
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Uniform in [0, 1), a multiple of 2⁻⁵³.
    pub fn uniform(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
    }

    /// Uniform in (0, 1]: safe to take the logarithm of.
    pub fn uniform_positive(&mut self) -> f64 {
        1.0 - self.uniform()
    }

    /// Uniform in 0..n, without bias (Lemire 2019). `n` must not be 0.
    pub fn below(&mut self, n: u64) -> u64 {
        assert!(n > 0, "below(0) has no value to give");
        loop {
            let product = u128::from(self.bits()) * u128::from(n);
            // The division is slow, and its rest below n: most often there is no need to know it.
            let low = product as u64;
            if low >= n || low >= n.wrapping_neg() % n {
                return (product >> 64) as u64;
            }
        }
    }

    /// Standard normal (Box–Muller; the second value is not kept, so that the stream has no hidden state).
    pub fn normal(&mut self) -> f64 {
        let radius = libm::sqrt(-2.0 * libm::log(self.uniform_positive()));
        radius * libm::cos(2.0 * std::f64::consts::PI * self.uniform())
    }

    /// Fisher–Yates.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        self.shuffle_last(items, items.len());
    }

    /// Keeps `most` of the items, or all: a random subset in random order. It draws as often as it keeps.
    pub fn sample<T>(&mut self, items: &mut Vec<T>, most: usize) {
        self.shuffle_last(items, most);
        items.drain(..items.len().saturating_sub(most));
    }

    fn shuffle_last<T>(&mut self, items: &mut [T], most: usize) {
        for i in (items.len().saturating_sub(most).max(1)..items.len()).rev() {
            items.swap(i, self.below(i as u64 + 1) as usize);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_seed_same_stream_and_purposes_differ() {
        let draw = |seed, purpose| {
            let mut r = Rng::new(seed, purpose);
            (0..4).map(|_| r.bits()).collect::<Vec<_>>()
        };
        assert_eq!(draw(11, Purpose::Init), draw(11, Purpose::Init));
        assert_ne!(draw(11, Purpose::Init), draw(11, Purpose::Batches));
        assert_ne!(draw(11, Purpose::Init), draw(12, Purpose::Init));
        assert_ne!(Rng::split(11, Purpose::Init, 0).bits(), Rng::split(11, Purpose::Init, 1).bits());
        assert_ne!(Rng::split(11, Purpose::Init, 0).bits(), Rng::new(11, Purpose::Init).bits());
    }

    #[test]
    fn moments_are_those_of_the_laws() {
        let mut rng = Rng::new(1, Purpose::Statistics);
        let n = 200_000;
        let (mut u, mut z, mut z2, mut z4) = (0.0, 0.0, 0.0, 0.0);
        for _ in 0..n {
            u += rng.uniform();
            let x = rng.normal();
            (z, z2, z4) = (z + x, z2 + x * x, z4 + x * x * x * x);
        }
        // Five standard errors of each mean.
        let within = |sum: f64, mean: f64, sd: f64| {
            assert!((sum / n as f64 - mean).abs() < 5.0 * sd / (n as f64).sqrt(), "{sum} {mean}")
        };
        within(u, 0.5, (1.0f64 / 12.0).sqrt());
        within(z, 0.0, 1.0);
        within(z2, 1.0, 2.0f64.sqrt());
        within(z4, 3.0, 96.0f64.sqrt());
    }

    #[test]
    fn below_is_uniform_and_shuffle_permutes() {
        let mut rng = Rng::new(3, Purpose::Batches);
        let mut counts = [0u32; 7];
        for _ in 0..70_000 {
            counts[rng.below(7) as usize] += 1;
        }
        // Chi-square with 6 degrees of freedom: 22.5 is the 0.999 quantile.
        let chi2: f64 = counts.iter().map(|&c| (f64::from(c) - 1e4).powi(2) / 1e4).sum();
        assert!(chi2 < 22.5, "{chi2}");
        let mut v: Vec<u32> = (0..100).collect();
        rng.shuffle(&mut v);
        assert_ne!(v, (0..100).collect::<Vec<_>>());
        v.sort_unstable();
        assert_eq!(v, (0..100).collect::<Vec<_>>());
    }

    #[test]
    fn a_sample_has_each_item_as_likely_at_each_place_and_all_of_them_are_a_shuffle() {
        let mut rng = Rng::new(5, Purpose::Statistics);
        let mut counts = [[0u32; 7]; 3];
        for _ in 0..21_000 {
            let mut v = vec![0, 1, 2, 3, 4, 5, 6];
            rng.sample(&mut v, 3);
            assert!(v.len() == 3 && v[0] != v[1] && v[0] != v[2] && v[1] != v[2]);
            v.iter().zip(&mut counts).for_each(|(&item, counts)| counts[item] += 1);
        }
        for counts in counts {
            let chi2: f64 = counts.iter().map(|&c| (f64::from(c) - 3e3).powi(2) / 3e3).sum();
            assert!(chi2 < 22.5, "{chi2}");
        }
        let (mut sampled, mut shuffled): (Vec<u32>, Vec<u32>) = ((0..100).collect(), (0..100).collect());
        rng.clone().sample(&mut sampled, 200);
        rng.shuffle(&mut shuffled);
        assert_eq!(sampled, shuffled);
    }
}
