//! Every law against itself: slope and mass, draws and CCDF, likelihoods by sums and one by one, fits of every kind of data.
use super::*;
use crate::rng::Purpose;
use crate::stats::observed::Observed;

fn rng(index: u64) -> Rng {
    Rng::split(7, Purpose::Statistics, index)
}

/// The density is the CCDF's slope, intervals add up, and draws follow the CCDF.
fn hangs_together<L: Law>(law: L, x_min: f64, x_max: Option<f64>, points: &[f64]) {
    let tail = x_max.map_or(law.above(x_min), |x_max| law.between(x_min, x_max));
    let mut rng = rng(1);
    let n = 4000;
    let draws: Vec<f64> = (0..n).map(|_| tail.draw(&mut rng)).collect();
    assert!(draws.iter().all(|&x| x >= x_min && x <= x_max.unwrap_or(f64::INFINITY)), "{law:?}");
    for &x in points {
        let p = tail.ccdf(x);
        let seen = draws.iter().filter(|&&d| d >= x).count() as f64 / f64::from(n);
        assert!((seen - p).abs() <= 5.0 * (p * (1.0 - p) / f64::from(n)).sqrt(), "{law:?} at {x}: {seen} {p}");
        let slope = if L::ON_INTEGERS {
            tail.ccdf(x) - tail.ccdf(x + 1.0)
        } else {
            let h = 1e-5 * x;
            (tail.ccdf(x - h) - tail.ccdf(x + h)) / (2.0 * h)
        };
        assert!((slope / tail.density(x) - 1.0).abs() < 1e-5, "{law:?} at {x}: {slope} {}", tail.density(x));
    }
    assert_eq!((tail.ccdf(x_min), tail.density(0.99 * x_min - 1e-9)), (1.0, 0.0));
}

#[test]
fn densities_ccdfs_and_draws_agree() {
    let points = [0.012, 0.02, 0.03, 0.06];
    for x_max in [None, Some(0.1)] {
        hangs_together(PowerLaw { alpha: 2.5 }, 0.01, x_max, &points);
        hangs_together(Exponential { lambda: 40.0 }, 0.01, x_max, &points);
        hangs_together(Lognormal { mu: -4.0, sigma: 0.8 }, 0.01, x_max, &points);
        hangs_together(Lognormal { mu: -9.0, sigma: 1.5 }, 0.01, x_max, &points);
        hangs_together(TruncatedPowerLaw { alpha: 2.0, lambda: 10.0 }, 0.01, x_max, &points);
        hangs_together(TruncatedPowerLaw { alpha: 0.5, lambda: 30.0 }, 0.01, x_max, &points);
        hangs_together(TruncatedPowerLaw { alpha: -1.5, lambda: 90.0 }, 0.01, x_max, &points);
        hangs_together(StretchedExponential { lambda: 12.0, beta: 0.6 }, 0.01, x_max, &points);
    }
    hangs_together(PowerLaw { alpha: 0.5 }, 0.01, Some(0.1), &points);
    hangs_together(PowerLaw { alpha: 1.0 }, 0.01, Some(0.1), &points);
    let whole = [3.0, 4.0, 7.0, 15.0];
    for x_max in [None, Some(30.0)] {
        hangs_together(Zeta { alpha: 2.2 }, 2.0, x_max, &whole);
        hangs_together(TruncatedZeta { alpha: 1.2, lambda: 0.05 }, 2.0, x_max, &whole);
        hangs_together(TruncatedZeta { alpha: -0.5, lambda: 0.3 }, 2.0, x_max, &whole);
    }
}

#[test]
fn nothing_underflows_far_in_the_tail() {
    let far = 1e4;
    let cases = [
        (Exponential { lambda: 3.0 }.above(1.0).log_ccdf(far), -29_997.0),
        (StretchedExponential { lambda: 2.0, beta: 1.5 }.above(1.0).log_ccdf(far), -1_999_998.0),
        (PowerLaw { alpha: 200.0 }.above(1.0).log_ccdf(far), -199.0 * far.ln()),
        // mpmath: log(erfc(log(1e4)/(0.1 √2))/erfc(0)), and 1e-4/1 times the two exponential integrals'.
        (Lognormal { mu: 0.0, sigma: 0.1 }.above(1.0).log_ccdf(far), -4246.267309),
        (TruncatedPowerLaw { alpha: 2.0, lambda: 1.0 }.above(1.0).log_ccdf(far), -10_016.5136801),
    ];
    for (i, (found, expected)) in cases.into_iter().enumerate() {
        assert!((found / expected - 1.0f64).abs() < 1e-6, "case {i}: {found} {expected}");
    }
}

/// The likelihood by sums is that of the densities one by one, and the fit is a maximum of it.
fn is_a_maximum<L: Law>(tail: &Observed) {
    let fitted = fit::<L>(tail).expect("a law");
    let one_by_one = |law: &L| {
        let each = log_likelihoods(law, tail);
        (0..tail.len()).map(|i| tail.weight(i) * each(i)).sum::<f64>() / tail.size()
    };
    assert!((one_by_one(&fitted.reduced) - fitted.mean).abs() < 1e-11, "{fitted:?}");
    let errors = fitted.standard_errors.unwrap_or_else(|| panic!("{fitted:?} has no errors"));
    assert!(errors[0] > 0.0, "{fitted:?}");
    let start = L::starts(tail).into_iter().map(|place| mean_log_likelihood(&L::at(place, tail), tail));
    assert!(start.fold(f64::NEG_INFINITY, f64::max) <= fitted.mean + 1e-15, "{fitted:?}");
}

#[test]
fn fits_are_maxima_on_values_weights_bins_and_integers_with_and_without_an_end() {
    let mut rng = rng(2);
    let law = TruncatedPowerLaw { alpha: 1.5, lambda: 0.2 }.above(2.0);
    let values: Vec<f64> = (0..800).map(|_| law.draw(&mut rng)).collect();
    let weights: Vec<f64> = (0..800).map(|_| (3.0 * rng.uniform()).floor()).collect();
    let edges: Vec<f64> = (0..40).map(|k| 2.0 * libm::pow(1.15, f64::from(k))).collect();
    let counts: Vec<f64> =
        edges.windows(2).map(|e| values.iter().filter(|&&x| x >= e[0] && x < e[1]).count() as f64).collect();
    let whole: Vec<f64> = values.iter().map(|x| x.round()).collect();
    let tails = [
        Observed::points(&values, None, 2.0, None),
        Observed::points(&values, Some(&weights), 2.0, None),
        Observed::points(&values, None, 2.0, Some(20.0)),
        Observed::bins(&edges, &counts, false),
        Observed::bins(&edges[..21], &counts[..20], true),
        Observed::integers(&whole, &[1.0; 800], 2.0, None),
        Observed::integers(&whole, &[1.0; 800], 2.0, Some(30.0)),
    ];
    for tail in tails {
        let tail = tail.expect("a tail");
        is_a_maximum::<PowerLaw>(&tail);
        is_a_maximum::<Exponential>(&tail);
        is_a_maximum::<Lognormal>(&tail);
        is_a_maximum::<TruncatedPowerLaw>(&tail);
        is_a_maximum::<StretchedExponential>(&tail);
        if matches!(tail.cells(), Cells::Integers(_)) {
            is_a_maximum::<Zeta>(&tail);
            is_a_maximum::<TruncatedZeta>(&tail);
        }
    }
}
