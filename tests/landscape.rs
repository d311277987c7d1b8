//! The landscape engine on the paper's model: agreement with plain evaluation, and its speed beside it.
#![cfg(not(target_arch = "wasm32"))]
use heavytail::landscape::{Evaluation, Move, Singles, Surface};
use heavytail::model::config::Config;
use heavytail::model::{layout::Layout, params};
use heavytail::rng::{Purpose, Rng};
use heavytail::text::{windows, Corpus};
use std::rc::Rc;

/// Seconds of processor time of this thread: other work on the machine does not count.
fn processor_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux counts it");
    text.split(' ').next().and_then(|ns| ns.parse::<f64>().ok()).expect("nanoseconds come first") / 1e9
}

/// The paper's model at its initial weights, on all 35 distinct windows of the pangram.
fn paper() -> (Rc<Surface>, Rc<[f64]>) {
    let text = Corpus::pangram().tokens;
    let surface = Surface::new(Config::PAPER, &text, &windows::evaluation(&text, 50)).expect("the preset is sound");
    assert_eq!(surface.windows(), 35);
    let theta = params::initial(&Layout::new(&Config::PAPER), 11).into_iter().map(f64::from).collect();
    (Rc::new(surface), theta)
}

fn draw(range: std::ops::Range<usize>, count: usize, delta: f64) -> Vec<Move> {
    let mut rng = Rng::split(1, Purpose::Statistics, range.start as u64);
    (0..count).map(|_| Move { index: range.start + rng.below(range.len() as u64) as usize, delta }).collect()
}

#[test]
fn the_papers_model_agrees_with_plain_evaluation() {
    let (surface, theta) = paper();
    let mut plain = Evaluation::new(Rc::clone(&surface));
    for (index, tensor) in surface.layout().tensors.iter().enumerate() {
        let moves = draw(tensor.range(), 1, [1e-3, -1e-2, 0.1, -1.0][index % 4]);
        let mut singles = Singles::new(Rc::clone(&surface), Rc::clone(&theta), tensor, moves.clone());
        while singles.advance() < 1.0 {}
        let mut changed = theta.to_vec();
        changed[moves[0].index] += moves[0].delta;
        let (ours, theirs) = (singles.losses().1[0], plain.loss(&changed));
        assert!((ours - theirs).abs() <= 1e-12 * theirs, "{}: {ours} {theirs}", tensor.name);
    }
}

/// Printed by `cargo test --release --test landscape -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement, not a check"]
fn time_per_perturbation() {
    const MOVES: usize = 40;
    let (surface, theta) = paper();
    let mut plain = Evaluation::new(Rc::clone(&surface));
    plain.loss(&theta);
    let start = processor_seconds();
    (0..5).for_each(|_| drop(plain.loss(&theta)));
    let whole = (processor_seconds() - start) / 5.0;
    let flops: usize = 2 * 35 * 50 * (surface.layout().len + 2 * 2 * 50 * 128);
    println!("plain evaluation: {:.1} ms, {:.1} GFLOP/s", 1e3 * whole, flops as f64 / whole / 1e9);
    let mut thousand = 0.0;
    for tensor in &surface.layout().tensors {
        let moves = draw(tensor.range(), MOVES, 0.01);
        let start = processor_seconds();
        let mut singles = Singles::new(Rc::clone(&surface), Rc::clone(&theta), tensor, moves);
        let (mut longest, mut last) = (0.0f64, processor_seconds());
        while singles.advance() < 1.0 {
            let now = processor_seconds();
            longest = longest.max(now - last);
            last = now;
        }
        let each = (processor_seconds() - start) / MOVES as f64;
        println!(
            "{:<32} {:7.2} ms each, {:6.1} times plain, longest slice {:.0} ms",
            tensor.name,
            1e3 * each,
            whole / each,
            1e3 * longest
        );
        if tensor.shape.len() == 2 {
            thousand += 1e3 * each;
        }
    }
    println!("1,000 perturbations of each weight matrix: {thousand:.0} s of one core");
}
