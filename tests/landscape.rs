//! The landscape engine on the paper's model: agreement with plain evaluation, and its speed beside it.
#![cfg(not(target_arch = "wasm32"))]
use heavytail::experiment::landscape::{Landscape, Options, Response};
use heavytail::experiment::Experiment;
use heavytail::landscape::{Evaluation, Move, Singles, Surface};
use heavytail::model::config::Config;
use heavytail::model::layout::{Layout, Tensor};
use heavytail::model::params;
use heavytail::observe::path::Checkpoint;
use heavytail::observe::record::LandscapeRecord;
use heavytail::rng::{Purpose, Rng};
use heavytail::text::{windows, Corpus};
use heavytail::train::{Batch, Plan, Rule, Trainer};
use std::rc::Rc;
use std::sync::Arc;

/// Seconds of processor time of this thread: other work on the machine does not count.
fn processor_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux counts it");
    text.split(' ').next().and_then(|ns| ns.parse::<f64>().ok()).expect("nanoseconds come first") / 1e9
}

/// The paper's model at its initial weights, on windows of the pangram.
fn paper(starts: &[u32]) -> (Rc<Surface>, Rc<[f64]>) {
    let surface = Surface::new(Config::PAPER, &Corpus::pangram().tokens, starts).expect("the preset is sound");
    let theta = params::initial(&Layout::new(&Config::PAPER), 11).into_iter().map(f64::from).collect();
    (Rc::new(surface), theta)
}

fn draw(range: std::ops::Range<usize>, count: usize, delta: f64) -> Vec<Move> {
    let mut rng = Rng::split(1, Purpose::Statistics, range.start as u64);
    (0..count).map(|_| Move { index: range.start + rng.below(range.len() as u64) as usize, delta }).collect()
}

const DELTAS: [f64; 4] = [1e-3, -1e-2, 0.1, -1.0];

#[test]
fn the_papers_model_agrees_with_plain_evaluation() {
    let (surface, theta) = paper(&[0, 17]);
    let mut plain = Evaluation::new(Rc::clone(&surface));
    for tensor in &surface.layout().tensors {
        let moves: Vec<Move> = DELTAS.iter().flat_map(|&delta| draw(tensor.range(), 2, delta)).collect();
        let mut singles = Singles::new(Rc::clone(&surface), Rc::clone(&theta), tensor, moves.clone());
        while singles.advance() < 1.0 {}
        for (m, ours) in moves.iter().zip(singles.losses().1) {
            let mut changed = theta.to_vec();
            changed[m.index] += m.delta;
            let theirs = plain.loss(&changed);
            assert!((ours - theirs).abs() <= 1e-12 * theirs, "{} {m:?}: {ours} {theirs}", tensor.name);
        }
    }
}

/// Processor seconds of `count` moves of a tensor by 0.01, and of the longest slice among them.
fn time(surface: &Rc<Surface>, theta: &Rc<[f64]>, tensor: &Tensor, count: usize) -> (f64, f64) {
    let mut singles = Singles::new(Rc::clone(surface), Rc::clone(theta), tensor, draw(tensor.range(), count, 0.01));
    let start = processor_seconds();
    let (mut longest, mut last) = (0.0f64, start);
    while singles.advance() < 1.0 {
        let now = processor_seconds();
        longest = longest.max(now - last);
        last = now;
    }
    (processor_seconds() - start, longest)
}

/// Printed by `cargo test --release --test landscape -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement, not a check"]
fn time_per_perturbation() {
    const FEW: usize = 25;
    const MANY: usize = 100;
    let (surface, theta) = paper(&windows::evaluation(&Corpus::pangram().tokens, 50));
    assert_eq!(surface.windows(), 35);
    let mut plain = Evaluation::new(Rc::clone(&surface));
    let mut plain = || {
        let start = processor_seconds();
        plain.loss(&theta);
        processor_seconds() - start
    };
    plain();
    let mut total = [0.0, 0.0];
    println!("per perturbation of 1,000, processor time; plain evaluation timed before each tensor");
    for tensor in surface.layout().tensors.iter().filter(|tensor| tensor.shape.len() == 2) {
        let whole = (plain() + plain() + plain()) / 3.0;
        let ((few, _), (many, longest)) = (time(&surface, &theta, tensor, FEW), time(&surface, &theta, tensor, MANY));
        let each = (many - few) / (MANY - FEW) as f64;
        let fixed = few - each * FEW as f64;
        let of_thousand = each + fixed / 1e3;
        println!(
            "{:<32} {:6.2} ms (fixed {:4.2} s a job), plain {:5.1} ms, {:6.1} times as fast, longest slice {:3.0} ms",
            tensor.name,
            1e3 * of_thousand,
            fixed,
            1e3 * whole,
            whole / of_thousand,
            1e3 * longest
        );
        total = [total[0] + 1e3 * of_thousand, total[1] + 1e3 * whole];
    }
    let [ours, plain] = total;
    println!(
        "1,000 of each weight matrix: {ours:.0} s of one core, plain {plain:.0} s, {:.1} times as fast",
        plain / ours
    );
}

/// Printed by `cargo test --release --test landscape experiment -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement, not a check"]
fn the_experiment_on_a_trained_net() {
    // A quarter of the paper's width: a minute instead of an hour.
    let config = Config { d_model: 32, d_ff: 128, ..Config::PAPER };
    let text: Arc<[u16]> = Corpus::pangram().tokens;
    let plan = Plan::new(config, (Rule::Sgd, 0.1), Batch::Mini(8), Arc::clone(&text), 11);
    let mut trainer = Trainer::new(plan.expect("the preset is sound"));
    let initial = trainer.view().theta.to_vec();
    let mut path = Vec::new();
    while trainer.view().step < 600 {
        if trainer.advance().expect("it does not diverge") && trainer.view().step % 10 == 0 {
            path.push(Checkpoint { step: trainer.view().step, theta: trainer.view().theta.to_vec() });
        }
    }
    let theta = trainer.view().theta.to_vec();
    let starts = windows::evaluation(&text, 50);
    let record = LandscapeRecord {
        config,
        text: text.to_vec(),
        starts,
        initial: initial.into(),
        theta: theta.into(),
        step: 600,
        path: path.into(),
        seed: 11,
    };
    let options = Options {
        perturbations: 120,
        control_perturbations: 0,
        lines: 4,
        line_points: 16,
        walks: 2,
        walk_steps: 32,
        slice_points: 3,
        ..Options::default()
    };
    let mut landscape = Landscape::new(Rc::new(record), options).expect("a sound set-up");
    while landscape.advance() < 1.0 {}
    let result = landscape.result().expect("finished");
    println!(
        "loss {:.4}; {:?}: {}",
        result.data.loss.expect("measured"),
        result.verdict.grade,
        result.verdict.sentence
    );
    let show = |name: &str, responses: &[Response]| {
        for response in responses.iter().step_by(2) {
            let (parts, shape) = (response.odd_even, &response.successive);
            let ratio = shape.ratio.as_ref().map(|ratio| (ratio.per_value, ratio.interval, ratio.alpha));
            println!(
                "{name:<32} δ {:<6} odd/even {:9.2} corr {:6.3} median {:.2e} max {:.2e} zero {:4} ratio {ratio:.3?}",
                response.delta,
                parts.odd / parts.even,
                parts.correlation.unwrap_or(f64::NAN),
                shape.median,
                shape.max,
                shape.n_zero
            );
        }
    };
    show("pooled", &result.data.pooled);
    for tensor in &result.data.tensors {
        show(&tensor.name, &tensor.responses);
    }
    println!("crossover {:?}", result.data.crossover);
    for (name, structure) in
        [("from the weights", &result.from_point), ("lines", &result.along_lines), ("path", &result.along_path)]
    {
        println!("{name}: H {:?} ± {:?}", structure.h, structure.se);
    }
    println!("walk {:?}", result.walk);
}
