//! The engine against plain evaluation: every tensor of every variant, and divisions of the work.
use super::*;
use crate::experiment::selftest::gradient;
use crate::rng::{Purpose, Rng};
use std::rc::Rc;

/// All combinations of options that evaluation knows; dropout it leaves out. From twice the width on, ReLU is folded.
fn variants() -> impl Iterator<Item = Config> {
    let d_ff = |final_norm| if final_norm { 9 } else { 13 };
    let each = gradient::variants().into_iter().filter(|config| config.dropout > 0.0);
    each.map(move |config| Config { d_ff: d_ff(config.final_norm), ..config })
}

fn surface(config: Config, rng: &mut Rng) -> (Rc<Surface>, Rc<[f64]>) {
    let text: Vec<u16> = (0..40).map(|_| rng.below(config.vocab as u64 - 1) as u16).collect();
    let surface = Surface::new(config, &text, &[0, 7, 19]).expect("a sound set-up");
    let mut theta = vec![0.0; surface.layout.len];
    for tensor in &surface.layout.tensors {
        let centre = if tensor.name.ends_with("gain") { 1.0 } else { 0.0 };
        theta[tensor.range()].fill_with(|| centre + 0.4 * rng.normal());
    }
    (Rc::new(surface), theta.into())
}

fn run(mut singles: Singles) -> (f64, Vec<f64>) {
    while singles.advance() < 1.0 {}
    singles.losses()
}

#[test]
fn every_weight_of_every_variant_agrees_with_plain_evaluation() {
    let mut worst = (0.0, String::new());
    for (index, config) in variants().enumerate() {
        let mut rng = Rng::split(3, Purpose::Init, index as u64);
        let (surface, theta) = surface(config, &mut rng);
        let mut plain = Evaluation::new(Rc::clone(&surface));
        for tensor in &surface.layout.tensors {
            let delta = |i: usize| [1e-3, -0.1, 1.0, -3.0][i % 4];
            let moves: Vec<Move> = tensor.range().map(|index| Move { index, delta: delta(index) }).collect();
            let (unperturbed, losses) =
                run(Singles::new(Rc::clone(&surface), Rc::clone(&theta), tensor, moves.clone()));
            let close = |ours: f64, theirs: f64| (ours - theirs).abs() / theirs;
            assert!(close(unperturbed, plain.loss(&theta)) <= 1e-12);
            let mut changed = theta.to_vec();
            for (m, ours) in moves.iter().zip(losses) {
                changed[m.index] += m.delta;
                let deviation = close(ours, plain.loss(&changed));
                changed[m.index] = theta[m.index];
                assert!(deviation <= 1e-12, "{}: {deviation:e} {m:?} {config:?}", tensor.name);
                if deviation > worst.0 {
                    worst = (deviation, tensor.name.clone());
                }
            }
        }
    }
    println!("largest deviation from plain evaluation: {:.1e} ({})", worst.0, worst.1);
}
