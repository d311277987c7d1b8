//! Running moments of signed values in f64, summed in four interleaved lanes, so that scalar and SIMD code add in the same
//! order and give the same bits.
use super::BLOCK;
use serde::{Deserialize, Serialize};

const LANES: usize = 4;

/// Sums of powers: their lanes while blocks come in, folded into the totals once a step.
#[derive(Debug, Clone, Default)]
pub struct Moments {
    n: u64,
    lanes: Sums<[f64; LANES]>,
    totals: Sums<f64>,
}

#[derive(Debug, Clone, Default)]
struct Sums<T> {
    first: T,
    absolute: T,
    second: T,
    fourth: T,
}

/// What the sums say.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Values, exact zeros among them.
    pub n: u64,
    /// Σx / n.
    pub mean: f64,
    /// Σ|x| / n.
    pub mean_abs: f64,
    /// √(Σx² / n).
    pub rms: f64,
    /// n Σx⁴ / (Σx²)², about zero: 3 for a Gaussian. `null` where all values are zero.
    pub kurtosis: Option<f64>,
}

impl Moments {
    /// Takes in a block whose first `len` values count and whose others are zeros.
    pub fn see(&mut self, block: &[f32; BLOCK], len: usize) {
        self.n += len as u64;
        let Sums { first, absolute, second, fourth } = &mut self.lanes;
        for quad in block.chunks_exact(LANES) {
            for lane in 0..LANES {
                let x = f64::from(quad[lane]);
                let square = x * x;
                first[lane] += x;
                absolute[lane] += x.abs();
                second[lane] += square;
                fourth[lane] += square * square;
            }
        }
    }

    /// Folds the lanes into the totals: after each step, so that sums of like size are added.
    pub fn fold(&mut self) {
        let lanes = std::mem::take(&mut self.lanes);
        let total = |lane: [f64; LANES]| (lane[0] + lane[1]) + (lane[2] + lane[3]);
        self.totals.first += total(lanes.first);
        self.totals.absolute += total(lanes.absolute);
        self.totals.second += total(lanes.second);
        self.totals.fourth += total(lanes.fourth);
    }

    /// Adds another's totals.
    pub fn add(&mut self, other: &Moments) {
        self.n += other.n;
        self.totals.first += other.totals.first;
        self.totals.absolute += other.totals.absolute;
        self.totals.second += other.totals.second;
        self.totals.fourth += other.totals.fourth;
    }

    /// Number of values.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// The moments so far; `None` before the first value.
    pub fn summary(&self) -> Option<Summary> {
        if self.n == 0 {
            return None;
        }
        let (n, sums) = (self.n as f64, &self.totals);
        let kurtosis = n * sums.fourth / (sums.second * sums.second);
        Some(Summary {
            n: self.n,
            mean: sums.first / n,
            mean_abs: sums.absolute / n,
            rms: (sums.second / n).sqrt(),
            kurtosis: kurtosis.is_finite().then_some(kurtosis),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Rng};

    fn block(rng: &mut Rng) -> [f32; BLOCK] {
        std::array::from_fn(|_| (0.3 + rng.normal()) as f32)
    }

    #[test]
    fn moments_are_those_of_the_values() {
        let mut rng = Rng::new(1, Purpose::Statistics);
        let (mut moments, mut values) = (Moments::default(), Vec::new());
        for len in [BLOCK, 17, BLOCK] {
            let mut block = block(&mut rng);
            block[len..].fill(0.0);
            values.extend(block[..len].iter().map(|&x| f64::from(x)));
            moments.see(&block, len);
            moments.fold();
        }
        let n = values.len() as f64;
        let mean_of = |f: fn(f64) -> f64| values.iter().map(|&x| f(x)).sum::<f64>() / n;
        let summary = moments.summary().expect("has values");
        let close = |a: f64, b: f64| assert!((a / b - 1.0).abs() < 1e-13, "{a} {b}");
        assert_eq!(summary.n, values.len() as u64);
        close(summary.mean, mean_of(|x| x));
        close(summary.mean_abs, mean_of(f64::abs));
        close(summary.rms, mean_of(|x| x * x).sqrt());
        close(summary.kurtosis.expect("not all zero"), mean_of(|x| x.powi(4)) / mean_of(|x| x * x).powi(2));
    }

    /// Value i goes to lane i mod 4, and the lanes are summed in pairs: stated once more, value by value.
    #[test]
    fn the_order_of_summation_is_fixed() {
        let mut rng = Rng::new(2, Purpose::Statistics);
        let (mut moments, mut total) = (Moments::default(), 0.0);
        for _ in 0..3 {
            let mut lanes = [0.0f64; 4];
            for _ in 0..5 {
                let block = block(&mut rng);
                moments.see(&block, BLOCK);
                for (i, &x) in block.iter().enumerate() {
                    lanes[i % 4] += f64::from(x);
                }
            }
            moments.fold();
            total += (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
        }
        assert_eq!(moments.summary().expect("has values").mean.to_bits(), (total / 960.0).to_bits());
    }

    #[test]
    fn without_values_or_spread_there_is_nothing_to_say() {
        let mut moments = Moments::default();
        assert_eq!(moments.summary(), None);
        moments.see(&[0.0; BLOCK], BLOCK);
        moments.fold();
        let summary = moments.summary().expect("has values");
        assert_eq!((summary.n, summary.rms, summary.kurtosis), (64, 0.0, None));
    }
}
