//! The first principal component of T steps of P numbers, with T far smaller than P: from the T × T products of the steps. And
//! how far two directions agree, beside directions drawn at random.
use super::bootstrap::{percentiles, Interval};
use crate::linalg::{matrix, matrix_mut, product, transposed, Start, Workspace};
use crate::rng::{Purpose, Rng, Ziggurat};
use serde::Serialize;

/// Rows of the products that one slice makes.
const ROWS: usize = 20;

/// The components but the first are left with less than this share of the squared power.
const PURE: f64 = 1e-12;

/// Squarings at most: two components that agree to 2⁻⁴⁰ cannot be told apart.
const MOST: usize = 40;

/// A direction, and what of the variance lies along it.
#[derive(Debug, Clone, PartialEq)]
pub struct Component {
    /// P numbers, of length 1; its sign means nothing.
    pub direction: Vec<f64>,
    /// Its variance over that of all directions.
    pub share: f64,
}

/// The search for the first component. The products' matrix is squared until only its largest eigenvalue is left: after m
/// squarings an eigenvalue has the power 2^m.
pub struct Principal {
    steps: usize,
    /// [steps × P], each column's mean taken off.
    centred: Vec<f64>,
    /// [steps × steps], the trace 1 once it is complete.
    power: Vec<f64>,
    /// Rows of the products that have been made.
    rows: usize,
    /// The trace of the products.
    total: f64,
    squarings: usize,
    work: Workspace<f64>,
}

impl Principal {
    /// Of the values [steps × P], row by row.
    pub fn new(values: &[f32], steps: usize) -> Self {
        let width = values.len() / steps;
        let mut mean = vec![0.0; width];
        for row in values.chunks_exact(width) {
            mean.iter_mut().zip(row).for_each(|(mean, &x)| *mean += f64::from(x));
        }
        // Sums of equal f32 are exact, so that what does not vary is centred to 0.
        mean.iter_mut().for_each(|sum| *sum /= steps as f64);
        let centred =
            values.chunks_exact(width).flat_map(|row| row.iter().zip(&mean).map(|(&x, mean)| f64::from(x) - mean));
        Principal {
            steps,
            centred: centred.collect(),
            power: vec![0.0; steps * steps],
            rows: 0,
            total: 0.0,
            squarings: 0,
            work: Workspace::default(),
        }
    }

    /// One slice, some milliseconds; true when the component is found, or there is none.
    pub fn advance(&mut self) -> bool {
        let (steps, width) = (self.steps, self.centred.len() / self.steps);
        if self.rows < steps {
            let rows = ROWS.min(steps - self.rows);
            let (of, all) = (&self.centred[self.rows * width..][..rows * width], &self.centred[..]);
            let products = &mut self.power[self.rows * steps..][..rows * steps];
            let all = transposed(matrix(all, steps, width));
            product(&mut self.work, matrix_mut(products, rows, steps), matrix(of, rows, width), all, Start::Zero);
            self.rows += rows;
            if self.rows == steps {
                self.total = self.normalise();
            }
            return self.rows == steps && self.total == 0.0;
        }
        if self.is_pure() {
            return true;
        }
        let before = self.power.clone();
        let square = matrix(&before, steps, steps);
        product(&mut self.work, matrix_mut(&mut self.power, steps, steps), square, square, Start::Zero);
        self.normalise();
        self.squarings += 1;
        self.is_pure()
    }

    /// Makes the trace 1, and returns what it was.
    fn normalise(&mut self) -> f64 {
        let trace: f64 = self.power.iter().step_by(self.steps + 1).sum();
        if trace > 0.0 {
            self.power.iter_mut().for_each(|x| *x /= trace);
        }
        trace
    }

    /// With the shares p of the powers as eigenvalues, Σ p² is 1 where one is left.
    fn is_pure(&self) -> bool {
        self.squarings == MOST || 1.0 - self.power.iter().map(|x| x * x).sum::<f64>() < PURE
    }

    /// What has been found; `None` where nothing varies.
    pub fn component(&self) -> Option<Component> {
        let (steps, width) = (self.steps, self.centred.len() / self.steps);
        let varies = self.total > 0.0;
        if !varies {
            return None;
        }
        // Every column is the eigenvector times one of its elements: the longest has the least rounding.
        let longest =
            (0..steps).max_by(|&a, &b| self.power[a * (steps + 1)].total_cmp(&self.power[b * (steps + 1)]))?;
        let mut direction = vec![0.0; width];
        let column = &self.power[longest * steps..][..steps];
        for (&weight, row) in column.iter().zip(self.centred.chunks_exact(width)) {
            direction.iter_mut().zip(row).for_each(|(sum, x)| *sum += weight * x);
        }
        // direction = Xᵀv|v| with G = XXᵀ: its square over |v|² is the largest eigenvalue.
        let square = |values: &[f64]| values.iter().map(|x| x * x).sum::<f64>();
        let length = square(&direction);
        let share = length / square(column) / self.total;
        direction.iter_mut().for_each(|x| *x /= length.sqrt());
        Some(Component { direction, share })
    }
}

/// |cos| of the angle between two directions of length 1.
pub fn alignment(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>().abs().min(1.0)
}

/// |cos| of directions drawn at random.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RandomDirections {
    /// Γ(P/2)/(√π Γ((P + 1)/2)), near √(2/πP).
    pub expected: f64,
    /// The mean of those that were drawn.
    pub mean: f64,
    /// Where 95 % of them lie.
    pub interval: Interval,
}

/// |cos| of `draws` random directions of `width` numbers with a fixed one; by symmetry, whichever it is. `None` of fewer than 20.
pub fn random_directions(width: usize, draws: usize, seed: u64) -> Option<RandomDirections> {
    let mut rng = Rng::new(seed, Purpose::Directions);
    let (ziggurat, mut direction) = (Ziggurat::default(), vec![0.0f32; width]);
    let mut draw = || {
        ziggurat.fill(&mut rng, &mut direction);
        let square: f64 = direction.iter().map(|&x| f64::from(x) * f64::from(x)).sum();
        f64::from(direction[0].abs()) / square.sqrt()
    };
    let drawn: Vec<f64> = (0..draws).map(|_| draw()).collect();
    let half = width as f64 / 2.0;
    Some(RandomDirections {
        expected: libm::exp(libm::lgamma(half) - libm::lgamma(half + 0.5)) / std::f64::consts::PI.sqrt(),
        mean: drawn.iter().sum::<f64>() / draws as f64,
        interval: percentiles(drawn, 0.95)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn component(values: &[f32], steps: usize) -> Option<Component> {
        let mut principal = Principal::new(values, steps);
        while !principal.advance() {}
        principal.component()
    }

    /// 60 steps along a direction and a weaker one orthogonal to it, about a mean, with faint noise.
    #[test]
    fn the_first_component_is_the_direction_of_most_variance() {
        let mut rng = Rng::new(2, Purpose::Statistics);
        let (steps, width) = (60, 300);
        let first: Vec<f64> = (0..width).map(|i| if i % 2 == 0 { 1.0 } else { 0.5 }).collect();
        let second: Vec<f64> = (0..width).map(|i| if i % 2 == 0 { 0.5 } else { -1.0 }).collect();
        let mut values = Vec::new();
        let (mut along, mut across) = (0.0, 0.0);
        for step in 0..steps {
            // Orthogonal courses of mean 0, so that variances are known.
            let phase = std::f64::consts::TAU * step as f64 / steps as f64;
            let (a, b) = (3.0 * libm::cos(phase), 2.8 * libm::sin(phase));
            (along, across) = (along + a * a, across + b * b);
            values.extend((0..width).map(|i| (7.0 + a * first[i] + b * second[i] + 1e-4 * rng.normal()) as f32));
        }
        let found = component(&values, steps).expect("varies");
        let norm = first.iter().map(|x| x * x).sum::<f64>().sqrt();
        let expected: Vec<f64> = first.iter().map(|x| x / norm).collect();
        assert!(1.0 - alignment(&found.direction, &expected) < 1e-8, "{}", alignment(&found.direction, &expected));
        assert!((found.share - along / (along + across)).abs() < 1e-6, "{}", found.share);
        assert!((found.direction.iter().map(|x| x * x).sum::<f64>() - 1.0).abs() < 1e-12);
        assert_eq!(component(&vec![3.0; 50 * 20], 50), None);
    }

    /// Against numpy's SVD of the same centred values, which a congruence makes (tests/principal/make.py).
    #[test]
    fn the_component_is_numpys() {
        let mut state = 12_345u64;
        let values: Vec<f32> = (0..25 * 40)
            .map(|i| {
                state = (state * 1_103_515_245 + 12_345) % (1 << 31);
                (state as f32 / (1u64 << 31) as f32 - 0.5) * (1 + i % 40 % 7) as f32
            })
            .collect();
        let found = component(&values, 25).expect("varies");
        let answers: Vec<f64> = include_str!("../../tests/principal/answers.txt")
            .lines()
            .map(|line| line.parse().expect("a number"))
            .collect();
        let (share, direction) = (answers[0], &answers[1..]);
        println!(
            "share off by {:e}, 1 − |cos| {:e}",
            found.share - share,
            1.0 - alignment(&found.direction, direction)
        );
        assert!((found.share - share).abs() < 1e-12 && 1.0 - alignment(&found.direction, direction) < 1e-12);
    }

    #[test]
    fn random_directions_are_as_far_apart_as_theory_says() {
        for width in [2, 30, 2048] {
            let drawn = random_directions(width, 1000, 11).expect("enough");
            let approximate = (2.0 / (std::f64::consts::PI * width as f64)).sqrt();
            assert!((drawn.expected / approximate - 1.0).abs() < 0.3 / width as f64, "{drawn:?} {approximate}");
            // The spread of |cos| is at most 0.76 of its mean: five standard errors.
            assert!((drawn.mean / drawn.expected - 1.0).abs() < 5.0 * 0.76 / 1000f64.sqrt(), "{drawn:?}");
        }
        assert_eq!(random_directions(5, 3, 1), None);
    }
}
