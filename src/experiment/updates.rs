//! E1, the tails of the weight updates |Δw|: which power law, from where on, pooled and per tensor, the transient apart
//! from the rest.
mod figure;
mod fits;

pub use fits::{Finding, Fits, Source};

use crate::error::Error;
use crate::figure::Figure;
use crate::model::layout::Tensor;
use crate::observe::moments::Summary;
use crate::observe::tails::{Stream, Tails};
use crate::observe::Observer;
use crate::train::StepView;
use serde::{Deserialize, Serialize};

/// What the paper says.
pub const CLAIM: &str = "The magnitudes of the weight updates |Δw| are heavy-tailed: they follow a power law.";

/// The last step of the transient, unless told otherwise (docs/methods.md).
pub const TRANSIENT_END: u64 = 200;

/// The name that asks for all tensors together.
pub const POOLED: &str = "pooled";

/// Which steps.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Window {
    /// The first steps, while the loss falls.
    Transient,
    /// All later ones.
    #[default]
    After,
}

/// What a figure draws.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum View {
    /// P(|Δw| ≥ x).
    #[default]
    Ccdf,
    /// The probability density.
    Density,
}

/// Which figure. As JSON: camelCase, every field optional, unknown ones refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct FigureOptions {
    /// Distribution function or density.
    pub view: View,
    /// A tensor's name, or [`POOLED`].
    pub tensor: String,
    /// Which steps.
    pub window: Window,
}

impl Default for FigureOptions {
    fn default() -> Self {
        FigureOptions { view: View::Ccdf, tensor: POOLED.into(), window: Window::After }
    }
}

/// What is known of one stream over one window.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Analysis {
    /// First and last step.
    pub steps: [u64; 2],
    /// Values that are not zero.
    pub n: u64,
    /// Exact zeros.
    pub n_zero: u64,
    /// Moments of the signed Δw.
    pub moments: Summary,
    /// The fits.
    #[serde(flatten)]
    pub fits: Fits,
}

/// Both windows of one stream; `null` where no step of it has been made.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Windows {
    /// The first steps.
    pub transient: Option<Analysis>,
    /// All later ones.
    pub after: Option<Analysis>,
}

/// One tensor's part of the result.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TensorResult {
    /// Its name in the table of tensors.
    pub name: String,
    /// Whether it is part of the pooled tail; key biases are not.
    pub in_tail: bool,
    /// What is known of it.
    #[serde(flatten)]
    pub windows: Windows,
}

/// The experiment's result.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdatesResult {
    /// "E1".
    pub experiment: &'static str,
    /// What the paper says.
    pub claim: &'static str,
    /// All tensors pooled.
    pub data: Windows,
    /// Each tensor, in the table's order.
    pub tensors: Vec<TensorResult>,
}

/// The experiment beside a run: shown every step, asked for figures and results at any time.
#[derive(Debug, Clone)]
pub struct Updates {
    tensors: Vec<Tensor>,
    transient_end: u64,
    transient: Measured,
    after: Measured,
}

/// One window: its observer, and the last fits to the pooled stream [0] and to each tensor [1 + its place].
#[derive(Debug, Clone)]
struct Measured {
    tails: Tails,
    fits: Vec<Option<Fits>>,
}

impl Updates {
    /// The experiment over the layout's tensors; `seed` is the run's.
    pub fn new(tensors: &[Tensor], seed: u64) -> Self {
        Self::with_transient(tensors, seed, TRANSIENT_END)
    }

    /// The same with the transient's last step.
    pub fn with_transient(tensors: &[Tensor], seed: u64, transient_end: u64) -> Self {
        let measured =
            |window| Measured { tails: Tails::new(tensors, seed, window), fits: vec![None; tensors.len() + 1] };
        Updates { tensors: tensors.to_vec(), transient_end, transient: measured(0), after: measured(1) }
    }

    /// The figure that the options name. Its fit may be some steps old: it is made anew when the window has grown by a
    /// tenth. Refuses an unknown tensor ([`Error::Call`]).
    pub fn figure(&mut self, options: &FigureOptions) -> Result<Figure, Error> {
        let stream = self.stream(&options.tensor)?;
        let complete = options.window == Window::Transient && self.after.tails.steps().is_some();
        let measured = match options.window {
            Window::Transient => &mut self.transient,
            Window::After => &mut self.after,
        };
        let due = |steps: [u64; 2], fitted: u64| {
            let (length, known) = (steps[1] - steps[0] + 1, fitted - steps[0] + 1);
            complete || 10 * length >= 11 * known
        };
        let fits = measured.fits(stream, due);
        let shown = figure::Shown { options, stream, tails: &measured.tails, fits, transient_end: self.transient_end };
        let in_tail = !matches!(stream, Stream::Tensor(index) if !self.tensors[index].in_tail);
        Ok(shown.figure(in_tail))
    }

    /// Everything measured so far, fitted to the last step.
    pub fn result(&mut self) -> UpdatesResult {
        let data = self.windows(Stream::Pooled);
        let mut tensors = Vec::with_capacity(self.tensors.len());
        for index in 0..self.tensors.len() {
            let windows = self.windows(Stream::Tensor(index));
            let Tensor { name, in_tail, .. } = self.tensors[index].clone();
            tensors.push(TensorResult { name, in_tail, windows });
        }
        UpdatesResult { experiment: "E1", claim: CLAIM, data, tensors }
    }

    fn windows(&mut self, stream: Stream) -> Windows {
        Windows { transient: self.transient.analysis(stream), after: self.after.analysis(stream) }
    }

    fn stream(&self, tensor: &str) -> Result<Stream, Error> {
        if tensor == POOLED {
            return Ok(Stream::Pooled);
        }
        let index = self.tensors.iter().position(|known| known.name == tensor);
        index.map(Stream::Tensor).ok_or_else(|| {
            Error::Call(format!(
                "There is no tensor named \"{tensor}\"; layout() lists them, and \"{POOLED}\" is all of them."
            ))
        })
    }
}

impl Observer for Updates {
    fn see(&mut self, view: &StepView<'_>) {
        let window = if view.step <= self.transient_end { &mut self.transient } else { &mut self.after };
        window.tails.see(view);
    }
}

impl Measured {
    /// The fits to a stream, made anew where `due` says so of the window's steps and the step that the last fits know of;
    /// `None` before the first step.
    fn fits(&mut self, stream: Stream, due: impl Fn([u64; 2], u64) -> bool) -> Option<Fits> {
        let (first, last) = self.tails.steps()?;
        let cached = &mut self.fits[match stream {
            Stream::Pooled => 0,
            Stream::Tensor(index) => 1 + index,
        }];
        let keep = cached.as_ref().is_some_and(|fits| fits.step == last || !due([first, last], fits.step));
        if !keep {
            *cached = Some(fits::fit(&self.tails, stream, last));
        }
        cached.clone()
    }

    fn analysis(&mut self, stream: Stream) -> Option<Analysis> {
        let (first, last) = self.tails.steps()?;
        let fits = self.fits(stream, |_, _| true)?;
        let moments = self.tails.moments(stream)?;
        let n_zero = self.tails.bins(stream).zeros();
        Some(Analysis { steps: [first, last], n: moments.n - n_zero, n_zero, moments, fits })
    }
}

#[cfg(test)]
mod tests;
