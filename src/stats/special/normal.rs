//! The normal law: its survival function in logarithms, its quantiles, and the chi-square of one degree of freedom.
use std::f64::consts::{LN_2, PI, SQRT_2};

/// Where the continued fraction of erfc takes over: below it `libm`'s erfc has the better digits.
const FAR: f64 = 5.0;

/// ln(e^(x²) erfc(x)), of any x. Relative error of the argument of the logarithm below 1e-14.
pub fn log_erfcx(x: f64) -> f64 {
    if x < FAR {
        return x * x + libm::log(libm::erfc(x));
    }
    // erfcx(x) √π = 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …)))), from the inside out; 40 levels suffice for x ≥ 5.
    let below = (1..=40).rev().fold(x, |below, k| x + 0.5 * f64::from(k) / below);
    -libm::log(below * PI.sqrt())
}

/// ln P(Z > t) of a standard normal Z.
pub fn log_normal_survival(t: f64) -> f64 {
    if t < 0.0 {
        libm::log1p(-0.5 * libm::erfc(-t / SQRT_2))
    } else {
        log_erfcx(t / SQRT_2) - t * t / 2.0 - LN_2
    }
}

/// P(|Z| ≥ |t|) of a standard normal Z.
pub fn two_sided(t: f64) -> f64 {
    libm::erfc(t.abs() / SQRT_2)
}

/// P(X ≥ x) of a chi-square of one degree of freedom, x ≥ 0.
pub fn chi_square_survival(x: f64) -> f64 {
    libm::erfc((x / 2.0).sqrt())
}

/// The t with P(Z ≤ t) = p, for 0 < p < 1: Newton's method on ln P(Z > t), which is concave, so that it cannot overshoot twice.
pub fn normal_quantile(p: f64) -> f64 {
    if p > 0.5 {
        return -normal_quantile(1.0 - p);
    }
    let target = libm::log(p);
    // P(Z > s) = p for s = −t ≥ 0, from the bound P(Z > s) ≤ e^(−s²/2)/2.
    let mut s = (-2.0 * (target + LN_2)).max(0.0).sqrt();
    for _ in 0..60 {
        let log_survival = log_normal_survival(s);
        let log_density = -s * s / 2.0 - 0.5 * libm::log(2.0 * PI);
        let step = (log_survival - target) * libm::exp(log_survival - log_density);
        s += step;
        if step.abs() <= 1e-15 * s.abs().max(1.0) {
            break;
        }
    }
    -s
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values from mpmath at 40 digits.
    #[test]
    fn survival_holds_from_the_far_left_to_the_far_right() {
        let cases = [
            (-40.0, -0.0),
            (-3.0, -0.0013508099647481933),
            (0.0, -std::f64::consts::LN_2),
            (1.0, -1.8410216450092634),
            (8.0, -35.01343715991455),
            (40.0, -804.6084420137538),
            (1e4, -50000010.12927891),
        ];
        for (t, expected) in cases {
            let found = log_normal_survival(t);
            assert!((found - expected).abs() <= 2e-14 * expected.abs().max(1e-3), "{t}: {found} {expected}");
        }
        // The two branches of the continued fraction meet.
        let step = log_erfcx(FAR) - log_erfcx(FAR - 1e-9);
        assert!(step.abs() < 1e-9, "{step}");
    }

    #[test]
    fn quantiles_invert_the_survival_function() {
        for (p, expected) in
            [(0.5, 0.0), (0.975, 1.959963984540054), (0.025, -1.959963984540054), (1e-10, -6.361340902404056)]
        {
            let found = normal_quantile(p);
            assert!((found - expected).abs() < 1e-12, "{p}: {found}");
        }
        let found = normal_quantile(1e-300);
        assert!((log_normal_survival(-found) / libm::log(1e-300) - 1.0).abs() < 1e-14, "{found}");
    }

    #[test]
    fn chi_square_and_two_sided_are_one_law() {
        assert!((chi_square_survival(3.841458820694124) - 0.05).abs() < 1e-14);
        assert!((two_sided(-1.959963984540054) - 0.05).abs() < 1e-14);
        assert_eq!(chi_square_survival(0.0), 1.0);
    }
}
