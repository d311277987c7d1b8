//! The one matrix product: C = start + A·B over batches of ndarray views.
//!
//! Blocks of K, then tiles of rows, then packed panels of B (performance recipe in docs/architecture.md). Transposes are
//! views: NN, NT and TN differ only in strides. A is read in place; B is packed once per block of K.
use super::kernel::tile_of;
use super::lane::Lane;
use super::Real;
use ndarray::{s, ArrayView2, ArrayView3, ArrayViewMut2, ArrayViewMut3, Axis};

/// Rows of B packed at a time: 256 × 8 columns of f32 stay in the first-level cache beside a tile's rows of A.
const BLOCK: usize = 256;
/// Largest tile in elements, for the copy of an edge tile: 6 rows × 8 columns.
const TILE: usize = 48;

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

/// Scratch for packed panels. It grows on the first product of a size and is then reused: a training step allocates
/// nothing.
#[derive(Debug, Default)]
pub struct Workspace<T> {
    packed: Vec<T>,
}

/// C[s] = start + A[s]·B[s] for every matrix s of the batch.
///
/// `a` is [S, M, K], `b` [S, K, N], `c` [S, M, N], of any strides (transposed and sliced views cost nothing extra; a C
/// whose columns are not adjacent costs a copy). Sums run over k in rising order with one multiply and one add each, so
/// the bits are the same for every leaf but the relaxed one.
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
    for ((mut c, a), b) in c.axis_iter_mut(Axis(0)).zip(a.axis_iter(Axis(0))).zip(b.axis_iter(Axis(0))) {
        match start {
            Start::Zero => c.fill(L::Elem::ZERO),
            Start::Bias(bias) => {
                assert_eq!(bias.len(), n, "the bias does not fit C");
                for mut row in c.rows_mut() {
                    match row.as_slice_mut() {
                        Some(row) => row.copy_from_slice(bias),
                        None => row.iter_mut().zip(bias).for_each(|(c, &b)| *c = b),
                    }
                }
            }
            Start::Accumulate => {}
        }
        if m > 0 && n > 0 {
            accumulate::<L>(work, &mut c, &a, &b);
        }
    }
}

/// C += A·B for one matrix.
fn accumulate<L: Lane>(
    work: &mut Workspace<L::Elem>,
    c: &mut ArrayViewMut2<'_, L::Elem>,
    a: &ArrayView2<'_, L::Elem>,
    b: &ArrayView2<'_, L::Elem>,
) {
    let (m, k, n) = (a.nrows(), a.ncols(), b.ncols());
    let packed_len = BLOCK.min(k) * n.next_multiple_of(L::WIDTH);
    if work.packed.len() < packed_len {
        work.packed.resize(packed_len, L::Elem::ZERO);
    }
    let adjacent_columns = c.strides()[1] == 1;
    for k0 in (0..k).step_by(BLOCK) {
        let depth = BLOCK.min(k - k0);
        pack(&b.slice(s![k0..k0 + depth, ..]), L::WIDTH, &mut work.packed);
        let mut i = 0;
        while i < m {
            let rows = tile_rows(m - i, L::ROWS);
            let mut from = 0;
            for (j, width) in panels(n, L::WIDTH) {
                let panel = &work.packed[from..from + depth * width];
                from += depth * width;
                if j + width <= n && adjacent_columns {
                    tile_by_width::<L>(rows, width, (i, j, k0), a, panel, c);
                } else {
                    at_an_edge::<L>(rows, width, (i, j, k0), a, panel, c);
                }
            }
            i += rows;
        }
    }
}

/// A tile of one or two registers of columns.
fn tile_by_width<L: Lane>(
    rows: usize,
    width: usize,
    at: (usize, usize, usize),
    a: &ArrayView2<'_, L::Elem>,
    panel: &[L::Elem],
    c: &mut ArrayViewMut2<'_, L::Elem>,
) {
    if width == L::WIDTH {
        tile_of::<L, 1>(rows, at, a, panel, c);
    } else {
        tile_of::<L, 2>(rows, at, a, panel, c);
    }
}

/// The same through a copy, where the tile reaches over C's last column or C's columns are not adjacent.
fn at_an_edge<L: Lane>(
    rows: usize,
    width: usize,
    (i, j, k0): (usize, usize, usize),
    a: &ArrayView2<'_, L::Elem>,
    panel: &[L::Elem],
    c: &mut ArrayViewMut2<'_, L::Elem>,
) {
    let columns = j..(j + width).min(c.ncols());
    let mut c = c.slice_mut(s![i..i + rows, columns]);
    let mut copy = [L::Elem::ZERO; TILE];
    let mut tile = ArrayViewMut2::from_shape((rows, width), &mut copy).expect("TILE holds the largest tile");
    let inside = c.ncols();
    tile.slice_mut(s![.., ..inside]).assign(&c);
    let a = a.slice(s![i..i + rows, ..]);
    tile_by_width::<L>(rows, width, (0, 0, k0), &a, panel, &mut tile);
    c.assign(&tile.slice(s![.., ..inside]));
}

/// Rows of the next tile: the largest, but the last 1 or 2 rows of a matrix are shared with the tile before them, since
/// a tile of 1 or 2 rows cannot hide its latency.
fn tile_rows(left: usize, largest: usize) -> usize {
    if left > largest && left < largest + 3 {
        left.div_ceil(2)
    } else {
        left.min(largest)
    }
}

/// The panels (first column, width) that N columns are packed in: two registers wide, the last one register when that
/// holds what is left.
fn panels(n: usize, register: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..n).step_by(2 * register).map(move |j| (j, if n - j <= register { register } else { 2 * register }))
}

/// B [depth, N] into panels, one after the other, each depth rows of its width; columns past N are 0.
fn pack<T: Real>(b: &ArrayView2<'_, T>, register: usize, packed: &mut [T]) {
    let (depth, n) = b.dim();
    let mut from = 0;
    for (j, width) in panels(n, register) {
        let panel = &mut packed[from..from + depth * width];
        from += depth * width;
        let b = b.slice(s![.., j..(j + width).min(n)]);
        if b.ncols() < width {
            panel.fill(T::ZERO);
        }
        if b.strides()[1] == 1 {
            for (to, row) in panel.chunks_exact_mut(width).zip(b.rows()) {
                let row = row.to_slice().expect("columns are adjacent");
                to[..row.len()].copy_from_slice(row);
            }
        } else {
            for (column, values) in b.columns().into_iter().enumerate() {
                for (to, &value) in panel.chunks_exact_mut(width).zip(values) {
                    to[column] = value;
                }
            }
        }
    }
}
