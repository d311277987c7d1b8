//! The exponential law: weight e^(−λx).
use super::{exponential_draw, log_exponential_mass, scale, Law};
use crate::rng::Rng;
use crate::stats::observed::{Observed, Point};
use crate::stats::optimize::Place;

/// P(X ≥ x) = e^(−λ(x − x_min)) for x ≥ x_min. Without an upper end λ > 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exponential {
    /// λ, the rate, per unit of x.
    pub lambda: f64,
}

impl Law for Exponential {
    const NAME: &'static str = "exponential";
    const PARAMETERS: &'static [&'static str] = &["lambda"];

    fn parameters(&self) -> [f64; 2] {
        [self.lambda, 0.0]
    }

    fn log_weight(&self, at: Point) -> f64 {
        -self.lambda * at.x
    }

    fn log_mass(&self, from: Point, to: Point) -> f64 {
        log_exponential_mass(self.lambda, from.x, to.x)
    }

    fn mean_log_weight(&self, tail: &Observed) -> f64 {
        -self.lambda * tail.mean()
    }

    fn scaled(&self, unit: f64) -> Self {
        Exponential { lambda: self.lambda / unit }
    }

    fn draw(&self, from: Point, rng: &mut Rng) -> f64 {
        from.x + exponential_draw(rng) / self.lambda
    }

    fn at(place: Place, tail: &Observed) -> Self {
        Exponential { lambda: place[0] / scale(tail) }
    }

    /// The maximum itself, on values without an upper end.
    fn starts(_tail: &Observed) -> Vec<Place> {
        vec![[1.0, 0.0]]
    }
}
