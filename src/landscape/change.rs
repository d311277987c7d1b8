//! What moving one weight does where it first meets the residual stream: Δu = d·D with one direction, or for a query or a
//! key with those of its head.
use super::branch::{Branch, Middle};
use super::net::{Activations, Net};
use super::part::Part;
use crate::linalg::{reduce, Real};
use crate::model::config::Mask;
use crate::model::{activation, embed};

/// Δu of one window: d [T, rank] times the rows of D from `first` on.
#[derive(Debug)]
pub struct Change {
    pub first: usize,
    pub rank: usize,
    pub d: Vec<f64>,
}

/// By how much a row of a branch's first map moves, `[T]`: its column (a bias: 1) of what it reads, times delta.
fn moved(net: Net<'_>, base: &Activations, column: Option<usize>, delta: f64) -> Vec<f64> {
    let rows = base.y.chunks_exact(net.config.d_model);
    rows.map(|y| delta * column.map_or(1.0, |column| y[column])).collect()
}

/// Writes copy `copy` of the logits with a weight of the head moved.
pub fn write_logits(net: Net<'_>, base: &[Activations], part: Part, delta: f64, copy: usize, out: &mut [f64]) {
    let Part::In { branch, row, column } = part else { unreachable!("only the head has no entry behind it") };
    let vocab = net.config.vocab;
    let logits = &mut out[copy * net.t * vocab..][..net.t * vocab];
    logits.copy_from_slice(&base[branch].out);
    for (logits, moved) in logits.chunks_exact_mut(vocab).zip(moved(net, &base[branch], column, delta)) {
        logits[row] += moved;
    }
}

impl Change {
    fn one(first: usize, d: Vec<f64>) -> Self {
        Change { first, rank: 1, d }
    }

    /// Of a part moved by `delta`, on the window of `tokens` whose unperturbed pass is `base`.
    pub fn of(net: Net<'_>, base: &[Activations], tokens: &[u32], part: Part, delta: f64) -> Self {
        let c = net.config.d_model;
        match part {
            Part::Embedding { symbol, column } => {
                let size = delta * embed::scale::<f64>(net.config.positions, c);
                let here = |token: &u32| if *token as usize == symbol { size } else { 0.0 };
                Self::one(column, tokens.iter().map(here).collect())
            }
            Part::Position { position, column } => {
                Self::one(column, (0..net.t).map(|t| if t == position { delta } else { 0.0 }).collect())
            }
            Part::Gain { branch, k, column } => {
                let (xhat, _) = &base[branch].normed[k];
                Self::one(column, xhat.chunks_exact(c).map(|xhat| delta * xhat[column]).collect())
            }
            Part::Shift { column, .. } => Self::one(column, vec![delta; net.t]),
            Part::Out { branch, row, column } => {
                let rows = base[branch].middle.chunks_exact(net.branches[branch].inner);
                Self::one(row, rows.map(|x| delta * column.map_or(1.0, |column| x[column])).collect())
            }
            Part::In { branch, row, column } => {
                let (base, moved) = (&base[branch], moved(net, &base[branch], column, delta));
                match net.branches[branch].middle {
                    Middle::Attention => Self::attention(net, base, row, &moved),
                    _ => Self::one(row, feed(net, base, &net.branches[branch], row, moved)),
                }
            }
        }
    }

    /// A row of the stacked query, key and value moves by `moved` `[T]`.
    fn attention(net: Net<'_>, base: &Activations, row: usize, moved: &[f64]) -> Self {
        let (c, t, d) = (net.config.d_model, net.t, net.config.head_width());
        let (third, i) = (row / c, row % c);
        let head = i / d;
        let p = &base.probabilities[head * t * t..][..t * t];
        if third == 2 {
            return Self::one(i, p.chunks_exact(t).map(|p| reduce::dot(p, moved)).collect());
        }
        // P' = P·exp(Δ) normalised, with Δ the change of the scaled scores: what P has as 0, a mask, stays 0.
        let scale = 1.0 / (d as f64).sqrt();
        let qkv = |position: usize, column: usize| base.out[position * 3 * c + column];
        let mut difference = Vec::with_capacity(t * t);
        let mut weights = vec![0.0; t];
        let exp = f64::softmax_exp();
        for (at, p) in p.chunks_exact(t).enumerate() {
            let reach = if net.config.mask == Mask::Causal { at + 1 } else { t };
            for (from, weight) in weights[..reach].iter_mut().enumerate() {
                *weight = scale * if third == 0 { moved[at] * qkv(from, c + i) } else { qkv(at, i) * moved[from] };
            }
            let largest = reduce::max(&weights[..reach]);
            for (weight, p) in weights[..reach].iter_mut().zip(p) {
                *weight = p * exp(*weight - largest);
            }
            let inverse = 1.0 / reduce::sum(&weights[..reach]);
            difference.extend(weights.iter().zip(p).take(reach).map(|(weight, p)| weight * inverse - p));
            difference.resize((at + 1) * t, 0.0);
        }
        let mut change = vec![0.0; t * d];
        for (change, difference) in change.chunks_exact_mut(d).zip(difference.chunks_exact(t)) {
            for (from, difference) in difference.iter().enumerate() {
                let value = &base.out[from * 3 * c + 2 * c + head * d..][..d];
                for (change, value) in change.iter_mut().zip(value) {
                    *change += difference * value;
                }
            }
        }
        Change { first: head * d, rank: d, d: change }
    }
}

/// f(x + moved) − f(x) of one row of the feed-forward's first map.
fn feed(net: Net<'_>, base: &Activations, branch: &Branch, row: usize, mut moved: Vec<f64>) -> Vec<f64> {
    let column = |x: &[f64]| x.chunks_exact(branch.width).map(|x| x[row]).collect::<Vec<_>>();
    for (moved, x) in moved.iter_mut().zip(column(&base.out)) {
        *moved += x;
    }
    let mut slope = vec![0.0; net.t];
    activation::forward(net.config.activation, &mut moved, &mut slope);
    for (moved, unmoved) in moved.iter_mut().zip(column(&base.middle)) {
        *moved -= unmoved;
    }
    moved
}
