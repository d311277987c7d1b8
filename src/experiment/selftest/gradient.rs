//! Central differences in f64: every weight of every tensor of every variant of the model, made small.
use super::Line;
use crate::model::config::{Activation, Config, Mask, Norm, Positions};
use crate::model::dropout::Masks;
use crate::model::Model;
use crate::rng::{Purpose, Rng};

/// Half the step of the central difference: truncation ~ 1e-10 and rounding ~ 1e-11 of the loss's scale balance here.
const H: f64 = 1e-5;

/// The largest relative error that is allowed.
pub const LIMIT: f64 = 1e-6;

/// All combinations of options, with and without dropout.
pub fn variants() -> Vec<Config> {
    let mut all = Vec::new();
    for norm in [Norm::Post, Norm::Pre] {
        for activation in [Activation::Relu, Activation::Gelu] {
            for mask in [Mask::None, Mask::Causal] {
                for positions in [Positions::Sinusoidal, Positions::Learned] {
                    for final_norm in [false, true] {
                        for dropout in [0.0, 0.3] {
                            let (vocab, context, d_model, heads, layers, d_ff) = (7, 5, 6, 3, 2, 9);
                            all.push(Config {
                                vocab,
                                context,
                                d_model,
                                heads,
                                layers,
                                d_ff,
                                norm,
                                activation,
                                mask,
                                positions,
                                final_norm,
                                dropout,
                            });
                        }
                    }
                }
            }
        }
    }
    all
}

/// How far the gradient of one tensor is from the differences.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// The tensor's name.
    pub tensor: String,
    /// ‖differences − gradient‖ over ‖gradient‖ of the tensor. Softmax is invariant to key biases: their gradient is 0 but for
    /// rounding, so theirs is over the norm of the whole gradient.
    pub relative: f64,
    /// Of a key bias: the norm of its gradient over that of the whole, or over 1.
    pub key_bias: Option<f64>,
}

/// A variant under way, a tensor at a time.
pub struct Variant {
    model: Model<f64>,
    theta: Vec<f64>,
    tokens: Vec<u32>,
    targets: Vec<u32>,
    gradient: Vec<f64>,
    /// The norm of the gradient.
    whole: f64,
    next: usize,
}

/// Sequences of the batch.
const BATCH: usize = 3;

/// The dropout masks' key.
const MASKS: Option<Masks> = Some(Masks { key: 99, first: 0 });

impl Variant {
    /// At random weights that follow from the variant's index.
    pub fn new(config: Config, index: usize) -> Self {
        let mut model = Model::<f64>::new(config, BATCH).expect("the variant is valid");
        let mut rng = Rng::split(1, Purpose::Init, index as u64);
        // Gains near 1 and weights of a trained net's size: tiny gradients would drown in the differences' rounding.
        let mut theta = vec![0.0; model.layout().len];
        for tensor in &model.layout().tensors {
            let centre = if tensor.name.ends_with("gain") { 1.0 } else { 0.0 };
            theta[tensor.range()].fill_with(|| centre + 0.4 * rng.normal());
        }
        // A shorter sequence than the context in every other variant.
        let positions = if index % 2 == 0 { config.context } else { config.context - 2 };
        let mut draw = |n: usize| (0..n).map(|_| rng.below(config.vocab as u64) as u32).collect::<Vec<_>>();
        let (tokens, targets) = (draw(BATCH * positions), draw(BATCH * positions));
        let mut gradient = vec![0.0; theta.len()];
        model.forward(&theta, &tokens, &targets, BATCH, MASKS);
        model.backward(&theta, &mut gradient, 1.0);
        let whole = gradient.iter().map(|g| g * g).sum::<f64>().sqrt();
        Variant { model, theta, tokens, targets, gradient, whole, next: 0 }
    }

    /// The loss with one weight moved.
    fn moved(&mut self, i: usize, by: f64) -> f64 {
        let at = self.theta[i];
        self.theta[i] = at + by;
        let loss = self.model.forward(&self.theta, &self.tokens, &self.targets, BATCH, MASKS);
        self.theta[i] = at;
        loss
    }
}

impl Iterator for Variant {
    type Item = Compared;

    /// The next tensor.
    fn next(&mut self) -> Option<Compared> {
        let tensor = self.model.layout().tensors.get(self.next)?.clone();
        self.next += 1;
        let (mut difference, mut size) = (0.0f64, 0.0f64);
        for i in tensor.range() {
            let off = (self.moved(i, H) - self.moved(i, -H)) / (2.0 * H) - self.gradient[i];
            difference += off * off;
            size += self.gradient[i] * self.gradient[i];
        }
        Some(Compared {
            relative: difference.sqrt() / if tensor.in_tail { size.sqrt() } else { self.whole },
            key_bias: (!tensor.in_tail).then(|| size.sqrt() / self.whole.max(1.0)),
            tensor: tensor.name,
        })
    }
}

/// The check of all variants, a tensor at a time.
#[derive(Default)]
pub struct Check {
    running: Option<Variant>,
    begun: usize,
    worst: f64,
}

impl Check {
    /// One tensor; the fraction that is done.
    pub fn advance(&mut self) -> f64 {
        let all = variants();
        match self.running.as_mut().and_then(Variant::next) {
            // f64::max would drop a NaN.
            Some(Compared { relative, .. }) if relative <= self.worst => {}
            Some(Compared { relative, .. }) => self.worst = relative,
            None => {
                let Some(&config) = all.get(self.begun) else { return 1.0 };
                self.running = Some(Variant::new(config, self.begun));
                self.begun += 1;
            }
        }
        (self.begun.max(1) - 1) as f64 / all.len() as f64
    }

    /// What it found.
    pub fn line(&self) -> Line {
        let what = format!(
            "Gradient in f64 against central differences: every weight of {} variants of the model, relative error by tensor",
            self.begun
        );
        Line::new("gradients", what, self.worst, LIMIT)
    }
}
