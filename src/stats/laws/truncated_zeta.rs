//! The discrete power law with an exponential cutoff: probability ∝ k^−α e^(−λk) of the whole number k.
use super::{invert, log_scale, scale, Law, TruncatedPowerLaw};
use crate::rng::Rng;
use crate::stats::observed::{Observed, Point};
use crate::stats::optimize::Place;
use crate::stats::special::{log_difference, log_power_sum};

/// With λ → 0 it is the zeta law.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TruncatedZeta {
    /// α, any real number.
    pub alpha: f64,
    /// λ > 0, the cutoff's rate.
    pub lambda: f64,
}

impl Law for TruncatedZeta {
    const NAME: &'static str = TruncatedPowerLaw::NAME;
    const PARAMETERS: &'static [&'static str] = TruncatedPowerLaw::PARAMETERS;
    const ON_INTEGERS: bool = true;

    fn parameters(&self) -> [f64; 2] {
        [self.alpha, self.lambda]
    }

    fn log_weight(&self, at: Point) -> f64 {
        -self.alpha * at.ln - self.lambda * at.x
    }

    fn log_mass(&self, from: Point, to: Point) -> f64 {
        let above = |at: Point| log_power_sum(self.alpha, self.lambda, at.x.ceil());
        match to {
            Point::INFINITY => above(from),
            _ => log_difference(above(from), above(to)),
        }
    }

    fn mean_log_weight(&self, tail: &Observed) -> f64 {
        -self.alpha * tail.mean_ln() - self.lambda * tail.mean()
    }

    /// A law on whole numbers has no other unit than 1.
    fn scaled(&self, _unit: f64) -> Self {
        *self
    }

    fn draw(&self, from: Point, rng: &mut Rng) -> f64 {
        invert(self, from, Point::INFINITY, rng)
    }

    /// place = (α, ln of λ in the mean excess of k).
    fn at(place: Place, tail: &Observed) -> Self {
        TruncatedZeta { alpha: place[0], lambda: libm::exp(place[1]) / scale(tail) }
    }

    /// Nearer than elsewhere: with α below 3 the likelihood is not smooth at λ = 0.
    fn beside_power_law(alpha: f64, _tail: &Observed) -> Option<Place> {
        Some([alpha, libm::log(1e-9)])
    }

    /// Between the zeta law and the geometric, and beyond.
    fn starts(tail: &Observed) -> Vec<Place> {
        let alpha = 1.0 + 1.0 / log_scale(tail);
        [1e-4, 1e-2, 0.1, 0.5, 1.0, 3.0].map(|share| [alpha * (1.0 - share), libm::log(share)]).to_vec()
    }
}
