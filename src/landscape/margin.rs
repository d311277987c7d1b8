//! Which ReLU units a change can switch: those with |pre-activation| ≤ ‖row of W₁‖·‖Δ‖.
use super::branch::Branch;
use super::net::Net;
use crate::linalg::reduce;

/// A margin's rounding, relative: far above that of a sum of 512 products, far below what would cost time.
const SLACK: f64 = 1e-9;

/// How far each unit of a feed-forward is from switching, at each position of the window under way.
pub struct Margins {
    /// ‖row of W₁‖ `[F]`.
    lengths: Vec<f64>,
    /// Of each position: its units' |pre-activation| / length and index, ascending, [T, F].
    sorted: Vec<(f64, u32)>,
}

impl Margins {
    /// Of a feed-forward; no position is known yet.
    pub fn new(net: Net<'_>, branch: &Branch) -> Self {
        let (c, f) = (net.config.d_model, branch.width);
        let rows = net.tensor(branch.weight, f * c).chunks_exact(c);
        Margins { lengths: rows.map(|row| reduce::dot(row, row).sqrt()).collect(), sorted: vec![(0.0, 0); net.t * f] }
    }

    /// Takes up a position's pre-activations `[F]`.
    pub fn position(&mut self, t: usize, pre: &[f64]) {
        let f = self.lengths.len();
        let margins = &mut self.sorted[t * f..][..f];
        for (unit, (margin, (pre, length))) in margins.iter_mut().zip(pre.iter().zip(&self.lengths)).enumerate() {
            *margin = (pre.abs() - SLACK * (1.0 + pre.abs()), unit as u32);
            margin.0 /= length.max(f64::MIN_POSITIVE);
        }
        margins.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    }

    /// The units that a change of what they read can switch.
    pub fn reached(&self, t: usize, change: &[f64]) -> impl Iterator<Item = usize> + '_ {
        let f = self.lengths.len();
        let length = reduce::dot(change, change).sqrt() * (1.0 + SLACK);
        self.sorted[t * f..][..f]
            .iter()
            .take_while(move |(margin, _)| *margin <= length)
            .map(|&(_, unit)| unit as usize)
    }
}

/// What a unit lacks of a folded map, where it switched: on now, the map left it out; off now, it went on below zero.
pub fn missing(before: f64, after: f64) -> Option<f64> {
    ((before > 0.0) != (after > 0.0)).then(|| after.abs())
}
