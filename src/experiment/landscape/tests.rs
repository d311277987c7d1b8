//! E4 on a small model, on polynomials, and on functions of known roughness.
use super::analysis::odd_even;
use super::ratio::{crossing, Comparing, Ratio};
use super::roughness::{along, autocorrelation, from_middle};
use super::*;
use crate::experiment::verdict::Grade;
use crate::model::config::Config;
use crate::model::{layout::Layout, params};
use crate::observe::path::Checkpoint;
use crate::rng::{Purpose, Rng};
use crate::text::Corpus;

const SMALL: Config = Config { vocab: 26, context: 6, d_model: 8, heads: 2, layers: 2, d_ff: 16, ..Config::PAPER };

fn record() -> LandscapeRecord<'static> {
    let layout = Layout::new(&SMALL);
    let path = (0..16).map(|k| Checkpoint { step: 10 * k, theta: params::initial(&layout, k) }).collect();
    LandscapeRecord {
        config: SMALL,
        text: Corpus::pangram().tokens.to_vec(),
        starts: (0..5).collect(),
        initial: params::initial(&layout, 0).into(),
        theta: params::initial(&layout, 16).into(),
        step: 160,
        path,
        seed: 7,
    }
}

fn landscape(options: Options) -> Landscape {
    Landscape::new(Rc::new(record()), options).expect("sound")
}

fn ground() -> Rc<Ground> {
    Rc::new(Ground::new(Rc::new(record())).expect("sound"))
}

/// What a job finds.
fn outcome(ground: &Rc<Ground>, job: &Job) -> Outcome {
    let mut run = Run::new(ground, &options(), job);
    while run.advance() < 1.0 {}
    postcard::from_bytes(&run.outcome()).expect("as it was written")
}

fn options() -> Options {
    Options {
        perturbations: 20,
        vectors: true,
        deltas: vec![1e-3, 1e-2, 1e-1, 1.0],
        control_perturbations: 8,
        lines: 3,
        line_points: 8,
        walks: 2,
        walk_steps: 12,
        slice_points: 2,
        bootstrap: 20,
        ..Options::default()
    }
}

fn finish(mut landscape: Landscape) -> Landscape {
    let mut before = 0.0;
    loop {
        let done = landscape.advance();
        assert!(done >= before, "progress only rises");
        if done >= 1.0 {
            return landscape;
        }
        before = done;
    }
}

#[test]
fn the_result_has_the_same_bits_whoever_does_the_parts_in_whatever_order() {
    let alone = finish(landscape(options()));
    let (mut shared, elsewhere) = (landscape(options()), landscape(options()));
    assert_eq!(shared.parts().len(), shared.jobs.len());
    for index in (0..shared.jobs.len()).rev().filter(|index| index % 3 != 1) {
        let mut part = elsewhere.part(index).expect("there is one");
        while part.advance() < 1.0 {}
        shared.take(index, &part.outcome()).expect("an outcome");
    }
    assert!(shared.part(shared.jobs.len()).is_err() && shared.take(0, &[]).is_err());
    let shared = finish(shared);
    assert_eq!(Experiment::result(&alone), Experiment::result(&shared));
}

#[test]
fn a_draws_losses_do_not_depend_on_the_jobs_that_the_draws_are_cut_into() {
    let ground = ground();
    let run = |tensor: usize, first: usize, count: usize| {
        outcome(&ground, &Job::Weights { condition: Condition::Data, tensor, first, count }).losses
    };
    for tensor in 0..ground.tensors().len() {
        assert_eq!(run(tensor, 0, 9), [run(tensor, 0, 2), run(tensor, 2, 7)].concat());
    }
}

#[test]
fn the_record_of_a_run_is_all_that_it_needs() {
    let mut session = crate::session::Session::default();
    let changes = serde_json::json!({"preset": "classroom", "context": 8, "d_model": 8, "heads": 2, "d_ff": 16, "evaluate_every": 21});
    session.set(changes.as_object().expect("an object"), None).expect("allowed");
    let first = session.weights().to_vec();
    let mut steps = 0;
    while steps < 21 {
        steps += u64::from(session.advance().expect("it does not diverge"));
    }
    let mut records = Records::default();
    records.receive("landscape", &session.record("landscape").expect("known")).expect("a record");
    let record = records.landscape.clone().expect("received");
    assert_eq!((&record.initial[..], &record.theta[..], record.step), (&first[..], session.weights(), 21));
    assert_eq!(record.path.iter().map(|c| c.step).collect::<Vec<_>>(), (0..21).step_by(2).collect::<Vec<_>>());
    let ground = Ground::new(record).expect("sound");
    let evaluation = crate::landscape::Evaluation::new(Rc::clone(&ground.surface)).loss(&ground.theta);
    // The trainer's own evaluation, in f32, is of the same windows.
    let theirs = session.status().evaluation_loss.expect("evaluated after step 21");
    assert!((evaluation - theirs).abs() < 1e-5 * theirs, "{evaluation} {theirs}");
    assert!(start(&records, "{\"perturbations\": 3}").is_ok() && start(&records, "{\"delta\": 3}").is_err());
    assert!(start(&Records::default(), "{}").err().expect("refused").to_string().contains("\"landscape\""));
}

#[test]
fn every_part_of_the_result_is_there_and_every_figure_draws() {
    let landscape = finish(landscape(options()));
    let result = landscape.result().expect("finished");
    assert_eq!((result.windows, result.nulls.len(), result.data.tensors.len()), (5, 3, ground_tensors()));
    let pooled = &result.data.pooled;
    assert_eq!(pooled.iter().map(|r| r.delta).collect::<Vec<_>>(), [1e-3, -1e-3, 1e-2, -1e-2, 0.1, -0.1, 1.0, -1.0]);
    assert!(pooled[0].odd_even.linear && pooled[0].odd_even.correlation.unwrap() < -0.99, "a thousandth is linear");
    let slice = result.slice.as_ref().expect("asked for");
    let plain = crate::landscape::Evaluation::new(Rc::clone(&landscape.ground.surface)).loss(&landscape.ground.theta);
    assert_eq!((slice.places.len(), slice.losses.len(), slice.losses[2][2]), (5, 5, plain));
    let &[step, a, b, _] = slice.path.last().unwrap();
    assert_eq!((step, a, b), (160.0, 0.0, 0.0), "the path ends at the weights");
    for view in [View::Ccdf, View::Curve, View::Structure, View::Path, View::Walk, View::Slice] {
        let figure = landscape.draw(&FigureOptions { view, ..FigureOptions::default() }).expect("drawn");
        assert!(figure.empty.is_none() && figure.series.iter().any(|s| s.points.len() > 1), "{view:?}: {figure:?}");
    }
    let at = |delta: f64| FigureOptions { delta: Some(delta), ..FigureOptions::default() };
    let one = landscape.draw(&at(0.1)).expect("measured");
    let labels: Vec<&str> = one.series.iter().map(|series| &series.label[..]).collect();
    assert_eq!(labels, ["+0.1", "−0.1", "exponential law", "power law"]);
    let law = &one.series[2].points;
    assert!((law[0][1] - 0.5).abs() < 1e-12 && law.windows(2).all(|p| p[1][1] < p[0][1]), "it begins at the median");
    assert!(landscape.draw(&at(0.2)).unwrap_err().to_string().contains("was not measured"));
    let linear = landscape.draw(&at(1e-3)).expect("measured");
    assert!(linear.notes[0].contains("not ruggedness"), "{:?}", linear.notes);
    let unknown = FigureOptions { tensor: "head".into(), ..FigureOptions::default() };
    assert!(landscape.draw(&unknown).unwrap_err().to_string().contains("no tensor named \"head\""));
}

#[test]
fn the_work_grows_with_what_is_asked_and_falls_with_the_layer() {
    let ask = |options: Options| landscape(options).parts().iter().sum::<f64>();
    assert!(ask(Options { perturbations: 5000, ..options() }) > 20.0 * ask(options()));
    let matrices = Options { vectors: false, ..options() };
    assert!(landscape(matrices.clone()).jobs.len() < landscape(options()).jobs.len() && ask(matrices) < ask(options()));
    let ground = ground();
    let of = |tensor: usize| {
        work(&ground, &options(), &Job::Weights { condition: Condition::Data, tensor, first: 0, count: 250 })
    };
    let last = ground.tensors().len() - 1;
    assert!(of(0) > of(last / 2) && of(last / 2) > of(last));
}

#[test]
fn a_trial_has_every_kind_of_work_in_it() {
    let mut trial = Trial::new(&record(), options()).expect("sound");
    let mut slices = vec![0; 3 * ground_tensors() + 1];
    while let Some(kind) = trial.advance() {
        slices[kind] += 1;
    }
    assert!(slices.iter().all(|&slices| slices > 0), "{slices:?}");
    let begun = slices.iter().step_by(3);
    assert!(
        begun.copied().all(|slices| slices == 1),
        "a tensor is begun once, and so few windows are evaluated at once"
    );
}

#[test]
fn what_is_told_of_each_part_follows_from_the_trial() {
    // A job's beginning 7 s, a window's folds 3 s, 64 moves of a window 2 s each, an evaluation 5 s.
    let mut tried: Vec<f64> = [7.0, 3.0, 128.0].repeat(ground_tensors());
    tried.push(5.0);
    let (windows, moves) = (5.0, 8.0);
    let expected = |job: &Job| match *job {
        Job::Weights { count, .. } => 7.0 + windows * (3.0 + 2.0 * moves * count as f64),
        Job::Line { .. } => 5.0 * 17.0,
        Job::Walk { .. } => 5.0 * 13.0,
        Job::Path { .. } => 5.0,
        Job::Row { .. } => 5.0 * 5.0,
    };
    let jobs = landscape(options()).jobs;
    let all: Vec<f64> = jobs.iter().map(expected).collect();
    let told = |parts| seconds(SMALL, 5, parts, &options(), &tried).expect("sound");
    assert_eq!(told(None), all, "a run of 160 steps keeps all checkpoints");
    let early: Vec<&Job> =
        jobs.iter().filter(|job| !matches!(job, Job::Path { checkpoint } if *checkpoint > 2)).collect();
    assert_eq!(told(Some(early.len())), early.into_iter().map(expected).collect::<Vec<_>>(), "three checkpoints");
    for other in [&tried[..3], &tried[3..], &[]] {
        let refused = seconds(SMALL, 5, None, &options(), other).unwrap_err().to_string();
        assert_eq!(refused, "The trial was of another model, or of other tensors.");
    }
}

fn ground_tensors() -> usize {
    Layout::new(&SMALL).tensors.len()
}

#[test]
fn options_that_make_no_sense_are_refused() {
    let refused = |options: Options| Landscape::new(Rc::new(record()), options).err().expect("refused").to_string();
    assert!(refused(Options { deltas: vec![0.1, 0.01], ..options() }).contains("ascending"));
    assert!(refused(Options { deltas: vec![], ..options() }).contains("ascending"));
    assert!(refused(Options { walk_step: f64::NAN, ..options() }).contains("walkStep"));
    let many = refused(Options { perturbations: usize::MAX, ..options() });
    assert!(many.starts_with("perturbations must be at most 100000, and "), "{many}");
    let short = LandscapeRecord { theta: vec![0.0; 3].into(), ..record() };
    assert!(Landscape::new(Rc::new(short), options()).err().expect("refused").to_string().ends_with("weights, not 3."));
}

#[test]
fn polynomials_split_into_their_odd_and_even_parts() {
    // a·δ + b·δ² + c·δ³ at δ = ±2.
    let of = |a: f64, b: f64, c: f64| (2.0 * a + 4.0 * b + 8.0 * c, -2.0 * a + 4.0 * b - 8.0 * c);
    let parts = odd_even(&[of(1.0, 0.5, 0.0), of(-1.0, 0.5, 0.5), of(3.0, -0.5, 0.0)]);
    assert!((parts.odd - ((4.0 + 4.0 + 36.0) / 3.0f64).sqrt()).abs() < 1e-12 && (parts.even - 2.0).abs() < 1e-12);
    assert!(!parts.linear);
    let line = odd_even(&[of(1.0, 0.0, 0.0), of(2.0, 0.0, 0.0)]);
    assert!(line.linear && (line.correlation.unwrap() + 1.0).abs() < 1e-12);
    assert!(!odd_even(&[(0.0, 0.0); 5]).linear, "nothing moved");
}

#[test]
fn smooth_functions_have_h_one_and_rough_ones_their_own() {
    let sample = |f: &dyn Fn(f64) -> f64, n: usize, spacing: f64| -> Vec<f64> {
        (0..n).map(|i| f(i as f64 * spacing)).collect()
    };
    // A slope far from its minimum, in three directions.
    let slopes: Vec<Vec<f64>> = (1..4).map(|k| sample(&|x| k as f64 * x + 0.01 * x * x, 65, 0.01)).collect();
    let smooth = along(&slopes, 0.01, 0.25);
    assert!((smooth.h.unwrap() - 1.0).abs() < 0.01 && smooth.se.unwrap() < 0.01, "{smooth:?}");
    // A bowl seen from its side: over long distances its bend would lower H.
    let bent: Vec<Vec<f64>> =
        (1..4).map(|k| sample(&|x| (x - 0.1 * k as f64) * (x - 0.1 * k as f64), 65, 0.01)).collect();
    let bent = along(&bent, 0.01, 0.25);
    assert!(bent.h.unwrap() > 0.97 && bent.h_up_to == 0.04 && bent.r.len() == 16, "{bent:?}");
    // From the minimum of a quadratic the difference grows with r², its square with r⁴.
    let bowl = from_middle(&[sample(&|x| (x - 0.32) * (x - 0.32), 65, 0.01)], 0.01);
    assert!((bowl.h.unwrap() - 2.0).abs() < 1e-6 && bowl.se.is_none());
    // Brownian motion: H = 1/2.
    let mut rng = Rng::new(5, Purpose::Statistics);
    let walks: Vec<Vec<f64>> = (0..16)
        .map(|_| {
            let mut x = 0.0;
            (0..2000)
                .map(|_| {
                    x += rng.normal();
                    x
                })
                .collect()
        })
        .collect();
    let brown = along(&walks.iter().map(|w| w[..400].to_vec()).collect::<Vec<_>>(), 1.0, 0.25);
    assert!((brown.h.unwrap() - 0.5).abs() < 4.0 * brown.se.unwrap() && brown.se.unwrap() < 0.06, "{:?}", brown.h);
    // Weierstrass: Σ b^(−Hn) cos(bⁿ x), random phases.
    for h in [0.3, 0.7] {
        let series: Vec<Vec<f64>> = (0..12)
            .map(|_| {
                let phases: Vec<f64> = (0..40).map(|_| std::f64::consts::TAU * rng.uniform()).collect();
                let terms = |x: f64| {
                    (0..40).map(|n| 1.5f64.powf(-h * n as f64) * (1.5f64.powi(n) * x + phases[n as usize]).cos()).sum()
                };
                sample(&terms, 400, 1e-3)
            })
            .collect();
        let rough = along(&series, 1e-3, 0.25);
        assert!((rough.h.unwrap() - h).abs() < 0.1, "{h}: {:?} {:?}", rough.h, rough.se);
    }
    // An autoregression's correlation length: ρ(1) = 0.9.
    let mut x = 0.0;
    let process: Vec<f64> = (0..40_000)
        .map(|_| {
            x = 0.9 * x + rng.normal();
            x
        })
        .collect();
    let found = autocorrelation(&[process]);
    assert!((found.rho[1] - 0.9).abs() < 0.02 && (found.length.unwrap() + 1.0 / 0.9f64.ln()).abs() < 2.0);
    assert_eq!(autocorrelation(&[vec![1.0; 40]]).length, None, "a flat walk has none");
}

fn sorted(draw: impl FnMut(usize) -> f64) -> Vec<f64> {
    let mut values: Vec<f64> = (0..4000).map(draw).collect();
    values.sort_unstable_by(f64::total_cmp);
    values
}

#[test]
fn the_ratio_tells_exponential_from_power_law() {
    let mut rng = Rng::new(6, Purpose::Statistics);
    let exponential = sorted(|_| -0.3 * rng.uniform_positive().ln());
    let power = sorted(|_| rng.uniform_positive().powf(-1.0 / 1.5));
    let ratio = |values: &[f64], replicates: usize| {
        let mut comparing = Comparing::new(values, replicates, Rng::new(8, Purpose::Statistics))?;
        while !comparing.is_done() {
            // A replicate at a time, or so.
            comparing.advance(3000);
        }
        Some(comparing.finish())
    };
    let of = |values: &[f64]| ratio(values, 100).expect("enough");
    let (exponential, power) = (of(&exponential), of(&power));
    assert!(exponential.interval[0] > 0.0 && exponential.normalized.unwrap() > 5.0);
    assert!((exponential.excess - 0.3).abs() < 0.03, "the mean excess of an exponential law is its mean");
    assert!(power.interval[1] < 0.0 && power.normalized.unwrap() < -5.0);
    assert!((power.alpha - 2.5).abs() < 5.0 * 1.5 / (2000.0f64).sqrt());
    // The closed form against the sum of the two log-likelihoods.
    let values = sorted(|i| 1.0 + (i as f64).sqrt());
    let found = of(&values);
    let (x_min, n) = (found.x_min, found.n_tail as f64);
    let tail = values.iter().filter(|&&x| x >= x_min);
    let log_ratio = |x: &f64| {
        let exponential = -found.excess.ln() - (x - x_min) / found.excess;
        exponential - ((found.alpha - 1.0) / x_min).ln() + found.alpha * (x / x_min).ln()
    };
    assert!((tail.map(log_ratio).sum::<f64>() / n - found.per_value).abs() < 1e-9);
    assert!(ratio(&[1.0; 500], 9).is_none() && ratio(&values[..60], 9).is_none());
}

#[test]
fn a_curve_crosses_where_it_falls_through_zero() {
    assert!((crossing(&[0.01, 1.0], &[0.5, -0.5]).unwrap() - 0.1).abs() < 1e-12);
    assert_eq!(crossing(&[0.01, 0.1, 1.0], &[-0.5, -0.2, -0.1]), None);
    assert_eq!(crossing(&[0.01, 0.1, 1.0], &[-0.5, 0.2, 0.1]), None);
}

/// A response whose tail is closer to an exponential law (above 0) or a power law.
fn response(delta: f64, per_value: f64, linear: bool) -> Response {
    let (odd, even) = if linear { (5.0, 1.0) } else { (1.0, 1.0) };
    let interval = [per_value - 0.01, per_value + 0.01];
    let (replicates, normalized) = (Vec::new(), Some(per_value));
    let ratio = Ratio { x_min: 1.0, n_tail: 100, alpha: 2.0, excess: 1.0, per_value, interval, normalized, replicates };
    let shape = Shape { n: 200, n_zero: 0, median: 1.0, max: 2.0, ratio: Some(ratio) };
    let odd_even = OddEven { odd, even, correlation: None, linear };
    Response { delta, odd_even, direct: shape.clone(), successive: shape }
}

#[test]
fn the_verdict_follows_its_rule() {
    let result = |pooled: [f64; 2], tensors: [f64; 2], linear: bool| {
        let of = |values: [f64; 2]| {
            let at = |delta: f64, value: f64, linear| [response(delta, value, linear), response(-delta, value, linear)];
            [at(0.01, values[0], linear), at(1.0, values[1], false)].concat()
        };
        let tensor = |name: &str| TensorResponse { name: name.into(), in_tail: true, responses: of(tensors) };
        let tensors = vec![tensor("a"), tensor("b")];
        let data = ConditionResult { loss: Some(1.0), pooled: of(pooled), crossover: None, tensors };
        let (verdict, headline) = judge::judge(&data, &std::collections::BTreeMap::new());
        assert!(headline.agrees(&verdict), "{headline:?} {verdict:?}");
        assert_eq!(headline.number("log-likelihood ratio at δ = 1").and_then(|number| number.data), Some(pooled[1]));
        verdict
    };
    let supported = result([0.2, -0.2], [0.2, -0.2], false);
    assert_eq!((supported.grade, supported.null), (Grade::Supported, None));
    let gradient = result([0.2, -0.2], [0.2, -0.2], true);
    assert_eq!((gradient.grade, gradient.null.as_deref()), (Grade::Explained, Some("gradientDistribution")));
    let pooling = result([0.2, -0.2], [0.2, 0.2], false);
    assert_eq!((pooling.grade, pooling.null.as_deref()), (Grade::Explained, Some("pooling")));
    assert!(pooling.sentence.contains("in 0 of 2 tensors"), "{}", pooling.sentence);
    let both = result([0.2, -0.2], [0.2, 0.2], true);
    assert_eq!(both.null.as_deref(), Some("gradientDistribution"));
    for pooled in [[-0.2, -0.2], [0.2, 0.2], [-0.2, 0.2], [0.0, -0.2]] {
        assert_eq!(result(pooled, pooled, false).grade, Grade::NotSupported);
    }
    let nothing = ConditionResult { loss: None, pooled: Vec::new(), crossover: None, tensors: Vec::new() };
    assert_eq!(judge::judge(&nothing, &std::collections::BTreeMap::new()).0.grade, Grade::NotEnoughData);
}

#[test]
fn contours_are_where_the_level_is() {
    let places = options::places(10, 1.0);
    let losses = places.iter().map(|y| places.iter().map(|x| x * x + y * y).collect()).collect();
    let slice = Slice { places, losses, path: Vec::new() };
    let contours = contour::levels(&slice);
    assert_eq!(contours.len(), 6);
    for contour in &contours {
        for [x, y] in contour.lines.iter().flatten() {
            assert!(((x * x + y * y) - contour.level).abs() < 0.02, "{x} {y} {}", contour.level);
        }
    }
    let circle = &contours[0].lines;
    assert_eq!((circle.len(), circle[0][0]), (1, *circle[0].last().unwrap()), "the lowest is one closed line");
}
