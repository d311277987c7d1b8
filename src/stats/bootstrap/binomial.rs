//! Exact binomial and multinomial draws in a time that does not grow with the counts, so that a histogram of 10⁹ values
//! is drawn anew as fast as one of 10³.
use crate::rng::Rng;

/// Below this mean the draw is by inversion, from it on by rejection.
const REJECTION_FROM: f64 = 10.0;

/// How many of `n` independent trials of probability `p` succeed.
pub fn binomial(n: u64, p: f64, rng: &mut Rng) -> u64 {
    if p > 0.5 {
        return n - binomial(n, 1.0 - p, rng);
    }
    if n == 0 || p <= 0.0 {
        0
    } else if (n as f64) * p < REJECTION_FROM {
        by_inversion(n, p, rng)
    } else {
        by_rejection(n, p, rng)
    }
}

/// Adds up probabilities from 0 successes on.
fn by_inversion(n: u64, p: f64, rng: &mut Rng) -> u64 {
    let odds = p / (1.0 - p);
    let mut weight = libm::exp(n as f64 * libm::log1p(-p));
    let mut left = rng.uniform() - weight;
    let mut k = 0;
    while left >= 0.0 && k < n {
        k += 1;
        weight *= odds * (n - k + 1) as f64 / k as f64;
        left -= weight;
    }
    k
}

/// BTRS, transformed rejection (Hörmann, J. Stat. Comput. Simul. 46, 1993): at most 1.5 tries on average.
fn by_rejection(n: u64, p: f64, rng: &mut Rng) -> u64 {
    let (size, log_odds) = (n as f64, libm::log(p / (1.0 - p)));
    let spread = (size * p * (1.0 - p)).sqrt();
    let b = 1.15 + 2.53 * spread;
    let a = -0.0873 + 0.0248 * b + 0.01 * p;
    let centre = size * p + 0.5;
    let squeeze = 0.92 - 4.2 / b;
    let scale = (2.83 + 5.1 / b) * spread;
    let mode = ((size + 1.0) * p).floor();
    let log_choices = |k: f64| -libm::lgamma(k + 1.0) - libm::lgamma(size - k + 1.0);
    loop {
        let (u, v) = (rng.uniform() - 0.5, rng.uniform_positive());
        let edge = 0.5 - u.abs();
        let k = ((2.0 * a / edge + b) * u + centre).floor();
        if edge >= 0.07 && v <= squeeze {
            return k as u64;
        }
        if k < 0.0 || k > size {
            continue;
        }
        let log_v = libm::log(v * scale / (a / (edge * edge) + b));
        if log_v <= log_choices(k) - log_choices(mode) + (k - mode) * log_odds {
            return k as u64;
        }
    }
}

/// Throws `n` values into cells of the given probabilities; what their sum leaves of 1 falls into none. Returns the
/// cells' counts and how many fell into none.
pub fn multinomial(n: u64, probabilities: impl IntoIterator<Item = f64>, rng: &mut Rng) -> (Vec<u64>, u64) {
    let (mut left, mut remaining) = (n, 1.0f64);
    let counts = probabilities
        .into_iter()
        .map(|p| {
            let share = if remaining > 0.0 { (p / remaining).clamp(0.0, 1.0) } else { 0.0 };
            let count = binomial(left, share, rng);
            left -= count;
            remaining -= p;
            count
        })
        .collect();
    (counts, left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Purpose;

    #[test]
    fn binomial_draws_follow_the_law_on_both_sides_of_the_switch() {
        let mut rng = Rng::new(1, Purpose::Statistics);
        for (n, p) in [(7u64, 0.3), (40, 0.2), (40, 0.26), (90, 0.5), (300, 0.9), (5000, 0.001)] {
            let draws = 40_000;
            let mut seen = vec![0u32; n as usize + 1];
            for _ in 0..draws {
                seen[binomial(n, p, &mut rng) as usize] += 1;
            }
            let log_choose =
                |k: f64| libm::lgamma(n as f64 + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(n as f64 - k + 1.0);
            let (mut chi2, mut freedom) = (0.0, -1.0);
            for (k, &count) in seen.iter().enumerate() {
                let k = k as f64;
                let expected =
                    f64::from(draws) * (log_choose(k) + k * f64::ln(p) + (n as f64 - k) * f64::ln(1.0 - p)).exp();
                if expected >= 5.0 {
                    chi2 += (f64::from(count) - expected).powi(2) / expected;
                    freedom += 1.0;
                }
            }
            assert!(chi2 < freedom + 5.0 * (2.0f64 * freedom).sqrt() + 5.0, "n {n} p {p}: {chi2} of {freedom}");
        }
    }

    #[test]
    fn large_counts_have_the_right_mean_and_spread() {
        let mut rng = Rng::new(2, Purpose::Statistics);
        let (n, p, draws) = (1_000_000_000u64, 0.37, 4000);
        let sd = (n as f64 * p * (1.0 - p)).sqrt();
        let z: Vec<f64> = (0..draws).map(|_| (binomial(n, p, &mut rng) as f64 - n as f64 * p) / sd).collect();
        let mean = z.iter().sum::<f64>() / f64::from(draws);
        let square = z.iter().map(|z| z * z).sum::<f64>() / f64::from(draws);
        assert!(mean.abs() < 5.0 / f64::from(draws).sqrt(), "{mean}");
        assert!((square - 1.0).abs() < 5.0 * (2.0 / f64::from(draws)).sqrt(), "{square}");
    }

    #[test]
    fn a_multinomial_keeps_the_total_and_the_shares() {
        let mut rng = Rng::new(3, Purpose::Statistics);
        let shares = [0.5, 0.0, 0.2, 0.1];
        let (counts, beyond) = multinomial(1_000_000, shares, &mut rng);
        assert_eq!(counts.iter().sum::<u64>() + beyond, 1_000_000);
        for (count, share) in counts.iter().chain([&beyond]).zip([0.5, 0.0, 0.2, 0.1, 0.2f64]) {
            assert!((*count as f64 - share * 1e6).abs() <= 5.0 * (1e6 * share * (1.0 - share)).sqrt(), "{counts:?}");
        }
        assert_eq!(multinomial(10, [0.25, 0.75], &mut rng).1, 0);
    }
}
