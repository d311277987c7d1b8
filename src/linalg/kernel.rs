//! The register tile: the one place of the crate with `unsafe`, because bounds checks on the 8 loads of the inner loop
//! cost more than its arithmetic. [`tile`] checks its whole reach once, before the first load.
#![allow(unsafe_code)]
use super::lane::Lane;
use ndarray::{ArrayView2, ArrayViewMut2};

/// C[i.., j..] += A[i.., k..]·B for R rows and N registers of columns: one multiply and one add per k, in rising order,
/// so that the bits of the result do not depend on the tile.
///
/// `panel` is B packed: depth rows of N·WIDTH. C's columns must be adjacent.
#[inline(always)]
fn tile<L: Lane, const R: usize, const N: usize, const ADJACENT_ROWS: bool>(
    (i, j, k): (usize, usize, usize),
    a: &ArrayView2<'_, L::Elem>,
    panel: &[L::Elem],
    c: &mut ArrayViewMut2<'_, L::Elem>,
) {
    const { assert!(size_of::<L>() == L::WIDTH * size_of::<L::Elem>()) };
    let width = N * L::WIDTH;
    let depth = panel.len() / width;
    assert!(i + R <= c.nrows() && j + width <= c.ncols() && c.strides()[1] == 1, "the tile lies outside C");
    assert!(i + R <= a.nrows() && k + depth <= a.ncols(), "the tile lies outside A");
    let (a_row, a_col, c_row) = (if ADJACENT_ROWS { 1 } else { a.strides()[0] }, a.strides()[1], c.strides()[0]);
    assert!(a_row == a.strides()[0]);
    let (i, j, k) = (i as isize, j as isize, k as isize);
    // SAFETY: the asserts above keep every (row, column) that is touched inside its view, and a view's pointer with its
    // strides is valid for all of its elements; the panel is read at less than depth·width ≤ its length. A Lane is WIDTH
    // numbers of plain data (asserted), and reads and writes are unaligned. A's pointer moves past the view only after
    // its last read, by wrapping arithmetic.
    unsafe {
        let c = c.as_mut_ptr().offset(i * c_row + j);
        let mut sum: [[L; N]; R] = std::array::from_fn(|r| {
            std::array::from_fn(|v| c.offset(r as isize * c_row).add(v * L::WIDTH).cast::<L>().read_unaligned())
        });
        let mut a = a.as_ptr().offset(i * a_row + k * a_col);
        let mut b = panel.as_ptr();
        for _ in 0..depth {
            let columns: [L; N] = std::array::from_fn(|v| b.add(v * L::WIDTH).cast::<L>().read_unaligned());
            for (r, row) in sum.iter_mut().enumerate() {
                let x = L::splat(*a.offset(r as isize * a_row));
                for (s, &column) in row.iter_mut().zip(&columns) {
                    *s = s.mul_add(x, column);
                }
            }
            a = a.wrapping_offset(a_col);
            b = b.add(width);
        }
        for (r, row) in sum.iter().enumerate() {
            for (v, &s) in row.iter().enumerate() {
                c.offset(r as isize * c_row).add(v * L::WIDTH).cast::<L>().write_unaligned(s);
            }
        }
    }
}

/// [`tile`] with the number of rows (1 to 6) as a value. A's rows adjacent in memory are a case of its own: their loads
/// then need no address arithmetic.
pub(super) fn tile_of<L: Lane, const N: usize>(
    rows: usize,
    at: (usize, usize, usize),
    a: &ArrayView2<'_, L::Elem>,
    panel: &[L::Elem],
    c: &mut ArrayViewMut2<'_, L::Elem>,
) {
    macro_rules! by_rows {
        ($($r:literal)*) => {
            match (rows, a.strides()[0] == 1) {
                $(($r, true) => tile::<L, $r, N, true>(at, a, panel, c),
                  ($r, false) => tile::<L, $r, N, false>(at, a, panel, c),)*
                _ => unreachable!("a register tile has 1 to 6 rows"),
            }
        };
    }
    by_rows!(1 2 3 4 5 6);
}
