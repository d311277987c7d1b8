//! What a run will be, before anything is built: checked, so that building it cannot fail.
use super::Rule;
use crate::error::Error;
use crate::model::config::Config;
use crate::text::windows::{self, Windows};
use std::sync::Arc;

/// How many windows a step takes: a number, or every distinct one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Batch {
    /// This many, drawn without replacement.
    Mini(usize),
    /// Every distinct window once: the exact gradient, without mini-batch noise.
    Full,
}

/// Where batches come from.
pub(super) enum Batches {
    /// Windows drawn at random, this many a step.
    Mini(Windows, usize),
    /// The first start of each distinct window, all of them each step.
    Full(Vec<u32>),
}

impl Batches {
    pub fn sequences(&self) -> usize {
        match self {
            Batches::Mini(_, batch) => *batch,
            Batches::Full(starts) => starts.len(),
        }
    }
}

/// A run that has been checked: nothing about it can be refused any more, and it has taken no memory for a model yet. So the
/// run that it replaces can be given up before it is built, and their memories never add up.
pub struct Plan {
    pub(super) config: Config,
    pub(super) optimizer: (Rule, f32),
    pub(super) seed: u64,
    pub(super) tokens: Arc<[u16]>,
    pub(super) batches: Batches,
}

impl Plan {
    /// A run over a text's tokens.
    ///
    /// # Errors
    /// A configuration that makes no model; a text shorter than its context; a full batch over a text with more than
    /// [`windows::MOST_DISTINCT`] distinct windows.
    pub fn new(
        config: Config,
        optimizer: (Rule, f32),
        batch: Batch,
        tokens: Arc<[u16]>,
        seed: u64,
    ) -> Result<Self, Error> {
        let context = config.context;
        config.check()?;
        let drawn = Windows::new(tokens.len(), context, seed)?;
        let batches = match batch {
            Batch::Mini(batch) => Batches::Mini(drawn, batch),
            Batch::Full => Batches::Full(windows::distinct(&tokens, context, windows::MOST_DISTINCT).ok_or_else(|| {
                Error::knob(
                    "batch",
                    format!(
                        "A full batch takes every distinct window, and this text has more than {} of them. Choose a number of windows.",
                        windows::MOST_DISTINCT
                    ),
                )
            })?),
        };
        Ok(Plan { config, optimizer, seed, tokens, batches })
    }
}
