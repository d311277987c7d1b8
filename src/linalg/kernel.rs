//! Packing and register tiles: the one file of the crate with `unsafe`, because bounds checks on the 8 loads of the inner
//! loop cost more than its arithmetic. Each of its functions that others call checks its whole reach first.
#![allow(unsafe_code)]
use super::lane::Lane;
use super::{Real, Start};
use ndarray::{ArrayView2, ArrayViewMut2};
use std::marker::PhantomData;
use std::ops::Range;

/// Registers of columns in a full panel of B.
const PANEL: usize = 2;
/// k that a turn of the inner loop takes in tiles that matter.
const STEPS: usize = 4;
/// Strips of A that are packed side by side: together their rows make whole registers, or nearly.
const STRIPS: usize = 2;
/// The most rows that a tile has in any leaf, and the most numbers in any leaf's register.
const MOST_ROWS: usize = 6;
const MOST_WIDTH: usize = 4;
/// The most registers that a k of packed A has in any leaf.
const MOST_REGISTERS: usize = 6;

/// The panels (first column, registers) that N columns are packed in: full ones, and one of a single register at the end
/// when that holds what is left.
fn panels<L: Lane>(n: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..n).step_by(PANEL * L::WIDTH).map(move |j| (j, if n - j <= L::WIDTH { 1 } else { PANEL }))
}

/// Numbers that [`lay_b`] may write for `depth` rows of `n` columns.
pub(super) fn packed_b_len<L: Lane>(depth: usize, n: usize) -> usize {
    depth * n.next_multiple_of(L::WIDTH)
}

/// Numbers from one k to the next in packed A: the most rows that [`lay_a`] takes.
pub(super) const fn packed_rows<L: Lane>() -> usize {
    (STRIPS * L::ROWS).next_multiple_of(L::WIDTH)
}

/// An operand as the inner loop reads it: in place or packed. For A, (row, k) lies at row·apart + k·step, and one of the two
/// is 1; for B, panel p's (k, column) at p·apart + k·step + column, but in a panel of one register k is as far from the next
/// as it is wide.
pub(super) struct Laid<'a, T> {
    numbers: *const T,
    /// A's rows or B's columns, and the k.
    size: (usize, usize),
    step: usize,
    apart: usize,
    source: PhantomData<&'a T>,
}

/// Whether `depth` lines, `stride` numbers apart, stay in the first-level cache when they are read in place, again and again.
fn stays_near(depth: usize, stride: isize) -> bool {
    (0..=4096).contains(&(depth as isize * stride))
}

/// B [depth, N]: in place if its rows are whole panels and near, else in panels, one after the other, each `depth` rows of its columns; columns
/// past N are 0. A panel is written whole before the next one: reads that miss the first-level cache overlap, writes that
/// do so wait for one another.
pub(super) fn lay_b<'a, L: Lane>(b: &ArrayView2<'a, L::Elem>, packed: &'a mut [L::Elem]) -> Laid<'a, L::Elem> {
    let (depth, n) = b.dim();
    let width = PANEL * L::WIDTH;
    let strides = (b.strides()[0], b.strides()[1]);
    if strides.1 == 1 && n % width == 0 && stays_near(depth, strides.0) {
        let step = strides.0 as usize;
        return Laid { numbers: b.as_ptr(), size: (n, depth), step, apart: width, source: PhantomData };
    }
    assert!(packed.len() >= packed_b_len::<L>(depth, n));
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
    Laid { numbers: packed.as_ptr(), size: (n, depth), step: width, apart: depth * width, source: PhantomData }
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

/// The block of A at these rows and k: in place if the k of a row are adjacent, or the rows are and near; else packed into
/// `packed_rows` numbers a k. Past the last row those are of no meaning: no tile reads them.
pub(super) fn lay_a<'a, L: Lane>(
    a: &ArrayView2<'a, L::Elem>,
    rows: Range<usize>,
    k: Range<usize>,
    packed: &'a mut [L::Elem],
) -> Laid<'a, L::Elem> {
    let stride = packed_rows::<L>();
    assert!(rows.start < rows.end && rows.end <= a.nrows() && k.start <= k.end && k.end <= a.ncols());
    assert!(rows.len() <= stride && packed.len() >= k.len() * stride);
    let (row, column) = (a.strides()[0], a.strides()[1]);
    let (size, to) = ((rows.len(), k.len()), packed.as_mut_ptr());
    let laid = |numbers, step, apart| Laid { numbers, size, step, apart, source: PhantomData };
    let (rows, depth, first) = (size.0, size.1, rows.start as isize * row + k.start as isize * column);
    // SAFETY: reads are of these rows and k, which are in A, vectors only along adjacent ones; writes stay below depth·stride.
    unsafe {
        // Without any k this may lie outside A, and is not read.
        let from = a.as_ptr().wrapping_offset(first);
        if row == 1 && stays_near(depth, column) {
            return laid(from, column as usize, 1);
        }
        if column == 1 && row > 1 {
            return laid(from, 1, row as usize);
        }
        let at = |x: usize, p: usize| from.wrapping_offset(x as isize * row + p as isize * column);
        if row == 1 && rows >= L::WIDTH {
            // The last register overlaps the one before it rather than reach past the rows.
            let registers: [usize; MOST_REGISTERS] = std::array::from_fn(|v| (v * L::WIDTH).min(rows - L::WIDTH));
            for p in 0..depth {
                let (from, to) = (at(0, p), to.add(p * stride));
                for &x in &registers[..stride / L::WIDTH] {
                    to.add(x).cast::<L>().write_unaligned(from.add(x).cast::<L>().read_unaligned());
                }
            }
        } else {
            for p in 0..depth {
                for x in 0..rows {
                    to.add(p * stride + x).write(at(x, p).read());
                }
            }
        }
    }
    laid(to, stride, 1)
}

/// C[rows, ..columns] = start + A[rows, k]·B[k, ..columns] for 1 to 6 rows, the first of which is row `first` of the laid A;
/// the last panel of columns is taken whole. `k` counts in B; A begins at the first of them. One multiply and one add per k
/// in rising order, so that the bits of the result do not depend on the tile.
pub(super) fn strip<L: Lane>(
    (rows, columns): (Range<usize>, usize),
    c: &mut ArrayViewMut2<'_, L::Elem>,
    (a, first): (&Laid<'_, L::Elem>, usize),
    (b, k): (&Laid<'_, L::Elem>, Range<usize>),
    start: Start<'_, L::Elem>,
) {
    const { assert!(size_of::<L>() == L::WIDTH * size_of::<L::Elem>() && L::WIDTH <= MOST_WIDTH) };
    let (i, n) = (rows.start, c.ncols());
    let rows = rows.len();
    assert!(i + rows <= c.nrows() && rows <= MOST_ROWS, "the strip lies outside C");
    assert!(first + rows <= a.size.0 && k.len() <= a.size.1, "the strip lies outside A");
    assert!(n == b.size.0 && k.start <= k.end && k.end <= b.size.1, "the strip lies outside B");
    let (c_row, c_col) = (c.strides()[0], c.strides()[1]);
    if let Start::Bias(bias) = start {
        assert_eq!(bias.len(), n, "the bias does not fit C");
    }
    // Full panels in one call, since a call a tile costs as much as a shallow tile; what is left at the right edge, or all
    // where C's columns are not adjacent, number by number.
    let width = PANEL * L::WIDTH;
    let whole = if c_col == 1 { columns.next_multiple_of(width).min(n - n % width) } else { 0 };
    // SAFETY: the asserts above keep every (row, k) of A and (k, column) of B inside what was laid; C's rows i.. have n
    // columns, and so does a bias. A Lane is WIDTH numbers of plain data (asserted), read and written unaligned.
    unsafe {
        let mut tile = Tile {
            a: a.numbers.wrapping_add(first * a.apart),
            a_row: a.apart,
            a_step: a.step,
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
        Tile { c, c_row, c_col: 1, start: From::C, k: self.k.clone(), ..*self }.tiles::<L>(rows, registers, width);
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
        self.b = self.b.wrapping_add(self.panel);
        self.c = self.c.wrapping_offset(columns as isize * self.c_col);
        if let From::Bias(bias) = &mut self.start {
            *bias = bias.wrapping_add(columns);
        }
    }
}
