//! The power law with an exponential cutoff: weight x^−α e^(−λx).
use super::{exponential_draw, log_scale, scale, Law, PowerLaw};
use crate::rng::Rng;
use crate::stats::observed::{Observed, Point};
use crate::stats::optimize::Place;
use crate::stats::special::{log_difference, log_exponential_integral};

/// The mass above x is x^(1−α) E_α(λx), E the generalised exponential integral. With λ → 0 it is the power law.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TruncatedPowerLaw {
    /// α, any real number.
    pub alpha: f64,
    /// λ > 0, the cutoff's rate, per unit of x.
    pub lambda: f64,
}

impl Law for TruncatedPowerLaw {
    const NAME: &'static str = "truncatedPowerLaw";
    const PARAMETERS: &'static [&'static str] = &["alpha", "lambda"];

    fn parameters(&self) -> [f64; 2] {
        [self.alpha, self.lambda]
    }

    fn log_weight(&self, at: Point) -> f64 {
        -self.alpha * at.ln - self.lambda * at.x
    }

    fn log_mass(&self, from: Point, to: Point) -> f64 {
        let above = |at: Point| (1.0 - self.alpha) * at.ln + log_exponential_integral(self.alpha, self.lambda * at.x);
        match to {
            Point::INFINITY => above(from),
            _ => log_difference(above(from), above(to)),
        }
    }

    fn mean_log_weight(&self, tail: &Observed) -> f64 {
        -self.alpha * tail.mean_ln() - self.lambda * tail.mean()
    }

    fn scaled(&self, unit: f64) -> Self {
        TruncatedPowerLaw { lambda: self.lambda / unit, ..*self }
    }

    /// By rejection: from the power law, where it falls faster than the cutoff at first, or from an exponential that touches
    /// the weight from above.
    fn draw(&self, from: Point, rng: &mut Rng) -> f64 {
        let rate = self.lambda * from.x;
        if self.alpha > 1.0 + rate {
            loop {
                let x = PowerLaw { alpha: self.alpha }.draw(from, rng);
                if rng.uniform() < libm::exp(self.lambda * (from.x - x)) {
                    return x;
                }
            }
        }
        // With z = x/from: where α < 0 the weight rises to its peak at −α/rate; a tangent beyond it bounds the concave logarithm.
        let touch = if self.alpha < 0.0 { ((1.0 - self.alpha) / rate).max(1.0) } else { 1.0 };
        let slope = if self.alpha < 0.0 { rate + self.alpha / touch } else { rate };
        loop {
            let z = 1.0 + exponential_draw(rng) / slope;
            let log_share = -self.alpha * libm::log(z / touch) - (rate - slope) * (z - touch);
            if rng.uniform() < libm::exp(log_share) {
                return from.x * z;
            }
        }
    }

    /// place = (α, ln of λ in the mean excess of x).
    fn at(place: Place, tail: &Observed) -> Self {
        TruncatedPowerLaw { alpha: place[0], lambda: libm::exp(place[1]) / scale(tail) }
    }

    /// Nearer than elsewhere: with α below 3 the likelihood is not smooth at λ = 0.
    fn beside_power_law(alpha: f64, _tail: &Observed) -> Option<Place> {
        Some([alpha, libm::log(1e-9)])
    }

    /// Between the power law and the exponential, and beyond.
    fn starts(tail: &Observed) -> Vec<Place> {
        let alpha = 1.0 + 1.0 / log_scale(tail);
        [1e-4, 1e-2, 0.1, 0.5, 1.0, 3.0].map(|share| [alpha * (1.0 - share), libm::log(share)]).to_vec()
    }
}
