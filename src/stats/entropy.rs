//! Differential entropy from geometric bins, and the largest that a tail can have.
use super::binned::Histogram;

/// h = −∫ p ln p of the positive values, in nats, the density taken as ∝ 1/x within each bin; `None` of no value.
pub fn differential(histogram: &Histogram) -> Option<f64> {
    let n = histogram.n() as f64;
    let ln_ratio = histogram.log2_ratio * std::f64::consts::LN_2;
    let ln_origin = histogram.log2_origin * std::f64::consts::LN_2;
    // h(x) = h(ln x) + E[ln x]
    let terms = histogram.counts.iter().enumerate().filter(|(_, &count)| count > 0).map(|(k, &count)| {
        let p = count as f64 / n;
        p * (ln_origin + (k as f64 + 0.5) * ln_ratio - libm::log(p / ln_ratio))
    });
    (n > 0.0).then(|| terms.sum())
}

/// The largest entropy of a density on x ≥ x_min with a given mean of ln(x/x_min), in nats: that of the power law, whose exponent
/// is then 1 + 1/mean (Jaynes 1957).
pub fn largest(x_min: f64, mean_log: f64) -> f64 {
    libm::log(x_min * mean_log) + 1.0 + mean_log
}

/// The entropy of |x| for a Gaussian x with Σx²/n = 1, ½ ln(πe/2): no positive number of that mean square has more.
pub fn half_normal() -> f64 {
    0.5 * (libm::log(std::f64::consts::FRAC_PI_2) + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Rng};
    use crate::stats::laws::{Law, PowerLaw};

    fn counted(log2_ratio: f64, mut draw: impl FnMut(&mut Rng) -> f64) -> f64 {
        let mut rng = Rng::new(4, Purpose::Statistics);
        let mut histogram = Histogram { log2_origin: -40.0, log2_ratio, counts: vec![0; (80.0 / log2_ratio) as usize] };
        for _ in 0..200_000 {
            histogram.counts[((libm::log2(draw(&mut rng)) + 40.0) / log2_ratio) as usize] += 1;
        }
        differential(&histogram).expect("has values")
    }

    #[test]
    fn entropies_of_known_laws() {
        // −ln p has a standard deviation near 1 for these laws: five standard errors are 0.011.
        let gaussian = counted(0.125, |rng| rng.normal().abs());
        assert!((gaussian - half_normal()).abs() < 0.011 && (half_normal() - 0.725_791).abs() < 1e-6, "{gaussian}");
        let power = counted(0.125, |rng| PowerLaw { alpha: 3.0 }.above(2.0).draw(rng));
        // E ln(x/x_min) = 1/(α − 1), and ln p has the deviation α/(α − 1).
        let expected = largest(2.0, 0.5);
        assert!((expected - 1.5).abs() < 1e-15 && (power - expected).abs() < 0.017, "{power} {expected}");
        let exponential = counted(0.125, |rng| -3.0 * libm::log(rng.uniform_positive()));
        assert!((exponential - 1.0 - libm::log(3.0)).abs() < 0.012, "{exponential}");
        let empty = Histogram { log2_origin: 0.0, log2_ratio: 1.0, counts: vec![0; 3] };
        assert_eq!(differential(&empty), None);
    }
}
