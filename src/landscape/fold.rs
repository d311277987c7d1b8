//! A ReLU feed-forward around an unperturbed window. While no unit changes sign its two maps are one, A = W₂·diag(on)·W₁
//! [C, C], a different one for each position: feed(y + Δ) = feed(y) + A·Δ. Units that may have changed sign, those with
//! |pre-activation| ≤ ‖row of W₁‖·‖Δ‖, are computed one by one and their difference added: exact for any Δ.
use super::branch::{Branch, Middle};
use super::margin::{missing, Margins};
use super::net::{Activations, Net};
use crate::linalg::{matrix, matrix_mut, product, reduce, transposed, Start, Workspace};
use crate::model::config::{Activation, Config};
use ndarray::{ArrayView3, ArrayViewMut3, ShapeBuilder};

/// The most numbers that the maps of a window may take, all branches together: 64 MB.
pub const MOST_NUMBERS: usize = 8_000_000;

/// One feed-forward branch, folded around the window under way.
pub struct Fold {
    /// W₂ᵀ [F, C].
    second: Vec<f64>,
    margins: Margins,
    /// Aᵀ of each position, [T, C, C].
    maps: Vec<f64>,
    /// feed(y) of the unperturbed window, [T, C].
    fed: Vec<f64>,
}

/// Whether a branch is folded; follows from the configuration alone, so that a loss always has the same bits.
pub fn folds(config: &Config, branch: &Branch) -> bool {
    let Config { context: t, d_model: c, d_ff: f, layers, .. } = *config;
    let worth = f >= 2 * c && layers * t * c * c <= MOST_NUMBERS;
    branch.middle == Middle::Feed && config.activation == Activation::Relu && worth
}

impl Fold {
    /// Of a branch; no window is folded yet.
    pub fn new(net: Net<'_>, branch: &Branch) -> Self {
        let (c, t) = (net.config.d_model, net.t);
        Fold {
            second: net.out_directions(branch),
            margins: Margins::new(net, branch),
            maps: vec![0.0; t * c * c],
            fed: vec![0.0; t * c],
        }
    }

    /// Takes up a window whose unperturbed pass is `base`; its positions are to follow.
    pub fn begin(&mut self, net: Net<'_>, work: &mut Workspace<f64>, branch: &Branch, base: &Activations) {
        self.fed.fill(0.0);
        net.join(work, branch, &base.middle, &mut self.fed);
    }

    /// Folds one position.
    pub fn position(&mut self, net: Net<'_>, work: &mut Workspace<f64>, branch: &Branch, base: &Activations, t: usize) {
        let (c, f) = (net.config.d_model, branch.width);
        let pre = &base.out[t * f..][..f];
        self.margins.position(t, pre);
        let first = net.tensor(branch.weight, f * c);
        let (first, second) = (on_rows(first, pre), on_rows(&self.second, pre));
        let count = first.len() / c;
        let map = matrix_mut(&mut self.maps[t * c * c..][..c * c], c, c);
        product(work, map, transposed(matrix(&first, count, c)), matrix(&second, count, c), Start::Zero);
    }

    /// u ← carried value + feed(y) for `copies` perturbed windows in `a`. What `a.out` holds is lost.
    pub fn feed(
        &self,
        (net, work): (Net<'_>, &mut Workspace<f64>),
        (branch, base): (&Branch, &Activations),
        copies: usize,
        a: &mut Activations,
    ) {
        let (c, f, t) = (net.config.d_model, branch.width, net.t);
        let rows = copies * t;
        let (u, y, change) = (&mut a.u[..rows * c], &a.y[..rows * c], &mut a.out[..rows * c]);
        if !net.pre() {
            u.copy_from_slice(y);
        }
        for copy in 0..copies {
            let range = copy * t * c..(copy + 1) * t * c;
            let windows = u[range.clone()].iter_mut().zip(&mut change[range.clone()]).zip(&y[range]);
            for (((u, change), y), (base, fed)) in windows.zip(base.y.iter().zip(&self.fed)) {
                *u += fed;
                *change = y - base;
            }
        }
        // Position by position, a row of each copy: [copies, C] with rows T·C apart.
        let shape = || (1, copies, c).strides((rows * c, t * c, 1));
        for position in 0..t {
            let from = ArrayView3::from_shape(shape(), &change[position * c..]).expect("rows of every copy");
            let to = ArrayViewMut3::from_shape(shape(), &mut u[position * c..]).expect("rows of every copy");
            product(work, to, from, matrix(&self.maps[position * c * c..][..c * c], c, c), Start::Accumulate);
        }
        let first = net.tensor(branch.weight, f * c);
        for (row, (u, change)) in u.chunks_exact_mut(c).zip(change.chunks_exact(c)).enumerate() {
            for unit in self.margins.reached(row % t, change) {
                let before = base.out[row % t * f + unit];
                let after = before + reduce::dot(&first[unit * c..][..c], change);
                if let Some(missing) = missing(before, after) {
                    for (u, second) in u.iter_mut().zip(&self.second[unit * c..][..c]) {
                        *u += missing * second;
                    }
                }
            }
        }
    }
}

/// The rows of the units that are on, one after the other.
pub fn on_rows(rows: &[f64], pre: &[f64]) -> Vec<f64> {
    let length = rows.len() / pre.len();
    let mut on = Vec::with_capacity(rows.len());
    for (row, _) in rows.chunks_exact(length).zip(pre).filter(|(_, &pre)| pre > 0.0) {
        on.extend_from_slice(row);
    }
    on
}
