//! The character Transformer, gradients by hand. Every stage is a file with its forward and backward pass side by side;
//! this one composes them. The alphabet of shapes (B, T, C, H, D, F, L, V) is that of [`config::Config`].
pub(crate) mod activation;
pub(crate) mod attention;
mod block;
pub mod config;
pub mod dropout;
pub(crate) mod embed;
pub mod layout;
mod linear;
pub(crate) mod loss;
pub(crate) mod norm;
pub mod params;

use crate::error::Error;
use crate::linalg::{reduce, Real, Start, Workspace};
use block::{Kept, Scratches};
use config::{Config, Positions};
use dropout::{Dropout, Masks, Place};
use layout::Layout;

/// The sizes of one pass.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dims {
    /// Sequences.
    pub b: usize,
    /// Positions, at most the context.
    pub t: usize,
    /// d_model.
    pub c: usize,
    /// Heads.
    pub h: usize,
    /// C / H.
    pub d: usize,
}

/// Where a stage stands: the configuration, the pass's sizes, the layer and the dropout that acts there.
#[derive(Clone, Copy)]
pub(crate) struct At<'a> {
    pub config: &'a Config,
    pub dims: Dims,
    pub layer: usize,
    pub dropout: Option<Dropout>,
}

impl At<'_> {
    /// Dropout of this layer's `place`, forward or backward, where there is any. The values begin with sequence `first` of the
    /// pass.
    fn drop<T: Real>(&self, place: Place, first: usize, values: &mut [T]) {
        let Dims { t, c, h, .. } = self.dims;
        let sequence = match place {
            Place::Probabilities => h * t * t,
            Place::Hidden => t * self.config.d_ff,
            Place::Attention | Place::FeedForward => t * c,
        };
        if let Some(dropout) = self.dropout {
            dropout.apply(self.layer, place, (dropout.masks.first + first) * sequence, values);
        }
    }
}

/// The model's buffers for passes of up to a number of sequences. Weights and gradients are the caller's arenas, in the
/// order of [`Layout`]. Passes allocate nothing.
pub struct Model<T: Real> {
    config: Config,
    layout: Layout,
    capacity: usize,
    work: Workspace<T>,
    sinusoids: Vec<T>,
    kept: Vec<Kept<T>>,
    /// The residual stream, [B·T, C]; after the forward pass the head's input.
    stream: Vec<T>,
    final_xhat: Vec<T>,
    final_rstd: Vec<T>,
    /// Logits, then probabilities, then their gradient, [B·T, V].
    logits: Vec<T>,
    /// Gradient of the stream, [B·T, C].
    d_stream: Vec<T>,
    /// Two scratches [B·T, C].
    scratch: [Vec<T>; 2],
    /// Scratch [T, 3C].
    d_qkv: Vec<T>,
    /// Scratch [H, T, T].
    d_probabilities: Vec<T>,
    /// What the last forward pass was of, until a backward pass has used its buffers up.
    pass: Option<Pass>,
    tokens: Vec<u32>,
    targets: Vec<u32>,
}

#[derive(Clone, Copy)]
struct Pass {
    dims: Dims,
    dropout: Option<Dropout>,
}

impl<T: Real> Model<T> {
    /// Buffers for passes of up to `capacity` sequences. Errors: a configuration that [`Config::check`] refuses.
    pub fn new(config: Config, capacity: usize) -> Result<Self, Error> {
        config.check()?;
        let layout = Layout::new(&config);
        let (rows, c) = (capacity * config.context, config.d_model);
        let zeros = |n: usize| vec![T::ZERO; n];
        let kept = (0..config.layers).map(|_| Kept::new(&config, capacity)).collect();
        let sinusoids = match config.positions {
            Positions::Sinusoidal => embed::sinusoids(config.context, c),
            Positions::Learned => Vec::new(),
        };
        let final_rows = if config.final_norm { rows } else { 0 };
        Ok(Model {
            capacity,
            work: Workspace::default(),
            sinusoids,
            kept,
            stream: zeros(rows * c),
            final_xhat: zeros(final_rows * c),
            final_rstd: zeros(final_rows),
            logits: zeros(rows * config.vocab),
            d_stream: zeros(rows * c),
            scratch: [zeros(rows * c), zeros(rows * c)],
            d_qkv: zeros(config.context * 3 * c),
            d_probabilities: zeros(config.heads * config.context * config.context),
            pass: None,
            tokens: Vec::with_capacity(rows),
            targets: Vec::with_capacity(rows),
            config,
            layout,
        })
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The tensor table of the arenas.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Refuses what the passes could only panic on. Errors: [`Error::Call`].
    pub fn check(&self, theta: &[T], tokens: &[u32], targets: Option<&[u32]>, batch: usize) -> Result<(), Error> {
        let Config { vocab, context, .. } = self.config;
        let refuse = |message: String| Err(Error::Call(message));
        if theta.len() != self.layout.len {
            return refuse(format!("There are {} weights, not {}.", self.layout.len, theta.len()));
        }
        if batch == 0 || batch > self.capacity || tokens.is_empty() || tokens.len() % batch != 0 {
            return refuse(format!(
                "{} tokens do not make {batch} equal sequences (at most {} at a time).",
                tokens.len(),
                self.capacity
            ));
        }
        if tokens.len() / batch > context {
            return refuse(format!(
                "Sequences of {} tokens do not fit the context of {context}.",
                tokens.len() / batch
            ));
        }
        if targets.is_some_and(|targets| targets.len() != tokens.len()) {
            return refuse("There must be one target per token.".into());
        }
        match tokens.iter().chain(targets.unwrap_or(&[])).find(|&&token| token as usize >= vocab) {
            Some(token) => refuse(format!("Token {token} lies outside the vocabulary table of {vocab} rows.")),
            None => Ok(()),
        }
    }

    /// Logits of `batch` sequences of equal length, left in the model's buffer and returned, [B·T, V]. Dropout acts when
    /// masks are given and the configuration has any.
    ///
    /// # Panics
    /// When [`Model::check`] would refuse.
    pub fn logits(&mut self, theta: &[T], tokens: &[u32], batch: usize, masks: Option<Masks>) -> &mut [T] {
        let Config { d_model: c, vocab, positions, .. } = self.config;
        let Pass { dims, dropout } = self.plan(tokens.len(), batch, masks);
        self.pass = None;

        let rows = tokens.len();
        let stream = &mut self.stream[..rows * c];
        let position_rows = match self.layout.positions {
            Some(offset) => &theta[offset..][..self.config.context * c],
            None => &self.sinusoids[..],
        };
        let embedding = &theta[self.layout.embedding..][..vocab * c];
        embed::forward(dims, positions, tokens, embedding, position_rows, stream);
        let [scratch, _] = &mut self.scratch;
        let scratch = &mut scratch[..rows * c];
        for (layer, (block, kept)) in self.layout.blocks.iter().zip(&mut self.kept).enumerate() {
            let at = At { config: &self.config, dims, layer, dropout };
            block::forward(&mut self.work, at, block, theta, kept, stream, scratch);
        }
        if let Some(offset) = self.layout.final_norm {
            let (xhat, rstd) = (&mut self.final_xhat[..rows * c], &mut self.final_rstd[..rows]);
            scratch.copy_from_slice(stream);
            norm::forward(scratch, &theta[offset..][..2 * c], xhat, rstd, stream);
        }
        let logits = &mut self.logits[..rows * vocab];
        let weight = &theta[self.layout.head_weight..][..vocab * c];
        linear::forward(&mut self.work, stream, weight, &theta[self.layout.head_bias..][..vocab], logits);
        logits
    }

    /// Mean cross-entropy in nats over all B·T positions.
    ///
    /// # Panics
    /// When [`Model::check`] would refuse.
    pub fn forward(&mut self, theta: &[T], tokens: &[u32], targets: &[u32], batch: usize, masks: Option<Masks>) -> f64 {
        let vocab = self.config.vocab;
        let logits = self.logits(theta, tokens, batch, masks);
        let loss = loss::forward(logits, targets, vocab) / tokens.len() as f64;
        self.pass = Some(self.plan(tokens.len(), batch, masks));
        self.tokens.clear();
        self.tokens.extend_from_slice(tokens);
        self.targets.clear();
        self.targets.extend_from_slice(targets);
        loss
    }

    /// Adds to `sums`, one for each of [`Layout::units`], what the units held in the last [`Model::forward`], position after
    /// position.
    ///
    /// # Panics
    /// Unless that pass has just been made.
    pub fn add_activity(&self, mut sums: &mut [T]) {
        let Pass { dims, .. } = self.pass.expect("a forward pass has been made");
        let rows = dims.b * dims.t;
        let head = [&self.stream[..rows * dims.c]];
        for read in self.kept.iter().flat_map(|kept| kept.read(rows, &self.config)).chain(head) {
            let (these, rest) = sums.split_at_mut(read.len() / rows);
            reduce::add_rows(these, read);
            sums = rest;
        }
    }

    fn plan(&self, tokens: usize, batch: usize, masks: Option<Masks>) -> Pass {
        let Config { d_model: c, heads: h, dropout, .. } = self.config;
        let dims = Dims { b: batch, t: tokens / batch, c, h, d: c / h };
        Pass { dims, dropout: masks.filter(|_| dropout > 0.0).map(|masks| Dropout::new(dropout, masks)) }
    }

    /// gradient += weight · ∂(mean cross-entropy of the last [`Model::forward`])/∂θ. A shard's weight is its share of
    /// the batch's sequences.
    ///
    /// # Panics
    /// Without a forward pass before it: its buffers are used up by each backward pass.
    pub fn backward(&mut self, theta: &[T], gradient: &mut [T], weight: f64) {
        let Pass { dims, dropout } = self.pass.take().expect("a backward pass follows a forward pass");
        let Config { d_model: c, vocab, positions, context, .. } = self.config;
        let rows = dims.b * dims.t;
        let d_logits = &mut self.logits[..rows * vocab];
        loss::backward(d_logits, &self.targets, vocab, T::of(weight / rows as f64));

        let work = &mut self.work;
        let d_stream = &mut self.d_stream[..rows * c];
        let (d_weight, d_bias) = pair(gradient, self.layout.head_weight, vocab * c, vocab);
        linear::backward_weights(work, d_logits, &self.stream[..rows * c], d_weight, d_bias);
        let head = &theta[self.layout.head_weight..][..vocab * c];
        linear::backward_input(work, d_logits, head, vocab, d_stream, Start::Zero);
        let [a, b] = &mut self.scratch;
        let mut scratch = Scratches {
            a: &mut a[..rows * c],
            b: &mut b[..rows * c],
            d_qkv: &mut self.d_qkv,
            d_probabilities: &mut self.d_probabilities,
        };
        if let Some(offset) = self.layout.final_norm {
            let (xhat, rstd) = (&self.final_xhat[..rows * c], &self.final_rstd[..rows]);
            let (gain_bias, d_gain_bias) = (&theta[offset..][..2 * c], &mut gradient[offset..][..2 * c]);
            norm::backward(d_stream, gain_bias, xhat, rstd, scratch.a, d_gain_bias);
            d_stream.copy_from_slice(scratch.a);
        }
        for (layer, (block, kept)) in self.layout.blocks.iter().zip(&mut self.kept).enumerate().rev() {
            let at = At { config: &self.config, dims, layer, dropout };
            block::backward(work, at, (block, theta, &mut *gradient), kept, d_stream, &mut scratch);
        }
        let embedding = self.layout.embedding..self.layout.embedding + vocab * c;
        match self.layout.positions {
            Some(offset) => {
                // Rows of positions follow the embedding's in the arena.
                let (d_embedding, d_rows) = gradient[embedding.start..offset + context * c].split_at_mut(vocab * c);
                embed::backward(dims, positions, &self.tokens, d_stream, d_embedding, Some(d_rows));
            }
            None => embed::backward(dims, positions, &self.tokens, d_stream, &mut gradient[embedding], None),
        }
    }
}

/// Two neighbours of the arena: `first` elements from `offset`, then `second`.
fn pair<T>(arena: &mut [T], offset: usize, first: usize, second: usize) -> (&mut [T], &mut [T]) {
    arena[offset..offset + first + second].split_at_mut(first)
}
