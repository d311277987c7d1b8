//! Bootstraps against what is known: level and power of the goodness of fit, coverage of the intervals.
use super::null::{BinnedNull, ContinuousNull};
use super::resample::Redrawn;
use super::*;
use crate::stats::binned::Histogram;
use crate::stats::laws::{Law, PowerLaw};
use crate::stats::sample::Sample;
use crate::stats::x_min::{self, Convention};

/// A body of uniform values below 1 and a power law above, 40 % to 60 %.
fn with_body(alpha: f64, n: usize, rng: &mut Rng) -> Sample {
    let law = PowerLaw { alpha }.above(1.0);
    let draw = |_| if rng.uniform() < 0.4 { rng.uniform_positive() } else { law.draw(rng) };
    Sample::new((0..n).map(draw).collect::<Vec<_>>()).expect("a sample")
}

fn exponential(n: usize, rng: &mut Rng) -> Sample {
    Sample::new((0..n).map(|_| -f64::ln(rng.uniform_positive())).collect::<Vec<_>>()).expect("a sample")
}

fn goodness(sample: &Sample, replicates: usize, seed: u64) -> PValue {
    let tail = x_min::scan(sample, 100, Convention::BothSides).expect("has tails");
    let null = ContinuousNull::new(sample, &tail, 100, Convention::BothSides);
    Bootstrap::new(null, replicates, seed).finish().p_value(tail.ks).expect("replicates")
}

#[test]
fn the_goodness_of_fit_keeps_its_level_and_sees_an_exponential() {
    let worlds = 200;
    let (mut rejected, mut caught) = (0, 0);
    for world in 0..worlds {
        let mut rng = Rng::split(world, Purpose::Statistics, 7);
        rejected += u32::from(goodness(&with_body(2.5, 400, &mut rng), 50, world).p <= 0.1);
        caught += u32::from(goodness(&exponential(2000, &mut rng), 20, world).p <= 0.1);
    }
    let rate = |count: u32| f64::from(count) / worlds as f64;
    println!("goodness of fit, p ≤ 0.1: {} of power laws, {} of exponentials", rate(rejected), rate(caught));
    // Choosing x_min makes the test somewhat too lenient, never too strict.
    assert!(rate(rejected) <= 0.1 + 3.0 * (0.09f64 / worlds as f64).sqrt(), "{}", rate(rejected));
    assert!(rate(caught) > 0.5, "{}", rate(caught));
}

#[test]
fn a_binned_null_is_the_same_test_on_bins() {
    let bins = |sample: &Sample| {
        let mut histogram = Histogram { log2_origin: -40.0, log2_ratio: 0.125, counts: vec![0; 900] };
        sample.values().iter().for_each(|x| histogram.counts[((x.log2() + 40.0) / 0.125) as usize] += 1);
        histogram
    };
    let goodness = |histogram: &Histogram, seed| {
        let tail = histogram.scan(1000).expect("has tails");
        Bootstrap::new(BinnedNull::new(histogram, &tail, 1000), 50, seed).finish().p_value(tail.ks).expect("replicates")
    };
    let worlds = 100;
    let (mut rejected, mut caught) = (0, 0);
    for world in 0..worlds {
        let mut rng = Rng::split(world, Purpose::Statistics, 8);
        rejected += u32::from(goodness(&bins(&with_body(2.5, 3000, &mut rng)), world).p <= 0.1);
        caught += u32::from(goodness(&bins(&exponential(100_000, &mut rng)), world).p <= 0.1);
    }
    let rate = |count: u32| f64::from(count) / worlds as f64;
    println!("binned, p ≤ 0.1: {} of power laws, {} of exponentials", rate(rejected), rate(caught));
    assert!(rate(rejected) <= 0.1 + 3.0 * (0.09f64 / worlds as f64).sqrt(), "{}", rate(rejected));
    assert!(rate(caught) > 0.9, "{}", rate(caught));
}

#[test]
fn slices_do_not_change_the_numbers() {
    let mut rng = Rng::new(1, Purpose::Statistics);
    let sample = with_body(2.0, 300, &mut rng);
    let tail = x_min::scan(&sample, 10, Convention::BothSides).expect("has tails");
    let new = || Bootstrap::new(ContinuousNull::new(&sample, &tail, 10, Convention::BothSides), 30, 5);
    let mut sliced = new();
    assert_eq!(sliced.p_value(tail.ks), None);
    let fractions: Vec<f64> = (0..30).map(|_| sliced.advance()).collect();
    assert_eq!((fractions[0], fractions[29], sliced.advance()), (1.0 / 30.0, 1.0, 1.0));
    assert_eq!(sliced.values(), new().finish().values());
    assert_eq!(sliced.interval(0.95), new().finish().interval(0.95));
}

#[test]
fn intervals_by_values_cover_alpha_at_the_stated_rate() {
    let worlds = 400;
    let mut covered = 0;
    for world in 0..worlds {
        let mut rng = Rng::split(world, Purpose::Statistics, 9);
        let law = PowerLaw { alpha: 2.5 }.above(1.0);
        let sample = Sample::new((0..400).map(|_| law.draw(&mut rng)).collect::<Vec<_>>()).expect("a sample");
        let alpha = |drawn: &[usize]| {
            let drawn = Sample::new(drawn.iter().map(|&i| sample.values()[i])).ok()?;
            x_min::fixed(&drawn, 1.0, Convention::BothSides).ok().map(|tail| tail.alpha)
        };
        let interval = Bootstrap::new(Redrawn::new(400, alpha), 200, world).finish().interval(0.95).expect("many");
        covered += u32::from(interval.low <= 2.5 && 2.5 <= interval.high);
    }
    let rate = f64::from(covered) / worlds as f64;
    assert!((rate - 0.95).abs() < 4.0 * (0.95f64 * 0.05 / worlds as f64).sqrt(), "{rate}");
}

/// Values of a block share a factor: by values the interval is far too narrow, by blocks it is right.
#[test]
fn intervals_by_blocks_survive_dependence_within_blocks() {
    let worlds = 300;
    let (mut by_blocks, mut by_values) = (0, 0);
    let empty = Histogram { log2_origin: 0.0, log2_ratio: 0.125, counts: vec![0; 600] };
    // The tail begins above the largest factor, so that every block is one power law there.
    let first = 24;
    for world in 0..worlds {
        let mut rng = Rng::split(world, Purpose::Statistics, 10);
        let blocks: Vec<Vec<u64>> = (0..40)
            .map(|_| {
                let law = PowerLaw { alpha: 1.6 + 1.8 * rng.uniform() }.above(8.0);
                let mut counts = empty.counts.clone();
                for _ in 0..200 {
                    counts[((law.draw(&mut rng).log2() / 0.125) as usize).min(599)] += 1;
                }
                counts
            })
            .collect();
        let fitted = |drawn: &[usize]| {
            let counts = (0..600).map(|k| drawn.iter().map(|&block| blocks[block][k]).sum()).collect();
            Histogram { counts, ..empty.clone() }.tail(first)
        };
        let tail = fitted(&(0..40).collect::<Vec<_>>()).expect("a tail");
        let alpha = |drawn: &[usize]| fitted(drawn).map(|tail| tail.alpha);
        let drawn = Bootstrap::new(Redrawn::new(40, alpha), 200, world).finish();
        let interval = Interval::of_units(tail.alpha, drawn.values(), 40, 0.95).expect("many");
        // The mixture's own α: 1 + 1/E[mean excess in bins], by the law of large numbers below.
        let truth = mixture_alpha();
        by_blocks += u32::from(interval.low <= truth && truth <= interval.high);
        by_values += u32::from((tail.alpha - truth).abs() <= 1.96 * tail.alpha_se);
    }
    let rate = |count: u32| f64::from(count) / worlds as f64;
    assert!(rate(by_blocks) > 0.91 && rate(by_values) < 0.6, "{} {}", rate(by_blocks), rate(by_values));
}

/// The α that the binned estimator has for infinitely many blocks: from the mean bin index m of the mixture of exponents
/// 1.6 … 3.4 (midpoint rule).
fn mixture_alpha() -> f64 {
    let log_c = 0.125 * std::f64::consts::LN_2;
    let cells = 10_000;
    let index = |i: i32| {
        let alpha = 1.6 + 1.8 * (f64::from(i) + 0.5) / f64::from(cells);
        1.0 / ((alpha - 1.0) * log_c).exp_m1()
    };
    let m = (0..cells).map(index).sum::<f64>() / f64::from(cells);
    1.0 + (1.0 / m).ln_1p() / log_c
}

#[test]
fn an_interval_from_few_units_holds_the_truth_as_often_as_it_says() {
    let (sets, truth) = (1000, 0.0);
    for units in [5, 10, 32] {
        let mut held = 0;
        for set in 0..sets {
            let mut rng = Rng::split(set, Purpose::Statistics, units as u64);
            let values: Vec<f64> = (0..units).map(|_| rng.normal()).collect();
            let mean = |drawn: &[usize]| Some(drawn.iter().map(|&i| values[i]).sum::<f64>() / units as f64);
            let drawn = Bootstrap::new(Redrawn::new(units, mean), 200, set).finish();
            let all = mean(&(0..units).collect::<Vec<_>>()).expect("a mean");
            let Interval { low, high, .. } =
                Interval::of_units(all, drawn.values(), units, 0.95).expect("enough drawings");
            held += u32::from(low <= truth && truth <= high);
        }
        // 93 to 97 %, beyond three standard deviations of the count.
        assert!((930..=970).contains(&held), "{held} of {sets} with {units} units");
    }
    assert_eq!(Interval::of_units(0.0, &[0.0; 19], 5, 0.95), None);
}

#[test]
fn students_interval_has_the_tables_quantiles() {
    for (freedom, level, t) in
        [(1, 0.95, 12.7062), (2, 0.95, 4.3027), (4, 0.95, 2.7764), (9, 0.99, 3.2498), (30, 0.9, 1.6973)]
    {
        assert!((student_quantile(level, freedom) - t).abs() < 1e-4, "{freedom}");
        assert!((student_two_sided(-t, freedom) - (1.0 - level)).abs() < 1e-5, "{freedom}");
    }
    let seeds = over_seeds(&[3.0, 3.2, 3.4, 3.6, 3.8], 0.95).expect("five");
    assert!((seeds.mean - 3.4).abs() < 1e-12 && (seeds.interval.sd - 0.1f64.sqrt()).abs() < 1e-12);
    assert!((seeds.interval.high - 3.4 - 2.7764 * (0.1f64 / 5.0).sqrt()).abs() < 1e-4);
    assert_eq!(over_seeds(&[3.0], 0.95), None);
}

#[test]
fn a_discrete_null_keeps_its_level_and_sees_a_coin() {
    use super::null::DiscreteNull;
    use crate::stats::discrete;
    use crate::stats::laws::Zeta;
    use std::collections::BTreeMap;
    let counted = |draw: &mut dyn FnMut() -> u64| {
        let mut counts = BTreeMap::new();
        (0..3000).for_each(|_| *counts.entry(draw()).or_insert(0) += 1);
        counts.into_iter().collect::<Vec<(u64, u64)>>()
    };
    let goodness = |counts: &[(u64, u64)], seed| {
        let tail = discrete::scan(counts, 300).expect("has tails");
        Bootstrap::new(DiscreteNull::new(counts, &tail, 300), 40, seed).finish().p_value(tail.ks).expect("replicates")
    };
    let worlds = 100;
    let (mut rejected, mut caught) = (0, 0);
    for world in 0..worlds {
        let mut rng = Rng::split(world, Purpose::Statistics, 11);
        let law = Zeta { alpha: 2.1 }.above(4.0);
        let mut bodied = || if rng.uniform() < 0.3 { 1 + rng.below(3) } else { law.draw(&mut rng) as u64 };
        rejected += u32::from(goodness(&counted(&mut bodied), world).p <= 0.1);
        let mut coin = || 1 + (f64::ln(rng.uniform_positive()) / f64::ln_1p(-0.02)) as u64;
        caught += u32::from(goodness(&counted(&mut coin), world).p <= 0.1);
    }
    let rate = |count: u32| f64::from(count) / worlds as f64;
    println!("discrete, p ≤ 0.1: {} of power laws, {} of coins", rate(rejected), rate(caught));
    assert!(rate(rejected) <= 0.1 + 3.0 * (0.09f64 / worlds as f64).sqrt(), "{}", rate(rejected));
    assert!(rate(caught) > 0.9, "{}", rate(caught));
}
