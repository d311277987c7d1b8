//! Updates that no run made: drawn or derived from its records, and put through the observers that the run itself had. So
//! what is fitted to them is what would have been fitted to a run of that kind.
use crate::model::layout;
use crate::observe::history::History;
use crate::observe::tails::Tails;
use crate::observe::Observer;
use crate::train::StepView;
use std::ops::Range;

/// Makes updates step by step.
pub trait Source {
    /// The length of each tensor, and whether it is part of the pooled tail.
    fn tensors(&self) -> Vec<(usize, bool)>;
    /// The steps that it can make.
    fn steps(&self) -> Range<u64>;
    /// The updates of one step, tensor after tensor.
    fn fill(&self, step: u64, update: &mut [f32]);
}

/// A source being observed, step by step.
pub struct Surrogate<S> {
    source: S,
    update: Vec<f32>,
    /// Steps still to come.
    left: Range<u64>,
    /// What its updates add up to.
    pub tails: Tails,
    /// How their histograms grew.
    pub history: History,
}

impl<S: Source> Surrogate<S> {
    /// Nothing made yet. The reservoirs' random numbers are those of `seed` and `stream`.
    pub fn new(source: S, seed: u64, stream: u32) -> Self {
        let lengths = source.tensors();
        let tensors = layout::vectors(&lengths);
        Surrogate {
            update: vec![0.0; lengths.iter().map(|(len, _)| len).sum()],
            left: source.steps(),
            tails: Tails::new(&tensors, seed, stream),
            history: History::new(tensors.iter().map(|tensor| tensor.in_tail).collect()),
            source,
        }
    }

    /// Makes and observes one step; the fraction done, 1 when no step is left.
    pub fn advance(&mut self) -> f64 {
        if let Some(step) = self.left.next() {
            self.source.fill(step, &mut self.update);
            let update = &self.update;
            self.tails.see(&StepView { step, loss: f64::NAN, update, ..StepView::default() });
            self.history.see(&self.tails);
        }
        self.fraction()
    }

    /// The share of the steps that has been made.
    pub fn fraction(&self) -> f64 {
        let all = self.source.steps();
        let of = |steps: &Range<u64>| (steps.end - steps.start) as f64;
        if self.left.is_empty() {
            1.0
        } else {
            1.0 - of(&self.left) / of(&all)
        }
    }
}
