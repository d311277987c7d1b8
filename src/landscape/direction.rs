//! Directions in weight space, normalised per filter, so that a unit along them means the same in every layer.
use crate::model::layout::Layout;
use crate::rng::Rng;

/// A Gaussian direction, filter by filter as long as the weights (Li, Xu, Taylor, Studer, Goldstein 2018, §4): a filter is
/// a row of a matrix, the weights into one unit, or a whole vector. Where the weights are 0 so is the direction.
pub fn random(layout: &Layout, theta: &[f64], rng: &mut Rng) -> Vec<f64> {
    let mut direction: Vec<f64> = theta.iter().map(|_| rng.normal()).collect();
    for tensor in &layout.tensors {
        let filter = tensor.shape[tensor.shape.len() - 1];
        let filters = direction[tensor.range()].chunks_exact_mut(filter);
        for (direction, weights) in filters.zip(theta[tensor.range()].chunks_exact(filter)) {
            let ratio = (dot(weights, weights) / dot(direction, direction)).sqrt();
            direction.iter_mut().for_each(|x| *x *= ratio);
        }
    }
    direction
}

/// Takes from `direction` what it has of `other`.
pub fn orthogonalise(direction: &mut [f64], other: &[f64]) {
    let share = dot(direction, other) / dot(other, other).max(f64::MIN_POSITIVE);
    for (x, y) in direction.iter_mut().zip(other) {
        *x -= share * y;
    }
}

/// Σ x·y.
pub fn dot(x: &[f64], y: &[f64]) -> f64 {
    crate::linalg::reduce::dot(x, y)
}
