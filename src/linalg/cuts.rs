//! How the operands of a product are cut: B's columns into panels, A's rows into strips and pairs of strips; and what is packed.
use super::lane::Lane;
use std::ops::Range;

/// Registers of columns in a full panel of B.
pub(super) const PANEL: usize = 2;
/// Lines that are packed at a time where a line's numbers are adjacent: far memory is then read along its pages, not across
/// them, and the lines of a turn stay in the first-level cache until all panels have taken their part.
pub(super) const LINES: usize = 16;
/// Pairs of strips of A that are packed at a time.
const PAIRS: usize = 8;

/// The panels (first column, registers) that these of N columns are packed in: full ones, and one of a single register at the
/// end when that holds what is left. The first column begins a panel.
pub(super) fn panels<L: Lane>(columns: Range<usize>, n: usize) -> impl Iterator<Item = (usize, usize)> {
    columns.step_by(PANEL * L::WIDTH).map(move |j| (j, if n - j <= L::WIDTH { 1 } else { PANEL }))
}

/// Numbers that [`super::kernel::lay_b`] may write for `depth` rows of `n` columns.
pub(super) fn packed_b_len<L: Lane>(depth: usize, n: usize) -> usize {
    depth * n.next_multiple_of(L::WIDTH)
}

/// Numbers that [`super::kernel::lay_a`] may write for `depth` k of M rows.
pub(super) fn packed_a_len<L: Lane>(m: usize, depth: usize) -> usize {
    depth * m.min(2 * PAIRS * L::ROWS + 2)
}

/// Rows of the next strip of `left` rows: as many as a tile has, but the last 1 or 2 rows of a matrix are shared with the
/// strip before them, since a tile of 1 or 2 rows cannot hide its latency.
pub(super) fn strip_rows<L: Lane>(left: usize) -> usize {
    if left > L::ROWS && left < L::ROWS + 3 {
        left.div_ceil(2)
    } else {
        left.min(L::ROWS)
    }
}

/// Rows of the next pair of strips of `left` rows: the last 1 or 2 rows of a matrix share its strips.
pub(super) fn pair_rows<L: Lane>(left: usize) -> usize {
    if left < 2 * L::ROWS + 3 {
        left
    } else {
        2 * L::ROWS
    }
}

/// The pairs of strips of M rows that are packed together, from row `first` on.
pub(super) fn pairs<L: Lane>(first: usize, m: usize) -> impl Iterator<Item = Range<usize>> {
    let mut i = first;
    let pair = move || {
        let rows = i..i + pair_rows::<L>(m - i);
        i = rows.end;
        (!rows.is_empty()).then_some(rows)
    };
    std::iter::from_fn(pair).take(PAIRS)
}

/// Whether `depth` lines, `stride` numbers apart, stay in the first-level cache when parts of them are read in place, again and
/// again: those that span at most 32 kB do.
pub(super) fn stays_near<T>(depth: usize, stride: isize) -> bool {
    stride >= 0 && (depth * size_of::<T>()).saturating_mul(stride as usize) <= 32 << 10
}
