//! Weights and tokens as formulas of an index; the twin of formula.py. README.md beside it states them.
use heavytail::model::layout::Layout;
use heavytail::rng::mix;

fn bits(stream: u64, i: usize) -> u64 {
    mix((stream << 32).wrapping_add(i as u64))
}

/// All weights in arena order.
pub fn arena(layout: &Layout, seed: u64) -> Vec<f64> {
    let mut theta = Vec::with_capacity(layout.len);
    for tensor in &layout.tensors {
        for i in tensor.range() {
            let u = 2.0 * ((bits(seed, i) >> 11) as f64 * (1.0 / (1u64 << 53) as f64)) - 1.0;
            theta.push(match (tensor.name.as_str(), &tensor.shape[..]) {
                (name, _) if name.ends_with(".gain") => 1.0 + 0.2 * u,
                ("embedding.weight" | "positions.weight", _) => u,
                (_, [_, columns]) => u * (1.0 / (*columns as f64).sqrt()),
                _ => 0.2 * u,
            });
        }
    }
    theta
}

/// `count` tokens and targets without any relation.
pub fn independent(vocab: usize, count: usize, seed: u64) -> (Vec<u32>, Vec<u32>) {
    let draw = |stream| (0..count).map(|i| (bits(stream, i) % vocab as u64) as u32).collect();
    (draw(seed + 1), draw(seed + 2))
}

/// Tokens and next tokens [batch, context] of one step: mostly x → 5x + 1 mod V.
pub fn sequences(vocab: usize, context: usize, batch: usize, seed: u64, step: usize) -> (Vec<u32>, Vec<u32>) {
    let (mut tokens, mut targets) = (Vec::new(), Vec::new());
    for row in step * batch..(step + 1) * batch {
        let mut x = 0;
        for t in 0..=context {
            let w = bits(seed + 1, row * (context + 1) + t);
            let fresh = t == 0 || (w >> 32) % 8 == 0;
            x = if fresh { w % vocab as u64 } else { (5 * x + 1) % vocab as u64 };
            if t < context {
                tokens.push(x as u32);
            }
            if t > 0 {
                targets.push(x as u32);
            }
        }
    }
    (tokens, targets)
}
