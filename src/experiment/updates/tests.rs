//! E1 on made-up updates whose law is known.
use super::fits::fit;
use super::*;
use crate::figure::{Figure, Tone};
use crate::model::layout::{Init, Tensor};
use crate::observe::record::{decode, TailRecord, Window, POOLED};
use crate::observe::recorder::{Chosen, Recorder};
use crate::observe::Observer;
use crate::rng::{Purpose, Rng};
use crate::stats::laws::{Law, PowerLaw};
use crate::stats::Fit;
use crate::train::StepView;

const LAW: PowerLaw = PowerLaw { alpha: 2.5 };

/// Tensors "a" (2000), "layers.0.key.bias" (100), "b" (60), "dead" (64).
fn table() -> Vec<Tensor> {
    let mut offset = 0;
    let mut tensor = |name: &str, len: usize, in_tail: bool| {
        offset += len;
        Tensor {
            name: name.into(),
            shape: vec![len],
            offset: offset - len,
            in_tail,
            input: None,
            init: Init::Constant(0.0),
        }
    };
    vec![
        tensor("a", 2000, true),
        tensor("layers.0.key.bias", 100, false),
        tensor("b", 60, true),
        tensor("dead", 64, true),
    ]
}

/// Shows `steps` steps of i.i.d. power-law updates (the key biases' a million times larger, the dead ones 0).
fn show(recorder: &mut Recorder, steps: std::ops::RangeInclusive<u64>) -> Vec<Vec<f32>> {
    steps
        .map(|step| {
            let mut rng = Rng::split(7, Purpose::Init, step);
            let mut update: Vec<f32> = (0..2224).map(|_| LAW.above(1e-4).draw(&mut rng) as f32).collect();
            update[2000..2100].iter_mut().for_each(|x| *x *= -1e6);
            update[2160..].fill(0.0);
            recorder.see(&StepView { step, loss: 1.0, update: &update, ..StepView::default() });
            update
        })
        .collect()
}

fn fit_of(finding: &Finding) -> Fit {
    match finding {
        Finding::Fit(fit) => *fit,
        Finding::Refused { reason } => panic!("{reason}"),
    }
}

fn recorder(transient_end: u64) -> Recorder {
    Recorder::new(&table(), 1, 11, transient_end)
}

/// The figure as the page gets it: the record crosses as bytes.
fn asked(live: &mut Live, recorder: &Recorder, view: View, tensor: &str, window: Window) -> Figure {
    let options = FigureOptions { view, tensor: tensor.into(), window };
    live.receive(decode("tail", &recorder.tail(live.chosen(&options)).expect("known")).expect("a record"));
    live.figure(&options).expect("received")
}

fn tail(recorder: &Recorder, tensor: &str, window: Window) -> StreamRecord {
    let bytes = recorder.tail(Chosen { tensor: tensor.into(), window, fitted: None }).expect("known");
    let record: TailRecord = decode("tail", &bytes).expect("a record");
    record.stream.expect("has steps")
}

/// The whole experiment.
fn result(recorder: &Recorder) -> UpdatesResult {
    let records = Records::gathered(|name| recorder.record(name)).expect("all are known");
    let mut updates = Updates::new(&records, Options::default()).expect("has its records");
    let mut before = 0.0;
    loop {
        let done = updates.advance();
        assert!(done >= before, "progress {before} → {done}");
        if done == 1.0 {
            return updates.result;
        }
        before = done;
    }
}

#[test]
fn a_power_law_is_found_pooled_and_per_tensor_in_each_window() {
    let mut recorder = recorder(20);
    show(&mut recorder, 1..=60);
    let result = result(&recorder);
    let transient = result.data.transient.expect("has steps");
    let after = result.data.after.expect("has steps");
    assert_eq!((transient.steps, after.steps), ([1, 20], [21, 60]));
    assert_eq!((transient.n, transient.n_zero), (20 * 2060, 20 * 64));
    assert_eq!((after.n, after.n_zero, after.moments.n), (40 * 2060, 40 * 64, 40 * 2124));
    for analysis in [transient, after, result.tensors[0].windows.after.clone().expect("has steps")] {
        for finding in [&analysis.fits.continuous, &analysis.fits.binned] {
            let fit = fit_of(finding);
            assert!((fit.alpha - LAW.alpha).abs() < 5.0 * fit.alpha_se, "{fit:?}");
        }
        assert_eq!(fit_of(&analysis.fits.binned).n, analysis.n);
    }
    let [_, key, _, dead] = &result.tensors[..] else { panic!("four tensors") };
    assert!(!key.in_tail && dead.in_tail);
    let dead = dead.windows.after.as_ref().expect("has steps");
    let reason = "Too little data: 0 positive values (2560 exact zeros are counted apart). A tail needs at least 10, and 50 or more to say much.";
    assert_eq!(dead.fits.continuous, Finding::Refused { reason: reason.into() });
}

/// The tail of a small tensor lies among its exact largest values, and the fit is that of all of them.
#[test]
fn exact_values_take_the_sampled_ones_place_where_they_hold_the_whole_tail() {
    let mut recorder = recorder(300);
    let shown = show(&mut recorder, 1..=300);
    let b: Vec<f64> = shown.iter().flat_map(|update| &update[2100..2160]).map(|&x| f64::from(x)).collect();
    let mut fits = fit(&tail(&recorder, "b", Window::Transient));
    // A power law from its first value on: the reservoir's tail is most of the 18,000, more than the 1024 largest.
    assert_eq!(fits.source, Source::Reservoir);
    // A body of equal values under a steeper start pushes x_min up into the largest.
    let mut body = self::recorder(300);
    for (update, step) in shown.iter().zip(1..) {
        let update: Vec<f32> = update.iter().map(|&x| if x < 8e-4 { x.min(1e-4) } else { x }).collect();
        body.see(&StepView { step, loss: 1.0, update: &update, ..StepView::default() });
    }
    fits = fit(&tail(&body, "b", Window::Transient));
    let found = fit_of(&fits.continuous);
    assert_eq!((fits.source, found.n), (Source::Largest, 18_000));
    assert_eq!(found.n_tail, b.iter().filter(|&&x| x >= found.x_min).count() as u64);
    let excess: f64 = b.iter().filter(|&&x| x >= found.x_min).map(|x| libm::log(x / found.x_min)).sum();
    assert!((found.alpha / (1.0 + found.n_tail as f64 / excess) - 1.0).abs() < 1e-12);
    assert_eq!(found.x_max, b.iter().copied().fold(0.0, f64::max));
}

#[test]
fn the_figure_draws_the_stream_and_its_fit() {
    let mut recorder = recorder(20);
    let shown = show(&mut recorder, 1..=20);
    let all: Vec<f64> = shown
        .iter()
        .flat_map(|update| update[..2000].iter().chain(&update[2100..2160]))
        .map(|&x| f64::from(x))
        .collect();
    let mut live = Live::default();
    let figure = asked(&mut live, &recorder, View::Ccdf, POOLED, Window::Transient);
    let [body, tail, law] = &figure.series[..] else { panic!("three series") };
    assert_eq!((body.tone, tail.tone, law.tone), (Tone::Muted, Tone::Data, Tone::Fit));
    let x_min = figure.rules[0].at;
    assert!(body.points.iter().all(|p| p[0] < x_min) && tail.points.iter().all(|p| p[0] >= x_min));
    for &[x, p] in body.points.iter().chain(&tail.points) {
        let counted = all.iter().filter(|&&y| y >= x).count() as f64 / all.len() as f64;
        assert!((p - counted).abs() < 1e-12, "{x}: {p} {counted}");
    }
    let fit = fit_of(&result(&recorder).data.transient.expect("has steps").fits.continuous);
    assert_eq!(fit.x_min, x_min);
    let ([[x0, p0], [x1, p1]], share) = ([law.points[0], law.points[1]], fit.n_tail as f64 / fit.n as f64);
    assert_eq!((x0, p0, x1), (x_min, share, all.iter().copied().fold(0.0, f64::max)));
    assert!((libm::log(p1 / p0) / libm::log(x1 / x0) + fit.alpha - 1.0).abs() < 1e-9);
    let written = figure.notes.join("\n");
    for part in
        ["α = 2.", "continuous maximum likelihood", "decades", "x_min = 1.", "D = 0.0", "1,280 exact zeros apart"]
    {
        assert!(written.contains(part), "{part} in {written}");
    }

    let density = asked(&mut live, &recorder, View::Density, "a", Window::Transient);
    let a = 20.0 * 2000.0;
    for &[x, p] in density.series.iter().take(2).flat_map(|series| &series.points) {
        let (low, high) = (x * libm::exp2(-1.0 / 16.0), x * libm::exp2(1.0 / 16.0));
        let inside = shown.iter().flat_map(|u| &u[..2000]).filter(|&&y| low <= f64::from(y) && f64::from(y) < high);
        let counted = inside.count() as f64 / a / (high - low);
        // A value within rounding of an edge may fall on either side here.
        assert!((p - counted).abs() <= 1.5 / a / (high - low), "{x}: {p} {counted}");
    }
    let key = asked(&mut live, &recorder, View::Ccdf, "layers.0.key.bias", Window::Transient);
    assert!(key.notes.iter().any(|note| note.starts_with("Not part of the pooled tail")));
}

#[test]
fn a_fit_is_kept_until_the_window_has_grown_by_a_tenth_or_is_complete() {
    let mut recorder = recorder(42);
    let mut live = Live::default();
    let mut fitted_at = |recorder: &mut Recorder, steps| {
        show(recorder, steps);
        let figure = asked(&mut live, recorder, View::Ccdf, POOLED, Window::Transient);
        let whole = asked(&mut Live::default(), recorder, View::Ccdf, POOLED, Window::Transient);
        let points = |figure: &Figure| figure.series[..2].iter().flat_map(|s| s.points.clone()).collect::<Vec<_>>();
        assert_eq!(points(&figure), points(&whole), "an outline draws as the whole does");
        figure.notes.last().expect("has notes").clone()
    };
    assert_eq!(fitted_at(&mut recorder, 1..=30), "fitted at step 30");
    assert_eq!(fitted_at(&mut recorder, 31..=32), "fitted at step 30");
    assert_eq!(fitted_at(&mut recorder, 33..=40), "fitted at step 40");
    assert_eq!(fitted_at(&mut recorder, 41..=42), "fitted at step 40");
    assert_eq!(fitted_at(&mut recorder, 43..=43), "fitted at step 42");
    let mut next = Recorder::new(&table(), 2, 11, 42);
    assert_eq!(fitted_at(&mut next, 1..=40), "fitted at step 40", "another run has fits of its own");
    show(&mut recorder, 44..=44);
    assert_eq!(result(&recorder).data.after.expect("has steps").fits.step, 44);
}

#[test]
fn too_little_is_said_and_an_unknown_tensor_refused() {
    let mut recorder = recorder(200);
    let mut live = Live::default();
    let mut empty = |recorder: &Recorder, tensor, window| asked(&mut live, recorder, View::Ccdf, tensor, window).empty;
    let not_yet = "No step has been made yet. Press play: this fills from the first step on.";
    assert_eq!(empty(&recorder, POOLED, Window::Transient).as_deref(), Some(not_yet));
    let later = "This window begins after step 200, when the transient is over. Until then, look at the transient.";
    assert_eq!(empty(&recorder, POOLED, Window::After).as_deref(), Some(later));
    show(&mut recorder, 1..=1);
    let zero = "Every update so far is exactly zero.";
    assert_eq!(empty(&recorder, "dead", Window::Transient).as_deref(), Some(zero));
    let figure = asked(&mut Live::default(), &recorder, View::Ccdf, "b", Window::Transient);
    assert_eq!((figure.empty, figure.series.is_empty()), (None, false));
    let unknown = recorder.tail(Chosen { tensor: "c".into(), ..Chosen::default() }).expect_err("refused");
    let sentence = "There is no tensor named \"c\"; layout() lists them, and \"pooled\" is all of them.";
    assert_eq!(unknown, Error::Call(sentence.into()));
}

#[test]
fn the_result_is_written_in_the_scripts_words() {
    let mut recorder = recorder(20);
    show(&mut recorder, 1..=20);
    let json = serde_json::to_value(result(&recorder)).expect("plain data");
    assert_eq!((&json["experiment"], &json["claim"]), (&"E1".into(), &CLAIM.into()));
    assert!(json["data"]["after"].is_null());
    let transient = &json["data"]["transient"];
    assert_eq!((&transient["nZero"], &transient["step"]), (&1280.into(), &20.into()));
    assert!(transient["continuous"]["alphaSe"].is_number() && transient["binned"]["xMin"].is_number());
    assert!(transient["moments"]["meanAbs"].is_number());
    assert_eq!(
        (&json["tensors"][1]["inTail"], &json["tensors"][1]["name"]),
        (&false.into(), &"layers.0.key.bias".into())
    );
    assert!(json["tensors"][3]["transient"]["continuous"]["reason"].is_string());
}

/// Where a figure's rule stands, and by which option it is moved.
fn moved_to(updates: &Updates, options: &str) -> (f64, String) {
    let figure = updates.figure(options).expect("known");
    (figure.rules[0].at, figure.rules[0].id.clone().expect("can be moved"))
}

#[test]
fn the_overlay_draws_data_nulls_and_the_exponent_by_where_the_tail_begins() {
    let mut recorder = recorder(20);
    show(&mut recorder, 1..=80);
    let records = Records::gathered(|name| recorder.record(name)).expect("all are known");
    let mut updates = Updates::new(&records, Options::default()).expect("has its records");
    while updates.advance() < 1.0 {}
    let data =
        |figure: &Figure| figure.series.iter().find(|series| series.tone == Tone::Data).expect("drawn").points.clone();
    let ccdf = updates.figure("{}").expect("known");
    assert_eq!(
        ccdf.series.iter().map(|series| series.tone).collect::<Vec<_>>(),
        [Tone::Null1, Tone::Null2, Tone::Data, Tone::Fit]
    );
    assert!(data(&ccdf).windows(2).all(|pair| pair[0][0] < pair[1][0] && pair[0][1] >= pair[1][1]));
    let transient = updates.figure(r#"{"window": "transient", "tensor": "a"}"#).expect("known");
    assert_eq!(transient.series.len(), 2, "nulls are drawn for the steps after the transient");
    for (view, share) in [("hill", true), ("xMin", false)] {
        let points = data(&updates.figure(&format!(r#"{{"view": "{view}"}}"#)).expect("known"));
        assert!(points.len() > 20);
        for [x, alpha] in points {
            // Independent values: α has the error (α − 1)/√n, and bins cost little of it.
            let part = if share { x } else { LAW.above(1e-4).ccdf(x) };
            if part == 1.0 {
                continue; // the law begins within the first bin, not at its edge
            }
            let n = 60.0 * 2060.0 * part;
            assert!((alpha - LAW.alpha).abs() < 6.0 * (LAW.alpha - 1.0) / n.sqrt(), "{view} {x}: {alpha}");
        }
    }
    let moved = updates.figure(r#"{"xMin": 0.001}"#).expect("known");
    assert!((moved.rules[0].at / 0.001 - 1.0).abs() < 0.05, "the nearest edge: {:?}", moved.rules);
    assert!(moved.notes[0].starts_with("α = 2."));
    let whole = moved_to(&updates, r#"{"view": "hill", "xMin": 0.001}"#);
    let again = moved_to(&updates, &format!(r#"{{"view": "xMin", "share": {}}}"#, whole.0));
    assert_eq!((whole.1.as_str(), again.1.as_str()), ("share", "xMin"));
    assert!((again.0 / moved.rules[0].at - 1.0).abs() < 1e-9, "the share leads back to the same edge: {again:?}");
    let beyond = moved_to(&updates, r#"{"xMin": 1e30}"#);
    let all = moved_to(&updates, r#"{"view": "hill", "share": 7}"#);
    assert!(beyond.0 < 1e3 && all.0 == 1.0, "the rule stays where a tail is left: {beyond:?} {all:?}");
    let hill = updates.figure(r#"{"view": "hill"}"#).expect("known");
    assert_eq!(hill.series.len(), 4, "two nulls, the data, the law");
    assert!(hill.notes.iter().any(|note| note.ends_with("between the top 5 % and the top 0.1 %")), "{:?}", hill.notes);
    let refused = |options: &str| updates.figure(options).expect_err("refused").to_string();
    assert_eq!(refused(r#"{"share": -1}"#), "share must be a positive number, and -1 is not.");
    assert_eq!(refused(r#"{"xMin": 0}"#), "xMin must be a positive number, and 0 is not.");
    assert_eq!(refused(r#"{"tensor": "c"}"#), "There is no tensor named \"c\"; layout() lists them.");
    let dead = updates.figure(r#"{"tensor": "dead"}"#).expect("known");
    assert_eq!(dead.empty.as_deref(), Some("No update of this window is other than zero."));
}
