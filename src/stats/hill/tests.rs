//! The Hill plot and its flatness, on laws whose plot is known.
use super::*;
use crate::rng::{Purpose, Rng};
use crate::stats::laws::{Law, PowerLaw};

fn pareto(alpha: f64, n: usize, seed: u64) -> Sample {
    let mut rng = Rng::split(seed, Purpose::Statistics, 3);
    let law = PowerLaw { alpha }.above(0.5);
    Sample::new((0..n).map(|_| law.draw(&mut rng))).expect("a sample")
}

fn exponential(n: usize, seed: u64) -> Sample {
    let mut rng = Rng::split(seed, Purpose::Statistics, 4);
    Sample::new((0..n).map(|_| -f64::ln(rng.uniform_positive()))).expect("a sample")
}

fn binned(sample: &Sample) -> Histogram {
    let mut histogram = Histogram { log2_origin: -30.0, log2_ratio: 0.125, counts: vec![0; 800] };
    for &x in sample.values() {
        histogram.counts[((x.log2() + 30.0) / 0.125) as usize] += 1;
    }
    histogram
}

#[test]
fn the_running_sum_is_the_definition() {
    let sample = pareto(2.5, 3000, 1);
    let values = sample.values();
    let points = hill(&sample);
    assert!(points.len() > 40 && points[0].k == 1);
    for point in &points {
        let tail = &values[values.len() - point.k as usize..];
        assert!(tail[0] > point.x_min);
        let sum: f64 = tail.iter().map(|x| (x / point.x_min).ln()).sum();
        assert!((point.alpha - (1.0 + point.k as f64 / sum)).abs() < 1e-9 * point.alpha, "{point:?}");
    }
    assert!(points.windows(2).all(|pair| pair[1].k as f64 >= RATIO * pair[0].k as f64));
}

#[test]
fn ties_are_never_cut() {
    let sample = Sample::new((0..4000).map(|i| f64::from(1 + i % 7))).expect("a sample");
    for point in hill(&sample) {
        assert_eq!(point.k, sample.values().iter().filter(|&&x| x > point.x_min).count() as u64);
    }
}

#[test]
fn a_power_law_is_flat_at_the_stated_rate_and_an_exponential_steepens() {
    let worlds = 400;
    let (mut rejected, mut rejected_binned, mut seen) = (0, 0, 0);
    for world in 0..worlds {
        let sample = pareto(3.4, 20_000, 100 + world);
        let found = plateau(&sample).expect("many values");
        assert_eq!(found.k[1], 50.max(found.k[1]));
        assert!(found.alpha[0] > 2.0 && found.alpha[1] < 5.5, "{found:?}");
        rejected += u32::from(found.p < 0.05);
        rejected_binned += u32::from(plateau_binned(&binned(&sample)).expect("many bins").p < 0.05);
        let steep = exponential(20_000, world);
        let (by_value, by_bin) = (plateau(&steep).expect("many"), plateau_binned(&binned(&steep)).expect("many"));
        seen += u32::from(by_value.p < 0.01 && by_bin.p < 0.01);
    }
    let rate = |count: u32| f64::from(count) / worlds as f64;
    let error = 5.0 * (0.05f64 * 0.95 / worlds as f64).sqrt();
    assert!((rate(rejected) - 0.05).abs() < error, "{}", rate(rejected));
    assert!((rate(rejected_binned) - 0.05).abs() < error, "{}", rate(rejected_binned));
    assert!(rate(seen) > 0.99, "{}", rate(seen));
}

#[test]
fn too_few_values_have_no_plateau() {
    assert_eq!(plateau(&pareto(2.0, 900, 1)), None);
    assert_eq!(plateau_binned(&binned(&pareto(2.0, 900, 1))), None);
}
