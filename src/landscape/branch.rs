//! The model as branches off the residual stream: u ← carried + W_out·middle(W_in·norm(u) + b_in) + b_out, and the head
//! as a last branch that adds nothing. Post-norm carries the normed value, pre-norm u itself.
use crate::model::config::{Config, Norm};
use crate::model::layout::Layout;

/// What a branch does between its two linear maps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Middle {
    /// Query, key and value to heads side by side.
    Attention,
    /// The non-linearity.
    Feed,
    /// Logits to the loss: the head, which has no second map.
    Loss,
}

/// One branch; offsets are of the arena.
#[derive(Debug, Clone)]
pub struct Branch {
    /// The norms (gain, then bias) that its input passes: none, one, or two before the head.
    pub norms: Vec<usize>,
    /// [width, C].
    pub weight: usize,
    /// `[width]`.
    pub bias: usize,
    /// Numbers a position that the first map gives.
    pub width: usize,
    pub middle: Middle,
    /// [C, inner].
    pub out_weight: usize,
    /// `[C]`.
    pub out_bias: usize,
    /// Numbers a position that the middle gives; 0 for the head.
    pub inner: usize,
}

/// The branches in forward order: attention and feed-forward of each block, then the head.
pub fn branches(config: &Config, layout: &Layout) -> Vec<Branch> {
    let (c, f, vocab) = (config.d_model, config.d_ff, config.vocab);
    let pre = config.norm == Norm::Pre;
    let mut branches = Vec::with_capacity(2 * config.layers + 1);
    // Post-norm: the norm at the end of a branch is the next one's first.
    let mut before: Vec<usize> = Vec::new();
    for block in &layout.blocks {
        let attention = Branch {
            norms: if pre { vec![block.norm1] } else { before },
            weight: block.qkv_weight,
            bias: block.qkv_bias,
            width: 3 * c,
            middle: Middle::Attention,
            out_weight: block.out_weight,
            out_bias: block.out_bias,
            inner: c,
        };
        let feed = Branch {
            norms: vec![if pre { block.norm2 } else { block.norm1 }],
            weight: block.ff1_weight,
            bias: block.ff1_bias,
            width: f,
            middle: Middle::Feed,
            out_weight: block.ff2_weight,
            out_bias: block.ff2_bias,
            inner: f,
        };
        branches.extend([attention, feed]);
        before = if pre { Vec::new() } else { vec![block.norm2] };
    }
    before.extend(layout.final_norm);
    let (weight, bias) = (layout.head_weight, layout.head_bias);
    let middle = Middle::Loss;
    branches.push(Branch { norms: before, weight, bias, width: vocab, middle, out_weight: 0, out_bias: 0, inner: 0 });
    branches
}
