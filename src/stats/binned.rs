//! The power law fitted to a histogram of geometric bins (Virkar, Clauset 2014, arXiv 1208.3524): what a stream that is
//! too long to keep still tells exactly.
//!
//! Above an edge x_min the counts of bins of ratio c are geometric: a value lies j bins up with probability (1 − p) p^j,
//! p = c^−(α−1). With the mean index m the likelihood is largest at p = m/(1 + m), so α = 1 + ln(1 + 1/m)/ln c.
use crate::error::Error;

/// A histogram: bin k holds the values in [c^k, c^(k+1)) times the lower edge of bin 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    /// log₂ of the lower edge of bin 0.
    pub log2_origin: f64,
    /// log₂ c, positive.
    pub log2_ratio: f64,
    /// Values per bin.
    pub counts: Vec<u64>,
}

/// A tail of a histogram and the power law fitted to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BinnedTail {
    /// The edge where it begins.
    pub x_min: f64,
    /// The upper edge of its last bin that is not empty.
    pub x_end: f64,
    /// Number of values ≥ x_min.
    pub n: u64,
    /// The exponent.
    pub alpha: f64,
    /// From the observed information n m (1 + m) of (α−1) ln c.
    pub alpha_se: f64,
    /// Kolmogorov–Smirnov distance on the bin edges: a lower bound of that of the values.
    pub ks: f64,
}

/// A candidate tail spans at least this many bins up to its last non-empty one. Two or three bins fit any law.
pub const MIN_SPAN: usize = 8;

impl Histogram {
    /// The lower edge of bin k (for k = number of bins: the upper edge of the last).
    pub fn edge(&self, k: usize) -> f64 {
        libm::exp2(self.log2_origin + self.log2_ratio * k as f64)
    }

    /// Number of values.
    pub fn n(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// The tail from bin `first` on; `None` where all of its values lie in one bin, or where it has none.
    pub fn tail(&self, first: usize) -> Option<BinnedTail> {
        let tail = &self.counts[first..];
        let span = tail.iter().rposition(|&count| count > 0)? + 1;
        let n: u64 = tail.iter().sum();
        let sum: f64 = tail[..span].iter().enumerate().map(|(j, &count)| j as f64 * count as f64).sum();
        if sum == 0.0 {
            return None;
        }
        let (size, m) = (n as f64, sum / n as f64);
        let log_c = self.log2_ratio * std::f64::consts::LN_2;
        let rate = libm::log1p(1.0 / m);
        let (mut above, mut ks) = (n, 0.0f64);
        for (j, &count) in tail[..span].iter().enumerate() {
            above -= count;
            let law = libm::exp(-rate * (j + 1) as f64);
            ks = ks.max((above as f64 / size - law).abs());
        }
        Some(BinnedTail {
            x_min: self.edge(first),
            x_end: self.edge(first + span),
            n,
            alpha: 1.0 + rate / log_c,
            alpha_se: 1.0 / ((size * m * (1.0 + m)).sqrt() * log_c),
            ks,
        })
    }

    /// The tail whose distance on the edges is smallest, the longest among equals. Candidates are the lower edges of
    /// non-empty bins that leave at least `min_tail` values over at least [`MIN_SPAN`] bins. Refuses a histogram without
    /// candidates ([`Error::Data`]).
    pub fn scan(&self, min_tail: u64) -> Result<BinnedTail, Error> {
        let end = self.counts.iter().rposition(|&count| count > 0).map_or(0, |last| last + 1);
        let mut best: Option<BinnedTail> = None;
        for first in (0..(end + 1).saturating_sub(MIN_SPAN)).filter(|&k| self.counts[k] > 0) {
            let Some(tail) = self.tail(first).filter(|tail| tail.n >= min_tail) else { continue };
            if best.is_none_or(|best| tail.ks < best.ks) {
                best = Some(tail);
            }
        }
        best.ok_or_else(|| {
            Error::Data(format!(
                "Too little data for a binned fit: {} values, and a tail needs at least {min_tail} over {MIN_SPAN} bins.",
                self.n()
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Rng};
    use crate::stats::laws::{Conditioned, Law, PowerLaw};

    fn histogram(law: Conditioned<PowerLaw>, n: usize, rng: &mut Rng) -> Histogram {
        let mut histogram = Histogram { log2_origin: -4.0, log2_ratio: 0.125, counts: vec![0; 800] };
        for _ in 0..n {
            let k = ((libm::log2(law.draw(rng)) + 4.0) / 0.125).floor();
            histogram.counts[k as usize] += 1;
        }
        histogram
    }

    #[test]
    fn the_exponent_is_recovered_within_its_standard_error() {
        for alpha in [1.7, 2.5, 3.5, 6.0] {
            let mut z = Vec::new();
            for replicate in 0..200 {
                let mut rng = Rng::split(replicate, Purpose::Statistics, 2);
                let law = PowerLaw { alpha }.above(0.5);
                let fit = histogram(law, 2000, &mut rng).tail(24).expect("many bins");
                assert_eq!((fit.x_min, fit.n), (0.5, 2000));
                z.push((fit.alpha - alpha) / fit.alpha_se);
            }
            let mean = z.iter().sum::<f64>() / 200.0;
            let spread = (z.iter().map(|z| (z - mean).powi(2)).sum::<f64>() / 199.0).sqrt();
            assert!(mean.abs() < 5.0 / 200f64.sqrt(), "{alpha}: {mean}");
            assert!((spread - 1.0).abs() < 5.0 / 400f64.sqrt(), "{alpha}: {spread}");
        }
    }

    /// log L = Σ counts · (j ln p + ln(1 − p)), directly.
    fn log_likelihood(counts: &[u64], alpha: f64, log_c: f64) -> f64 {
        let p = libm::exp(-(alpha - 1.0) * log_c);
        let each = |(j, &count): (usize, &u64)| count as f64 * (j as f64 * libm::log(p) + libm::log(1.0 - p));
        counts.iter().enumerate().map(each).sum()
    }

    #[test]
    fn the_estimate_tops_the_likelihood_and_its_error_is_the_curvature() {
        let mut rng = Rng::new(9, Purpose::Statistics);
        let histogram = histogram(PowerLaw { alpha: 2.2 }.above(1.0), 5000, &mut rng);
        let fit = histogram.tail(32).expect("many bins");
        let log_c = 0.125 * std::f64::consts::LN_2;
        let at = |alpha: f64| log_likelihood(&histogram.counts[32..], alpha, log_c);
        let h = 1e-3;
        let (low, top, high) = (at(fit.alpha - h), at(fit.alpha), at(fit.alpha + h));
        assert!(low < top && high < top);
        let curvature = -(low - 2.0 * top + high) / (h * h);
        assert!((fit.alpha_se * curvature.sqrt() - 1.0).abs() < 1e-4, "{} {curvature}", fit.alpha_se);
    }

    #[test]
    fn the_scan_is_the_smallest_distance_over_all_edges() {
        let mut rng = Rng::new(4, Purpose::Statistics);
        let mut histogram = histogram(PowerLaw { alpha: 3.0 }.above(1.0), 30_000, &mut rng);
        for (k, count) in histogram.counts[..32].iter_mut().enumerate() {
            *count = 20 * k as u64;
        }
        let best = histogram.scan(50).expect("has tails");
        let end = histogram.counts.iter().rposition(|&c| c > 0).expect("not empty") + 1;
        let all = (0..end).filter(|k| end - k >= MIN_SPAN).filter_map(|k| histogram.tail(k)).filter(|t| t.n >= 50);
        let smallest = all.map(|t| t.ks).fold(f64::INFINITY, f64::min);
        assert_eq!(best.ks, smallest);
        assert!((best.alpha - 3.0).abs() < 5.0 * best.alpha_se && best.x_min > 0.9, "{best:?}");
    }

    #[test]
    fn too_little_is_refused() {
        let empty = Histogram { log2_origin: 0.0, log2_ratio: 0.125, counts: vec![0; 64] };
        assert_eq!(empty.tail(0), None);
        let sentence = "Too little data for a binned fit: 0 values, and a tail needs at least 50 over 8 bins.";
        assert_eq!(empty.scan(50).expect_err("refused").to_string(), sentence);
        let mut one_bin = empty;
        one_bin.counts[5] = 1000;
        assert_eq!(one_bin.tail(5), None);
        assert!(one_bin.scan(50).is_err());
    }
}
