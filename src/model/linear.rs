//! The affine map y = x·Wᵀ + b, forward and backward side by side. W is [out, in], as PyTorch stores it.
use crate::linalg::{matrix, matrix_mut, product, reduce, transposed, Real, Start, Workspace};

/// y [rows, out] = x [rows, in]·Wᵀ + b.
pub fn forward<T: Real>(work: &mut Workspace<T>, x: &[T], weight: &[T], bias: &[T], y: &mut [T]) {
    let (out, input) = (bias.len(), weight.len() / bias.len());
    let rows = x.len() / input;
    let w = transposed(matrix(weight, out, input));
    product(work, matrix_mut(y, rows, out), matrix(x, rows, input), w, Start::Bias(bias));
}

/// From y = x·Wᵀ + b: dW += dyᵀ·x, db += Σ_rows dy.
pub fn backward_weights<T: Real>(work: &mut Workspace<T>, dy: &[T], x: &[T], d_weight: &mut [T], d_bias: &mut [T]) {
    let (out, input) = (d_bias.len(), d_weight.len() / d_bias.len());
    let rows = x.len() / input;
    let dy_t = transposed(matrix(dy, rows, out));
    product(work, matrix_mut(d_weight, out, input), dy_t, matrix(x, rows, input), Start::Accumulate);
    reduce::add_rows(d_bias, dy);
}

/// From y = x·Wᵀ + b: dx = dy·W, or added to what dx holds.
pub fn backward_input<T: Real>(
    work: &mut Workspace<T>,
    dy: &[T],
    weight: &[T],
    out: usize,
    dx: &mut [T],
    start: Start<'_, T>,
) {
    let input = weight.len() / out;
    let rows = dy.len() / out;
    product(work, matrix_mut(dx, rows, input), matrix(dy, rows, out), matrix(weight, out, input), start);
}
