//! Cross-entropy in nats, forward and backward side by side.
use crate::linalg::{reduce, Real};

/// Σ_rows −ln softmax(logits)[target], accumulated in f64; the logits [rows, V] become probabilities.
pub fn forward<T: Real>(logits: &mut [T], targets: &[u32], vocab: usize) -> f64 {
    let mut total = 0.0;
    let exp = T::softmax_exp();
    for (row, &target) in logits.chunks_exact_mut(vocab).zip(targets) {
        let largest = reduce::max(row);
        let at_target = row[target as usize] - largest;
        let sum = reduce::map_sum(row, |x| exp(x - largest));
        let inverse = T::ONE / sum;
        for x in row.iter_mut() {
            *x *= inverse;
        }
        total += (sum.ln() - at_target).to_f64();
    }
    total
}

/// d logits = weight·(probabilities − one-hot target), in place.
pub fn backward<T: Real>(probabilities: &mut [T], targets: &[u32], vocab: usize, weight: T) {
    for (row, &target) in probabilities.chunks_exact_mut(vocab).zip(targets) {
        row[target as usize] -= T::ONE;
        for x in row.iter_mut() {
            *x *= weight;
        }
    }
}
