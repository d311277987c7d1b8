//! The discrete fit on draws of the law, against the likelihood and the definition of D.
use super::*;
use crate::rng::{Purpose, Rng};
use crate::stats::special::log_power_sum;
use std::collections::BTreeMap;

/// By inversion on the sums of probabilities.
fn draws(alpha: f64, x_min: u64, n: usize, rng: &mut Rng) -> Vec<(u64, u64)> {
    let log_total = log_power_sum(alpha, 0.0, x_min as f64);
    let mut above = vec![1.0];
    for x in x_min..x_min + 20_000 {
        above.push(above[above.len() - 1] - (-alpha * (x as f64).ln() - log_total).exp());
    }
    let mut counts = BTreeMap::new();
    for _ in 0..n {
        let u = rng.uniform_positive();
        *counts.entry(x_min - 1 + above.partition_point(|&share| share >= u) as u64).or_insert(0) += 1;
    }
    counts.into_iter().collect()
}

#[test]
fn the_exponent_is_recovered_within_its_standard_error() {
    for (alpha, x_min) in [(2.0, 1), (2.5, 5), (3.5, 2)] {
        let mut z = Vec::new();
        for world in 0..200 {
            let mut rng = Rng::split(world, Purpose::Statistics, 21);
            let fit = fixed(&draws(alpha, x_min, 1000, &mut rng), x_min).expect("a tail");
            assert_eq!((fit.n, fit.x_min), (1000, x_min));
            z.push((fit.alpha - alpha) / fit.se);
        }
        let mean = z.iter().sum::<f64>() / 200.0;
        let spread = (z.iter().map(|z| (z - mean).powi(2)).sum::<f64>() / 199.0).sqrt();
        assert!(mean.abs() < 5.0 / 200f64.sqrt(), "{alpha}: {mean}");
        assert!((spread - 1.0).abs() < 5.0 / 400f64.sqrt(), "{alpha}: {spread}");
    }
}

#[test]
fn the_estimate_tops_the_likelihood_and_d_is_the_largest_distance() {
    let mut rng = Rng::new(3, Purpose::Statistics);
    let counts = draws(1.9, 3, 4000, &mut rng);
    let fit = fixed(&counts, 3).expect("a tail");
    let mean_ln = counts.iter().map(|&(x, count)| (x as f64).ln() * count as f64).sum::<f64>() / 4000.0;
    let cost = |alpha: f64| log_power_sum(alpha, 0.0, 3.0) + alpha * mean_ln;
    for off in [1e-5, 1e-3, 0.1] {
        assert!(cost(fit.alpha - off) > cost(fit.alpha) && cost(fit.alpha + off) > cost(fit.alpha));
    }
    let longest = counts.last().expect("many").0;
    let below = |x: u64| counts.iter().filter(|&&(y, _)| y <= x).map(|&(_, count)| count).sum::<u64>() as f64 / 4000.0;
    let law = |x: u64| 1.0 - (log_power_sum(fit.alpha, 0.0, (x + 1) as f64) - log_power_sum(fit.alpha, 0.0, 3.0)).exp();
    let ks = (3..=longest).map(|x| (below(x) - law(x)).abs()).fold(0.0, f64::max);
    assert!((ks - fit.ks).abs() < 1e-9, "{ks} {}", fit.ks);
}

#[test]
fn the_scan_finds_where_the_law_begins() {
    let mut rng = Rng::new(4, Purpose::Statistics);
    let mut counts = draws(2.6, 20, 20_000, &mut rng);
    // A body that falls far more slowly than the tail.
    counts.splice(0..0, (1..20).map(|x| (x, 900)));
    let best = scan(&counts, 50).expect("a tail");
    assert!((18..=30).contains(&best.x_min) && (best.alpha - 2.6).abs() < 5.0 * best.se, "{best:?}");
    assert!(counts.len() > CANDIDATES);
    // Where the tail is fitted alone it is the same, but for the last digits of the running sums.
    let alone = fixed(&counts, best.x_min).expect("a tail");
    assert!((alone.alpha - best.alpha).abs() < 1e-9 && (alone.ks - best.ks).abs() < 1e-9 && alone.n == best.n);
    let few: Vec<_> = counts.iter().copied().take(60).collect();
    let all = few.iter().filter_map(|&(x, _)| fixed(&few, x)).filter(|tail| tail.n >= 50);
    let smallest = all.map(|tail| tail.ks).fold(f64::INFINITY, f64::min);
    assert!((scan(&few, 50).expect("a tail").ks - smallest).abs() < 1e-9);
}

#[test]
fn what_has_no_tail_has_no_fit() {
    assert_eq!(fixed(&[(4, 100)], 1), None);
    assert_eq!(fixed(&[(1, 5), (4, 100)], 4), None);
    assert_eq!(exponent(0, 2.0), None);
    assert_eq!(exponent(5, 5f64.ln()), None);
    let sentence = "Too little data for a discrete fit: 9 numbers, and a tail needs at least 50, not all equal.";
    assert_eq!(scan(&[(1, 5), (2, 4)], 50).expect_err("refused").to_string(), sentence);
}

#[test]
fn a_cut_law_is_fitted_on_its_range() {
    let counts = draws(2.0, 1, 20_000, &mut Rng::new(5, Purpose::Statistics));
    let below: Vec<_> = counts.into_iter().filter(|&(x, _)| x <= 20).collect();
    let tail = Manner { end: Some(20), ..Manner::default() }.fixed(&below, 1).expect("a tail");
    assert!((tail.alpha - 2.0).abs() < 5.0 * tail.se && tail.ks < 0.02, "{tail:?}");
    let open = fixed(&below, 1).expect("a tail");
    assert!(open.alpha > tail.alpha + 5.0 * tail.se, "{open:?}");
}

#[test]
fn the_other_convention_looks_at_one_side_and_every_candidate_may_be_asked_for() {
    let counts = draws(2.3, 1, 3000, &mut Rng::new(6, Purpose::Statistics));
    let manner = Manner { convention: Convention::Powerlaw, candidates: usize::MAX, ..Manner::default() };
    // Most are 1, and nothing lies before 30: the law is furthest below the data at 1 itself.
    let gap = [(1, 80), (30, 20)];
    let (both, one) = (fixed(&gap, 1).expect("a tail"), manner.fixed(&gap, 1).expect("a tail"));
    assert!(one.ks < both.ks && one.alpha == both.alpha, "{one:?} {both:?}");
    let best = manner.scan(&counts, 10).expect("a tail");
    let all = counts.iter().filter_map(|&(x, _)| manner.fixed(&counts, x)).filter(|tail| tail.n >= 10);
    assert!((best.ks - all.map(|tail| tail.ks).fold(f64::INFINITY, f64::min)).abs() < 1e-9);
}

#[test]
fn what_is_not_whole_is_refused() {
    let sample = Sample::new((1..20).map(|i| f64::from(i) / 2.0)).expect("a sample");
    let sentence =
        "A discrete fit takes whole numbers up to 2⁵³, and 0.5 is none. Fit it as continuous, or round the values first.";
    assert_eq!(super::counts(&sample).expect_err("refused").to_string(), sentence);
    let sample = Sample::new((0..20).map(|i| f64::from(1 + i / 7))).expect("a sample");
    assert_eq!(super::counts(&sample).expect("whole"), [(1, 7), (2, 7), (3, 6)]);
}
