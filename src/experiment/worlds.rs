//! Made-up runs whose verdicts are known: E1 and E2 must find them, and how often they do not is counted and printed.
use super::stability::{Options as StabilityOptions, Stability};
use super::updates::{Options, Updates};
use super::verdict::{Grade, Verdict};
use super::{Experiment, Records};
use crate::model::layout::{Init, Tensor};
use crate::observe::recorder::Recorder;
use crate::observe::Observer;
use crate::rng::{Purpose, Rng};
use crate::stats::laws::{Law, PowerLaw};
use crate::train::StepView;

const PARAMETERS: usize = 2000;
const TRANSIENT: u64 = 10;

/// Draws parameter i's update at a step from its own generator; `i` counts from 0 in two tensors of 1,000.
type World = fn(seed: u64, i: usize, step: u64, rng: &mut Rng) -> f64;

/// i.i.d. from one power law. At α = 3 the null with a scale a parameter has the same tail, since the scales are taken from
/// the data themselves: only what is left once they are divided out tells the two apart.
fn pareto(_: u64, _: usize, _: u64, rng: &mut Rng) -> f64 {
    PowerLaw { alpha: 3.0 }.above(1e-4).draw(rng)
}

/// A Gaussian whose scale is the parameter's, spread as a power law, and the step's.
fn scales(seed: u64, i: usize, step: u64, rng: &mut Rng) -> f64 {
    let spread = PowerLaw { alpha: 2.8 }.above(1.0).draw(&mut Rng::split(seed, Purpose::Init, i as u64));
    let time = Rng::split(seed, Purpose::Batches, step).normal();
    1e-4 * spread * libm::exp(0.3 * time) * rng.normal()
}

/// A Gaussian of one scale a tensor and step; the second tensor is small and wide.
fn tensors(seed: u64, i: usize, step: u64, rng: &mut Rng) -> f64 {
    let time = Rng::split(seed, Purpose::Batches, 2 * step + u64::from(i < 1900)).normal();
    1e-4 * if i < 1900 { 1.0 } else { 12.0 } * libm::exp(0.7 * time) * rng.normal()
}

/// One Gaussian.
fn gaussian(_: u64, _: usize, _: u64, rng: &mut Rng) -> f64 {
    1e-4 * rng.normal()
}

/// i.i.d. log-normal: heavy, but no power law.
fn lognormal(_: u64, _: usize, _: u64, rng: &mut Rng) -> f64 {
    1e-4 * libm::exp(1.3 * rng.normal())
}

/// A power law whose exponent falls from 4.5 to 2.5 along the run.
fn drifting(_: u64, _: usize, step: u64, rng: &mut Rng) -> f64 {
    let alpha = 4.5 - 2.0 * (step as f64 / 410.0);
    PowerLaw { alpha }.above(1e-4).draw(rng)
}

fn records(world: World, seed: u64, steps: u64) -> Records {
    let mut offset = 0;
    let mut tensor = |name: &str, len: usize| {
        offset += len;
        Tensor {
            name: name.into(),
            shape: vec![len],
            offset: offset - len,
            in_tail: true,
            input: None,
            init: Init::Constant(0.0),
        }
    };
    let table = [tensor("a", 1900), tensor("b", 100)];
    let mut recorder = Recorder::new(&table, 1, seed, TRANSIENT);
    let mut update = vec![0.0; PARAMETERS];
    for step in 1..=TRANSIENT + steps {
        let mut rng = Rng::split(seed, Purpose::Text, step);
        for (i, x) in update.iter_mut().enumerate() {
            *x = world(seed, i, step, &mut rng) as f32;
        }
        recorder.see(&StepView { step, loss: 1.0, update: &update, ..StepView::default() });
    }
    Records::gathered(|name| recorder.record(name)).expect("all are known")
}

fn e1(records: &Records) -> Verdict {
    let mut updates = Updates::new(records, Options::default()).expect("has its records");
    while updates.advance() < 1.0 {}
    let result = updates.result();
    let top = result.data.after.as_ref().and_then(|data| data.hill.get(1)).map(|hill| hill.alpha);
    assert_eq!(result.headline.numbers[0].data, top);
    assert!(result.headline.agrees(&result.verdict), "{:?}", result.headline);
    result.verdict.clone()
}

fn e2(records: &Records) -> Verdict {
    let mut stability = Stability::new(records, StabilityOptions::default()).expect("has its records");
    while stability.advance() < 1.0 {}
    let result = stability.result();
    assert!(result.headline.agrees(&result.verdict), "{:?}", result.headline);
    result.verdict.clone()
}

/// Runs a world with several seeds; prints the share of verdicts that are wrong and returns their number.
fn wrong(
    name: &str,
    verdict: fn(&Records) -> Verdict,
    (world, steps): (World, u64),
    seeds: u64,
    grade: Grade,
    null: Option<&str>,
) -> u64 {
    let mut wrong = 0;
    for seed in 0..seeds {
        let found = verdict(&records(world, seed, steps));
        assert!(
            found.sentence.ends_with('.') && found.sentence.is_ascii() | found.sentence.contains('α'),
            "{}",
            found.sentence
        );
        if seed == 0 {
            println!("{name}: {}", found.sentence);
        }
        if (found.grade, found.null.as_deref()) != (grade, null) {
            wrong += 1;
            println!("{name}, seed {seed}, is wrong: {}", found.sentence);
        }
    }
    println!("{name}: {wrong} wrong verdicts of {seeds}");
    wrong
}

const SEEDS: u64 = 8;

#[test]
fn update_tails_of_known_origin_get_their_verdict() {
    let param = Some("gaussianParamStep");
    let total = wrong("E1, power law", e1, (pareto, 120), SEEDS, Grade::Supported, None)
        + wrong("E1, Gaussians of spread scales", e1, (scales, 120), SEEDS, Grade::Explained, param)
        + wrong(
            "E1, Gaussians with a scale a tensor and step",
            e1,
            (tensors, 400),
            SEEDS,
            Grade::Explained,
            Some("gaussianTensorStep"),
        )
        + wrong("E1, one Gaussian", e1, (gaussian, 120), SEEDS, Grade::NotSupported, None)
        + wrong("E1, log-normal", e1, (lognormal, 120), SEEDS, Grade::NotSupported, None)
        + wrong("E1, 20 steps", e1, (pareto, 20), SEEDS, Grade::NotEnoughData, None);
    println!("E1: {total} wrong verdicts of {}", 6 * SEEDS);
    assert!(total <= 3, "{total} of {} verdicts are wrong", 6 * SEEDS);
}

#[test]
fn exponents_of_known_course_get_their_verdict() {
    let param = Some("gaussianParamStep");
    let total = wrong("E2, power law", e2, (pareto, 400), SEEDS, Grade::Supported, None)
        + wrong("E2, Gaussians of spread scales", e2, (scales, 400), SEEDS, Grade::Explained, param)
        + wrong("E2, one Gaussian", e2, (gaussian, 400), SEEDS, Grade::NotSupported, None)
        + wrong("E2, a drifting power law", e2, (drifting, 400), SEEDS, Grade::NotSupported, None)
        + wrong("E2, 100 steps", e2, (pareto, 100), SEEDS, Grade::NotEnoughData, None);
    println!("E2: {total} wrong verdicts of {}", 5 * SEEDS);
    assert!(total <= 2, "{total} of {} verdicts are wrong", 5 * SEEDS);
}
