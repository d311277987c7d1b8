//! Every combination of the model's options, small; for unit tests as well, which know the types by another path.
use super::{Activation, Config, Mask, Norm, Positions};

/// 32 configurations without dropout.
pub fn variants() -> Vec<Config> {
    let mut all = Vec::new();
    for norm in [Norm::Post, Norm::Pre] {
        for activation in [Activation::Relu, Activation::Gelu] {
            for mask in [Mask::None, Mask::Causal] {
                for positions in [Positions::Sinusoidal, Positions::Learned] {
                    for final_norm in [false, true] {
                        let (vocab, context, d_model, heads, layers, d_ff, dropout) = (7, 5, 6, 3, 2, 9, 0.0);
                        all.push(Config {
                            vocab,
                            context,
                            d_model,
                            heads,
                            layers,
                            d_ff,
                            norm,
                            activation,
                            mask,
                            positions,
                            final_norm,
                            dropout,
                        });
                    }
                }
            }
        }
    }
    all
}
