//! Packing and register tiles: the one file of the crate with `unsafe`, because bounds checks on the 8 loads of the inner
//! loop cost more than its arithmetic. Each of its functions that others call checks its whole reach first.
#![allow(unsafe_code)]
use super::cuts::{packed_b_len, pair_rows, pairs, panels, stays_near, LINES, PANEL};
use super::lane::Lane;
use super::{Real, Start};
use ndarray::{ArrayView2, ArrayViewMut2};
use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::ops::Range;

/// k that a turn of the inner loop takes in tiles that matter.
const STEPS: usize = 4;
/// The most rows that a tile has in any leaf, and the most numbers in any leaf's register.
const MOST_ROWS: usize = 6;
const MOST_WIDTH: usize = 4;

/// B [depth, N] as the inner loop reads it, in place or packed: panel p's (k, column) at p·apart + k·step + column, but in a
/// panel of one register k is as far from the next as it is wide.
pub(super) struct LaidB<'a, T> {
    numbers: *const T,
    n: usize,
    depth: usize,
    step: usize,
    apart: usize,
    source: PhantomData<&'a T>,
}

/// Some rows of A and `depth` k as the inner loop reads them.
pub(super) struct LaidA<'a, T> {
    numbers: *const T,
    /// Which rows of A.
    pub rows: Range<usize>,
    depth: usize,
    lies: Lies,
    source: PhantomData<&'a T>,
}

enum Lies {
    /// (row, k) at row·apart + k·step, one of which is 1.
    InPlace { apart: usize, step: usize },
    /// Pair of strips after pair, each as its k one after the other: together their rows make whole registers, or nearly.
    Packed,
}

/// B [depth, N]: in place if its rows are whole panels and near, else in panels, one after the other, each `depth` rows of its
/// columns; columns past N are 0.
pub(super) fn lay_b<'a, L: Lane>(b: &ArrayView2<'a, L::Elem>, packed: &'a mut [L::Elem]) -> LaidB<'a, L::Elem> {
    let (depth, n) = b.dim();
    let width = PANEL * L::WIDTH;
    let (row, column) = (b.strides()[0], b.strides()[1]);
    let laid = |numbers, step, apart| LaidB { numbers, n, depth, step, apart, source: PhantomData };
    if column == 1 && n % width == 0 && stays_near::<L::Elem>(depth, row) {
        return laid(b.as_ptr(), row as usize, width);
    }
    assert!(packed.len() >= packed_b_len::<L>(depth, n));
    let lines = if column == 1 { LINES } else { depth.max(1) };
    for first in (0..depth).step_by(lines) {
        let rows = lines.min(depth - first);
        for (j, registers) in panels::<L>(0..n, n) {
            let inside = (registers * L::WIDTH).min(n - j);
            // SAFETY: rows first..first + rows and columns j..j + inside are in B; the panel's depth·width numbers begin
            // depth·j numbers into the packed ones, and these rows follow the `first` before them.
            unsafe {
                let from = b.as_ptr().offset(first as isize * row + j as isize * column);
                let to = packed.as_mut_ptr().add(depth * j + first * registers * L::WIDTH);
                if registers == PANEL {
                    pack_panel::<L, PANEL>(from, (row, column), (rows, inside), to);
                } else {
                    pack_panel::<L, 1>(from, (row, column), (rows, inside), to);
                }
            }
        }
    }
    laid(packed.as_ptr(), width, depth * width)
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
    // Addresses go on from line to line: the compiler would make each anew, by a multiplication.
    let (mut from, mut to, mut left) = (from, to, rows);
    while inside == width && column == 1 && left > 0 {
        for v in 0..N {
            to.cast::<L>().add(v).write_unaligned(from.cast::<L>().add(v).read_unaligned());
        }
        (from, to, left) = (from.wrapping_offset(row), to.wrapping_add(width), left - 1);
    }
    while inside == width && row == 1 && left >= L::WIDTH {
        for v in 0..N {
            L::transpose(
                |x| from.offset((v * L::WIDTH + x) as isize * column).cast::<L>().read_unaligned(),
                |x, lane| to.add(x * width + v * L::WIDTH).cast::<L>().write_unaligned(lane),
            );
        }
        (from, to, left) = (from.wrapping_add(L::WIDTH), to.wrapping_add(L::WIDTH * width), left - L::WIDTH);
    }
    while left > 0 {
        for x in 0..width {
            to.add(x).write(if x < inside { from.offset(x as isize * column).read() } else { L::Elem::ZERO });
        }
        (from, to, left) = (from.wrapping_offset(row), to.wrapping_add(width), left - 1);
    }
}

/// A's rows from `first` on, at these k: all that there are in place, if the k of a row are adjacent, or the rows are and near;
/// else as many as are packed at a time.
pub(super) fn lay_a<'a, L: Lane>(
    a: &ArrayView2<'a, L::Elem>,
    first: usize,
    k: Range<usize>,
    packed: &'a mut [L::Elem],
) -> LaidA<'a, L::Elem> {
    let (m, depth) = (a.nrows(), k.len());
    assert!(first < m && k.start <= k.end && k.end <= a.ncols());
    let (row, column) = (a.strides()[0], a.strides()[1]);
    let laid = |numbers, rows, lies| LaidA { numbers, rows, depth, lies, source: PhantomData };
    // Without any k this may lie outside A, and is not read.
    let from = a.as_ptr().wrapping_offset(first as isize * row + k.start as isize * column);
    if row == 1 && stays_near::<L::Elem>(depth, column) {
        return laid(from, first..m, Lies::InPlace { apart: 1, step: column as usize });
    }
    if column == 1 && row > 1 {
        return laid(from, first..m, Lies::InPlace { apart: row as usize, step: 1 });
    }
    let end = pairs::<L>(first, m).last().map_or(first, |rows| rows.end);
    assert!(packed.len() >= (end - first) * depth);
    let lines = if row == 1 { LINES } else { depth.max(1) };
    for p in (0..depth).step_by(lines) {
        for rows in pairs::<L>(first, m) {
            let above = rows.start - first;
            // SAFETY: these rows and k are in A; the pair's depth·rows numbers begin depth·above numbers into the packed
            // ones, and these k follow the p before them.
            unsafe {
                let from = from.offset(above as isize * row + p as isize * column);
                let to = packed.as_mut_ptr().add(above * depth + p * rows.len());
                pack_rows::<L>(from, (row, column), (rows.len(), lines.min(depth - p)), to);
            }
        }
    }
    laid(packed.as_ptr(), first..end, Lies::Packed)
}

/// Rows of A as their k, one after the other.
///
/// # Safety
/// rows × k numbers must be readable at these strides, and as many writable.
#[inline(always)]
unsafe fn pack_rows<L: Lane>(
    mut from: *const L::Elem,
    (row, column): (isize, isize),
    (rows, k): (usize, usize),
    mut to: *mut L::Elem,
) {
    for _ in 0..k {
        if row == 1 && rows == 2 * L::ROWS {
            for x in (0..2 * L::ROWS).step_by(L::WIDTH) {
                // The last register overlaps the one before it rather than reach past the rows.
                let x = x.min(2 * L::ROWS - L::WIDTH);
                to.add(x).cast::<L>().write_unaligned(from.add(x).cast::<L>().read_unaligned());
            }
        } else {
            for x in 0..rows {
                to.add(x).write(from.offset(x as isize * row).read());
            }
        }
        from = from.wrapping_offset(column);
        to = to.add(rows);
    }
}

/// C[rows, ..columns] = start + A[rows, k]·B[k, ..columns] for the 1 to 6 rows of a strip; `k` counts in what was laid, and the
/// last panel of columns is taken whole. One multiply and one add per k in rising order, so that the bits of the result do
/// not depend on the tile.
///
/// # Panics
/// When the rows are no strip of [`super::cuts`], or anything lies outside of what was laid.
pub(super) fn strip<L: Lane>(
    (rows, columns): (Range<usize>, usize),
    c: &mut ArrayViewMut2<'_, L::Elem>,
    a: &LaidA<'_, L::Elem>,
    (b, k): (&LaidB<'_, L::Elem>, Range<usize>),
    start: Start<'_, L::Elem>,
) {
    const { assert!(size_of::<L>() == L::WIDTH * size_of::<L::Elem>() && L::WIDTH <= MOST_WIDTH) };
    let (i, n) = (rows.start, c.ncols());
    assert!(a.rows.start <= i && rows.end <= a.rows.end && k.end <= a.depth, "the strip lies outside A");
    assert!(n == b.n && k.start <= k.end && k.end <= b.depth, "the strip lies outside B");
    let (above, rows) = (i - a.rows.start, rows.len());
    assert!(i + rows <= c.nrows() && rows <= MOST_ROWS && columns <= n, "the strip lies outside C");
    let (c_row, c_col) = (c.strides()[0], c.strides()[1]);
    if let Start::Bias(bias) = start {
        assert_eq!(bias.len(), n, "the bias does not fit C");
    }
    // Full panels in one call, since a call a tile costs as much as a shallow tile; what is left at the right edge, or all
    // where C's columns are not adjacent, number by number.
    let width = PANEL * L::WIDTH;
    let whole = if c_col == 1 { columns.next_multiple_of(width).min(n - n % width) } else { 0 };
    let (a_first, a_row, a_step) = match a.lies {
        Lies::InPlace { apart, step } => (above * apart, apart, step),
        Lies::Packed => {
            let pair = above - above % (2 * L::ROWS);
            let step = pair_rows::<L>(a.rows.len() - pair);
            assert!(above - pair + rows <= step, "the strip is not one that A was packed in");
            (pair * a.depth + above - pair, 1, step)
        }
    };
    // SAFETY: the asserts above keep every (row, k) of A and (k, column) of B inside what was laid; C's rows i.. have n
    // columns, and so does a bias. A Lane is WIDTH numbers of plain data (asserted), read and written unaligned.
    unsafe {
        let mut tile = Tile {
            a: a.numbers.wrapping_add(a_first + k.start * a_step),
            a_row,
            a_step,
            b: b.numbers,
            b_step: b.step,
            panel: b.apart,
            k,
            c: c.as_mut_ptr().offset(i as isize * c_row),
            c_row,
            c_col,
            start: From::new(start),
        };
        tile.tiles::<L>(rows, PANEL, whole);
        for (j, registers) in panels::<L>(whole..columns, n) {
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

/// A strip's next register tile: A's (r, first of k) at a + r·a_row, B's panel at b, C's element (r, x) at c + r·c_row + x·c_col.
struct Tile<T> {
    a: *const T,
    a_row: usize,
    a_step: usize,
    b: *const T,
    b_step: usize,
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
                match (rows, registers, self.a_row != 1) {
                    $(($r, PANEL, false) => self.tiles_of::<L, $r, PANEL, true>(columns),
                      ($r, 1, false) => self.tiles_of::<L, $r, 1, true>(columns),
                      ($r, PANEL, true) => self.tiles_of::<L, $r, PANEL, false>(columns),
                      ($r, 1, true) => self.tiles_of::<L, $r, 1, false>(columns),)*
                    _ => unreachable!("a tile has 1 to 6 rows and 1 or 2 registers"),
                }
            };
        }
        by_size!(1 2 3 4 5 6);
    }

    /// [`Tile::tiles`] of R rows and N registers. A's rows are ADJACENT, or each is read by an address of its own.
    ///
    /// # Safety
    /// As for [`Tile::tiles`].
    // A function of its own: inlined into its callers, a browser's register allocator spills inside the loop.
    #[inline(never)]
    unsafe fn tiles_of<L: Lane<Elem = T>, const R: usize, const N: usize, const ADJACENT: bool>(
        &mut self,
        columns: usize,
    ) {
        const { assert!(STEPS == 4, "steps!, below, has one number for each") };
        // What C holds cannot be taken for these fields: each tile would read them again.
        let mut tile = Tile { k: self.k.clone(), ..*self };
        let turn = if N == PANEL && R > 2 { STEPS } else { 1 };
        // A panel of fewer registers is always a packed one.
        let (a_step, b_step) = (tile.a_step, if N == PANEL { tile.b_step } else { N * L::WIDTH });
        for _ in (0..columns).step_by(N * L::WIDTH) {
            let c = |r: usize, v: usize| tile.c.offset(r as isize * tile.c_row).add(v * L::WIDTH).cast::<L>();
            let mut sum: [[L; N]; R] = match tile.start {
                From::Zero => [[L::splat(T::ZERO); N]; R],
                From::Bias(bias) => [std::array::from_fn(|v| bias.add(v * L::WIDTH).cast::<L>().read_unaligned()); R],
                From::C => std::array::from_fn(|r| std::array::from_fn(|v| c(r, v).read_unaligned())),
            };
            let (mut a, mut b) = (tile.a, tile.b.wrapping_add(tile.k.start * b_step));
            let mut lines: [*const T; R] = std::array::from_fn(|r| tile.a.wrapping_add(r * tile.a_row));
            let mut left = tile.k.len();
            'sum: loop {
                // With a way out between them, no compiler nests the multiply-adds of several k into one expression, which
                // would need all their operands at once; and the rows' addresses advance once a turn.
                macro_rules! steps {
                    ($($ahead:literal)*) => {$(if $ahead < turn {
                        if left == $ahead {
                            break 'sum;
                        }
                        let columns: [L; N] =
                            std::array::from_fn(|v| b.add(v * L::WIDTH).cast::<L>().read_unaligned());
                        for (r, row) in sum.iter_mut().enumerate() {
                            let x = L::splat(if ADJACENT { a.add(r) } else { lines[r].add($ahead) }.read());
                            for (sum, &column) in row.iter_mut().zip(&columns) {
                                *sum = sum.mul_add(x, column);
                            }
                        }
                        a = a.wrapping_add(a_step);
                        b = b.wrapping_add(b_step);
                    })*};
                }
                steps!(0 1 2 3);
                lines = lines.map(|line| line.wrapping_add(turn));
                left -= turn;
            }
            for (r, row) in sum.iter().enumerate() {
                for (v, sum) in row.iter().enumerate() {
                    c(r, v).write_unaligned(*sum);
                }
            }
            tile.next(N * L::WIDTH);
        }
        *self = tile;
    }

    /// One tile of which only the first `inside` columns are C's, or whose columns in C are not adjacent: through a copy.
    ///
    /// # Safety
    /// As for [`Tile::tiles`], for the columns inside.
    unsafe fn edge<L: Lane<Elem = T>>(&mut self, rows: usize, registers: usize, inside: usize) {
        let width = registers * L::WIDTH;
        // Left unfilled where sums start from zero: to fill it would be a call into the browser.
        let mut copy = MaybeUninit::<[T; MOST_ROWS * PANEL * MOST_WIDTH]>::uninit();
        let copy = copy.as_mut_ptr().cast::<T>();
        let c_at = |r: usize, x: usize| self.c.offset(r as isize * self.c_row + x as isize * self.c_col);
        let fill = |value: &dyn Fn(usize, usize) -> T| {
            for r in 0..rows {
                for x in 0..width {
                    copy.add(r * width + x).write(if x < inside { value(r, x) } else { T::ZERO });
                }
            }
            From::C
        };
        let start = match self.start {
            From::Zero => From::Zero,
            From::Bias(bias) => fill(&|_, x| bias.add(x).read()),
            From::C => fill(&|r, x| c_at(r, x).read()),
        };
        let c_row = width as isize;
        Tile { c: copy, c_row, c_col: 1, start, k: self.k.clone(), ..*self }.tiles::<L>(rows, registers, width);
        for r in 0..rows {
            for x in 0..inside {
                c_at(r, x).write(copy.add(r * width + x).read());
            }
        }
        self.next(width);
    }

    /// Goes on to the tile at the right.
    #[inline(always)]
    unsafe fn next(&mut self, columns: usize) {
        self.b = self.b.wrapping_add(self.panel);
        self.c = self.c.wrapping_offset(columns as isize * self.c_col);
        if let From::Bias(bias) = &mut self.start {
            *bias = bias.wrapping_add(columns);
        }
    }
}
