//! The lognormal law: weight (1/x) e^((μ/σ²) ln x − (ln x)²/2σ²), a Gaussian of ln x without its constant factor.
use super::{exponential_draw, log_scale, Law};
use crate::rng::Rng;
use crate::stats::observed::{Observed, Point};
use crate::stats::optimize::Place;
use crate::stats::special::{log_difference, log_erfcx, log_normal_survival};
use std::f64::consts::{LN_2, PI, SQRT_2};

/// ln X is Gaussian. On a tail μ may lie far below ln x_min: with μ → −∞ at constant μ/σ² the law runs into the power law.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lognormal {
    /// The mean of ln x, were there no x_min.
    pub mu: f64,
    /// The standard deviation of ln x, were there no x_min.
    pub sigma: f64,
}

impl Lognormal {
    fn standardised(&self, at: Point) -> f64 {
        (at.ln - self.mu) / self.sigma
    }

    fn slope(&self) -> f64 {
        self.mu / (self.sigma * self.sigma)
    }

    fn curvature(&self) -> f64 {
        1.0 / (2.0 * self.sigma * self.sigma)
    }
}

impl Law for Lognormal {
    const NAME: &'static str = "lognormal";
    const PARAMETERS: &'static [&'static str] = &["mu", "sigma"];

    fn parameters(&self) -> [f64; 2] {
        [self.mu, self.sigma]
    }

    fn log_weight(&self, at: Point) -> f64 {
        (self.slope() - 1.0 - self.curvature() * at.ln) * at.ln
    }

    fn log_mass(&self, from: Point, to: Point) -> f64 {
        let (low, high) = (self.standardised(from), self.standardised(to));
        let width = libm::log(self.sigma * (2.0 * PI).sqrt());
        if low < 0.0 {
            // Not far in the tail: plain differences of the Gaussian's own, from its nearer end.
            let gaussian = if high < 0.0 {
                log_difference(log_normal_survival(-high), log_normal_survival(-low))
            } else if high == f64::INFINITY {
                log_normal_survival(low)
            } else {
                log_difference(log_normal_survival(low), log_normal_survival(high))
            };
            return self.curvature() * self.mu * self.mu + width + gaussian;
        }
        // The Gaussian's exponents can be large and all but cancel against the factor that was left out: without them.
        let end = (self.slope() - self.curvature() * from.ln) * from.ln + log_erfcx(low / SQRT_2) - LN_2 + width;
        if high == f64::INFINITY {
            return end;
        }
        let fall = -0.5 * (high - low) * (high + low) + log_erfcx(high / SQRT_2) - log_erfcx(low / SQRT_2);
        log_difference(end, end + fall)
    }

    fn mean_log_weight(&self, tail: &Observed) -> f64 {
        (self.slope() - 1.0) * tail.mean_ln() - self.curvature() * tail.mean_ln2()
    }

    fn scaled(&self, unit: f64) -> Self {
        Lognormal { mu: self.mu + libm::log(unit), ..*self }
    }

    fn draw(&self, from: Point, rng: &mut Rng) -> f64 {
        let low = self.standardised(from);
        let t = if low < 0.5 {
            loop {
                let t = rng.normal();
                if t >= low {
                    break t;
                }
            }
        } else {
            // Robert 1995: an exponential's draws from `low` on, accepted as often as the Gaussian wants.
            let rate = 0.5 * (low + (low * low + 4.0).sqrt());
            loop {
                let t = low + exponential_draw(rng) / rate;
                if rng.uniform() < libm::exp(-0.5 * (t - rate) * (t - rate)) {
                    break t;
                }
            }
        };
        libm::exp(self.mu + self.sigma * t).max(from.x)
    }

    /// In v = ln(x/x_min) over its mean the weight is e^(−rv − sv²): place = (r, ln s).
    fn at(place: Place, tail: &Observed) -> Self {
        let unit = log_scale(tail);
        let s = libm::exp(place[1]);
        Lognormal { mu: tail.start().ln - 0.5 * unit * place[0] / s, sigma: unit / (2.0 * s).sqrt() }
    }

    fn beside_power_law(alpha: f64, tail: &Observed) -> Option<Place> {
        Some([(alpha - 1.0) * log_scale(tail), libm::log(1e-6)])
    }

    /// From the power law (s → 0, r = 1) to a narrow peak at v = 1 (r = −2s).
    fn starts(_tail: &Observed) -> Vec<Place> {
        [1e-3, 0.03, 0.2, 1.0, 10.0, 1e3].map(|s| [1.0 - 2.0 * s, libm::log(s)]).to_vec()
    }
}
