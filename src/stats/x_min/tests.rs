//! The scan against the naive one, and on samples whose law is known.
use super::*;
use crate::rng::{Purpose, Rng};
use crate::stats::laws::{Law, PowerLaw};

const CONVENTIONS: [Convention; 2] = [Convention::BothSides, Convention::Powerlaw];

/// Samples of several kinds: power laws, a body under a tail, an exponential, rounded values (ties), scale mixtures.
fn sample(kind: u64, n: usize, seed: u64) -> Sample {
    let mut rng = Rng::split(seed, Purpose::Statistics, kind);
    let law = PowerLaw { alpha: 1.5 + rng.uniform() * 3.0 }.above(1.0);
    let draw = |rng: &mut Rng| match kind {
        0 => law.draw(rng),
        1 => [rng.uniform_positive(), law.draw(rng)][usize::from(rng.uniform() < 0.4)],
        2 => -libm::log(rng.uniform_positive()),
        3 => (law.draw(rng) * 4.0).floor() / 4.0,
        _ => (rng.normal() * libm::exp(1.5 * rng.normal())).abs() as f32 as f64,
    };
    Sample::new((0..n).map(|_| draw(&mut rng))).expect("positive and not all equal")
}

/// Every deviation of every candidate, no search.
fn naive(steps: &Steps, excess: &[f64]) -> (usize, f64) {
    let mut best = (usize::MAX, f64::INFINITY);
    for (k, &excess) in excess.iter().enumerate() {
        let law = steps.candidate(k, excess);
        let ks = (k..steps.len()).map(|j| steps.deviation(&law, j).0).fold(0.0, f64::max);
        if ks < best.1 {
            best = (k, ks);
        }
    }
    best
}

#[test]
fn the_search_finds_what_the_naive_scan_finds_to_the_bit() {
    for kind in 0..5 {
        for seed in 0..60 {
            let n = [11, 40, 130, 700][seed as usize % 4];
            let sample = sample(kind, n, seed);
            for convention in CONVENTIONS {
                let steps = Steps::new(sample.values(), None, convention);
                let candidates = steps.candidates(2);
                let (found, expected) = (steps.best(&candidates, usize::MAX), naive(&steps, &candidates));
                assert_eq!(found.0, expected.0, "kind {kind} seed {seed} {convention:?}");
                assert_eq!(found.1.to_bits(), expected.1.to_bits(), "kind {kind} seed {seed} {convention:?}");
            }
        }
    }
    // Long enough for every pass and for ranges that are dismissed.
    for kind in 0..5 {
        let sample = sample(kind, 9000, 99);
        let steps = Steps::new(sample.values(), None, Convention::BothSides);
        let candidates = steps.candidates(10);
        let (found, expected) = (steps.best(&candidates, usize::MAX), naive(&steps, &candidates));
        assert_eq!((found.0, found.1.to_bits()), (expected.0, expected.1.to_bits()), "kind {kind}");
    }
}

/// Each value half as often as the one below it: every tail that begins there is worst at its first step, by 1/2.
#[test]
fn among_equal_distances_the_longest_tail_wins_whatever_the_order_of_the_search() {
    let below = (0..60).map(|i| 1e-10 * (1.0 + 1e-3 * f64::from(i)));
    let halving = (0..10).flat_map(|i| vec![libm::exp2(f64::from(i)); 512 >> i]);
    let sample = Sample::new(below.chain(halving).chain([1024.0])).expect("positive");
    let tail = scan(&sample, 2, Convention::BothSides).expect("has candidates");
    assert_eq!((tail.x_min, tail.ks, tail.n), (1.0, 0.5, 1024));
}

/// From the definitions: own sums, the law's own formula, the data's distribution function counted out.
fn by_definition(values: &[f64], x_min: f64, convention: Convention) -> (f64, f64) {
    let tail: Vec<f64> = values.iter().copied().filter(|&x| x >= x_min).collect();
    let n = tail.len() as f64;
    let alpha = 1.0 + n / tail.iter().map(|x| libm::log(x / x_min)).sum::<f64>();
    let mut ks: f64 = 0.0;
    for &x in &tail {
        let cdf = 1.0 - libm::pow(x / x_min, 1.0 - alpha);
        let foot = tail.iter().filter(|&&y| y < x).count() as f64 / n;
        let head = tail.iter().filter(|&&y| y <= x).count() as f64 / n;
        ks = ks.max((cdf - foot).abs());
        if convention == Convention::BothSides {
            ks = ks.max((cdf - head).abs());
        }
    }
    (alpha, ks)
}

#[test]
fn the_scan_is_the_smallest_distance_by_definition() {
    for kind in 0..5 {
        for convention in CONVENTIONS {
            let sample = sample(kind, 150, 7);
            let tail = scan(&sample, 10, convention).expect("has candidates");
            let mut smallest = f64::INFINITY;
            for &x in sample.values().iter().filter(|&&x| sample.values().iter().filter(|&&y| y >= x).count() >= 10) {
                if x < sample.max() {
                    smallest = smallest.min(by_definition(sample.values(), x, convention).1);
                }
            }
            let (alpha, ks) = by_definition(sample.values(), tail.x_min, convention);
            assert!((tail.ks - smallest).abs() < 1e-12, "kind {kind}: {} {smallest}", tail.ks);
            assert!((tail.ks - ks).abs() < 1e-12 && (tail.alpha / alpha - 1.0).abs() < 1e-12);
            let again = fixed(&sample, tail.x_min, convention).expect("has a tail");
            assert_eq!((again.x_min, again.n), (tail.x_min, tail.n));
            assert!((again.ks - ks).abs() < 1e-12 && (again.alpha / alpha - 1.0).abs() < 1e-12);
        }
    }
}

#[test]
fn an_x_min_between_two_values_counts_from_itself() {
    let sample = sample(0, 200, 3);
    let x_min = 0.5 * (sample.values()[40] + sample.values()[41]);
    for convention in CONVENTIONS {
        let tail = fixed(&sample, x_min, convention).expect("has a tail");
        let (alpha, ks) = by_definition(sample.values(), x_min, convention);
        assert_eq!(tail.n, 159);
        assert!((tail.alpha / alpha - 1.0).abs() < 1e-12 && (tail.ks - ks).abs() < 1e-12);
    }
}

#[test]
fn the_exponent_is_recovered_within_its_standard_error() {
    let n = 2000;
    for alpha in [1.5, 2.5, 3.5, 5.0] {
        let mut z = Vec::new();
        for replicate in 0..200 {
            let mut rng = Rng::split(replicate, Purpose::Statistics, 1);
            let law = PowerLaw { alpha }.above(1e-3);
            let sample = Sample::new((0..n).map(|_| law.draw(&mut rng))).expect("a power law");
            let fit = fixed(&sample, 1e-3, Convention::BothSides).expect("has a tail");
            z.push((fit.alpha - alpha) / ((fit.alpha - 1.0) / (n as f64).sqrt()));
        }
        // The mean and the spread of 200 standard normal numbers, five and five standard errors wide.
        let mean = z.iter().sum::<f64>() / 200.0;
        let spread = (z.iter().map(|z| (z - mean).powi(2)).sum::<f64>() / 199.0).sqrt();
        assert!(mean.abs() < 5.0 / 200f64.sqrt(), "{alpha}: {mean}");
        assert!((spread - 1.0).abs() < 5.0 / 400f64.sqrt(), "{alpha}: {spread}");
    }
}

#[test]
fn the_scan_finds_where_the_tail_begins() {
    let mut rng = Rng::new(5, Purpose::Statistics);
    let law = PowerLaw { alpha: 2.5 }.above(1.0);
    let body = (0..20_000).map(|_| if rng.uniform() < 0.5 { rng.uniform_positive() } else { law.draw(&mut rng) });
    let tail = scan(&Sample::new(body.collect::<Vec<_>>()).expect("positive"), 10, Convention::BothSides)
        .expect("has candidates");
    assert!((0.95..1.6).contains(&tail.x_min), "{tail:?}");
    assert!((tail.alpha - 2.5).abs() < 5.0 * 1.5 / (tail.n as f64).sqrt(), "{tail:?}");
}

#[test]
fn what_cannot_be_a_tail_is_refused() {
    let sample = sample(0, 20, 1);
    for x_min in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let sentence = fixed(&sample, x_min, Convention::BothSides).expect_err("refused").to_string();
        assert_eq!(sentence, format!("x_min must be a positive number, and {x_min} is not."));
    }
    let max = sample.max();
    for x_min in [max, 2.0 * max] {
        let sentence = fixed(&sample, x_min, Convention::BothSides).expect_err("refused").to_string();
        assert_eq!(sentence, format!("x_min = {x_min} leaves no tail to fit: the largest value is {max}."));
    }
    assert_eq!(
        scan(&sample, 21, Convention::BothSides).expect_err("refused").to_string(),
        "No x_min leaves a tail of at least 21 values that differ: the sample has 20, 20 of them distinct."
    );
}
