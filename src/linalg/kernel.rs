//! Packing and register tiles: the one file of the crate with `unsafe`, because bounds checks on the 8 loads of the inner
//! loop cost more than its arithmetic. Each of its functions that others call checks its whole reach first.
#![allow(unsafe_code)]
use super::lane::Lane;
use super::{Real, Start};
use ndarray::{ArrayView2, ArrayViewMut2};
use std::ops::Range;

/// Registers of columns in a full panel of B.
const PANEL: usize = 2;
/// Numbers from one k to the next in packed A: no leaf has more rows.
const PACKED_ROWS: usize = 8;
/// The most rows that a tile has in any leaf, and the most numbers in any leaf's register.
const MOST_ROWS: usize = 6;
const MOST_WIDTH: usize = 4;

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

/// B [depth, N] into panels, one after the other, each `depth` rows of its columns; columns past N are 0. A panel is written
/// whole before the next one: reads that miss the first-level cache overlap, writes that do so wait for one another.
pub(super) fn pack_b<L: Lane>(b: &ArrayView2<'_, L::Elem>, packed: &mut [L::Elem]) {
    let (depth, n) = b.dim();
    assert!(packed.len() >= packed_b_len::<L>(depth, n));
    let strides = (b.strides()[0], b.strides()[1]);
    for (j, registers) in panels::<L>(n) {
        let inside = (registers * L::WIDTH).min(n - j);
        // SAFETY: columns j..j + inside are in B; the panel's depth·width numbers begin depth·j numbers into the packed ones.
        unsafe {
            let from = b.as_ptr().offset(j as isize * strides.1);
            let to = packed.as_mut_ptr().add(depth * j);
            if registers == PANEL {
                pack_panel::<L, PANEL>(from, strides, (depth, inside), to);
            } else {
                pack_panel::<L, 1>(from, strides, (depth, inside), to);
            }
        }
    }
}

/// Rows of `inside` numbers into rows of N registers; the rest of those is 0.
///
/// # Safety
/// rows × inside numbers must be readable at these strides, and rows × N registers writable.
#[inline(always)]
unsafe fn pack_panel<L: Lane, const N: usize>(
    from: *const L::Elem,
    (row, column): (isize, isize),
    (rows, inside): (usize, usize),
    to: *mut L::Elem,
) {
    let width = N * L::WIDTH;
    let at = |p: usize, x: usize| from.offset(p as isize * row + x as isize * column);
    let mut first = 0;
    if inside == width && column == 1 {
        for p in 0..rows {
            let (from, to) = (at(p, 0).cast::<L>(), to.add(p * width).cast::<L>());
            for v in 0..N {
                to.add(v).write_unaligned(from.add(v).read_unaligned());
            }
        }
        first = rows;
    } else if inside == width && row == 1 {
        first = rows - rows % L::WIDTH;
        for v in (0..width).step_by(L::WIDTH) {
            for p in (0..first).step_by(L::WIDTH) {
                L::transpose(
                    |x| at(p, v + x).cast::<L>().read_unaligned(),
                    |x, lane| to.add((p + x) * width + v).cast::<L>().write_unaligned(lane),
                );
            }
        }
    }
    for p in first..rows {
        for x in 0..width {
            to.add(p * width + x).write(if x < inside { at(p, x).read() } else { L::Elem::ZERO });
        }
    }
}

/// Rows i.. of A [·, depth] into `PACKED_ROWS` numbers a k. Past the last row they are of no meaning: no tile reads them.
/// Packed, the inner loop finds a strip's numbers at fixed distances from one address; in place, each row needs its own,
/// and lines that are a power of two apart evict one another.
pub(super) fn pack_a<L: Lane>(a: &ArrayView2<'_, L::Elem>, i: usize, packed: &mut [L::Elem]) {
    let (m, depth) = a.dim();
    assert!(i < m && packed.len() >= packed_a_len(depth));
    let rows = PACKED_ROWS.min(m - i);
    let (row, column) = (a.strides()[0], a.strides()[1]);
    let to = packed.as_mut_ptr();
    // SAFETY: reads are of rows i..i + rows ≤ m and columns below depth, vectors only along adjacent ones; writes stay
    // below depth·PACKED_ROWS.
    unsafe {
        let from = a.as_ptr().offset(i as isize * row);
        let at = |x: usize, p: usize| from.offset(x as isize * row + p as isize * column);
        if rows == PACKED_ROWS && row == 1 {
            for p in 0..depth {
                let (from, to) = (at(0, p).cast::<L>(), to.add(p * PACKED_ROWS).cast::<L>());
                for v in 0..PACKED_ROWS / L::WIDTH {
                    to.add(v).write_unaligned(from.add(v).read_unaligned());
                }
            }
            return;
        }
        let whole = if column == 1 { depth - depth % L::WIDTH } else { 0 };
        for v in (0..rows).step_by(L::WIDTH) {
            // Where rows end, the last one again: whole squares are faster than single numbers.
            let row_at: [*const L::Elem; PACKED_ROWS] = std::array::from_fn(|x| at((v + x).min(rows - 1), 0));
            for p in (0..whole).step_by(L::WIDTH) {
                L::transpose(
                    |x| row_at[x].add(p).cast::<L>().read_unaligned(),
                    |x, lane| to.add((p + x) * PACKED_ROWS + v).cast::<L>().write_unaligned(lane),
                );
            }
        }
        for p in whole..depth {
            for x in 0..rows {
                to.add(p * PACKED_ROWS + x).write(at(x, p).read());
            }
        }
    }
}

/// B as [`pack_b`] left it: panels of `depth` rows, for N columns.
pub(super) struct PackedB<'a, T> {
    pub numbers: &'a [T],
    pub depth: usize,
}

/// C[i..i + rows, ..columns] = start + A[i..i + rows, k]·B[k, ..columns] for 1 to 6 rows, from A packed for these k and over the
/// panels of B that hold the columns (the last one whole). One multiply and one add per k in rising order, so that the
/// bits of the result do not depend on the tile.
pub(super) fn strip<L: Lane>(
    (i, rows): (usize, usize),
    columns: usize,
    c: &mut ArrayViewMut2<'_, L::Elem>,
    (a, b, k): (&[L::Elem], PackedB<'_, L::Elem>, Range<usize>),
    start: Start<'_, L::Elem>,
) {
    const { assert!(size_of::<L>() == L::WIDTH * size_of::<L::Elem>() && L::WIDTH <= MOST_WIDTH) };
    let n = c.ncols();
    assert!(i + rows <= c.nrows() && rows <= MOST_ROWS, "the strip lies outside C or A");
    assert!(k.start <= k.end && k.end <= b.depth, "these k lie outside B");
    assert!(a.len() >= packed_a_len(k.len()), "A is not packed whole");
    assert!(b.numbers.len() >= packed_b_len::<L>(b.depth, n), "B is not packed whole");
    let (c_row, c_col) = (c.strides()[0], c.strides()[1]);
    if let Start::Bias(bias) = start {
        assert_eq!(bias.len(), n, "the bias does not fit C");
    }
    // Full panels in one call, since a call a tile costs as much as a shallow tile; what is left at the right edge, or all
    // where C's columns are not adjacent, number by number.
    let width = PANEL * L::WIDTH;
    let whole = if c_col == 1 { columns.next_multiple_of(width).min(n - n % width) } else { 0 };
    // SAFETY: the asserts above keep every (row, k) of A and (k, column) of B inside its packed operand; C's rows i..
    // have n columns, and so does a bias. A Lane is WIDTH numbers of plain data (asserted), read and written unaligned.
    unsafe {
        let c = c.as_mut_ptr().offset(i as isize * c_row);
        let (a, b, panel) = (a.as_ptr(), b.numbers.as_ptr(), b.depth);
        let mut tile = Tile { a, b, panel, k, c, c_row, c_col, start: From::new(start) };
        tile.tiles::<L>(rows, PANEL, whole);
        for (j, registers) in panels::<L>(n).skip_while(|&(j, _)| j < whole).take_while(|&(j, _)| j < columns) {
            tile.edge::<L>(rows, registers, (registers * L::WIDTH).min(n - j));
        }
    }
}

/// What a tile's sums start from.
#[derive(Clone, Copy)]
enum From<T> {
    Zero,
    Bias(*const T),
    C,
}

impl<T> From<T> {
    fn new(start: Start<'_, T>) -> Self {
        match start {
            Start::Zero => From::Zero,
            Start::Bias(bias) => From::Bias(bias.as_ptr()),
            Start::Accumulate => From::C,
        }
    }
}

/// A strip's next register tile: A packed for the rows k of B at a, B's panel of `panel` rows at b, C's element (r, x) at
/// c + r·c_row + x·c_col.
struct Tile<T> {
    a: *const T,
    b: *const T,
    panel: usize,
    k: Range<usize>,
    c: *mut T,
    c_row: isize,
    c_col: isize,
    start: From<T>,
}

impl<T: Real> Tile<T> {
    /// `rows` rows and `columns` columns in whole tiles of `registers`; C's columns are adjacent.
    ///
    /// # Safety
    /// Everything that the fields describe must be readable, and C's tiles writable.
    unsafe fn tiles<L: Lane<Elem = T>>(&mut self, rows: usize, registers: usize, columns: usize) {
        macro_rules! by_size {
            ($($r:literal)*) => {
                match (rows, registers) {
                    $(($r, PANEL) => self.tiles_of::<L, $r, PANEL>(columns),
                      ($r, 1) => self.tiles_of::<L, $r, 1>(columns),)*
                    _ => unreachable!("a tile has 1 to 6 rows and 1 or 2 registers"),
                }
            };
        }
        by_size!(1 2 3 4 5 6);
    }

    /// [`Tile::tiles`] of R rows and N registers.
    ///
    /// # Safety
    /// As for [`Tile::tiles`].
    // A function of its own: inlined into its callers, a browser's register allocator spills inside the loop.
    #[inline(never)]
    unsafe fn tiles_of<L: Lane<Elem = T>, const R: usize, const N: usize>(&mut self, columns: usize) {
        for _ in (0..columns).step_by(N * L::WIDTH) {
            let c_at = |r: usize, v: usize| self.c.offset(r as isize * self.c_row).add(v * L::WIDTH).cast::<L>();
            let mut sum: [[L; N]; R] = match self.start {
                From::Zero => [[L::splat(T::ZERO); N]; R],
                From::Bias(bias) => [std::array::from_fn(|v| bias.add(v * L::WIDTH).cast::<L>().read_unaligned()); R],
                From::C => std::array::from_fn(|r| std::array::from_fn(|v| c_at(r, v).read_unaligned())),
            };
            let (mut a, mut b) = (self.a, self.b.add(self.k.start * N * L::WIDTH));
            for _ in self.k.clone() {
                let columns: [L; N] = std::array::from_fn(|v| b.add(v * L::WIDTH).cast::<L>().read_unaligned());
                for (r, row) in sum.iter_mut().enumerate() {
                    let x = L::splat(a.add(r).read());
                    for (sum, &column) in row.iter_mut().zip(&columns) {
                        *sum = sum.mul_add(x, column);
                    }
                }
                a = a.add(PACKED_ROWS);
                b = b.add(N * L::WIDTH);
            }
            for (r, row) in sum.iter().enumerate() {
                for (v, sum) in row.iter().enumerate() {
                    c_at(r, v).write_unaligned(*sum);
                }
            }
            self.next(N * L::WIDTH);
        }
    }

    /// One tile of which only the first `inside` columns are C's, or whose columns in C are not adjacent: through a copy.
    ///
    /// # Safety
    /// As for [`Tile::tiles`], for the columns inside.
    unsafe fn edge<L: Lane<Elem = T>>(&mut self, rows: usize, registers: usize, inside: usize) {
        let width = registers * L::WIDTH;
        let mut copy = [T::ZERO; MOST_ROWS * PANEL * MOST_WIDTH];
        let c_at = |r: usize, x: usize| self.c.offset(r as isize * self.c_row + x as isize * self.c_col);
        for r in 0..rows {
            for x in 0..inside {
                copy[r * width + x] = match self.start {
                    From::Zero => T::ZERO,
                    From::Bias(bias) => bias.add(x).read(),
                    From::C => c_at(r, x).read(),
                };
            }
        }
        let (c, c_row) = (copy.as_mut_ptr(), width as isize);
        Tile { a: self.a, b: self.b, panel: self.panel, k: self.k.clone(), c, c_row, c_col: 1, start: From::C }
            .tiles::<L>(rows, registers, width);
        for r in 0..rows {
            for x in 0..inside {
                c_at(r, x).write(copy[r * width + x]);
            }
        }
        self.next(width);
    }

    /// Goes on to the tile at the right.
    #[inline(always)]
    unsafe fn next(&mut self, columns: usize) {
        self.b = self.b.add(self.panel * columns);
        self.c = self.c.wrapping_offset(columns as isize * self.c_col);
        if let From::Bias(bias) = &mut self.start {
            *bias = bias.wrapping_add(columns);
        }
    }
}
