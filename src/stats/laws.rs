//! The laws that a tail is held against, one a file, and what they share: conditioning on [x_min, x_max], maximum likelihood on
//! values, bins or integers, and standard errors from the observed information.
//!
//! A law gives its density up to a factor (its *weight*) and the integral of that weight (its *mass*), both in logarithms;
//! everything else follows from these two, and nothing underflows however far in the tail.
pub mod exponential;
pub mod lognormal;
pub mod power_law;
pub mod stretched_exponential;
pub mod truncated_power_law;
pub mod truncated_zeta;
pub mod zeta;

pub use exponential::Exponential;
pub use lognormal::Lognormal;
pub use power_law::PowerLaw;
pub use stretched_exponential::StretchedExponential;
pub use truncated_power_law::TruncatedPowerLaw;
pub use truncated_zeta::TruncatedZeta;
pub use zeta::Zeta;

use super::observed::{Cells, Observed, Point};
use super::optimize::{covariance, maximum, Place};
use crate::rng::Rng;

/// A law by its parameters, not yet conditioned on any range.
pub trait Law: Copy + std::fmt::Debug {
    /// Its name in results.
    const NAME: &'static str;
    /// Its parameters' names, one or two.
    const PARAMETERS: &'static [&'static str];
    /// Whether it lives on whole numbers, where its weight is a probability up to a factor and its mass a sum over from ≤ k < to.
    const ON_INTEGERS: bool = false;

    /// As many as have names; of one the second is 0.
    fn parameters(&self) -> [f64; 2];

    /// ln of the weight at a point.
    fn log_weight(&self, at: Point) -> f64;

    /// ln of the weight's integral from `from` to `to`, which may be ∞. Not finite where the parameters give none.
    fn log_mass(&self, from: Point, to: Point) -> f64;

    /// The mean of `log_weight` over a tail's points or integers, by sums where these suffice.
    fn mean_log_weight(&self, tail: &Observed) -> f64;

    /// The law of `unit` · X.
    fn scaled(&self, unit: f64) -> Self;

    /// One random value ≥ `from`. Where the law is one only with an upper end, [`Conditioned::draw`] is to be used.
    fn draw(&self, from: Point, rng: &mut Rng) -> f64;

    /// The law at unconstrained coordinates of order 1, which are measured in the tail's own scales.
    fn at(place: Place, tail: &Observed) -> Self;

    /// Where the search for the likelihood's maximum may start.
    fn starts(tail: &Observed) -> Vec<Place>;

    /// Where the law runs into the power law of exponent α: a place so near to that limit that the likelihood's change towards
    /// it is its slope there. `None` for a law without such a limit.
    fn beside_power_law(_alpha: f64, _tail: &Observed) -> Option<Place> {
        None
    }

    /// Conditioned on x ≥ x_min.
    fn above(self, x_min: f64) -> Conditioned<Self> {
        Conditioned::new(self, Point::new(x_min), Point::INFINITY)
    }

    /// Conditioned on x_min ≤ x ≤ x_max.
    fn between(self, x_min: f64, x_max: f64) -> Conditioned<Self> {
        let end = if Self::ON_INTEGERS { x_max + 0.5 } else { x_max };
        Conditioned::new(self, Point::new(x_min), Point::new(end))
    }
}

/// A law on a range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Conditioned<L> {
    /// Its parameters.
    pub law: L,
    from: Point,
    to: Point,
    log_total: f64,
}

impl<L: Law> Conditioned<L> {
    fn new(law: L, from: Point, to: Point) -> Self {
        Conditioned { law, from, to, log_total: law.log_mass(from, to) }
    }

    /// ln of the density at x (on integers: of the probability), −∞ outside the range.
    pub fn log_density(&self, x: f64) -> f64 {
        if x < self.from.x || x > self.to.x {
            return f64::NEG_INFINITY;
        }
        self.law.log_weight(Point::new(x)) - self.log_total
    }

    /// ln P(X ≥ x), 0 below the range.
    pub fn log_ccdf(&self, x: f64) -> f64 {
        if x <= self.from.x {
            return 0.0;
        }
        if x >= self.to.x {
            return f64::NEG_INFINITY;
        }
        self.law.log_mass(Point::new(x), self.to) - self.log_total
    }

    /// P(X ≥ x), 1 below the range.
    pub fn ccdf(&self, x: f64) -> f64 {
        libm::exp(self.log_ccdf(x))
    }

    /// The density at x, 0 outside the range.
    pub fn density(&self, x: f64) -> f64 {
        libm::exp(self.log_density(x))
    }

    /// One random value.
    pub fn draw(&self, rng: &mut Rng) -> f64 {
        match self.to {
            Point::INFINITY => self.law.draw(self.from, rng),
            _ => invert(&self.law, self.from, self.to, rng),
        }
    }
}

/// One random value of any law on a range, by halving the range until P(X ≥ x) is met: about sixty masses.
fn invert<L: Law>(law: &L, from: Point, to: Point, rng: &mut Rng) -> f64 {
    let total = law.log_mass(from, to);
    let target = libm::log(rng.uniform_positive());
    let reaches = |ln: f64| law.log_mass(Point { x: libm::exp(ln), ln }, to) - total >= target;
    let mut low = from.ln;
    let mut high = to.ln;
    if high == f64::INFINITY {
        let mut width = 1.0;
        while reaches(from.ln + width) {
            width *= 2.0;
        }
        high = from.ln + width;
    }
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            let x = libm::exp(low);
            return if L::ON_INTEGERS { x.round().max(from.x.ceil()) } else { x.max(from.x) };
        }
        if reaches(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
}

/// A law fitted to a tail by maximum likelihood.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fitted<L> {
    /// In the values' own units.
    pub law: L,
    /// In the tail's units.
    pub reduced: L,
    /// Σ ln of densities (values) or probabilities (bins, integers).
    pub log_likelihood: f64,
    /// The same for one value, in the tail's units.
    pub mean: f64,
    /// Of each parameter, from the observed information; `None` where the likelihood is flat.
    pub standard_errors: Option<[f64; 2]>,
}

/// ln of the weight of cell i, before division by the law's total.
fn log_cell<L: Law>(law: &L, tail: &Observed, i: usize) -> f64 {
    match tail.cells() {
        Cells::Points(at) => law.log_weight(at[i]),
        Cells::Integers(at) if L::ON_INTEGERS => law.log_weight(at[i]),
        Cells::Integers(at) => law.log_mass(Point::new(at[i].x - 0.5), Point::new(at[i].x + 0.5)),
        Cells::Bins(at) => law.log_mass(at[i].0, at[i].1),
    }
}

/// ln of the density or probability of each cell under a law in the tail's units.
pub fn log_likelihoods<'a, L: Law>(law: &'a L, tail: &'a Observed) -> impl Fn(usize) -> f64 + 'a {
    let total = law.log_mass(tail.start(), tail.end());
    move |i| log_cell(law, tail, i) - total
}

/// The mean log-likelihood of a value under a law in the tail's units; −∞ where the law is none.
fn mean_log_likelihood<L: Law>(law: &L, tail: &Observed) -> f64 {
    let by_sums = match tail.cells() {
        Cells::Points(_) => true,
        Cells::Integers(_) => L::ON_INTEGERS,
        Cells::Bins(_) => false,
    };
    let mean = if by_sums {
        law.mean_log_weight(tail)
    } else {
        (0..tail.len()).map(|i| tail.weight(i) * log_cell(law, tail, i)).sum::<f64>() / tail.size()
    };
    let value = mean - law.log_mass(tail.start(), tail.end());
    if value < f64::INFINITY {
        value
    } else {
        f64::NEG_INFINITY
    }
}

/// A law given by its parameters in the tail's units, as if it had been fitted.
pub fn given<L: Law>(reduced: L, tail: &Observed) -> Fitted<L> {
    let mean = mean_log_likelihood(&reduced, tail);
    let per_unit = match tail.cells() {
        Cells::Points(_) => libm::log(tail.unit()),
        Cells::Bins(_) | Cells::Integers(_) => 0.0,
    };
    let log_likelihood = tail.size() * (mean - per_unit);
    Fitted { law: reduced.scaled(tail.unit()), reduced, log_likelihood, mean, standard_errors: None }
}

/// Whether the likelihood falls from the power law (of the given exponent and mean log-likelihood) into the family, so that the
/// best law of the family is the power law itself.
pub fn collapses<L: Law>(tail: &Observed, alpha: f64, mean: f64) -> bool {
    L::beside_power_law(alpha, tail).is_some_and(|place| mean_log_likelihood(&L::at(place, tail), tail) <= mean)
}

/// The law of the highest likelihood. `None` where no start has any.
pub fn fit<L: Law>(tail: &Observed) -> Option<Fitted<L>> {
    let top = maximum(&|place| mean_log_likelihood(&L::at(place, tail), tail), L::PARAMETERS.len(), &L::starts(tail))?;
    let standard_errors = covariance(top.hessian).map(|per_value| {
        const STEP: f64 = 1e-5;
        let parameters =
            |i: f64, j: f64| L::at([top.at[0] + i * STEP, top.at[1] + j * STEP], tail).scaled(tail.unit()).parameters();
        let (up, down) = ([parameters(1.0, 0.0), parameters(0.0, 1.0)], [parameters(-1.0, 0.0), parameters(0.0, -1.0)]);
        std::array::from_fn(|p| {
            let slope: [f64; 2] = std::array::from_fn(|c| (up[c][p] - down[c][p]) / (2.0 * STEP));
            let variance = slope[0] * slope[0] * per_value[0][0]
                + 2.0 * slope[0] * slope[1] * per_value[0][1]
                + slope[1] * slope[1] * per_value[1][1];
            (variance / tail.size()).sqrt()
        })
    });
    Some(Fitted { standard_errors, ..given(L::at(top.at, tail), tail) })
}

/// ln ∫ e^(−rate · t) dt from `from` to `to` of any rate: what the power law is in ln x and the exponential in x.
fn log_exponential_mass(rate: f64, from: f64, to: f64) -> f64 {
    let width = to - from;
    let integral = if rate == 0.0 { width } else { -libm::expm1(-rate * width) / rate };
    libm::log(integral) - rate * from
}

/// An exponential random number of mean 1.
fn exponential_draw(rng: &mut Rng) -> f64 {
    -libm::log(rng.uniform_positive())
}

/// The mean excess of ln x above the start: the scale of exponents.
fn log_scale(tail: &Observed) -> f64 {
    tail.mean_ln() - tail.start().ln
}

/// The mean excess of x above the start: the scale of rates.
fn scale(tail: &Observed) -> f64 {
    tail.mean() - tail.start().x
}

#[cfg(test)]
mod tests;
