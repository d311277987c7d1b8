//! The continuous power law: density (α−1)/x_min · (x/x_min)^−α on x ≥ x_min.
use crate::rng::Rng;

/// P(X ≥ x) = (x/x_min)^−(α−1) for x ≥ x_min > 0, with α > 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PowerLaw {
    /// α, the exponent of the density.
    pub alpha: f64,
    /// Where the law begins.
    pub x_min: f64,
}

impl PowerLaw {
    /// P(X ≥ x), 1 below x_min.
    pub fn ccdf(&self, x: f64) -> f64 {
        if x <= self.x_min {
            return 1.0;
        }
        libm::exp((1.0 - self.alpha) * (libm::log(x) - libm::log(self.x_min)))
    }

    /// The density at x, 0 below x_min.
    pub fn density(&self, x: f64) -> f64 {
        if x < self.x_min {
            return 0.0;
        }
        (self.alpha - 1.0) / x * self.ccdf(x)
    }

    /// One random value, by inversion.
    pub fn draw(&self, rng: &mut Rng) -> f64 {
        self.x_min * libm::exp(-libm::log(rng.uniform_positive()) / (self.alpha - 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Purpose;

    #[test]
    fn draws_follow_the_ccdf_and_the_density_is_its_slope() {
        let law = PowerLaw { alpha: 2.5, x_min: 0.01 };
        let mut rng = Rng::new(1, Purpose::Statistics);
        let n = 100_000;
        let draws: Vec<f64> = (0..n).map(|_| law.draw(&mut rng)).collect();
        for x in [0.01, 0.012, 0.02, 0.05, 0.3] {
            let p = law.ccdf(x);
            let seen = draws.iter().filter(|&&d| d >= x).count() as f64 / f64::from(n);
            let se = (p * (1.0 - p) / f64::from(n)).sqrt();
            assert!((seen - p).abs() <= 5.0 * se, "{x}: {seen} {p}");
            let h = 1e-6 * x;
            let slope = (law.ccdf(x + h) - law.ccdf(x + 2.0 * h)) / h;
            assert!((slope / law.density(x + 1.5 * h) - 1.0).abs() < 1e-4, "{x}");
        }
        assert_eq!((law.ccdf(0.001), law.density(0.001)), (1.0, 0.0));
    }
}
