//! The loss as a function of the weights, in f64 and without noise: fixed windows, dropout off. Plain evaluation, single
//! weights moved one at a time, and directions to look along.
mod branch;
mod change;
pub mod direction;
mod entry;
mod evaluation;
mod fold;
mod margin;
mod net;
mod part;
mod passage;
mod single;

pub use evaluation::Evaluation;
pub use single::{work, Move, Singles};

use crate::error::Error;
use crate::model::config::Config;
use crate::model::layout::Layout;
use crate::text::windows;
use branch::{branches, Branch};
use net::Net;
use part::Part;

/// A model and the windows that its loss is the mean over, row by row.
#[derive(Debug)]
pub struct Surface {
    config: Config,
    layout: Layout,
    branches: Vec<Branch>,
    /// W × T, and the characters that follow.
    tokens: Vec<u32>,
    targets: Vec<u32>,
}

impl Surface {
    /// The windows of `text` that begin at `starts`, each of the configuration's context.
    ///
    /// # Errors
    /// A configuration that is refused; [`Error::Call`] for no window, one beyond the text, or a symbol without a row.
    pub fn new(config: Config, text: &[u16], starts: &[u32]) -> Result<Self, Error> {
        config.check()?;
        let config = Config { dropout: 0.0, ..config };
        let beyond = starts.iter().any(|&start| start as usize + config.context >= text.len());
        if starts.is_empty() || beyond || text.iter().any(|&token| usize::from(token) >= config.vocab) {
            return Err(Error::Call(
                "The landscape needs windows that lie in the text, and a row for each symbol.".into(),
            ));
        }
        let (mut tokens, mut targets) =
            (vec![0; starts.len() * config.context], vec![0; starts.len() * config.context]);
        windows::copy_all(text, starts, &mut tokens, &mut targets);
        let layout = Layout::new(&config);
        Ok(Surface { branches: branches(&config, &layout), config, layout, tokens, targets })
    }

    /// The same with other targets, as a control: `order` permutes them.
    pub fn with_targets(mut self, order: impl FnOnce(&mut [u32])) -> Self {
        order(&mut self.targets);
        self
    }

    /// The configuration, its dropout 0.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The tensor table.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    fn net<'a>(&'a self, theta: &'a [f64]) -> Net<'a> {
        let Surface { config, layout, branches, .. } = self;
        Net { config, layout, branches, theta, t: config.context }
    }

    fn part(&self, index: usize) -> Part {
        Part::of(index, &self.config, &self.layout, &self.branches)
    }

    /// Tokens and targets of one window, T each.
    fn window(&self, window: usize) -> (&[u32], &[u32]) {
        let range = window * self.config.context..(window + 1) * self.config.context;
        (&self.tokens[range.clone()], &self.targets[range])
    }

    /// W.
    pub fn windows(&self) -> usize {
        self.tokens.len() / self.config.context
    }
}

#[cfg(test)]
mod tests;
