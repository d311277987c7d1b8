//! E2's courses against direct computation.
use super::*;
use crate::model::layout::{Init, Tensor};
use crate::observe::recorder::Recorder;
use crate::observe::Observer;
use crate::rng::Purpose;
use crate::stats::laws::{Law, PowerLaw};
use crate::train::StepView;

/// 500 steps of i.i.d. power-law updates of 600 parameters, the last 100 key biases a million times larger; records, and
/// the updates of the tail.
fn run() -> (Records, Vec<Vec<f32>>) {
    let tensor = |name: &str, len: usize, offset: usize, in_tail| Tensor {
        name: name.into(),
        shape: vec![len],
        offset,
        in_tail,
        input: None,
        init: Init::Constant(0.0),
    };
    let table = [tensor("a", 500, 0, true), tensor("key.bias", 100, 500, false)];
    let mut recorder = Recorder::new(&table, 1, 11, 100);
    let mut seen = Vec::new();
    for step in 1..=500 {
        let mut rng = Rng::split(3, Purpose::Init, step);
        let mut update: Vec<f32> =
            (0..600).map(|_| PowerLaw { alpha: 3.0 }.above(1e-4).draw(&mut rng) as f32).collect();
        update[500..].iter_mut().for_each(|x| *x *= 1e6);
        recorder.see(&StepView { step, loss: 1.0, update: &update, ..StepView::default() });
        seen.push(update[..500].to_vec());
    }
    (Records::gathered(|name| recorder.record(name)).expect("all are known"), seen)
}

#[test]
fn each_window_has_the_exponent_of_its_own_top_hundredth() {
    let (records, seen) = run();
    let mut stability = Stability::new(&records, Options { windows: 4, seed: Some(1) }).expect("has its records");
    let mut before = 0.0;
    loop {
        let done = stability.advance();
        assert!(done >= before, "progress {before} → {done}");
        if done == 1.0 {
            break;
        }
        before = done;
    }
    let result = stability.result();
    let steps: Vec<_> = result.data.estimates().map(|one| one.steps).collect();
    assert_eq!(steps, [[101, 200], [201, 300], [301, 400], [401, 500]]);
    assert_eq!(result.data.transient.expect("has steps").steps, [1, 100]);
    for (of_all, of_series) in result.data.estimates().zip(result.sample.data.estimates()) {
        let mut values: Vec<f64> = (of_all.steps[0]..=of_all.steps[1])
            .flat_map(|step| &seen[step as usize - 1])
            .map(|&x| f64::from(x))
            .collect();
        values.sort_unstable_by(|a, b| b.total_cmp(a));
        let (top, x) = (&values[..500], values[499]);
        let alpha = 1.0 + 500.0 / top.iter().map(|y| libm::log(y / x)).sum::<f64>();
        // Bins are 9 % wide; the exponent hardly depends on where within one the tail begins.
        assert!(
            (of_all.alpha / alpha - 1.0).abs() < 0.03 && (of_all.x_min / x - 1.0).abs() < 0.03,
            "{of_all:?} {alpha} {x}"
        );
        // The series holds all of the tail's parameters here, each value to 0.2 %.
        assert!((of_series.alpha / of_all.alpha - 1.0).abs() < 0.02, "{of_series:?} {of_all:?}");
        let interval = of_all.interval.expect("ten blocks");
        assert!(interval.low < of_all.alpha && of_all.alpha < interval.high);
        assert!(interval.sd > 0.02 && interval.sd < 0.3, "√500 of 2 is 0.09: {interval:?}");
    }
    assert_eq!(result.parameters, [500, 500]);
    // Independent draws: no parameter has a scale of its own. 1/√500 is 0.045.
    assert!(result.persistence.iter().all(|one| one.expect("500 parameters").abs() < 5.0 * 0.045));
    assert_eq!(result.persistence.len(), 4);
    assert_eq!(result.tensors[0].data, result.data);
    assert!(result.tensors[1].sample.data.estimates().next().is_none(), "key biases are in no series");
    let figure = stability.figure("{}").expect("known");
    assert_eq!(figure.series.last().expect("has series").points.len(), 5);
    let mut numbers = figure.series.iter().flat_map(|series| series.points.iter().flatten());
    assert!(numbers.all(|number| number.is_finite()), "a table and a CSV show every point");
    let unknown = stability.figure(r#"{"tensor": "c"}"#).expect_err("refused").to_string();
    assert_eq!(unknown, "There is no tensor named \"c\"; layout() lists them.");
}

#[test]
fn a_cutoff_is_that_of_the_truncated_law() {
    let law = TruncatedPowerLaw { alpha: 2.5, lambda: 30.0 }.above(0.01);
    let mut rng = Rng::new(5, Purpose::Statistics);
    let mut histogram = Histogram { log2_origin: -7.0, log2_ratio: 0.125, counts: vec![0; 120] };
    for _ in 0..200_000 {
        histogram.counts[((libm::log2(law.draw(&mut rng)) + 7.0) * 8.0) as usize] += 1;
    }
    let found = truncated(&histogram, 8).expect("has a cutoff");
    assert!((found.lambda / 30.0 - 1.0).abs() < 0.1, "{found:?}");
    let pure = PowerLaw { alpha: 2.5 }.above(0.01);
    let mut counts = vec![0; 400];
    for _ in 0..20_000 {
        counts[(((libm::log2(pure.draw(&mut rng)) + 7.0) * 8.0) as usize).min(399)] += 1;
    }
    let cutoff = truncated(&Histogram { counts, ..histogram }, 8).map(|law| 1.0 / law.lambda);
    assert!(cutoff.is_none_or(|x| x > 5.0), "a power law's cutoff lies beyond nearly all of its values: {cutoff:?}");
}

#[test]
fn windows_out_of_range_and_missing_records_are_refused() {
    let refused = |records: &Records, options: &str| start(records, options).err().expect("refused").to_string();
    let (records, _) = run();
    assert_eq!(refused(&records, r#"{"windows": 2}"#), "windows must be a whole number from 3 to 32, and 2 is not.");
    assert_eq!(refused(&Records::default(), "{}"), "The record \"tails\" has not been received.");
}
