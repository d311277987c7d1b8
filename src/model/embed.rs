//! Tokens and positions to vectors, forward and backward side by side.
use super::config::Positions;
use super::Dims;
use crate::linalg::Real;

/// The fixed table of Vaswani et al. 2017 (§3.5), [T, C]: sin(t/10000^(2i/C)) in column 2i, the cosine in column 2i + 1.
pub fn sinusoids<T: Real>(context: usize, c: usize) -> Vec<T> {
    let mut table = Vec::with_capacity(context * c);
    for t in 0..context {
        for i in 0..c / 2 {
            let angle = t as f64 * libm::exp(-libm::log(10_000.0) * (2 * i) as f64 / c as f64);
            table.push(T::of(libm::sin(angle)));
            table.push(T::of(libm::cos(angle)));
        }
    }
    table
}

/// By how much an embedding row is multiplied: √C beside sinusoids, 1 beside learned rows.
pub fn scale<T: Real>(positions: Positions, c: usize) -> T {
    match positions {
        Positions::Sinusoidal => T::of((c as f64).sqrt()),
        Positions::Learned => T::ONE,
    }
}

/// x [B·T, C] = scale·embedding[token] + rows[position]. embedding [V, C]; rows [T, C], fixed or learned.
pub fn forward<T: Real>(dims: Dims, positions: Positions, tokens: &[u32], embedding: &[T], rows: &[T], x: &mut [T]) {
    let Dims { t, c, .. } = dims;
    let scale = scale::<T>(positions, c);
    for (i, (x, &token)) in x.chunks_exact_mut(c).zip(tokens).enumerate() {
        let (from, row) = (&embedding[token as usize * c..][..c], &rows[i % t * c..][..c]);
        for j in 0..c {
            x[j] = scale * from[j] + row[j];
        }
    }
}

/// From x = scale·embedding[token] + rows[position]: both gradients are added to.
pub fn backward<T: Real>(
    dims: Dims,
    positions: Positions,
    tokens: &[u32],
    dx: &[T],
    d_embedding: &mut [T],
    mut d_rows: Option<&mut [T]>,
) {
    let Dims { t, c, .. } = dims;
    let scale = scale::<T>(positions, c);
    for (i, (dx, &token)) in dx.chunks_exact(c).zip(tokens).enumerate() {
        for (d, &dx) in d_embedding[token as usize * c..][..c].iter_mut().zip(dx) {
            *d += scale * dx;
        }
        if let Some(rows) = &mut d_rows {
            for (d, &dx) in rows[i % t * c..][..c].iter_mut().zip(dx) {
                *d += dx;
            }
        }
    }
}
