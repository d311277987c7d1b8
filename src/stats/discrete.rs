//! The discrete power law fitted to counts of whole numbers, fast enough to be fitted anew thousands of times: α depends on
//! the tail's size and mean logarithm alone, and D is one pass over the numbers that occur.
use super::laws::{Conditioned, Law, Zeta};
use super::observed::Point;
use super::sample::Sample;
use super::x_min::Convention;
use crate::error::Error;
use serde::Serialize;

/// A tail of whole numbers and the law p(x) = x^−α/ζ(α, x_min) fitted to it (Clauset, Shalizi, Newman 2009, §3.1).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DiscreteTail {
    /// Where it begins.
    pub x_min: u64,
    /// Numbers ≥ x_min.
    pub n: u64,
    /// The exponent.
    pub alpha: f64,
    /// Its standard error from the information n ∂² ln ζ(α, x_min)/∂α², were the numbers independent.
    pub se: f64,
    /// Largest distance of the two distribution functions, over all whole numbers.
    pub ks: f64,
}

/// A scan tries at most this many x_min, in a geometric row, unless told otherwise.
pub const CANDIDATES: usize = 100;

/// On what range, by which distance and among how many x_min a tail of whole numbers is sought.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Manner {
    /// The largest number, where the law ends; the counts hold none above.
    pub end: Option<u64>,
    /// Whether D compares P(K < x) and P(K ≤ x), or only the former.
    pub convention: Convention,
    /// The most candidates of a scan.
    pub candidates: usize,
}

impl Default for Manner {
    fn default() -> Self {
        Manner { end: None, convention: Convention::BothSides, candidates: CANDIDATES }
    }
}

/// Numbers above this have no exact neighbours among f64.
const LARGEST: f64 = 9_007_199_254_740_992.0;

/// The distinct numbers of a sample with their counts, ascending. Refuses what is no whole number up to 2⁵³ ([`Error::Data`]).
pub fn counts(sample: &Sample) -> Result<Vec<(u64, u64)>, Error> {
    let values = sample.values();
    if let Some(x) = values.iter().chain(&sample.end()).find(|x| x.fract() != 0.0 || **x > LARGEST) {
        return Err(Error::Data(format!(
            "A discrete fit takes whole numbers up to 2⁵³, and {x} is none. Fit it as continuous, or round the values first."
        )));
    }
    Ok(values.chunk_by(|a, b| a == b).map(|same| (same[0] as u64, same.len() as u64)).collect())
}

/// The step of the central differences in α.
const STEP: f64 = 1e-4;

/// Up to this distance from one number that occurs to the next, the law's probabilities are added up one by one.
const NEAR: u64 = 64;

/// Newton's method needs five or six; where rounding hides the curvature it finds no end.
const ROUNDS: usize = 100;

/// α of largest likelihood for numbers ≥ x_min with the mean logarithm `mean_ln`, and the information of one number;
/// `None` where all are x_min, or x_min is 0.
pub fn exponent(x_min: u64, mean_ln: f64) -> Option<(f64, f64)> {
    exponent_up_to(Point::INFINITY, x_min, mean_ln)
}

fn exponent_up_to(to: Point, x_min: u64, mean_ln: f64) -> Option<(f64, f64)> {
    let start = x_min as f64;
    if x_min == 0 || mean_ln <= libm::log(start) * (1.0 + 1e-14) {
        return None;
    }
    let from = Point::new(start);
    let cost = |alpha: f64| Zeta { alpha }.log_mass(from, to) + alpha * mean_ln;
    let mut alpha = 1.0 + 1.0 / (mean_ln - libm::log(start - 0.5));
    for _ in 0..ROUNDS {
        let step = STEP * (alpha - 1.0);
        let (low, here, high) = (cost(alpha - step), cost(alpha), cost(alpha + step));
        let (slope, information) = ((high - low) / (2.0 * step), (high - 2.0 * here + low) / (step * step));
        // Newton's step on ln(α − 1), so that α stays above 1.
        let move_by = (-slope / (information * (alpha - 1.0))).clamp(-1.0, 1.0);
        alpha = 1.0 + (alpha - 1.0) * libm::exp(move_by);
        if move_by.abs() < 1e-7 || !move_by.is_finite() {
            return (information > 0.0).then_some((alpha, information));
        }
    }
    None
}

/// The tail from `x_min` on of numbers and their counts, ascending; `None` where fewer than two different numbers are left.
pub fn fixed(counts: &[(u64, u64)], x_min: u64) -> Option<DiscreteTail> {
    Manner::default().fixed(counts, x_min)
}

/// The tail of smallest D. Candidates are the numbers that occur and leave at least `min_tail` numbers: all of them, or
/// [`CANDIDATES`] in a geometric row where there are more. Refuses counts without candidates ([`Error::Data`]).
pub fn scan(counts: &[(u64, u64)], min_tail: u64) -> Result<DiscreteTail, Error> {
    Manner::default().scan(counts, min_tail)
}

impl Manner {
    /// The law from `x_min` on.
    pub fn law(&self, alpha: f64, x_min: u64) -> Conditioned<Zeta> {
        let (law, x_min) = (Zeta { alpha }, x_min as f64);
        self.end.map_or(law.above(x_min), |end| law.between(x_min, end as f64))
    }

    fn to(&self) -> Point {
        self.end.map_or(Point::INFINITY, |end| Point::new(end as f64 + 0.5))
    }

    /// As [`fixed`], in this manner.
    pub fn fixed(&self, counts: &[(u64, u64)], x_min: u64) -> Option<DiscreteTail> {
        let tail = &counts[counts.partition_point(|&(x, _)| x < x_min)..];
        let n: u64 = tail.iter().map(|&(_, count)| count).sum();
        self.fitted(tail, x_min, n, sum_ln(tail), f64::INFINITY)
    }

    /// As [`scan`], in this manner.
    pub fn scan(&self, counts: &[(u64, u64)], min_tail: u64) -> Result<DiscreteTail, Error> {
        let total: u64 = counts.iter().map(|&(_, count)| count).sum();
        let (mut n, mut ln) = (total, sum_ln(counts));
        let mut candidates = Vec::new();
        for (place, &(x, count)) in counts.iter().enumerate() {
            if n >= min_tail {
                candidates.push((place, n, ln));
            }
            n -= count;
            ln -= libm::log(x as f64) * count as f64;
        }
        let number = |&(place, _, _): &(usize, u64, f64)| counts[place].0 as f64;
        let ratio = match (candidates.first(), candidates.last()) {
            (Some(first), Some(last)) if candidates.len() > self.candidates => {
                libm::pow(number(last) / number(first), 1.0 / (self.candidates.max(2) - 1) as f64)
            }
            _ => 1.0,
        };
        let (mut best, mut next) = (None::<DiscreteTail>, 0.0);
        for candidate in candidates {
            if number(&candidate) < next {
                continue;
            }
            next = number(&candidate) * ratio;
            let (place, n, ln) = candidate;
            let enough = best.map_or(f64::INFINITY, |best| best.ks);
            let Some(tail) = self.fitted(&counts[place..], counts[place].0, n, ln, enough) else { continue };
            if tail.ks < enough {
                best = Some(tail);
            }
        }
        best.ok_or_else(|| {
            Error::Data(format!(
                "Too little data for a discrete fit: {total} numbers, and a tail needs at least {min_tail}, not all equal."
            ))
        })
    }

    /// The tail of `n` numbers whose logarithms add up to `sum_ln`. Where some distance exceeds `enough`, that one is
    /// returned instead of the largest.
    fn fitted(&self, tail: &[(u64, u64)], x_min: u64, n: u64, sum_ln: f64, enough: f64) -> Option<DiscreteTail> {
        if tail.len() < 2 {
            return None;
        }
        let (alpha, information) = exponent_up_to(self.to(), x_min, sum_ln / n as f64)?;
        let se = 1.0 / (n as f64 * information).sqrt();
        Some(DiscreteTail { x_min, n, alpha, se, ks: self.distance(tail, n as f64, x_min, alpha, enough) })
    }

    fn distance(&self, tail: &[(u64, u64)], n: f64, x_min: u64, alpha: f64, enough: f64) -> f64 {
        let (zeta, to) = (Zeta { alpha }, self.to());
        let log_total = zeta.log_mass(Point::new(x_min as f64), to);
        let chance = |x: u64| libm::exp(-alpha * libm::log(x as f64) - log_total);
        let (mut law, mut data, mut next, mut worst) = (0.0f64, 0.0f64, x_min, 0.0f64);
        for &(x, count) in tail {
            law = match x - next {
                gap if gap <= NEAR => law + (next..x).map(chance).sum::<f64>(),
                _ => 1.0 - libm::exp(zeta.log_mass(Point::new(x as f64), to) - log_total),
            };
            worst = worst.max((law - data).abs());
            law += chance(x);
            data += count as f64 / n;
            if self.convention == Convention::BothSides {
                worst = worst.max((law - data).abs());
            }
            if worst > enough {
                break;
            }
            // A drawn number may be the largest that u64 can hold.
            next = x.saturating_add(1);
        }
        worst
    }
}

fn sum_ln(tail: &[(u64, u64)]) -> f64 {
    tail.iter().map(|&(x, count)| libm::log(x as f64) * count as f64).sum()
}

#[cfg(test)]
mod tests;
