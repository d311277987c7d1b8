//! The maximum-entropy identity on the run's own numbers. Among densities on x ≥ x_min with a given mean of ln(x/x_min) the power law
//! has the largest entropy, and its exponent is 1 + 1/mean. That is also what maximum likelihood gives for any numbers: an
//! identity, not a prediction. What is measured is how far the tail is from that law.
use crate::stats::entropy::largest;
use crate::stats::sample::Sample;
use crate::stats::x_min::{fixed, Convention};
use serde::Serialize;

/// The tail is this share of the values.
const SHARE: f64 = 0.01;

/// Fewer values make no tail.
const MIN_TAIL: usize = 50;

/// ln(x/x_min) over its mean, exponential under the power law, is counted in bins of this width.
const BIN: f64 = 0.25;

/// Both sides, and how far the tail is from the law of largest entropy.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Identity {
    /// Where the top 1 % begin.
    pub x_min: f64,
    /// How many values.
    pub n: usize,
    /// The mean of ln(x/x_min).
    pub mean_log: f64,
    /// 1 + 1/mean: the exponent of largest entropy.
    pub from_entropy: f64,
    /// The exponent of largest likelihood.
    pub from_likelihood: f64,
    /// The largest differential entropy that a density with this mean can have, in nats.
    pub largest_entropy: f64,
    /// By how much the tail's entropy falls short of it, in nats: its Kullback–Leibler distance from the power law, from the counts of
    /// bins.
    pub distance: f64,
    /// What counting gives where there is no distance: (bins − 1)/2n.
    pub by_chance: f64,
}

impl Identity {
    /// Of the largest |x|; `None` of too few.
    pub fn of(updates: &[f32]) -> Option<Self> {
        let mut sizes: Vec<f64> = updates.iter().filter(|x| **x != 0.0).map(|x| f64::from(x.abs())).collect();
        let n = (SHARE * sizes.len() as f64) as usize;
        if n < MIN_TAIL {
            return None;
        }
        let at = sizes.len() - n;
        let (_, &mut x_min, _) = sizes.select_nth_unstable_by(at, f64::total_cmp);
        sizes.retain(|&x| x >= x_min);
        let n = sizes.len();
        let mean_log = sizes.iter().map(|x| libm::log(x / x_min)).sum::<f64>() / n as f64;
        let mut counts = Vec::new();
        for x in &sizes {
            let bin = (libm::log(x / x_min) / (mean_log * BIN)) as usize;
            counts.resize(counts.len().max(bin + 1), 0u32);
            counts[bin] += 1;
        }
        let fit = fixed(&Sample::new(sizes).ok()?, x_min, Convention::default()).ok()?;
        Some(Identity {
            x_min,
            n,
            mean_log,
            from_entropy: 1.0 + 1.0 / mean_log,
            from_likelihood: fit.alpha,
            largest_entropy: largest(x_min, mean_log),
            distance: distance(&counts, n as f64),
            by_chance: (counts.len() - 1) as f64 / (2 * n) as f64,
        })
    }
}

/// Σ p ln(p/q), q the power law's share of a bin: e^(−k·width) − e^(−(k + 1)·width).
fn distance(counts: &[u32], n: f64) -> f64 {
    let of_bin = |(k, &count): (usize, &u32)| {
        let p = f64::from(count) / n;
        p * (libm::log(p / -libm::expm1(-BIN)) + BIN * k as f64)
    };
    counts.iter().enumerate().filter(|(_, &count)| count > 0).map(of_bin).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Rng};
    use crate::stats::laws::{Law, PowerLaw};

    fn of(draw: impl Fn(&mut Rng) -> f64) -> Identity {
        let mut rng = Rng::new(6, Purpose::Statistics);
        let values: Vec<f32> =
            (0..200_000).map(|i| (draw(&mut rng) * if i % 2 == 0 { 1.0 } else { -1.0 }) as f32).collect();
        let found = Identity::of(&values).expect("has a tail");
        assert!((found.n as f64 - 2000.0).abs() < 3.0);
        assert!((found.from_entropy / found.from_likelihood - 1.0).abs() < 1e-10, "whatever the numbers: {found:?}");
        found
    }

    #[test]
    fn both_sides_are_equal_for_any_law_and_only_a_power_law_is_near() {
        let power = of(|rng| PowerLaw { alpha: 3.0 }.above(0.1).draw(rng));
        // 2n times the distance is a χ² of about as many degrees of freedom as bins: its mean and five deviations.
        assert!(power.distance < power.by_chance * (1.0 + 5.0 / (power.by_chance * 2000.0).sqrt()), "{power:?}");
        assert!((power.from_entropy - 3.0).abs() < 5.0 * 2.0 / 2000f64.sqrt());
        let exponential = of(|rng| -libm::log(rng.uniform_positive()));
        let uniform = of(|rng| rng.uniform());
        assert!(exponential.distance > 3.0 * exponential.by_chance, "{exponential:?}");
        assert!(uniform.distance > 20.0 * uniform.by_chance, "{uniform:?}");
        assert_eq!(Identity::of(&[1.0; 4000]), None);
    }
}
