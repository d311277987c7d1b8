//! One block, attention and then the feed-forward, each a branch with its norm; forward and backward side by side.
use super::config::{Config, Norm};
use super::dropout::Place;
use super::layout::Block;
use super::{activation, attention, linear, norm, pair, At};
use crate::linalg::{Real, Start, Workspace};

/// What one block keeps of the forward pass for the backward pass.
pub struct Kept<T> {
    /// Input of the attention, [B·T, C]: the stream (post-norm) or its norm (pre-norm).
    attention_in: Vec<T>,
    qkv: Vec<T>,
    probabilities: Vec<T>,
    /// The probabilities after dropout; empty without dropout.
    dropped: Vec<T>,
    /// Heads side by side, before the output projection, [B·T, C].
    heads_out: Vec<T>,
    xhat1: Vec<T>,
    rstd1: Vec<T>,
    /// Input of the feed-forward block, [B·T, C].
    feed_in: Vec<T>,
    /// After the activation and dropout, [B·T, F].
    hidden: Vec<T>,
    /// f′ at the pre-activation, [B·T, F].
    slope: Vec<T>,
    xhat2: Vec<T>,
    rstd2: Vec<T>,
}

impl<T: Real> Kept<T> {
    /// Buffers for passes of up to `capacity` sequences.
    pub fn new(config: &Config, capacity: usize) -> Self {
        let (rows, c, f) = (capacity * config.context, config.d_model, config.d_ff);
        let squares = config.heads * config.context * config.context;
        let zeros = |n: usize| vec![T::ZERO; n];
        Kept {
            attention_in: zeros(rows * c),
            qkv: zeros(rows * 3 * c),
            probabilities: zeros(capacity * squares),
            dropped: zeros(if config.dropout > 0.0 { capacity * squares } else { 0 }),
            heads_out: zeros(rows * c),
            xhat1: zeros(rows * c),
            rstd1: zeros(rows),
            feed_in: zeros(rows * c),
            hidden: zeros(rows * f),
            slope: zeros(rows * f),
            xhat2: zeros(rows * c),
            rstd2: zeros(rows),
        }
    }

    /// What the linear maps have read, in the order of the forward pass, [rows, C] but the last one [rows, F].
    pub fn read(&self, rows: usize, config: &Config) -> [&[T]; 4] {
        let (c, f) = (rows * config.d_model, rows * config.d_ff);
        [&self.attention_in[..c], &self.heads_out[..c], &self.feed_in[..c], &self.hidden[..f]]
    }
}

/// x ← x + y.
fn add<T: Real>(x: &mut [T], y: &[T]) {
    for (x, &y) in x.iter_mut().zip(y) {
        *x += y;
    }
}

/// One block. Post-norm: s = LN₁(x + attention(x)), x ← LN₂(s + feed(s)). Pre-norm: s = x + attention(LN₁(x)),
/// x ← s + feed(LN₂(s)). Dropout acts on both branches' outputs.
pub fn forward<T: Real>(
    work: &mut Workspace<T>,
    at: At<'_>,
    block: &Block,
    theta: &[T],
    kept: &mut Kept<T>,
    stream: &mut [T],
    branch: &mut [T],
) {
    let At { config, dims, .. } = at;
    let (c, f, rows) = (config.d_model, config.d_ff, dims.b * dims.t);
    let tensor = |offset: usize, len: usize| &theta[offset..][..len];
    let (norm1, norm2) = (tensor(block.norm1, 2 * c), tensor(block.norm2, 2 * c));
    let (xhat1, rstd1) = (&mut kept.xhat1[..rows * c], &mut kept.rstd1[..rows]);
    let (xhat2, rstd2) = (&mut kept.xhat2[..rows * c], &mut kept.rstd2[..rows]);
    let attention_in = &mut kept.attention_in[..rows * c];
    let feed_in = &mut kept.feed_in[..rows * c];
    let pre = config.norm == Norm::Pre;

    if pre {
        norm::forward(stream, norm1, xhat1, rstd1, attention_in);
    } else {
        attention_in.copy_from_slice(stream);
    }
    let qkv = &mut kept.qkv[..rows * 3 * c];
    let heads_out = &mut kept.heads_out[..rows * c];
    linear::forward(work, attention_in, tensor(block.qkv_weight, 3 * c * c), tensor(block.qkv_bias, 3 * c), qkv);
    let (probabilities, dropped) = (&mut kept.probabilities, &mut kept.dropped);
    attention::forward(work, at, qkv, probabilities, dropped, heads_out);
    linear::forward(work, heads_out, tensor(block.out_weight, c * c), tensor(block.out_bias, c), branch);
    at.drop(Place::Attention, 0, branch);
    if pre {
        add(stream, branch);
        norm::forward(stream, norm2, xhat2, rstd2, feed_in);
    } else {
        add(branch, stream);
        norm::forward(branch, norm1, xhat1, rstd1, feed_in);
    }

    let (hidden, slope) = (&mut kept.hidden[..rows * f], &mut kept.slope[..rows * f]);
    linear::forward(work, feed_in, tensor(block.ff1_weight, f * c), tensor(block.ff1_bias, f), hidden);
    activation::forward(config.activation, hidden, slope);
    at.drop(Place::Hidden, 0, hidden);
    linear::forward(work, hidden, tensor(block.ff2_weight, c * f), tensor(block.ff2_bias, c), branch);
    at.drop(Place::FeedForward, 0, branch);
    if pre {
        add(stream, branch);
    } else {
        add(branch, feed_in);
        norm::forward(branch, norm2, xhat2, rstd2, stream);
    }
}

/// Buffers of the backward pass: a, b [B·T, C]; d_qkv [T, 3C]; d_probabilities [H, T, T].
pub struct Scratches<'a, T> {
    pub a: &'a mut [T],
    pub b: &'a mut [T],
    pub d_qkv: &'a mut [T],
    pub d_probabilities: &'a mut [T],
}

/// The block's backward pass, which uses up what was kept: `d` [B·T, C] is the gradient of its output, then of its input.
pub fn backward<T: Real>(
    work: &mut Workspace<T>,
    at: At<'_>,
    (block, theta, gradient): (&Block, &[T], &mut [T]),
    kept: &mut Kept<T>,
    d: &mut [T],
    scratch: &mut Scratches<'_, T>,
) {
    let At { config, dims, .. } = at;
    let (c, f, rows) = (config.d_model, config.d_ff, dims.b * dims.t);
    let tensor = |offset: usize, len: usize| &theta[offset..][..len];
    let Scratches { a, b, d_qkv, d_probabilities } = scratch;
    let pre = config.norm == Norm::Pre;

    // Post-norm: x = LN₂(s + feed(s)).
    if !pre {
        let (xhat, rstd) = (&kept.xhat2[..rows * c], &kept.rstd2[..rows]);
        norm::backward(d, tensor(block.norm2, 2 * c), xhat, rstd, a, &mut gradient[block.norm2..][..2 * c]);
        d.copy_from_slice(a);
    }
    // d is now the gradient of the sum s + feed(·); the branch's is a.
    a.copy_from_slice(d);
    at.drop(Place::FeedForward, 0, a);
    let hidden = &mut kept.hidden[..rows * f];
    let (d_weight, d_bias) = pair(gradient, block.ff2_weight, c * f, c);
    linear::backward_weights(work, a, hidden, d_weight, d_bias);
    // It has been used for the last time: its gradient takes its place.
    let d_hidden = hidden;
    linear::backward_input(work, a, tensor(block.ff2_weight, c * f), c, d_hidden, Start::Zero);
    at.drop(Place::Hidden, 0, d_hidden);
    activation::backward(d_hidden, &kept.slope[..rows * f]);
    let (d_weight, d_bias) = pair(gradient, block.ff1_weight, f * c, f);
    linear::backward_weights(work, d_hidden, &kept.feed_in[..rows * c], d_weight, d_bias);
    let ff1 = tensor(block.ff1_weight, f * c);
    if pre {
        // s enters the sum directly and through LN₂.
        linear::backward_input(work, d_hidden, ff1, f, a, Start::Zero);
        let (xhat, rstd) = (&kept.xhat2[..rows * c], &kept.rstd2[..rows]);
        norm::backward(a, tensor(block.norm2, 2 * c), xhat, rstd, b, &mut gradient[block.norm2..][..2 * c]);
        add(d, b);
    } else {
        // s enters the sum and the branch; then s = LN₁(x + attention(x)).
        linear::backward_input(work, d_hidden, ff1, f, d, Start::Accumulate);
        let (xhat, rstd) = (&kept.xhat1[..rows * c], &kept.rstd1[..rows]);
        norm::backward(d, tensor(block.norm1, 2 * c), xhat, rstd, a, &mut gradient[block.norm1..][..2 * c]);
        d.copy_from_slice(a);
    }

    // d is now the gradient of the sum x + attention(·).
    a.copy_from_slice(d);
    at.drop(Place::Attention, 0, a);
    let heads_out = &kept.heads_out[..rows * c];
    let (d_weight, d_bias) = pair(gradient, block.out_weight, c * c, c);
    linear::backward_weights(work, a, heads_out, d_weight, d_bias);
    linear::backward_input(work, a, tensor(block.out_weight, c * c), c, b, Start::Zero);
    let qkv = &mut kept.qkv[..rows * 3 * c];
    let probabilities = (&kept.probabilities[..], &kept.dropped[..]);
    attention::backward(work, at, qkv, probabilities, b, (d_probabilities, d_qkv));
    let d_qkv = qkv;
    let (d_weight, d_bias) = pair(gradient, block.qkv_weight, 3 * c * c, 3 * c);
    linear::backward_weights(work, d_qkv, &kept.attention_in[..rows * c], d_weight, d_bias);
    let qkv_weight = tensor(block.qkv_weight, 3 * c * c);
    if pre {
        linear::backward_input(work, d_qkv, qkv_weight, 3 * c, a, Start::Zero);
        let (xhat, rstd) = (&kept.xhat1[..rows * c], &kept.rstd1[..rows]);
        norm::backward(a, tensor(block.norm1, 2 * c), xhat, rstd, b, &mut gradient[block.norm1..][..2 * c]);
        add(d, b);
    } else {
        linear::backward_input(work, d_qkv, qkv_weight, 3 * c, d, Start::Accumulate);
    }
}
