//! The shape of the model: what a person chooses, checked once, here.
use crate::error::Error;
use serde::{Deserialize, Serialize};

/// Where layer normalisation stands in a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Norm {
    /// y = LN(x + f(x)), as in Vaswani et al. 2017 and in the paper.
    Post,
    /// y = x + f(LN(x)), as in GPT-2.
    Pre,
}

/// The feed-forward block's non-linearity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Activation {
    /// max(x, 0).
    Relu,
    /// GELU in its tanh form (Hendrycks, Gimpel 2016): x/2 · (1 + tanh(√(2/π)(x + 0.044715 x³))).
    Gelu,
}

/// Which positions a position may attend to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mask {
    /// All of them, as in the paper, although the target is the next character.
    None,
    /// Itself and those before it.
    Causal,
}

/// How a position is told to the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Positions {
    /// x = √d_model · embedding + sin/cos table (Vaswani et al. 2017, §3.5).
    Sinusoidal,
    /// x = embedding + a learned row per position.
    Learned,
}

/// The shape of the model. Alphabet used everywhere: B sequences, T positions, C = d_model, H heads, D = C/H,
/// F = d_ff, L layers, V vocabulary rows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Config {
    /// V: rows of the embedding table and of the head.
    pub vocab: usize,
    /// T: positions in a window.
    pub context: usize,
    /// C: width of the residual stream.
    pub d_model: usize,
    /// H: attention heads; divides C.
    pub heads: usize,
    /// L: blocks.
    pub layers: usize,
    /// F: width of the feed-forward block.
    pub d_ff: usize,
    /// Post- or pre-norm.
    pub norm: Norm,
    /// Feed-forward non-linearity.
    pub activation: Activation,
    /// Attention mask.
    pub mask: Mask,
    /// Position code.
    pub positions: Positions,
    /// A layer norm before the head.
    pub final_norm: bool,
    /// Probability that dropout sets a value to zero; 0 ≤ dropout < 1.
    pub dropout: f32,
}

impl Config {
    /// The paper's model (docs/methods.md): 409,394 parameters.
    pub const PAPER: Config = Config {
        vocab: 50,
        context: 50,
        d_model: 128,
        heads: 4,
        layers: 2,
        d_ff: 512,
        norm: Norm::Post,
        activation: Activation::Relu,
        mask: Mask::None,
        positions: Positions::Sinusoidal,
        final_norm: false,
        dropout: 0.1,
    };

    /// The model that peers are timed on: decoder-style, 421,697 parameters.
    pub const REFERENCE_128: Config = Config {
        vocab: 65,
        context: 64,
        d_model: 128,
        heads: 4,
        layers: 2,
        d_ff: 512,
        norm: Norm::Pre,
        activation: Activation::Gelu,
        mask: Mask::Causal,
        positions: Positions::Learned,
        final_norm: true,
        dropout: 0.0,
    };

    /// Refuses shapes that have no meaning. Errors: [`Error::Knob`] with the key at fault.
    pub fn check(&self) -> Result<(), Error> {
        for (key, value) in [
            ("vocab", self.vocab),
            ("context", self.context),
            ("d_model", self.d_model),
            ("heads", self.heads),
            ("layers", self.layers),
            ("d_ff", self.d_ff),
        ] {
            if value == 0 {
                return Err(Error::knob(key, format!("{key} must be at least 1.")));
            }
        }
        if self.d_model % self.heads != 0 {
            return Err(Error::knob(
                "heads",
                format!("d_model = {} cannot be split into {} equal heads.", self.d_model, self.heads),
            ));
        }
        if self.positions == Positions::Sinusoidal && self.d_model % 2 != 0 {
            return Err(Error::knob(
                "d_model",
                "Sinusoidal positions need an even d_model (a sine and a cosine each).",
            ));
        }
        if !(self.dropout >= 0.0 && self.dropout < 1.0) {
            return Err(Error::knob("dropout", "Dropout must be at least 0 and below 1."));
        }
        Ok(())
    }

    /// D: width of one head.
    pub fn head_width(&self) -> usize {
        self.d_model / self.heads
    }
}
