//! The continuous power law: weight x^−α.
use super::{exponential_draw, log_exponential_mass, log_scale, Law};
use crate::rng::Rng;
use crate::stats::observed::{Observed, Point};
use crate::stats::optimize::Place;

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

    fn mean_log_weight(&self, tail: &Observed) -> f64 {
        -self.alpha * tail.mean_ln()
    }

    fn scaled(&self, _unit: f64) -> Self {
        *self
    }

    fn draw(&self, from: Point, rng: &mut Rng) -> f64 {
        from.x * libm::exp(exponential_draw(rng) / (self.alpha - 1.0))
    }

    fn at(place: Place, tail: &Observed) -> Self {
        PowerLaw { alpha: 1.0 + place[0] / log_scale(tail) }
    }

    /// The maximum itself, on values without an upper end.
    fn starts(_tail: &Observed) -> Vec<Place> {
        vec![[1.0, 0.0]]
    }
}

/// Widths of the exponential below this are flat to half the digits.
const FLAT: f64 = 1e-5;

/// The rate r of the exponential on [0, width] whose mean is `mean`, 0 < mean < width: the likelihood's maximum of α − 1 on
/// logarithms that end. Newton's method on 1/y − 1/(e^y − 1) = mean/width, y = r · width, convex for y > 0.
pub fn rate_between(mean: f64, width: f64) -> f64 {
    let share = mean / width;
    if share > 0.5 {
        return -rate_between(width - mean, width);
    }
    let mut y = if share > 0.1 { 6.0 - 12.0 * share } else { 1.0 / (share + 1.0 / libm::expm1(1.0 / share)) };
    for _ in 0..100 {
        if y < FLAT {
            return 12.0 * (0.5 - share) / width;
        }
        let growth = libm::expm1(y);
        let value = 1.0 / y - 1.0 / growth - share;
        let slope = 1.0 / (y * y) - (1.0 + 1.0 / growth) / growth;
        let step = value / slope;
        y += step;
        if step.abs() <= 1e-14 * y {
            break;
        }
    }
    y / width
}

/// The standard deviation of that exponential: of ln x under the power law on a range.
pub fn log_spread(rate: f64, width: f64) -> f64 {
    let y = (rate * width).abs();
    if y < 0.1 {
        // The series of 1/y² − e^y/(e^y − 1)² at 0.
        return width * (1.0 / 12.0 - y * y / 240.0 + y * y * y * y / 6048.0).sqrt();
    }
    let growth = libm::expm1(y);
    if growth == f64::INFINITY {
        return 1.0 / rate.abs();
    }
    width * (1.0 / (y * y) - (1.0 + 1.0 / growth) / growth).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_on_a_range_have_the_mean_that_was_asked_for() {
        for y in [-700.0, -30.0, -2.0, -1e-3, 1e-7, 0.01, 1.0, 5.0, 40.0, 1e5] {
            let mean = if f64::abs(y) < 1e-6 { 0.5 - y / 12.0 } else { 1.0 / y - 1.0 / libm::expm1(y) };
            let found = rate_between(3.0 * mean, 3.0) * 3.0;
            assert!((found - y).abs() < 1e-8 * y.abs().max(1.0), "{y}: {found}");
        }
    }

    #[test]
    fn the_spread_is_that_of_the_law_with_and_without_an_end() {
        assert!((log_spread(2.0, f64::INFINITY) - 0.5).abs() < 1e-15);
        assert!((log_spread(1e-9, 6.0) - 6.0 / 12f64.sqrt()).abs() < 1e-9);
        let (below, above) = (log_spread(0.0999, 1.0), log_spread(0.1001, 1.0));
        assert!((below - above).abs() < 1e-5, "{below} {above}");
        // −d mean/d rate is the variance.
        let mean = |r: f64| 1.0 / r - 2.0 / libm::expm1(2.0 * r);
        let variance = (mean(1.3 - 1e-5) - mean(1.3 + 1e-5)) / 2e-5;
        assert!((log_spread(1.3, 2.0).powi(2) / variance - 1.0).abs() < 1e-8);
        assert!((log_spread(-1.3, 2.0) - log_spread(1.3, 2.0)).abs() < 1e-14);
    }
}
