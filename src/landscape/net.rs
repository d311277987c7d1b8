//! Forward passes branch by branch, over several windows or several perturbed copies of one window at once. What a branch
//! computes is the model's own code; here it can be entered in the middle.
use super::branch::{Branch, Middle};
use crate::linalg::{matrix, matrix_mut, product, transposed, Start, Workspace};
use crate::model::config::{Config, Norm};
use crate::model::layout::Layout;
use crate::model::{activation, attention, embed, norm, At, Dims};

/// The model's weights as branches.
#[derive(Clone, Copy)]
pub struct Net<'a> {
    pub config: &'a Config,
    pub layout: &'a Layout,
    pub branches: &'a [Branch],
    pub theta: &'a [f64],
    /// Positions of a window.
    pub t: usize,
}

/// What one branch computes for S·T rows; S is 1 for the unperturbed window, which has one of these for each branch.
#[derive(Debug, Default)]
pub struct Activations {
    /// The residual stream before the norms, [S·T, C].
    pub u: Vec<f64>,
    /// Of each norm that u passes: x̂ [S·T, C] and 1/√(variance + ε) [S·T].
    pub normed: [(Vec<f64>, Vec<f64>); 2],
    /// What the first map reads, [S·T, C].
    pub y: Vec<f64>,
    /// What it gives, [S·T, width].
    pub out: Vec<f64>,
    /// Of attention, [S, H, T, T].
    pub probabilities: Vec<f64>,
    /// What the second map reads, [S·T, inner].
    pub middle: Vec<f64>,
    slope: Vec<f64>,
}

impl Activations {
    /// Buffers for `copies` windows in any of the branches given.
    pub fn new(net: Net<'_>, branches: &[Branch], copies: usize) -> Self {
        let Config { d_model: c, heads, .. } = *net.config;
        let (rows, zeros) = (copies * net.t, |n: usize| vec![0.0; n]);
        let most = |of: fn(&Branch) -> usize| branches.iter().map(of).max().unwrap_or(0);
        let attends = branches.iter().any(|branch| branch.middle == Middle::Attention);
        let norms = most(|branch| branch.norms.len());
        let normed = |k: usize| if k < norms { (zeros(rows * c), zeros(rows)) } else { Default::default() };
        let inner = most(|branch| branch.inner);
        Activations {
            u: zeros(rows * c),
            normed: [normed(0), normed(1)],
            y: zeros(rows * c),
            out: zeros(rows * most(|branch| branch.width)),
            probabilities: zeros(if attends { copies * heads * net.t * net.t } else { 0 }),
            middle: zeros(rows * inner),
            slope: zeros(rows * inner),
        }
    }
}

impl<'a> Net<'a> {
    /// `len` weights from an offset of the arena.
    pub fn tensor(&self, offset: usize, len: usize) -> &'a [f64] {
        &self.theta[offset..][..len]
    }

    /// Whether the branches' input is carried on before its norm.
    pub fn pre(&self) -> bool {
        self.config.norm == Norm::Pre
    }

    /// The rows of a branch's second map transposed, [inner, C]: what each of its inputs adds to the stream.
    pub fn out_directions(&self, branch: &Branch) -> Vec<f64> {
        let (c, inner) = (self.config.d_model, branch.inner);
        let weight = self.tensor(branch.out_weight, c * inner);
        (0..inner * c).map(|i| weight[i % c * inner + i / c]).collect()
    }

    /// The stream's own axes, [C, C].
    pub fn unit_directions(&self) -> Vec<f64> {
        let c = self.config.d_model;
        (0..c * c).map(|i| if i / c == i % c { 1.0 } else { 0.0 }).collect()
    }

    /// A window's tokens to the stream [T, C].
    pub fn embed(&self, tokens: &[u32], u: &mut [f64]) {
        let Config { d_model: c, context, vocab, positions, heads: h, .. } = *self.config;
        let rows = match self.layout.positions {
            Some(offset) => self.tensor(offset, context * c).to_vec(),
            None => embed::sinusoids(context, c),
        };
        let dims = Dims { b: 1, t: self.t, c, h, d: c / h };
        embed::forward(dims, positions, tokens, self.tensor(self.layout.embedding, vocab * c), &rows, u);
    }

    /// u → y, for the first `rows` rows.
    pub fn norm(&self, branch: &Branch, rows: usize, a: &mut Activations) {
        let c = self.config.d_model;
        let (u, y) = (&a.u[..rows * c], &mut a.y[..rows * c]);
        if branch.norms.is_empty() {
            y.copy_from_slice(u);
        }
        for (k, (&offset, (xhat, rstd))) in branch.norms.iter().zip(&mut a.normed).enumerate() {
            let (xhat, rstd) = (&mut xhat[..rows * c], &mut rstd[..rows]);
            if k == 0 {
                norm::forward(u, self.tensor(offset, 2 * c), xhat, rstd, y);
            } else {
                let input = y.to_vec();
                norm::forward(&input, self.tensor(offset, 2 * c), xhat, rstd, y);
            }
        }
    }

    /// y → out, for the first `rows` rows.
    pub fn map(&self, work: &mut Workspace<f64>, branch: &Branch, rows: usize, a: &mut Activations) {
        let (c, width) = (self.config.d_model, branch.width);
        let weight = transposed(matrix(self.tensor(branch.weight, width * c), width, c));
        let bias = Start::Bias(self.tensor(branch.bias, width));
        let y = matrix(&a.y[..rows * c], rows, c);
        product(work, matrix_mut(&mut a.out[..rows * width], rows, width), y, weight, bias);
    }

    /// out → middle, for the first `copies` windows. Not for the head.
    pub fn middle(&self, work: &mut Workspace<f64>, branch: &Branch, copies: usize, a: &mut Activations) {
        let rows = copies * self.t;
        let middle = &mut a.middle[..rows * branch.inner];
        let out = &a.out[..rows * branch.width];
        match branch.middle {
            Middle::Attention => {
                let Config { d_model: c, heads: h, .. } = *self.config;
                let dims = Dims { b: copies, t: self.t, c, h, d: c / h };
                let at = At { config: self.config, dims, layer: 0, dropout: None };
                attention::forward(work, at, out, &mut a.probabilities, &mut [], middle);
            }
            Middle::Feed => {
                middle.copy_from_slice(out);
                activation::forward(self.config.activation, middle, &mut a.slope[..rows * branch.inner]);
            }
            Middle::Loss => unreachable!("the head is the last branch"),
        }
    }

    /// u ← u + W_out·middle + b_out.
    pub fn join(&self, work: &mut Workspace<f64>, branch: &Branch, middle: &[f64], u: &mut [f64]) {
        let (c, inner) = (self.config.d_model, branch.inner);
        let rows = u.len() / c;
        let bias = self.tensor(branch.out_bias, c);
        for u in u.chunks_exact_mut(c) {
            for (u, bias) in u.iter_mut().zip(bias) {
                *u += bias;
            }
        }
        let weight = transposed(matrix(self.tensor(branch.out_weight, c * inner), c, inner));
        product(work, matrix_mut(u, rows, c), matrix(&middle[..rows * inner], rows, inner), weight, Start::Accumulate);
    }
}
