//! Everything that a run records: what its experiments are made from, once it has crossed to where they are analysed.
use super::history::History;
use super::scales::Scales;
use super::series::{Series, CAPACITY};
use super::tails::Tails;
use super::Observer;
use crate::model::layout::Tensor;
use crate::train::StepView;

/// One window of steps.
#[derive(Debug, Clone)]
pub struct Window {
    /// What its updates add up to.
    pub tails: Tails,
    /// How their histograms grew.
    pub history: History,
}

/// A run's records.
#[derive(Debug, Clone)]
pub struct Recorder {
    /// The table of tensors.
    pub tensors: Vec<Tensor>,
    /// The transient's last step.
    pub transient_end: u64,
    /// The steps of the transient.
    pub transient: Window,
    /// All later ones.
    pub after: Window,
    /// The scales of the later steps.
    pub scales: Scales,
    /// Every step of some parameters.
    pub series: Series,
}

impl Recorder {
    /// Nothing recorded. `seed` is the run's.
    pub fn new(tensors: &[Tensor], seed: u64, transient_end: u64) -> Self {
        let window = |index| Window {
            tails: Tails::new(tensors, seed, index),
            history: History::new(tensors.iter().map(|tensor| tensor.in_tail).collect()),
        };
        Recorder {
            tensors: tensors.to_vec(),
            transient_end,
            transient: window(0),
            after: window(1),
            scales: Scales::new(tensors),
            series: Series::new(tensors, seed, CAPACITY),
        }
    }
}

impl Observer for Recorder {
    fn see(&mut self, view: &StepView<'_>) {
        let window = if view.step <= self.transient_end {
            &mut self.transient
        } else {
            self.scales.see(view);
            &mut self.after
        };
        window.tails.see(view);
        window.history.see(&window.tails);
        self.series.see(view);
    }
}
