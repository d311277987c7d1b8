//! Layer normalisation (Ba, Kiros, Hinton 2016), forward and backward side by side.
use crate::linalg::{reduce, Real};

/// Added to the variance, as in PyTorch.
pub const EPSILON: f64 = 1e-5;

/// y = x̂·gain + bias with x̂ = (x − mean)/√(variance + ε), row by row.
///
/// x, xhat, y: [rows, C]; gain_bias: [2C]; rstd: [rows] keeps 1/√(variance + ε) for the backward pass.
pub fn forward<T: Real>(x: &[T], gain_bias: &[T], xhat: &mut [T], rstd: &mut [T], y: &mut [T]) {
    let c = gain_bias.len() / 2;
    let (gain, bias) = gain_bias.split_at(c);
    let per_value = T::of(1.0 / c as f64);
    let rows = x.chunks_exact(c).zip(xhat.chunks_exact_mut(c)).zip(y.chunks_exact_mut(c)).zip(rstd);
    for (((x, xhat), y), rstd) in rows {
        let mean = reduce::sum(x) * per_value;
        let variance = reduce::sum_squares_about(x, mean) * per_value;
        *rstd = T::ONE / (variance + T::of(EPSILON)).sqrt();
        for i in 0..c {
            xhat[i] = (x[i] - mean) * *rstd;
            y[i] = xhat[i] * gain[i] + bias[i];
        }
    }
}

/// From y = x̂·gain + bias: d gain += Σ dy·x̂, d bias += Σ dy, and with g = dy·gain
/// dx = rstd·(g − mean(g) − x̂·mean(g·x̂)).
///
/// dy is [rows, C]; dx [rows, C] is overwritten; d_gain_bias [2C] is added to.
pub fn backward<T: Real>(dy: &[T], gain_bias: &[T], xhat: &[T], rstd: &[T], dx: &mut [T], d_gain_bias: &mut [T]) {
    let c = gain_bias.len() / 2;
    let gain = &gain_bias[..c];
    let (d_gain, d_bias) = d_gain_bias.split_at_mut(c);
    let per_value = T::of(1.0 / c as f64);
    let rows = dy.chunks_exact(c).zip(xhat.chunks_exact(c)).zip(dx.chunks_exact_mut(c)).zip(rstd);
    for (((dy, xhat), dx), &rstd) in rows {
        for i in 0..c {
            d_gain[i] += dy[i] * xhat[i];
            d_bias[i] += dy[i];
            dx[i] = dy[i] * gain[i];
        }
        let mean = reduce::sum(dx) * per_value;
        let mean_xhat = reduce::dot(dx, xhat) * per_value;
        for i in 0..c {
            dx[i] = rstd * (dx[i] - mean - xhat[i] * mean_xhat);
        }
    }
}
