//! The naive product: three loops, the oracle of the fast one. It adds in the same order, so that equality is exact for
//! every leaf that does not fuse.
use super::{Real, Start};
use ndarray::{ArrayView3, ArrayViewMut3};

/// What [`super::product`] must give: `C[s]` = start + `A[s]`·`B[s]`.
pub fn product<T: Real>(mut c: ArrayViewMut3<'_, T>, a: ArrayView3<'_, T>, b: ArrayView3<'_, T>, start: Start<'_, T>) {
    let (batch, m, n) = c.dim();
    for s in 0..batch {
        for i in 0..m {
            for j in 0..n {
                let mut sum = match start {
                    Start::Zero => T::ZERO,
                    Start::Bias(bias) => bias[j],
                    Start::Accumulate => c[[s, i, j]],
                };
                for k in 0..a.dim().2 {
                    sum += a[[s, i, k]] * b[[s, k, j]];
                }
                c[[s, i, j]] = sum;
            }
        }
    }
}
