//! Running moments of signed values in f64, summed in four interleaved lanes, so that scalar and SIMD code add in the same
//! order and give the same bits.
use super::BLOCK;
use serde::Serialize;

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
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
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
