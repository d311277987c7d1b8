//! The one matrix product: C = start + A·B over batches of ndarray views.
//!
//! Blocks of K, then strips of rows, then packed panels of B (docs/architecture.md has the measurements). Transposes are
//! views: NN, NT and TN differ only in strides. B is packed once per block of K; A is read in place unless its rows are
//! adjacent (TN), when a strip of it is packed.
use super::kernel::{pack_a, pack_b, packed_a_len, packed_b_len, strip, Left};
use super::lane::Lane;
use super::Real;
use ndarray::{s, ArrayView2, ArrayView3, ArrayViewMut2, ArrayViewMut3, Axis};

/// Rows of B packed at a time: 256 × 8 columns of f32 stay in the first-level cache beside a strip of A.
const BLOCK: usize = 256;

/// What C starts from.
#[derive(Debug, Clone, Copy)]
pub enum Start<'a, T> {
    /// C = A·B.
    Zero,
    /// C = bias + A·B, the bias one value per column.
    Bias(&'a [T]),
    /// C += A·B.
    Accumulate,
}

/// Scratch for packed operands. It grows on the first product of a size and is then reused: a training step allocates
/// nothing.
#[derive(Debug, Default)]
pub struct Workspace<T> {
    b: Vec<T>,
    a: Vec<T>,
}

/// C[s] = start + A[s]·B[s] for every matrix s of the batch.
///
/// `a` is [S, M, K], `b` [S, K, N], `c` [S, M, N], of any strides: transposed and sliced views are free. Sums run over k
/// in rising order with one multiply and one add each, so the bits are the same for every leaf but the relaxed one.
///
/// # Panics
/// When the shapes do not fit: that is a bug of the caller.
pub fn product<T: Real>(
    work: &mut Workspace<T>,
    c: ArrayViewMut3<'_, T>,
    a: ArrayView3<'_, T>,
    b: ArrayView3<'_, T>,
    start: Start<'_, T>,
) {
    product_with::<T::Lane>(work, c, a, b, start);
}

/// [`product`] on a leaf of the caller's choice: for the conformance suite and benchmarks.
pub fn product_with<L: Lane>(
    work: &mut Workspace<L::Elem>,
    mut c: ArrayViewMut3<'_, L::Elem>,
    a: ArrayView3<'_, L::Elem>,
    b: ArrayView3<'_, L::Elem>,
    start: Start<'_, L::Elem>,
) {
    let ((batch, m, k), n) = (a.dim(), b.dim().2);
    assert_eq!(b.dim(), (batch, k, n), "B does not fit A");
    assert_eq!(c.dim(), (batch, m, n), "C does not fit A·B");
    grow(&mut work.b, packed_b_len::<L>(BLOCK.min(k), n));
    grow(&mut work.a, packed_a_len(BLOCK.min(k)));
    for ((mut c, a), b) in c.axis_iter_mut(Axis(0)).zip(a.axis_iter(Axis(0))).zip(b.axis_iter(Axis(0))) {
        one::<L>(work, &mut c, &a, &b, start);
    }
}

fn grow<T: Real>(scratch: &mut Vec<T>, len: usize) {
    if scratch.len() < len {
        scratch.resize(len, T::ZERO);
    }
}

/// One matrix of the batch.
fn one<L: Lane>(
    work: &mut Workspace<L::Elem>,
    c: &mut ArrayViewMut2<'_, L::Elem>,
    a: &ArrayView2<'_, L::Elem>,
    b: &ArrayView2<'_, L::Elem>,
    start: Start<'_, L::Elem>,
) {
    let (m, k) = a.dim();
    let a_rows_adjacent = a.strides()[0] == 1 && a.strides()[1] != 1;
    // Without any k there is still C's start to be written.
    for k0 in (0..k.max(1)).step_by(BLOCK) {
        let depth = BLOCK.min(k - k0);
        let a = a.slice(s![.., k0..k0 + depth]);
        pack_b::<L>(&b.slice(s![k0..k0 + depth, ..]), &mut work.b);
        let start = if k0 == 0 { start } else { Start::Accumulate };
        let mut i = 0;
        while i < m {
            let rows = strip_rows(m - i, L::ROWS);
            let left = if a_rows_adjacent {
                pack_a::<L>(&a, i, &mut work.a);
                Left::Packed(&work.a)
            } else {
                Left::View(&a)
            };
            strip::<L>((i, rows), c, left, (&work.b, depth), start);
            i += rows;
        }
    }
}

/// Rows of the next strip: as many as a tile has, but the last 1 or 2 rows of a matrix are shared with the strip before
/// them, since a tile of 1 or 2 rows cannot hide its latency.
fn strip_rows(left: usize, most: usize) -> usize {
    if left > most && left < most + 3 {
        left.div_ceil(2)
    } else {
        left.min(most)
    }
}
