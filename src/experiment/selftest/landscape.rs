//! Moved weights against plain evaluation: E4's fast way to a loss must find what the whole model finds, in f64.
use super::Line;
use crate::landscape::{Evaluation, Move, Singles, Surface};
use crate::model::config::Config;
use crate::model::layout::Layout;
use crate::model::params;
use crate::rng::{Purpose, Rng};
use std::rc::Rc;

/// The largest relative difference of two losses that is allowed.
pub const LIMIT: f64 = 1e-12;

/// How far a weight is moved: where the loss is nearly straight, and where it is not.
const DELTAS: [f64; 2] = [-0.01, 1.0];

/// The check on the paper's model at its initial weights and a window of a made-up text, a tensor at a time.
pub struct Check {
    surface: Rc<Surface>,
    theta: Rc<[f64]>,
    plain: Evaluation,
    rng: Rng,
    next: usize,
    worst: f64,
}

impl Default for Check {
    fn default() -> Self {
        let config = Config::PAPER;
        let text: Vec<u16> = (0..=config.context).map(|i| (7 * i % 26) as u16).collect();
        let surface =
            Rc::new(Surface::new(config, &text, &[0]).expect("the preset is sound, and the text a window long"));
        let theta = params::initial(&Layout::new(&config), 11).into_iter().map(f64::from).collect();
        let plain = Evaluation::new(Rc::clone(&surface));
        Check { surface, theta, plain, rng: Rng::new(3, Purpose::Statistics), next: 0, worst: 0.0 }
    }
}

impl Check {
    /// A weight of one tensor, moved; the fraction that is done.
    pub fn advance(&mut self) -> f64 {
        let tensors = &self.surface.layout().tensors;
        let Some(tensor) = tensors.get(self.next) else { return 1.0 };
        let index = tensor.range().start + self.rng.below(tensor.range().len() as u64) as usize;
        let moves: Vec<Move> = DELTAS.iter().map(|&delta| Move { index, delta }).collect();
        let mut singles = Singles::new(Rc::clone(&self.surface), Rc::clone(&self.theta), tensor, moves.clone());
        while singles.advance() < 1.0 {}
        for (m, ours) in moves.iter().zip(singles.losses().1) {
            let mut moved = self.theta.to_vec();
            moved[m.index] += m.delta;
            let theirs = self.plain.loss(&moved);
            let off = (ours - theirs).abs() / theirs;
            // f64::max would drop a NaN.
            self.worst = if off <= self.worst { self.worst } else { off };
        }
        self.next += 1;
        self.next as f64 / tensors.len() as f64
    }

    /// What it found.
    pub fn line(&self) -> Line {
        let what = format!(
            "Loss after one weight was moved, as E4 finds it, against plain evaluation of the paper's model: {} moves, relative error",
            DELTAS.len() * self.next
        );
        Line::new("landscape", what, self.worst, LIMIT)
    }
}
