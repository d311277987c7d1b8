//! Contour lines of a grid of losses: marching squares, their pieces joined.
use super::Slice;
use std::collections::BTreeMap;

/// How many levels are drawn.
const LEVELS: usize = 6;

/// The lines of one level.
pub struct Contour {
    /// The loss on it, nats.
    pub level: f64,
    /// Each a run of points; a closed one ends where it began.
    pub lines: Vec<Vec<[f64; 2]>>,
}

/// A side of a cell: the grid point that it starts from, and whether it goes up.
type Side = (usize, usize, bool);

/// Levels at equal shares of the finite losses, from low to high.
pub fn levels(slice: &Slice) -> Vec<Contour> {
    let mut losses: Vec<f64> = slice.losses.iter().flatten().copied().filter(|loss| loss.is_finite()).collect();
    losses.sort_unstable_by(f64::total_cmp);
    let level = |k: usize| losses.get(losses.len() * (2 * k + 1) / (2 * LEVELS)).copied();
    let contours = (0..LEVELS).filter_map(level).map(|level| Contour { level, lines: lines(slice, level) });
    contours.filter(|contour| !contour.lines.is_empty()).collect()
}

/// The level's lines over the grid; losses that are not finite count as above.
fn lines(slice: &Slice, level: f64) -> Vec<Vec<[f64; 2]>> {
    let (x, z) = (&slice.places, &slice.losses);
    let above = |i: usize, j: usize| z[i][j] >= level || z[i][j].is_nan();
    let point = |(i, j, up): Side| {
        let (ii, jj) = if up { (i + 1, j) } else { (i, j + 1) };
        let part = (level - z[i][j]) / (z[ii][jj] - z[i][j]);
        let part = if part.is_finite() { part.clamp(0.0, 1.0) } else { 0.5 };
        [x[j] + part * (x[jj] - x[j]), x[i] + part * (x[ii] - x[i])]
    };
    let mut neighbours: BTreeMap<Side, Vec<Side>> = BTreeMap::new();
    for i in 0..x.len() - 1 {
        for j in 0..x.len() - 1 {
            // Round the cell: bottom, right, top, left.
            let sides = [(i, j, false), (i, j + 1, true), (i + 1, j, false), (i, j, true)];
            let corners = [above(i, j), above(i, j + 1), above(i + 1, j + 1), above(i + 1, j)];
            let crossed: Vec<Side> = (0..4).filter(|&k| corners[k] != corners[(k + 1) % 4]).map(|k| sides[k]).collect();
            for pair in crossed.chunks_exact(2) {
                neighbours.entry(pair[0]).or_default().push(pair[1]);
                neighbours.entry(pair[1]).or_default().push(pair[0]);
            }
        }
    }
    let mut lines = Vec::new();
    // Lines that end at the border first, from an end; what is left is closed.
    for open in [true, false] {
        let ends: Vec<Side> = neighbours.keys().copied().collect();
        for start in ends {
            if neighbours[&start].is_empty() || open && neighbours[&start].len() != 1 {
                continue;
            }
            let (mut line, mut at) = (vec![point(start)], start);
            while let Some(next) = neighbours.get_mut(&at).and_then(Vec::pop) {
                if let Some(back) = neighbours.get_mut(&next) {
                    back.retain(|&side| side != at);
                }
                line.push(point(next));
                at = next;
            }
            lines.push(line);
        }
    }
    lines
}
