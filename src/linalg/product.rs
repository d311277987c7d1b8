//! The one matrix product: C = start + A·B over batches of ndarray views.
//!
//! Blocks of K, then strips of rows, then panels of B (docs/architecture.md has the measurements). Transposes are views: NN,
//! NT and TN differ only in strides. What the inner loop cannot read in place is packed: B once per block of K, A some strips
//! at a time.
use super::cuts::{packed_a_len, packed_b_len, strip_rows};
use super::kernel::{lay_a, lay_b, strip};
use super::lane::Lane;
use super::Real;
use ndarray::{s, ArrayView2, ArrayView3, ArrayViewMut2, ArrayViewMut3, Axis};
use std::ops::Range;

/// k of a block: a panel of B and a strip of A stay in the first-level cache together.
const BLOCK: usize = 256;
/// Bytes of A's rows that a block takes where the numbers of a row are adjacent, and so read in place: the cache then holds no
/// pair of packed strips, and C is read and written less often.
const ROW_BYTES: usize = 2048;

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

/// What is known of a product beforehand, so that blocks of it can be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// Nothing.
    Nothing,
    /// A's elements (i, k) with k > i are 0.
    LowerA,
    /// A's elements (i, k) with k < i are 0.
    UpperA,
    /// C's elements (i, j) with j > i will not be read: they are left at anything.
    LowerC,
}

impl Known {
    /// How many columns of C, and which k, take part in these rows of a product of N columns and depth K.
    fn part(self, rows: &Range<usize>, n: usize, k: usize) -> (usize, Range<usize>) {
        match self {
            Known::Nothing => (n, 0..k),
            Known::LowerA => (n, 0..rows.end.min(k)),
            Known::UpperA => (n, rows.start.min(k)..k),
            Known::LowerC => (rows.end.min(n), 0..k),
        }
    }
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
    product_with::<T::Lane>(work, c, a, b, start, Known::Nothing);
}

/// [`product`] of which something is `known`: about half the work of a triangle.
pub fn triangular<T: Real>(
    work: &mut Workspace<T>,
    c: ArrayViewMut3<'_, T>,
    a: ArrayView3<'_, T>,
    b: ArrayView3<'_, T>,
    known: Known,
) {
    product_with::<T::Lane>(work, c, a, b, Start::Zero, known);
}

/// [`product`] and [`triangular`] on a leaf of the caller's choice: for the conformance suite and benchmarks.
pub fn product_with<L: Lane>(
    work: &mut Workspace<L::Elem>,
    mut c: ArrayViewMut3<'_, L::Elem>,
    a: ArrayView3<'_, L::Elem>,
    b: ArrayView3<'_, L::Elem>,
    start: Start<'_, L::Elem>,
    known: Known,
) {
    let ((batch, m, k), n) = (a.dim(), b.dim().2);
    assert_eq!(b.dim(), (batch, k, n), "B does not fit A");
    assert_eq!(c.dim(), (batch, m, n), "C does not fit A·B");
    let block = if a.strides()[2] == 1 { ROW_BYTES / size_of::<L::Elem>() } else { BLOCK };
    let packed_b = scratch(&mut work.b, packed_b_len::<L>(block.min(k), n));
    let packed_a = scratch(&mut work.a, packed_a_len::<L>(m, block.min(k)));
    for ((mut c, a), b) in c.axis_iter_mut(Axis(0)).zip(a.axis_iter(Axis(0))).zip(b.axis_iter(Axis(0))) {
        one::<L>((packed_a, packed_b), block, &mut c, &a, &b, start, known);
    }
}

/// Room for `len` numbers that begins a line of the cache: no register of a packed B then lies across two.
fn scratch<T: Real>(kept: &mut Vec<T>, len: usize) -> &mut [T] {
    const LINE: usize = 64;
    let line = LINE / size_of::<T>();
    if kept.len() < len + line {
        kept.resize(len + line, T::ZERO);
    }
    let first = kept.as_ptr().align_offset(LINE).min(line);
    &mut kept[first..]
}

/// One matrix of the batch, `block` k at a time.
fn one<L: Lane>(
    (packed_a, packed_b): (&mut [L::Elem], &mut [L::Elem]),
    block: usize,
    c: &mut ArrayViewMut2<'_, L::Elem>,
    a: &ArrayView2<'_, L::Elem>,
    b: &ArrayView2<'_, L::Elem>,
    start: Start<'_, L::Elem>,
    known: Known,
) {
    let ((m, k), n) = (a.dim(), b.ncols());
    // Without any k there is still C's start to be written.
    for k0 in (0..k.max(1)).step_by(block) {
        let block = k0..k.min(k0 + block);
        let b = b.slice(s![block.clone(), ..]);
        let b = lay_b::<L>(&b, packed_b);
        let start = if k0 == 0 { start } else { Start::Accumulate };
        let mut i = 0;
        while i < m {
            let a = lay_a::<L>(a, i, block.clone(), packed_a);
            while i < a.rows.end {
                let rows = i..i + strip_rows::<L>(m - i);
                let (columns, needed) = known.part(&rows, n, k);
                let depth = needed.start.clamp(k0, block.end) - k0..needed.end.clamp(k0, block.end) - k0;
                strip::<L>((rows.clone(), columns), c, &a, (&b, depth), start);
                i = rows.end;
            }
        }
    }
}
