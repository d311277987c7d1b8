//! The continuous power law: weight x^−α.
use super::{exponential_draw, log_exponential_mass, log_scale, Law};
use crate::rng::Rng;
use crate::stats::optimize::Place;
use crate::stats::tail::{Point, Tail};

/// P(X ≥ x) = (x/x_min)^−(α−1) for x ≥ x_min. Without an upper end α > 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PowerLaw {
    /// α, the exponent of the density.
    pub alpha: f64,
}

impl Law for PowerLaw {
    const NAME: &'static str = "powerLaw";
    const PARAMETERS: &'static [&'static str] = &["alpha"];

    fn parameters(&self) -> [f64; 2] {
        [self.alpha, 0.0]
    }

    fn log_weight(&self, at: Point) -> f64 {
        -self.alpha * at.ln
    }

    fn log_mass(&self, from: Point, to: Point) -> f64 {
        log_exponential_mass(self.alpha - 1.0, from.ln, to.ln)
    }

    fn mean_log_weight(&self, tail: &Tail) -> f64 {
        -self.alpha * tail.mean_ln()
    }

    fn scaled(&self, _unit: f64) -> Self {
        *self
    }

    fn draw(&self, from: Point, rng: &mut Rng) -> f64 {
        from.x * libm::exp(exponential_draw(rng) / (self.alpha - 1.0))
    }

    fn at(place: Place, tail: &Tail) -> Self {
        PowerLaw { alpha: 1.0 + place[0] / log_scale(tail) }
    }

    /// The maximum itself, on values without an upper end.
    fn starts(_tail: &Tail) -> Vec<Place> {
        vec![[1.0, 0.0]]
    }
}
