//! How a gradient becomes an update. Constants are PyTorch's defaults.
use serde::{Deserialize, Serialize};

/// Momentum's and Adam's decay of the mean gradient.
const BETA1: f32 = 0.9;
/// Adam's decay of the mean squared gradient.
const BETA2: f32 = 0.999;
/// Added to Adam's denominator.
const EPSILON: f32 = 1e-8;
/// AdamW's decay of the weights.
const WEIGHT_DECAY: f32 = 0.01;

/// The rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rule {
    /// w ← w − η·g, as in the paper.
    Sgd,
    /// m ← 0.9·m + g; w ← w − η·m.
    Momentum,
    /// Adam (Kingma, Ba 2015).
    Adam,
    /// Adam with decoupled weight decay 0.01 (Loshchilov, Hutter 2019).
    AdamW,
}

/// A rule and what it remembers.
#[derive(Debug, Clone)]
pub struct Optimizer {
    rule: Rule,
    /// Running mean of the gradient, where the rule has one.
    mean: Vec<f32>,
    /// Running mean of its square, where the rule has one.
    square: Vec<f32>,
    /// β₁ᵗ and β₂ᵗ.
    powers: (f64, f64),
}

impl Optimizer {
    /// A rule with no past, for `len` weights.
    pub fn new(rule: Rule, len: usize) -> Self {
        let state = |wanted: bool| if wanted { vec![0.0; len] } else { Vec::new() };
        let adaptive = matches!(rule, Rule::Adam | Rule::AdamW);
        Optimizer { rule, mean: state(rule != Rule::Sgd), square: state(adaptive), powers: (1.0, 1.0) }
    }

    /// Moves θ by one step; `update` becomes w_t − w_{t−1} as the weights really moved, after rounding.
    pub fn apply(&mut self, lr: f32, theta: &mut [f32], gradient: &[f32], update: &mut [f32]) {
        let weights = theta.iter_mut().zip(gradient).zip(update);
        let move_to = |w: &mut f32, update: &mut f32, to: f32| {
            *update = to - *w;
            *w = to;
        };
        match self.rule {
            Rule::Sgd => {
                for ((w, &g), update) in weights {
                    let to = *w - lr * g;
                    move_to(w, update, to);
                }
            }
            Rule::Momentum => {
                for (((w, &g), update), m) in weights.zip(&mut self.mean) {
                    *m = BETA1 * *m + g;
                    let to = *w - lr * *m;
                    move_to(w, update, to);
                }
            }
            Rule::Adam | Rule::AdamW => {
                self.powers.0 *= f64::from(BETA1);
                self.powers.1 *= f64::from(BETA2);
                let rate = (f64::from(lr) / (1.0 - self.powers.0)) as f32;
                let root = (1.0 / (1.0 - self.powers.1).sqrt()) as f32;
                let keep = if self.rule == Rule::AdamW { 1.0 - lr * WEIGHT_DECAY } else { 1.0 };
                for ((((w, &g), update), m), v) in weights.zip(&mut self.mean).zip(&mut self.square) {
                    *m = BETA1 * *m + (1.0 - BETA1) * g;
                    *v = BETA2 * *v + (1.0 - BETA2) * (g * g);
                    let to = *w * keep - rate * *m / (v.sqrt() * root + EPSILON);
                    move_to(w, update, to);
                }
            }
        }
    }
}
