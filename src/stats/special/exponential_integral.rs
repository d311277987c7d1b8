//! The generalised exponential integral E_p(x) = ∫₁^∞ t^−p e^(−xt) dt = x^(p−1) Γ(1−p, x) of any real order p: the upper
//! incomplete gamma function, whose first argument may be negative.
use libm::{exp, expm1, lgamma, log, log1p};

/// Euler's constant and ζ(k)/k for k = 2, 3, …: ln Γ(1+e) = −γe + Σ (−1)^k ζ(k)/k · e^k.
const GAMMA: f64 = 0.577_215_664_901_532_9;
const ZETA_OVER_K: [f64; 14] = [
    0.8224670334241132,
    0.40068563438653143,
    0.27058080842778454,
    0.20738555102867398,
    0.1695571769974082,
    0.1440498967688461,
    0.12550966952474304,
    0.11133426586956469,
    0.1000994575127818,
    0.09095401714582904,
    0.083353840546109,
    0.0769325164113522,
    0.07143294629536133,
    0.06666870588242046,
];

/// ln E_p(x) for x > 0 and any real p. The relative error of E stays below 1e-12 for |p| ≤ 100.
pub fn log_exponential_integral(p: f64, x: f64) -> f64 {
    if p < 0.5 && x < 2.0 - p {
        return log_gamma_less_series(p, x);
    }
    if x >= 1.0 {
        return log_fraction(p, x);
    }
    // Upwards from an order in [0.5, 1.5): x E_p < e^−x for these, and every step shrinks the error by x/p.
    let steps = (p - 0.5).floor();
    let base = p - steps;
    let mut e = near_one(base, x);
    let mut order = base;
    for _ in 0..steps as u64 {
        e = (exp(-x) - x * e) / order;
        order += 1.0;
    }
    log(e)
}

/// The continued fraction e^−x/(x+p − p/(x+p+2 − 2(p+1)/(x+p+4 − …))) by Lentz's method, for x ≥ 1.
fn log_fraction(p: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let guarded = |v: f64| if v.abs() < TINY { TINY } else { v };
    let mut b = x + p;
    let mut c = guarded(b);
    let mut fraction = c;
    let mut d = 0.0;
    for k in 1..100_000 {
        let a = -f64::from(k) * (p + f64::from(k) - 1.0);
        b += 2.0;
        d = 1.0 / guarded(b + a * d);
        c = guarded(b + a / c);
        let factor = c * d;
        fraction *= factor;
        if (factor - 1.0).abs() < 1e-15 {
            break;
        }
    }
    -x - log(fraction)
}

/// x < 1, order in [0.5, 1.5): with e = 1 − p, E = (Γ(1+e) x^−e − 1)/e − Σ_{k≥1} (−x)^k/(k!(k+e)), also at e = 0.
fn near_one(p: f64, x: f64) -> f64 {
    let e = 1.0 - p;
    let lead = if e == 0.0 { -GAMMA - log(x) } else { expm1(log_gamma_one_plus(e) - e * log(x)) / e };
    let mut power = -x;
    let mut sum = 0.0;
    for k in 1..40 {
        sum += power / (f64::from(k) + e);
        power *= -x / f64::from(k + 1);
    }
    lead - sum
}

/// ln Γ(1+e), relative to e also where e is small.
fn log_gamma_one_plus(e: f64) -> f64 {
    if e.abs() > 0.06 {
        return lgamma(1.0 + e);
    }
    let higher = ZETA_OVER_K.iter().rev().fold(0.0, |sum, zeta| zeta - e * sum);
    e * (e * higher - GAMMA)
}

/// Order below 1/2 and x < 2 − p: with a = 1 − p, E = Γ(a) x^−a − e^−x Σ_{k≥0} x^k/(a (a+1) … (a+k)).
fn log_gamma_less_series(p: f64, x: f64) -> f64 {
    let a = 1.0 - p;
    let mut term = 1.0 / a;
    let mut sum = term;
    for k in 1..10_000 {
        term *= x / (a + f64::from(k));
        sum += term;
        if term < 1e-17 * sum {
            break;
        }
    }
    let lead = lgamma(a) - a * log(x);
    lead + log1p(-sum * exp(-x - lead))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// (p, x, ln E_p(x)) from mpmath at 40 digits.
    const CASES: [(f64, f64, f64); 22] = [
        (1.0, 0.3, -0.09907293324693404),
        (1.000000001, 0.3, -0.0990729340525744),
        (0.999, 1e-06, 2.589802789917955),
        (1.5, 0.001, 0.6365238342310333),
        (2.0, 0.01, -0.051640156659643235),
        (2.5, 0.9, -1.9256144430891833),
        (3.4, 1e-08, -0.8754687544967569),
        (10.0, 0.5, -2.7573722749832803),
        (60.0, 0.2, -4.280979580971547),
        (0.0, 0.5, 0.19314718055994531),
        (-3.5, 0.2, 9.69619556457159),
        (-20.0, 0.01, 139.04419036650341),
        (-60.0, 0.9, 195.055164878799),
        (2.2, 1.0, -1.9737373431501017),
        (2.2, 5.0, -6.937763906617574),
        (-4.5, 3.0, -2.219956187118877),
        (-60.0, 30.0, -18.84486730618401),
        (80.0, 40.0, -44.78195181671973),
        (3.0, 700.0, -706.5553508386096),
        (0.5, 1e-12, 14.38787437250917),
        (-8.0, 1.0, 10.604601777542019),
        (-80.0, 1.5, 240.8304505289324),
    ];

    #[test]
    fn orders_and_arguments_of_every_branch_agree_with_mpmath() {
        for (p, x, expected) in CASES {
            let found = log_exponential_integral(p, x);
            let error = (found - expected).abs() / expected.abs().max(1.0);
            assert!(error < 2e-14, "E_{p}({x}): {found} {expected} {error:e}");
        }
    }

    /// E_{p+1}(x) = (e^−x − x E_p(x))/p, across the borders between the branches.
    #[test]
    fn neighbouring_orders_obey_the_recurrence() {
        for p in [-30.3, -2.0, -0.2, 0.3, 0.49, 0.5, 0.98, 1.0, 1.4999, 2.0, 7.7] {
            for x in [1e-3, 0.3, 0.99999, 1.0, 2.5, 40.0] {
                let (here, next) = (exp(log_exponential_integral(p, x)), exp(log_exponential_integral(p + 1.0, x)));
                let residue = p * next + x * here - exp(-x);
                assert!(residue.abs() < 1e-12 * (x * here + exp(-x)), "{p} {x}: {residue:e}");
            }
        }
    }
}
