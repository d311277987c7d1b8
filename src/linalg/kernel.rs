//! Packing and register tiles: the one file of the crate with `unsafe`, because bounds checks on the 8 loads of the inner
//! loop cost more than its arithmetic. Each of its functions that others call checks its whole reach first.
#![allow(unsafe_code)]
use super::lane::Lane;
use super::{Real, Start};
use ndarray::{ArrayView2, ArrayViewMut2};

/// Registers of columns in a full panel of B.
const PANEL: usize = 2;
/// Numbers from one k to the next in packed A: no leaf has more rows.
const PACKED_ROWS: usize = 8;

/// The panels (first column, registers) that N columns are packed in: full ones, and one of a single register at the end
/// when that holds what is left.
fn panels<L: Lane>(n: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..n).step_by(PANEL * L::WIDTH).map(move |j| (j, if n - j <= L::WIDTH { 1 } else { PANEL }))
}

/// Numbers that [`pack_b`] writes for `depth` rows of `n` columns.
pub(super) fn packed_b_len<L: Lane>(depth: usize, n: usize) -> usize {
    depth * n.next_multiple_of(L::WIDTH)
}

/// Numbers that [`pack_a`] writes.
pub(super) fn packed_a_len(depth: usize) -> usize {
    depth * PACKED_ROWS
}

/// B [depth, N] into panels, one after the other, each `depth` rows of its columns; columns past N are 0.
pub(super) fn pack_b<L: Lane>(b: &ArrayView2<'_, L::Elem>, packed: &mut [L::Elem]) {
    let (depth, n) = b.dim();
    assert!(packed.len() >= packed_b_len::<L>(depth, n));
    let (row, column) = (b.strides()[0], b.strides()[1]);
    let whole = depth - depth % L::WIDTH;
    let mut to = packed.as_mut_ptr();
    for (j, registers) in panels::<L>(n) {
        let width = registers * L::WIDTH;
        // SAFETY: all reads are of elements (p, j + x) with p < depth and j + x < n, vectors only along adjacent ones; all
        // writes stay in the panel's depth·width numbers, and the panels together have the asserted length.
        unsafe {
            let from = b.as_ptr().offset(j as isize * column);
            let at = |p: usize, x: usize| from.offset(p as isize * row + x as isize * column);
            if j + width > n {
                for p in 0..depth {
                    for x in 0..width {
                        to.add(p * width + x).write(if j + x < n { at(p, x).read() } else { L::Elem::ZERO });
                    }
                }
            } else if column == 1 {
                for p in 0..depth {
                    for v in (0..width).step_by(L::WIDTH) {
                        to.add(p * width + v).cast::<L>().write_unaligned(at(p, v).cast::<L>().read_unaligned());
                    }
                }
            } else if row == 1 {
                for v in (0..width).step_by(L::WIDTH) {
                    for p in (0..whole).step_by(L::WIDTH) {
                        L::transpose(
                            |x| at(p, v + x).cast::<L>().read_unaligned(),
                            |x, lane| to.add((p + x) * width + v).cast::<L>().write_unaligned(lane),
                        );
                    }
                    for p in whole..depth {
                        for x in v..v + L::WIDTH {
                            to.add(p * width + x).write(at(p, x).read());
                        }
                    }
                }
            } else {
                for p in 0..depth {
                    for x in 0..width {
                        to.add(p * width + x).write(at(p, x).read());
                    }
                }
            }
            to = to.add(depth * width);
        }
    }
}

/// Rows i.. of A [·, depth], adjacent in memory, into `PACKED_ROWS` numbers a k: read in place, each k would touch a new
/// cache line, and lines a power of two apart evict one another.
pub(super) fn pack_a<L: Lane>(a: &ArrayView2<'_, L::Elem>, i: usize, packed: &mut [L::Elem]) {
    let (m, depth) = a.dim();
    let rows = PACKED_ROWS.min(m - i);
    assert!(packed.len() >= packed_a_len(depth) && a.strides()[0] == 1);
    let column = a.strides()[1];
    let to = packed.as_mut_ptr();
    // SAFETY: reads are of rows i..i + rows ≤ m and columns below depth; writes stay below depth·PACKED_ROWS.
    unsafe {
        let from = a.as_ptr().add(i);
        for p in 0..depth {
            let (from, to) = (from.offset(p as isize * column), to.add(p * PACKED_ROWS));
            if rows == PACKED_ROWS {
                for v in (0..PACKED_ROWS).step_by(L::WIDTH) {
                    to.add(v).cast::<L>().write_unaligned(from.add(v).cast::<L>().read_unaligned());
                }
            } else {
                for x in 0..rows {
                    to.add(x).write(from.add(x).read());
                }
            }
        }
    }
}

/// A's rows of a strip.
pub(super) enum Left<'a, 'v, T> {
    /// Read in place.
    View(&'a ArrayView2<'v, T>),
    /// From [`pack_a`] at the strip's first row.
    Packed(&'a [T]),
}

/// C[i..i + rows, ..] = start + A[i..i + rows, ..]·B over all panels of packed B, for 1 to 6 rows. One multiply and one
/// add per k in rising order, so that the bits of the result do not depend on the tile.
pub(super) fn strip<L: Lane>(
    (i, rows): (usize, usize),
    c: &mut ArrayViewMut2<'_, L::Elem>,
    left: Left<'_, '_, L::Elem>,
    (packed_b, depth): (&[L::Elem], usize),
    start: Start<'_, L::Elem>,
) {
    const { assert!(size_of::<L>() == L::WIDTH * size_of::<L::Elem>()) };
    let n = c.ncols();
    assert!(i + rows <= c.nrows() && packed_b.len() >= packed_b_len::<L>(depth, n), "the strip lies outside C or B");
    let (a, a_row, a_col) = match left {
        Left::View(view) => {
            assert!(i + rows <= view.nrows() && depth <= view.ncols(), "the strip lies outside A");
            let [row, col] = [view.strides()[0], view.strides()[1]];
            (view.as_ptr().wrapping_offset(i as isize * row), row, col)
        }
        Left::Packed(packed) => {
            assert!(rows <= PACKED_ROWS && packed.len() >= packed_a_len(depth), "the strip lies outside packed A");
            (packed.as_ptr(), 1, PACKED_ROWS as isize)
        }
    };
    let (c_row, c_col) = (c.strides()[0], c.strides()[1]);
    if let Start::Bias(bias) = start {
        assert_eq!(bias.len(), n, "the bias does not fit C");
    }
    let mut b = packed_b.as_ptr();
    for (j, registers) in panels::<L>(n) {
        let width = registers * L::WIDTH;
        let start = match start {
            Start::Zero => From::Zero,
            Start::Bias(bias) => From::Bias(bias[j..].as_ptr()),
            Start::Accumulate => From::C,
        };
        let inside = width.min(n - j);
        let adjacent = c_col == 1 && inside == width;
        // SAFETY: the asserts above keep every (row, k) of A and (k, column) of B inside its operand; C's tile is rows ×
        // inside from (i, j), inside C; bias has `inside` numbers from j. A Lane is WIDTH numbers of plain data
        // (asserted), and vectors are read and written unaligned.
        unsafe {
            let c = c.as_mut_ptr().offset(i as isize * c_row + j as isize * c_col);
            let tile = Tile { a, a_row, a_col, b, depth, c, c_row, c_col, inside, start };
            macro_rules! by_rows {
                ($($r:literal)*) => {
                    match (rows, registers, adjacent, a_row == 1) {
                        $(($r, PANEL, true, true) => tile.run::<L, $r, PANEL, true, true>(),
                          ($r, PANEL, true, false) => tile.run::<L, $r, PANEL, true, false>(),
                          ($r, PANEL, false, _) => tile.run::<L, $r, PANEL, false, false>(),
                          ($r, _, true, _) => tile.run::<L, $r, 1, true, false>(),
                          ($r, _, false, _) => tile.run::<L, $r, 1, false, false>(),)*
                        _ => unreachable!("a strip has 1 to 6 rows"),
                    }
                };
            }
            by_rows!(1 2 3 4 5 6);
            b = b.add(depth * width);
        }
    }
}

/// What a tile's sums start from.
enum From<T> {
    Zero,
    Bias(*const T),
    C,
}

/// One register tile: A's element (r, p) at a + r·a_row + p·a_col, B's panel at b, C's element (r, x) at
/// c + r·c_row + x·c_col for x < inside.
struct Tile<T> {
    a: *const T,
    a_row: isize,
    a_col: isize,
    b: *const T,
    depth: usize,
    c: *mut T,
    c_row: isize,
    c_col: isize,
    inside: usize,
    start: From<T>,
}

impl<T: Real> Tile<T> {
    /// R rows and N registers of columns. ADJACENT: C's columns are, and all lie inside C. ROWS_ADJACENT: A's rows are, so
    /// that their loads need no address arithmetic.
    ///
    /// # Safety
    /// Everything that the fields describe must be readable, and C's tile writable.
    #[inline(always)]
    unsafe fn run<
        L: Lane<Elem = T>,
        const R: usize,
        const N: usize,
        const ADJACENT: bool,
        const ROWS_ADJACENT: bool,
    >(
        self,
    ) {
        let a_row = if ROWS_ADJACENT { 1 } else { self.a_row };
        let c_at = |r: usize, x: usize| {
            self.c.offset(r as isize * self.c_row + x as isize * if ADJACENT { 1 } else { self.c_col })
        };
        let mut sum: [[L; N]; R] = [[L::splat(T::ZERO); N]; R];
        for (r, row) in sum.iter_mut().enumerate() {
            for (v, sum) in row.iter_mut().enumerate() {
                match self.start {
                    From::Zero => {}
                    From::Bias(bias) if ADJACENT => *sum = bias.add(v * L::WIDTH).cast::<L>().read_unaligned(),
                    From::C if ADJACENT => *sum = c_at(r, v * L::WIDTH).cast::<L>().read_unaligned(),
                    From::Bias(_) | From::C => {
                        let sum = std::ptr::from_mut(sum).cast::<T>();
                        for x in v * L::WIDTH..self.inside.min((v + 1) * L::WIDTH) {
                            let from =
                                if let From::Bias(bias) = self.start { bias.add(x).read() } else { c_at(r, x).read() };
                            sum.add(x - v * L::WIDTH).write(from);
                        }
                    }
                }
            }
        }
        let (mut a, mut b) = (self.a, self.b);
        for _ in 0..self.depth {
            let columns: [L; N] = std::array::from_fn(|v| b.add(v * L::WIDTH).cast::<L>().read_unaligned());
            for (r, row) in sum.iter_mut().enumerate() {
                let x = L::splat(a.offset(r as isize * a_row).read());
                for (sum, &column) in row.iter_mut().zip(&columns) {
                    *sum = sum.mul_add(x, column);
                }
            }
            // A's pointer may move past the operand after its last read: by wrapping arithmetic.
            a = a.wrapping_offset(self.a_col);
            b = b.add(N * L::WIDTH);
        }
        for (r, row) in sum.iter().enumerate() {
            for (v, sum) in row.iter().enumerate() {
                if ADJACENT {
                    c_at(r, v * L::WIDTH).cast::<L>().write_unaligned(*sum);
                } else {
                    let sum = std::ptr::from_ref(sum).cast::<T>();
                    for x in v * L::WIDTH..self.inside.min((v + 1) * L::WIDTH) {
                        c_at(r, x).write(sum.add(x - v * L::WIDTH).read());
                    }
                }
            }
        }
    }
}
