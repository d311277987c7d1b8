//! The Hill plot: α̂ from the k largest values for all k at once, and whether it is flat, as that of a power law is.
//!
//! Flatness is tested without looking at α̂'s own points, which share their values. Above any threshold of a power law
//! the scaled spacings E_i = i · ln(x₍ᵢ₎/x₍ᵢ₊₁₎) of the ranked values are independent and exponential with mean
//! 1/(α − 1) (Rényi 1953); if instead the tail steepens outwards, they grow with the rank i.
use super::binned::Histogram;
use super::sample::Sample;
use super::special::two_sided;
use serde::Serialize;

/// α̂ as a function of where the tail begins.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HillPoint {
    /// Values in the tail.
    pub k: u64,
    /// Where it begins: the largest value left out; for bins the edge.
    pub x_min: f64,
    /// 1 + k/Σ ln(x/x_min); for bins the binned maximum likelihood.
    pub alpha: f64,
    /// Its standard error, were the values independent.
    pub se: f64,
}

/// How flat the plot is between two shares of the values.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Plateau {
    /// The longest and the shortest tail looked at, in values.
    pub k: [u64; 2],
    /// Smallest and largest α̂ between them.
    pub alpha: [f64; 2],
    /// Score of a trend of the local slope with the logarithm of the rank, standard normal for independent values of
    /// one power law; positive where the tail steepens outwards.
    pub z: f64,
    /// Two-sided p of z. Values that depend on one another make it too small.
    pub p: f64,
}

/// The tails that [`plateau`] looks at: from the top 5 % to the top 0.1 % of all values.
pub const PLATEAU: [f64; 2] = [0.05, 0.001];

/// Fewer values than this have an α̂ too uncertain for a plateau.
pub const MIN_K: u64 = 50;

/// k grows by at least this factor from point to point of the plot.
const RATIO: f64 = 1.1;

/// The Hill plot (Hill 1975) of a sample, from its largest values on, k geometric. Thresholds are distinct values, so
/// that no tie is cut.
pub fn hill(sample: &Sample) -> Vec<HillPoint> {
    let values = sample.values();
    let mut points = Vec::new();
    let (mut sum, mut next) = (0.0, 1.0);
    for (k, pair) in values.windows(2).rev().enumerate() {
        let k = k + 1;
        let [below, above] = [pair[0], pair[1]];
        sum += k as f64 * (libm::log(above) - libm::log(below));
        if above > below && k as f64 >= next {
            let rate = k as f64 / sum;
            points.push(HillPoint { k: k as u64, x_min: below, alpha: 1.0 + rate, se: rate / (k as f64).sqrt() });
            next = k as f64 * RATIO;
        }
    }
    points
}

/// The same of a histogram: a point for each bin that is not empty and leaves values in later bins.
pub fn hill_binned(histogram: &Histogram) -> Vec<HillPoint> {
    let filled = (0..histogram.counts.len()).rev().filter(|&first| histogram.counts[first] > 0);
    let tails = filled.filter_map(|first| histogram.tail(first));
    tails.map(|tail| HillPoint { k: tail.n, x_min: tail.x_min, alpha: tail.alpha, se: tail.alpha_se }).collect()
}

/// How flat the plot of a sample is; `None` where the top 5 % are fewer than [`MIN_K`] values, or all equal.
pub fn plateau(sample: &Sample) -> Option<Plateau> {
    let values = sample.values();
    let tail = (PLATEAU[0] * values.len() as f64) as usize;
    let spacings = values.windows(2).rev().take(tail).enumerate();
    let slopes = spacings.map(|(i, pair)| (i + 1) as f64 * (libm::log(pair[1]) - libm::log(pair[0])));
    let slopes: Vec<f64> = slopes.collect();
    let n = slopes.len() as f64;
    let mean = slopes.iter().sum::<f64>() / n;
    let ranks: Vec<f64> = (1..=slopes.len()).map(|i| libm::log(i as f64)).collect();
    let middle = ranks.iter().sum::<f64>() / n;
    let score: f64 = slopes.iter().zip(&ranks).map(|(slope, rank)| (slope / mean - 1.0) * (rank - middle)).sum();
    let variance: f64 = ranks.iter().map(|rank| (rank - middle) * (rank - middle)).sum();
    summary(&hill(sample), values.len() as u64, score / variance.sqrt())
}

/// The same of a histogram. The spacings' part is played by the bins: of the values on or above a bin's lower edge, the
/// share that stays in it is the same for all bins of a power law. The score is that of Cochran and Armitage for a trend
/// of the share with the logarithm of the rank.
pub fn plateau_binned(histogram: &Histogram) -> Option<Plateau> {
    let mut above = histogram.n();
    let longest = (PLATEAU[0] * above as f64) as u64;
    let mut bins = Vec::new();
    for &count in &histogram.counts {
        if above > count && above <= longest {
            bins.push((above as f64, count as f64));
        }
        above -= count;
    }
    let sum = |value: &dyn Fn(f64, f64) -> f64| bins.iter().map(|&(above, count)| value(above, count)).sum::<f64>();
    let total = sum(&|above, _| above);
    let share = sum(&|_, count| count) / total;
    let middle = sum(&|above, _| above * libm::log(above)) / total;
    let off = |above: f64| libm::log(above) - middle;
    // A share that falls with the rank is a spacing that grows.
    let score = -sum(&|above, count| (count - above * share) * off(above));
    let variance = share * (1.0 - share) * sum(&|above, _| above * off(above) * off(above));
    summary(&hill_binned(histogram), histogram.n(), score / variance.sqrt())
}

fn summary(points: &[HillPoint], n: u64, z: f64) -> Option<Plateau> {
    let longest = (PLATEAU[0] * n as f64) as u64;
    let shortest = ((PLATEAU[1] * n as f64) as u64).max(MIN_K);
    let within: Vec<&HillPoint> = points.iter().filter(|point| (shortest..=longest).contains(&point.k)).collect();
    let (first, last) = (within.first()?, within.last()?);
    let fold = |start: f64, pick: fn(f64, f64) -> f64| within.iter().map(|point| point.alpha).fold(start, pick);
    let alpha = [fold(f64::INFINITY, f64::min), fold(0.0, f64::max)];
    z.is_finite().then(|| Plateau { k: [last.k, first.k], alpha, z, p: two_sided(z) })
}

#[cfg(test)]
mod tests;
