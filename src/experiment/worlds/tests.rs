//! Made-up runs whose verdicts are known: E1 and E2 must find them, and how often they do not is counted and printed.
use super::{Run, World};
use crate::experiment::stability::{Options as StabilityOptions, Stability};
use crate::experiment::updates::{Options, Updates};
use crate::experiment::verdict::{Grade, Verdict};
use crate::experiment::{Experiment, Records};

const PARETO: World = World::Pareto { alpha: 3.0 };
const SPREAD: World = World::Spread { alpha: 2.8 };
const LOGNORMAL: World = World::Lognormal { sigma: 1.3 };
/// From 4.5 to 2.5 over 410 steps.
const DRIFTING: World = World::Drifting { from: 4.5, fall: 2.0 / 410.0 };

fn records(world: World, seed: u64, steps: u64) -> Records {
    let recorder = Run::recorded(world, steps, seed).finish();
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
    let total = wrong("E1, power law", e1, (PARETO, 120), SEEDS, Grade::Supported, None)
        + wrong("E1, Gaussians of spread scales", e1, (SPREAD, 120), SEEDS, Grade::Explained, param)
        + wrong(
            "E1, Gaussians with a scale a tensor and step",
            e1,
            (World::Tensors, 400),
            SEEDS,
            Grade::Explained,
            Some("gaussianTensorStep"),
        )
        + wrong("E1, one Gaussian", e1, (World::Gaussian, 120), SEEDS, Grade::NotSupported, None)
        + wrong("E1, log-normal", e1, (LOGNORMAL, 120), SEEDS, Grade::NotSupported, None)
        + wrong("E1, 20 steps", e1, (PARETO, 20), SEEDS, Grade::NotEnoughData, None);
    println!("E1: {total} wrong verdicts of {}", 6 * SEEDS);
    assert!(total <= 3, "{total} of {} verdicts are wrong", 6 * SEEDS);
}

#[test]
fn exponents_of_known_course_get_their_verdict() {
    let param = Some("gaussianParamStep");
    let total = wrong("E2, power law", e2, (PARETO, 400), SEEDS, Grade::Supported, None)
        + wrong("E2, Gaussians of spread scales", e2, (SPREAD, 400), SEEDS, Grade::Explained, param)
        + wrong("E2, one Gaussian", e2, (World::Gaussian, 400), SEEDS, Grade::NotSupported, None)
        + wrong("E2, a drifting power law", e2, (DRIFTING, 400), SEEDS, Grade::NotSupported, None)
        + wrong("E2, 100 steps", e2, (PARETO, 100), SEEDS, Grade::NotEnoughData, None);
    println!("E2: {total} wrong verdicts of {}", 5 * SEEDS);
    assert!(total <= 2, "{total} of {} verdicts are wrong", 5 * SEEDS);
}
