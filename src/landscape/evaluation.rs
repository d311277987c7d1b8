//! Plain evaluation: the model's own forward pass over all windows, a few at a time.
use super::single::exponentials;
use super::Surface;
use crate::model::Model;
use std::rc::Rc;

/// Multiplications and additions in one call of [`Evaluation::advance`], about.
const WORK: usize = 300_000_000;

/// Losses of whole sets of weights, one after the other.
pub struct Evaluation {
    surface: Rc<Surface>,
    model: Model<f64>,
    /// Windows in a slice; follows from the configuration alone, because it decides the order of the sum.
    slice: usize,
    done: usize,
    sum: f64,
}

impl Evaluation {
    /// On a surface.
    pub fn new(surface: Rc<Surface>) -> Self {
        let window = 2 * surface.layout.len * surface.config.context + exponentials(surface.net(&[]), 0);
        let slice = (WORK / window).clamp(1, surface.windows());
        let model = Model::new(surface.config, slice).expect("the surface's configuration was checked");
        Evaluation { surface, model, slice, done: 0, sum: 0.0 }
    }

    /// The next slice of windows at `theta`; after the last the mean loss in nats, and the next call begins anew.
    pub fn advance(&mut self, theta: &[f64]) -> Option<f64> {
        let (t, windows) = (self.surface.config.context, self.surface.windows());
        let count = self.slice.min(windows - self.done);
        let slice = self.done * t..(self.done + count) * t;
        let (tokens, targets) = (&self.surface.tokens[slice.clone()], &self.surface.targets[slice]);
        self.sum += self.model.forward(theta, tokens, targets, count, None) * count as f64;
        self.done += count;
        if self.done < windows {
            return None;
        }
        let loss = self.sum / windows as f64;
        (self.done, self.sum) = (0, 0.0);
        Some(loss)
    }

    /// Multiplications and additions of one loss, about.
    pub fn work(surface: &Surface) -> f64 {
        let window = 2 * surface.layout.len * surface.config.context + exponentials(surface.net(&[]), 0);
        window as f64 * surface.windows() as f64
    }

    /// The loss at `theta`, at once.
    pub fn loss(&mut self, theta: &[f64]) -> f64 {
        loop {
            if let Some(loss) = self.advance(theta) {
                return loss;
            }
        }
    }
}
