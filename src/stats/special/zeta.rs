//! Sums of powers: the Hurwitz zeta function, and the same with an exponential cutoff.
use super::log_exponential_integral;
use libm::{exp, log, log1p};

/// B_2j / 2j for j = 1 … 8, B the Bernoulli numbers.
const BERNOULLI: [f64; 8] =
    [1.0 / 12.0, -1.0 / 120.0, 1.0 / 252.0, -1.0 / 240.0, 1.0 / 132.0, -691.0 / 32_760.0, 1.0 / 12.0, -3617.0 / 8160.0];

/// ln Σ_{k ≥ 0} (a+k)^−s e^(−λ(a+k)) for a > 0 and λ > 0, or λ = 0 and s > 1: then it is ln ζ(s, a). The first terms one by
/// one, the rest by Euler and Maclaurin's formula. The relative error of the sum stays below 1e-12.
pub fn log_power_sum(s: f64, lambda: f64, a: f64) -> f64 {
    // Terms relative to the first: none overflows, and the sum stays near 1.
    let term = |k: f64| exp(-s * log1p(k / a) - lambda * k);
    let scale = -s * log(a) - lambda * a;
    if lambda > 0.5 {
        let count = 40.0 / lambda + if s < 0.0 { -8.0 * s / lambda } else { 0.0 };
        return scale + log((0..=count.ceil() as u64).map(|k| term(k as f64)).sum());
    }
    let first = (12.0 + s.abs() - a).ceil().max(0.0);
    let head: f64 = (0..first as u64).map(|k| term(k as f64)).sum();
    let start = a + first;
    let integral = if lambda == 0.0 {
        start / (s - 1.0)
    } else {
        // ∫_start^∞ x^−s e^−λx dx = start^(1−s) E_s(λ start), divided by the term at `start`.
        start * exp(log_exponential_integral(s, lambda * start) + lambda * start)
    };
    // Taylor coefficients of f(start + t)/f(start): (A+t) f' = −(s + λ(A+t)) f.
    let mut before = 0.0;
    let mut c = 1.0;
    let mut correction = 0.5;
    for n in 0..2 * BERNOULLI.len() - 1 {
        let order = n as f64;
        let next = -((s + lambda * start + order) * c + lambda * before) / (start * (order + 1.0));
        (before, c) = (c, next);
        if n % 2 == 0 {
            // f^(2j−1)(A) = (2j−1)! c, and B_2j/(2j)! · (2j−1)! = B_2j/2j.
            correction -= BERNOULLI[n / 2] * c;
        }
    }
    scale + log(head + term(first) * (integral + correction))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// (s, λ, a, ln of the sum) from mpmath at 40 digits.
    const CASES: [(f64, f64, f64, f64); 14] = [
        (2.5, 0.0, 1.0, 0.29377889195726214),
        (1.1, 0.0, 1.0, 2.3593857978869077),
        (3.5, 0.0, 7.0, -5.604318419701507),
        (2.0, 0.0, 1000.0, -6.907255237357158),
        (60.0, 0.0, 1e6, -819.192630863938),
        (30.0, 0.0, 2.0, -20.79441020078443),
        (2.5, 0.001, 1.0, 0.2918848919518917),
        (1.5, 0.1, 3.0, -0.8162758274838721),
        (0.5, 0.01, 1.0, 2.789093121431184),
        (-2.0, 0.05, 5.0, 9.678754171892878),
        (3.0, 0.5, 1.0, -0.40957388677307077),
        (2.0, 0.6, 1.0, -0.42858024450269033),
        (-3.0, 2.0, 4.0, -3.5464013618824155),
        (1.0, 1e-6, 2.0, 2.55065631672073),
    ];

    #[test]
    fn sums_agree_with_mpmath() {
        for (s, lambda, a, expected) in CASES {
            let found = log_power_sum(s, lambda, a);
            assert!((found - expected).abs() < 2e-14 * expected.abs().max(1.0), "{s} {lambda} {a}: {found} {expected}");
        }
    }
}
