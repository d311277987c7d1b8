//! The calibration recovers what it should, and its division does not matter.
use super::*;
use crate::experiment::verdict::Grade;

fn calibration(options: &str, parts: u64) -> Calibration {
    Calibration::new(Options::parse(options).expect("known numbers"), parts)
}

/// By itself, with no part taken in from elsewhere.
fn alone(options: &str, parts: u64) -> Calibration {
    let mut calibration = calibration(options, parts);
    let mut done = 0.0;
    while done < 1.0 {
        let now = calibration.advance();
        assert!(now >= done && now <= 1.0, "{now} after {done}");
        done = now;
    }
    calibration
}

fn outcome(calibration: &Calibration, part: usize) -> Vec<u8> {
    let mut part = calibration.part(part).expect("there is one");
    while part.advance() < 1.0 {}
    part.outcome()
}

/// Every law with its x_min known: 95 % intervals hold the truth in 93 to 97 %, and verdicts are right. Prints what is found with
/// x_min searched for: `cargo test --lib calibration -- --nocapture`.
#[test]
fn laws_are_recovered() {
    for kind in TABLE.iter().filter(|kind| kind.pipeline == Pipeline::Fit) {
        let found = alone(&format!("{{\"world\": \"{}\", \"sets\": 1000}}", kind.key), 64).result();
        println!("{}: {:?}: {}", kind.key, found.verdict.grade, found.verdict.sentence);
        let [known, searched] = &found.ways[..] else { panic!("two ways") };
        assert_eq!((known.name, searched.name, found.sets), ("known", "searched", 1000));
        for recovered in &known.parameters {
            assert!((0.93..=0.97).contains(&recovered.coverage.share), "{}: {recovered:?}", kind.key);
            assert!((recovered.sd / recovered.stated - 1.0).abs() < 0.12, "{}: {recovered:?}", kind.key);
        }
        for way in [known, searched] {
            assert_eq!((way.measured, way.refused), (1000, 0));
            let wrong = way.wrong.expect("many data sets");
            assert!(wrong.low <= WRONG, "{}, {}: {wrong:?}", kind.key, way.name);
        }
        let [low, middle, high] = searched.x_min.expect("it was searched for");
        assert!(low <= middle && middle <= high);
        if kind.key.ends_with("owerLaw") {
            assert!(low > 0.5 && high < 10.0, "{}: {low} {high}", kind.key);
        }
    }
}

/// Made-up runs get the verdict that is right, through E1 and E3 themselves.
#[test]
fn processes_get_their_verdict() {
    for kind in TABLE.iter().filter(|kind| kind.pipeline != Pipeline::Fit) {
        let sets = if kind.pipeline == Pipeline::E1 { 2 } else { 20 };
        let found = alone(&format!("{{\"world\": \"{}\", \"sets\": {sets}}}", kind.key), 64).result();
        println!("{}: {:?}: {}", kind.key, found.verdict.grade, found.verdict.sentence);
        let wrong = found.ways[0].wrong.expect("data sets");
        assert!(wrong.count <= 1, "{}: {:?}", kind.key, found.ways);
        for recovered in &found.ways[0].parameters {
            assert!((recovered.bias / recovered.truth).abs() < 0.03, "{}: {recovered:?}", kind.key);
        }
    }
}

#[test]
fn any_division_gives_the_same_bits() {
    for options in [r#"{"sets": 23, "n": 200}"#, r#"{"world": "renewal", "sets": 5, "steps": 400}"#] {
        let whole = alone(options, 1);
        for parts in [2, 5, 64] {
            let mut divided = calibration(options, parts);
            // Every second part is done elsewhere, the last one first.
            for index in (0..divided.parts.work().len()).rev().step_by(2) {
                let bytes = outcome(&divided, index);
                divided.take(index, &bytes).expect("its own outcome");
            }
            while divided.advance() < 1.0 {}
            assert_eq!(Experiment::result(&divided), Experiment::result(&whole), "{parts} parts");
            for view in ["estimates", "intervals", "first"] {
                let figure = |calibration: &Calibration| calibration.figure(&format!("{{\"view\": \"{view}\"}}"));
                assert_eq!(figure(&divided), figure(&whole));
            }
        }
    }
    let other = alone(r#"{"sets": 23, "n": 200, "seed": 12}"#, 1);
    assert_ne!(Experiment::result(&other), Experiment::result(&alone(r#"{"sets": 23, "n": 200}"#, 1)));
}

#[test]
fn parts_that_are_none_are_refused() {
    let mut calibration = calibration(r#"{"sets": 4, "n": 100}"#, 2);
    assert_eq!(calibration.parts(), [2.0, 2.0]);
    assert!(calibration.part(2).is_err() && calibration.take(2, &[]).is_err() && calibration.take(0, &[9]).is_err());
}

#[test]
fn what_a_world_cannot_be_is_refused_by_name() {
    let refused = |options: &str| {
        let error = Options::parse(options).expect_err("refused");
        (error.key().to_string(), error.to_string())
    };
    for (options, key, says) in [
        (r#"{"world": "cauchy"}"#, "world", "There is no such world; there are powerLaw, zeta, "),
        (r#"{"world": 3}"#, "world", "There is no such world"),
        (r#"{"alpha": 1}"#, "alpha", "α takes a number from 1.2 to 6, not 1."),
        (r#"{"alpha": null}"#, "alpha", "α takes a number from 1.2 to 6, not null."),
        (r#"{"n": 1000.5}"#, "n", "n takes a whole number from 50 to 100000, not 1000.5."),
        (r#"{"n": "many"}"#, "n", "n takes a whole number from 50 to 100000, not \"many\"."),
        (r#"{"sigma": 1}"#, "sigma", "Power law has no number \"sigma\"; it has alpha, xMin, body, n, sets, seed."),
        (r#"{"world": "bursts", "n": 100}"#, "n", "Bursts has no number \"n\"; it has steps, sets, seed."),
        (r#"{"n": 100000, "sets": 10000}"#, "sets", "1,000,000,000 values in all are more than the 100,000,000 that"),
    ] {
        let (found, sentence) = refused(options);
        assert_eq!(found, key);
        assert!(sentence.starts_with(says), "{sentence}");
    }
    assert_eq!(refused("[1]").0, "call");
    let options = Options::parse(r#"{"world": "lognormal", "sigma": 2, "seed": 3}"#).expect("known numbers");
    assert_eq!((options.get("sigma"), options.get("mu"), options.seed(), options.sets()), (2.0, 0.5, 3, 1000));
}

#[test]
fn every_world_has_its_figures_and_a_verdict_only_when_all_is_done() {
    for kind in TABLE.iter().filter(|kind| kind.pipeline != Pipeline::E1) {
        let options = format!("{{\"world\": \"{}\", \"sets\": 3}}", kind.key);
        let begun = calibration(&options, 64);
        assert_eq!(begun.result().verdict.grade, Grade::NotEnoughData);
        assert!(begun.figure("{}").expect("known options").empty.is_some());
        let calibration = alone(&options, 64);
        assert!(calibration.result().verdict.sentence.starts_with("Not enough data: 3 data sets of “"));
        let first = calibration.figure(r#"{"view": "first"}"#).expect("known options");
        assert!(first.empty.is_none() && !first.series.is_empty(), "{}", kind.key);
        for parameter in result::parameters(&calibration.options) {
            for view in ["estimates", "intervals"] {
                let options = format!("{{\"view\": \"{view}\", \"parameter\": \"{parameter}\"}}");
                let figure = calibration.figure(&options).expect("known options");
                assert!(figure.empty.is_none() && figure.rules.len() == 1, "{}: {figure:?}", kind.key);
            }
        }
        assert!(calibration.figure(r#"{"parameter": "x"}"#).is_err() && calibration.figure(r#"{"way": "x"}"#).is_err());
    }
}

/// The body meets the law at x_min: as many values just below it as just above.
#[test]
fn a_body_joins_its_law_without_a_step() {
    for world in ["powerLaw", "lognormal", "stretchedExponential"] {
        for body in [0.1, 0.5, 0.9] {
            let options = format!("{{\"world\": \"{world}\", \"body\": {body}, \"n\": 100000, \"sets\": 1}}");
            let values = law::values(&Options::parse(&options).expect("known numbers"), 0);
            let between = |low: f64, high: f64| values.iter().filter(|x| (low..high).contains(*x)).count() as f64;
            let (below, above) = (between(0.98, 1.0), between(1.0, 1.02));
            // The density changes by at most a tenth over 2 %.
            assert!(
                (below - above).abs() < 5.0 * (below + above).sqrt() + 0.1 * above,
                "{world} {body}: {below} {above}"
            );
            assert!((between(0.0, 1.0) / 1e5 - body).abs() < 0.01);
        }
    }
}
