//! The discrete power law fitted to counts of whole numbers, fast enough to be fitted anew thousands of times: α depends on
//! the tail's size and mean logarithm alone, and D is one pass over the numbers that occur.
use super::special::log_power_sum;
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

/// A scan tries at most this many x_min, in a geometric row.
pub const CANDIDATES: usize = 100;

/// The step of the central differences in α.
const STEP: f64 = 1e-4;

/// Up to this distance from one number that occurs to the next, the law's probabilities are added up one by one.
const NEAR: u64 = 64;

/// α of largest likelihood for numbers ≥ x_min with the mean logarithm `mean_ln`, and the information of one number;
/// `None` where all are x_min, or x_min is 0.
pub fn exponent(x_min: u64, mean_ln: f64) -> Option<(f64, f64)> {
    let start = x_min as f64;
    if x_min == 0 || mean_ln <= libm::log(start) * (1.0 + 1e-14) {
        return None;
    }
    let cost = |alpha: f64| log_power_sum(alpha, 0.0, start) + alpha * mean_ln;
    let mut alpha = 1.0 + 1.0 / (mean_ln - libm::log(start - 0.5));
    loop {
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
}

/// The tail from `x_min` on of numbers and their counts, ascending; `None` where fewer than two different numbers are left.
pub fn fixed(counts: &[(u64, u64)], x_min: u64) -> Option<DiscreteTail> {
    let tail = &counts[counts.partition_point(|&(x, _)| x < x_min)..];
    let n: u64 = tail.iter().map(|&(_, count)| count).sum();
    fitted(tail, x_min, n, sum_ln(tail), f64::INFINITY)
}

fn sum_ln(tail: &[(u64, u64)]) -> f64 {
    tail.iter().map(|&(x, count)| libm::log(x as f64) * count as f64).sum()
}

/// The tail of `n` numbers whose logarithms add up to `sum_ln`. Where some distance exceeds `enough`, that one is
/// returned instead of the largest.
fn fitted(tail: &[(u64, u64)], x_min: u64, n: u64, sum_ln: f64, enough: f64) -> Option<DiscreteTail> {
    if tail.len() < 2 {
        return None;
    }
    let (alpha, information) = exponent(x_min, sum_ln / n as f64)?;
    let se = 1.0 / (n as f64 * information).sqrt();
    Some(DiscreteTail { x_min, n, alpha, se, ks: distance(tail, n as f64, x_min, alpha, enough) })
}

/// The tail of smallest D. Candidates are the numbers that occur and leave at least `min_tail` numbers: all of them, or
/// [`CANDIDATES`] in a geometric row where there are more. Refuses counts without candidates ([`Error::Data`]).
pub fn scan(counts: &[(u64, u64)], min_tail: u64) -> Result<DiscreteTail, Error> {
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
        (Some(first), Some(last)) if candidates.len() > CANDIDATES => {
            libm::pow(number(last) / number(first), 1.0 / (CANDIDATES - 1) as f64)
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
        let Some(tail) = fitted(&counts[place..], counts[place].0, n, ln, enough) else { continue };
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

fn distance(tail: &[(u64, u64)], n: f64, x_min: u64, alpha: f64, enough: f64) -> f64 {
    let log_total = log_power_sum(alpha, 0.0, x_min as f64);
    let chance = |x: u64| libm::exp(-alpha * libm::log(x as f64) - log_total);
    let (mut law, mut data, mut next, mut worst) = (0.0f64, 0.0f64, x_min, 0.0f64);
    for &(x, count) in tail {
        law = match x - next {
            gap if gap <= NEAR => law + (next..x).map(chance).sum::<f64>(),
            _ => 1.0 - libm::exp(log_power_sum(alpha, 0.0, x as f64) - log_total),
        };
        worst = worst.max((law - data).abs());
        law += chance(x);
        data += count as f64 / n;
        worst = worst.max((law - data).abs());
        if worst > enough {
            break;
        }
        // A drawn number may be the largest that u64 can hold.
        next = x.saturating_add(1);
    }
    worst
}

#[cfg(test)]
mod tests;
