//! The stretched exponential: weight x^(β−1) e^(−λx^β), a Weibull tail (Clauset, Shalizi, Newman 2009, table 2.1).
use super::{exponential_draw, log_scale, Law};
use crate::rng::Rng;
use crate::stats::observed::{Observed, Point};
use crate::stats::optimize::Place;
use crate::stats::special::log_one_minus_exp;

/// P(X ≥ x) = e^(−λ(x^β − x_min^β)) for x ≥ x_min. With β → 0 at constant λβ it runs into the power law.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StretchedExponential {
    /// λ > 0, per unit of x^β.
    pub lambda: f64,
    /// β > 0; 1 is the exponential.
    pub beta: f64,
}

impl Law for StretchedExponential {
    const NAME: &'static str = "stretchedExponential";
    const PARAMETERS: &'static [&'static str] = &["lambda", "beta"];

    fn parameters(&self) -> [f64; 2] {
        [self.lambda, self.beta]
    }

    fn log_weight(&self, at: Point) -> f64 {
        (self.beta - 1.0) * at.ln - self.lambda * libm::exp(self.beta * at.ln)
    }

    fn log_mass(&self, from: Point, to: Point) -> f64 {
        let exponent = self.lambda * libm::exp(self.beta * from.ln);
        let growth = exponent * libm::expm1(self.beta * (to.ln - from.ln));
        log_one_minus_exp(-growth) - exponent - libm::log(self.lambda * self.beta)
    }

    fn mean_log_weight(&self, tail: &Observed) -> f64 {
        (self.beta - 1.0) * tail.mean_ln() - self.lambda * tail.mean_power(self.beta)
    }

    fn scaled(&self, unit: f64) -> Self {
        StretchedExponential { lambda: self.lambda * libm::exp(-self.beta * libm::log(unit)), ..*self }
    }

    fn draw(&self, from: Point, rng: &mut Rng) -> f64 {
        // (x/from)^β − 1 is exponential.
        let excess = exponential_draw(rng) / (self.lambda * libm::exp(self.beta * from.ln));
        from.x * libm::exp(libm::log1p(excess) / self.beta)
    }

    /// With w = ln(x/x_min): P(X ≥ x) = e^(−θ(e^(βw) − 1)/β); place = (ln of θ, ln of β), both in the mean of w.
    fn at(place: Place, tail: &Observed) -> Self {
        let unit = log_scale(tail);
        let beta = libm::exp(place[1]) / unit;
        let theta = libm::exp(place[0]) / unit;
        StretchedExponential { lambda: theta / beta * libm::exp(-beta * tail.start().ln), beta }
    }

    fn beside_power_law(alpha: f64, tail: &Observed) -> Option<Place> {
        Some([libm::log((alpha - 1.0) * log_scale(tail)), libm::log(1e-4)])
    }

    /// The best θ for each of some β, bins taken at their middles.
    fn starts(tail: &Observed) -> Vec<Place> {
        let unit = log_scale(tail);
        let start = |b: f64| {
            let beta = b / unit;
            let growth = tail.mean_power(beta) * libm::exp(-beta * tail.start().ln) - 1.0;
            [libm::log(b / growth), libm::log(b)]
        };
        [1e-3, 0.05, 0.2, 0.6, 1.5, 4.0].map(start).to_vec()
    }
}
