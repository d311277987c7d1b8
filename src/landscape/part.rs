//! Which part of the model a single weight belongs to, and where its change first meets the residual stream.
use super::branch::{Branch, Middle};
use crate::model::config::Config;
use crate::model::layout::Layout;
use std::ops::Range;

/// The place of one weight. A `column` of `None` is the bias of that row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Embedding of a symbol.
    Embedding { symbol: usize, column: usize },
    /// Learned row of a position.
    Position { position: usize, column: usize },
    /// Gain of a branch's k-th norm.
    Gain { branch: usize, k: usize, column: usize },
    /// Bias of a branch's k-th norm.
    Shift { branch: usize, k: usize, column: usize },
    /// A branch's first map.
    In { branch: usize, row: usize, column: Option<usize> },
    /// A branch's second map.
    Out { branch: usize, row: usize, column: Option<usize> },
}

impl Part {
    /// The part of arena element `index`.
    pub fn of(index: usize, config: &Config, layout: &Layout, branches: &[Branch]) -> Part {
        let c = config.d_model;
        // Row and column in a matrix of `rows` rows at an offset, if the element lies in it.
        let within = |offset: usize, rows: usize, columns: usize| {
            let inside = (offset..offset + rows * columns).contains(&index);
            inside.then(|| ((index - offset) / columns, (index - offset) % columns))
        };
        if let Some((symbol, column)) = within(layout.embedding, config.vocab, c) {
            return Part::Embedding { symbol, column };
        }
        if let Some((position, column)) = layout.positions.and_then(|at| within(at, config.context, c)) {
            return Part::Position { position, column };
        }
        for (branch, b) in branches.iter().enumerate() {
            for (k, &norm) in b.norms.iter().enumerate() {
                match within(norm, 2, c) {
                    Some((0, column)) => return Part::Gain { branch, k, column },
                    Some((_, column)) => return Part::Shift { branch, k, column },
                    None => {}
                }
            }
            if let Some((row, column)) = within(b.weight, b.width, c) {
                return Part::In { branch, row, column: Some(column) };
            }
            if let Some((row, _)) = within(b.bias, b.width, 1) {
                return Part::In { branch, row, column: None };
            }
            if b.middle != Middle::Loss {
                if let Some((row, column)) = within(b.out_weight, c, b.inner) {
                    return Part::Out { branch, row, column: Some(column) };
                }
                if let Some((row, _)) = within(b.out_bias, c, 1) {
                    return Part::Out { branch, row, column: None };
                }
            }
        }
        unreachable!("the branches and the embedding tile the arena (tested)")
    }

    /// The branch at whose input the change is one of few directions, and how many of its norms come before the change.
    pub fn entry(&self) -> (usize, usize) {
        match *self {
            Part::Embedding { .. } | Part::Position { .. } => (0, 0),
            Part::Gain { branch, k, .. } | Part::Shift { branch, k, .. } => (branch, k + 1),
            Part::In { branch, .. } | Part::Out { branch, .. } => (branch + 1, 0),
        }
    }

    /// Which directions a change of it takes, of those that its tensor's changes have.
    pub fn directions(&self, config: &Config, branches: &[Branch]) -> Range<usize> {
        let (c, d) = (config.d_model, config.head_width());
        match *self {
            Part::In { branch, row, .. } if branches[branch].middle == Middle::Attention && row < 2 * c => {
                let head = row % c / d;
                head * d..(head + 1) * d
            }
            Part::In { branch, row, .. } if branches[branch].middle == Middle::Attention => row % c..row % c + 1,
            Part::In { row, .. } | Part::Out { row, .. } => row..row + 1,
            Part::Embedding { column, .. }
            | Part::Position { column, .. }
            | Part::Gain { column, .. }
            | Part::Shift { column, .. } => column..column + 1,
        }
    }
}
