//! The discrete power law: probability k^−α/ζ(α, k_min) of the whole number k, ζ Hurwitz's function.
use super::{log_scale, Law, PowerLaw};
use crate::rng::Rng;
use crate::stats::observed::{Observed, Point};
use crate::stats::optimize::Place;
use crate::stats::special::{log_difference, log_power_sum};

/// P(K ≥ k) = ζ(α, k)/ζ(α, k_min), α > 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Zeta {
    /// α, the exponent of the probabilities.
    pub alpha: f64,
}

/// From here on k^−α and its integral over k ± ½ agree to the last digit.
const SMOOTH: f64 = 1e8;

impl Law for Zeta {
    const NAME: &'static str = "zeta";
    const PARAMETERS: &'static [&'static str] = &["alpha"];
    const ON_INTEGERS: bool = true;

    fn parameters(&self) -> [f64; 2] {
        [self.alpha, 0.0]
    }

    fn log_weight(&self, at: Point) -> f64 {
        -self.alpha * at.ln
    }

    fn log_mass(&self, from: Point, to: Point) -> f64 {
        let above = |at: Point| log_power_sum(self.alpha, 0.0, at.x.ceil());
        match to {
            Point::INFINITY => above(from),
            _ => log_difference(above(from), above(to)),
        }
    }

    fn mean_log_weight(&self, tail: &Observed) -> f64 {
        -self.alpha * tail.mean_ln()
    }

    /// A law on whole numbers has no other unit than 1.
    fn scaled(&self, _unit: f64) -> Self {
        *self
    }

    /// By rejection: a continuous power law rounded to integers gives each k more than its share, since x^−α is convex.
    fn draw(&self, from: Point, rng: &mut Rng) -> f64 {
        let continuous = PowerLaw { alpha: self.alpha };
        let start = Point::new(from.x.ceil() - 0.5);
        loop {
            let k = (continuous.draw(start, rng) + 0.5).floor();
            if k > SMOOTH {
                return k;
            }
            let (at, low, high) = (Point::new(k), Point::new(k - 0.5), Point::new(k + 0.5));
            if rng.uniform() < libm::exp(self.log_weight(at) - continuous.log_mass(low, high)) {
                return k;
            }
        }
    }

    fn at(place: Place, tail: &Observed) -> Self {
        Zeta { alpha: 1.0 + libm::exp(place[0]) / log_scale(tail) }
    }

    /// The continuous law from k_min − ½ on (Clauset, Shalizi, Newman 2009, eq. 3.7).
    fn starts(_tail: &Observed) -> Vec<Place> {
        vec![[0.0, 0.0]]
    }
}
