//! Where the tail begins: the x_min with the smallest Kolmogorov–Smirnov distance (Clauset, Shalizi, Newman 2009, §3.3),
//! over every distinct value, in far less than the O(n²) of the definition and with exactly its result.
//!
//! Let l be the logarithms of the distinct values. A candidate k has the exponent α = 1 + n/S, S = Σ (l_j − l_k) over the
//! n values of its tail; S grows from candidate to candidate by terms that are never negative, so no digits are lost. Its
//! distance is a maximum over the tail. Both distribution functions only rise, so between two probed points neither can
//! differ by more than the ends allow: ranges that cannot hold the maximum are never looked at, and a candidate is
//! rejected at the first point that is worse than the best candidate. Neighbouring candidates are worst at the same
//! points, so that one probe rejects most of them.
use super::laws::power_law;
use super::sample::Sample;
use crate::error::Error;
use serde::{Deserialize, Serialize};

/// Which points of the data's stepwise distribution function are held against the fitted one. With ties or few values
/// the two differ; see docs/methods.md.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Convention {
    /// Both sides of each step: the supremum over all x. The lab's own.
    #[default]
    BothSides,
    /// Only the foot of each step, the share of values strictly below x: what Python's powerlaw 1.5 does.
    Powerlaw,
}

/// A tail and the power law fitted to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tail {
    /// Where it begins.
    pub x_min: f64,
    /// Number of values ≥ x_min.
    pub n: usize,
    /// The exponent. Without an upper end 1 + n / Σ ln(x/x_min).
    pub alpha: f64,
    /// From the information, were the values independent. Without an upper end (α − 1)/√n.
    pub alpha_se: f64,
    /// Kolmogorov–Smirnov distance of the tail from the law.
    pub ks: f64,
}

/// The tail whose Kolmogorov–Smirnov distance is smallest, and the smallest x_min among equals. Candidates are all distinct
/// values that leave at least `min_tail` values; the largest is none, because α would be infinite. The law ends where the sample
/// was cut. Refuses a sample without candidates ([`Error::Data`]).
pub fn scan(sample: &Sample, min_tail: usize, convention: Convention) -> Result<Tail, Error> {
    scan_some(sample, min_tail, convention, usize::MAX)
}

/// The same among at most `most` candidates, evenly spaced in the order of the distinct values, the smallest among them.
pub fn scan_some(sample: &Sample, min_tail: usize, convention: Convention, most: usize) -> Result<Tail, Error> {
    let steps = Steps::new(sample.values(), sample.end(), convention);
    let candidates = steps.candidates(min_tail);
    if candidates.is_empty() {
        return Err(Error::Data(format!(
            "No x_min leaves a tail of at least {min_tail} values that differ: the sample has {}, {} of them distinct.",
            steps.n(),
            steps.len()
        )));
    }
    let (k, ks) = steps.best(&candidates, most);
    let law = steps.candidate(k, candidates[k]);
    Ok(law.tail(steps.values[k], ks))
}

/// The tail from a given x_min on. Refuses an x_min that is not a positive number, or above which fewer than two values
/// lie ([`Error::Data`]).
pub fn fixed(sample: &Sample, x_min: f64, convention: Convention) -> Result<Tail, Error> {
    if !(x_min > 0.0 && x_min.is_finite()) {
        return Err(Error::Data(format!("x_min must be a positive number, and {x_min} is not.")));
    }
    let values = sample.values();
    let tail = &values[values.partition_point(|&x| x < x_min)..];
    let origin = libm::log(x_min);
    let excess: f64 = tail.iter().map(|&x| libm::log(x) - origin).sum();
    if tail.len() < 2 || excess <= 0.0 {
        return Err(Error::Data(format!(
            "x_min = {x_min} leaves no tail to fit: the largest value is {}.",
            sample.max()
        )));
    }
    let steps = Steps::new(tail, sample.end(), convention);
    let law = Candidate::new(0, 0, origin, tail.len() as f64, excess, steps.end);
    let (ks, _) = steps.distance(&law, 0, f64::INFINITY);
    Ok(law.tail(x_min, ks))
}

/// The stepwise distribution function of the data: d distinct values.
struct Steps {
    /// [d] ascending.
    values: Vec<f64>,
    /// [d] their logarithms.
    logs: Vec<f64>,
    /// [d + 1]: how many values lie below each, and in all.
    below: Vec<usize>,
    /// ln x_max, or ∞.
    end: f64,
    convention: Convention,
}

/// The law fitted to the tail that begins at the distinct value `first`.
struct Candidate {
    first: usize,
    /// Values below the tail.
    base: usize,
    /// ln x_min.
    origin: f64,
    /// n, the values of the tail.
    size: f64,
    /// α − 1.
    rate: f64,
    /// ln(x_max/x_min), or ∞.
    width: f64,
    /// The share of the law without an end that lies below the end.
    share: f64,
}

impl Candidate {
    /// The law fitted to `size` values whose logarithms exceed `origin` by `excess` in all.
    fn new(first: usize, base: usize, origin: f64, size: f64, excess: f64, end: f64) -> Self {
        let width = end - origin;
        if width == f64::INFINITY {
            return Candidate { first, base, origin, size, rate: size / excess, width, share: 1.0 };
        }
        let rate = power_law::rate_between(excess / size, width);
        Candidate { first, base, origin, size, rate, width, share: 1.0 - libm::exp(-rate * width) }
    }

    fn tail(&self, x_min: f64, ks: f64) -> Tail {
        let alpha_se = power_law::log_spread(self.rate, self.width).recip() / self.size.sqrt();
        Tail { x_min, n: self.size as usize, alpha: 1.0 + self.rate, alpha_se, ks }
    }
}

/// A range of distinct values whose ends have been probed: indices and fitted distribution function there.
#[derive(Clone, Copy)]
struct Range {
    low: usize,
    high: usize,
    cdf_low: f64,
    cdf_high: f64,
}

/// Computed probabilities are within a few units of 2⁻⁵³ of the true ones; a range is dismissed only by more than that.
const SLACK: f64 = 1e-14;

/// Ranges up to this length are probed point by point: a bound saves nothing there.
const SHORT: usize = 8;

/// The scan's passes: every 4096th candidate, every 64th, all. The coarse ones find a good best early.
const STRIDES: [usize; 3] = [4096, 64, 1];

impl Steps {
    fn new(sorted: &[f64], end: Option<f64>, convention: Convention) -> Self {
        let mut values = Vec::with_capacity(sorted.len());
        let mut below = Vec::with_capacity(sorted.len() + 1);
        for (i, &x) in sorted.iter().enumerate() {
            if values.last() != Some(&x) {
                values.push(x);
                below.push(i);
            }
        }
        below.push(sorted.len());
        let logs = values.iter().map(|&x| libm::log(x)).collect();
        Steps { values, logs, below, end: end.map_or(f64::INFINITY, libm::log), convention }
    }

    /// Distinct values.
    fn len(&self) -> usize {
        self.values.len()
    }

    /// All values.
    fn n(&self) -> usize {
        self.below[self.len()]
    }

    /// S = Σ (l_j − l_k) for each candidate k.
    fn candidates(&self, min_tail: usize) -> Vec<f64> {
        let mut excess = vec![0.0; self.len()];
        for k in (0..self.len().saturating_sub(1)).rev() {
            let above = (self.n() - self.below[k + 1]) as f64;
            excess[k] = excess[k + 1] + above * (self.logs[k + 1] - self.logs[k]);
        }
        let enough = |k: usize| excess[k] > 0.0 && self.n() - self.below[k] >= min_tail;
        let end = (0..self.len()).rev().find(|&k| enough(k)).map_or(0, |k| k + 1);
        excess.truncate(end);
        excess
    }

    fn candidate(&self, k: usize, excess: f64) -> Candidate {
        let base = self.below[k];
        Candidate::new(k, base, self.logs[k], (self.n() - base) as f64, excess, self.end)
    }

    /// The candidate of the smallest distance among at most `most`, the first among equals, and that distance.
    fn best(&self, excess: &[f64], most: usize) -> (usize, f64) {
        let count = excess.len().min(most.max(1));
        let (mut best, mut best_at, mut hint) = (f64::INFINITY, usize::MAX, 0);
        for (pass, &stride) in STRIDES.iter().enumerate() {
            for i in (0..count).step_by(stride) {
                let seen_before = pass > 0 && i % STRIDES[pass - 1] == 0;
                if seen_before {
                    continue;
                }
                let k = (i as u128 * excess.len() as u128 / count as u128) as usize;
                let (distance, worst) = self.distance(&self.candidate(k, excess[k]), hint, best);
                hint = worst;
                if distance < best || (distance == best && k < best_at) {
                    (best, best_at) = (distance, k);
                }
            }
        }
        (best_at, best)
    }

    /// The largest deviation of a candidate's tail and the distinct value where it stands; `hint` is probed first. Where
    /// some deviation exceeds `enough`, that one is returned instead of the largest.
    fn distance(&self, law: &Candidate, hint: usize, enough: f64) -> (f64, usize) {
        let (low, high) = (law.first, self.len() - 1);
        let mut worst = (0.0, low);
        let probe = |j: usize, worst: &mut (f64, usize)| {
            let (deviation, cdf) = self.deviation(law, j);
            if deviation > worst.0 {
                *worst = (deviation, j);
            }
            cdf
        };
        if hint > low {
            probe(hint, &mut worst);
            if worst.0 > enough {
                return worst;
            }
        }
        let (cdf_low, cdf_high) = (probe(low, &mut worst), probe(high, &mut worst));
        // Depth first, halving: at most one range waits per halving, and indices have fewer than 64 bits.
        let mut waiting = [Range { low, high, cdf_low, cdf_high }; 64];
        let mut count = 1;
        while count > 0 && worst.0 <= enough {
            count -= 1;
            let range = waiting[count];
            if range.high - range.low < 2 || self.bound(law, &range) + SLACK <= worst.0 {
                continue;
            }
            if range.high - range.low <= SHORT {
                for j in range.low + 1..range.high {
                    probe(j, &mut worst);
                }
                continue;
            }
            let middle = range.low + (range.high - range.low) / 2;
            let cdf_middle = probe(middle, &mut worst);
            waiting[count] = Range { low: middle, cdf_low: cdf_middle, ..range };
            waiting[count + 1] = Range { high: middle, cdf_high: cdf_middle, ..range };
            count += 2;
        }
        worst
    }

    /// The share of the tail that lies below the distinct value j.
    fn share_below(&self, law: &Candidate, j: usize) -> f64 {
        (self.below[j] - law.base) as f64 / law.size
    }

    /// The deviation at the distinct value j, and the fitted distribution function there.
    fn deviation(&self, law: &Candidate, j: usize) -> (f64, f64) {
        let cdf = (1.0 - libm::exp(-law.rate * (self.logs[j] - law.origin))) / law.share;
        let foot = (cdf - self.share_below(law, j)).abs();
        let deviation = match self.convention {
            Convention::Powerlaw => foot,
            Convention::BothSides => foot.max((self.share_below(law, j + 1) - cdf).abs()),
        };
        (deviation, cdf)
    }

    /// No deviation strictly inside the range exceeds this.
    fn bound(&self, law: &Candidate, range: &Range) -> f64 {
        let law_above = range.cdf_high - self.share_below(law, range.low + 1);
        let data_above = self.share_below(law, range.high) - range.cdf_low;
        law_above.max(data_above)
    }
}

#[cfg(test)]
mod tests;
