//! The observers of a run, and the records that they give.
use super::history::History;
use super::pairs::{self, Pairs};
use super::record::{encode, StreamRecord, TailRecord, TailsRecord, TensorRecord, Window, Windows, POOLED};
use super::scales::Scales;
use super::series::{Series, CAPACITY};
use super::tails::{Stream, Tails};
use super::Observer;
use crate::error::Error;
use crate::model::layout::Tensor;
use crate::train::StepView;
use serde::Serialize;

/// Everything that is observed of a run.
pub struct Recorder {
    run: u32,
    seed: u64,
    tensors: Vec<Tensor>,
    transient_end: u64,
    /// Of each window; none before its first step, since many runs never reach the later one.
    tails: Windows<Option<Tails>>,
    /// Of each window.
    history: Windows<History>,
    /// Of the later steps.
    scales: Scales,
    /// Of all steps.
    series: Series,
    /// Of all steps.
    pairs: Pairs,
}

/// Which stream over which steps.
#[derive(Debug, Clone, Serialize)]
pub struct Chosen {
    /// A tensor's name, or [`POOLED`].
    pub tensor: String,
    /// Which steps.
    pub window: Window,
    /// The last fit to it that is known.
    pub fitted: Option<Fitted>,
}

/// Of which run a fit is, and the last step that it knows of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Fitted {
    /// The run's number.
    pub run: u32,
    /// The step.
    pub step: u64,
}

impl Default for Chosen {
    fn default() -> Self {
        Chosen { tensor: POOLED.into(), window: Window::After, fitted: None }
    }
}

impl Recorder {
    /// Observers of the layout's tensors for the run number `run`, whose seed is `seed`.
    pub fn new(tensors: &[Tensor], run: u32, seed: u64, transient_end: u64) -> Self {
        let history = || History::new(tensors.iter().map(|tensor| tensor.in_tail).collect());
        Recorder {
            run,
            seed,
            tensors: tensors.to_vec(),
            transient_end,
            tails: Windows::default(),
            history: Windows { transient: history(), after: history() },
            scales: Scales::new(tensors),
            series: Series::new(tensors, seed, CAPACITY),
            pairs: Pairs::new(tensors, seed, pairs::CAPACITY),
        }
    }

    /// The record of a name as bytes: `tails`, every stream; `history`, `scales`, `series`, `pairs`, what their
    /// observers keep.
    ///
    /// # Errors
    /// [`Error::Call`] for an unknown record.
    pub fn record(&self, name: &str) -> Result<Vec<u8>, Error> {
        match name {
            "tails" => Ok(encode(&self.tails())),
            "history" => Ok(encode(&self.history)),
            "scales" => Ok(encode(&self.scales)),
            "series" => Ok(encode(&self.series)),
            "pairs" => Ok(encode(&self.pairs)),
            _ => Err(Error::Call(format!("There is no record called \"{name}\"."))),
        }
    }

    /// The record `tail` of one stream, as bytes. A new fit is due when the window has grown by a tenth, or is complete.
    ///
    /// # Errors
    /// [`Error::Call`] for an unknown tensor.
    pub fn tail(&self, chosen: Chosen) -> Result<Vec<u8>, Error> {
        let Chosen { tensor, window, fitted } = chosen;
        let stream = self.stream(&tensor)?;
        let tails = self.window(window);
        let complete = window == Window::Transient && self.tails.after.is_some();
        let fresh = fitted.zip(tails.and_then(Tails::steps)).is_some_and(|(fitted, (first, last))| {
            let grown = || 10 * (last - first + 1) >= 11 * (fitted.step - first + 1);
            fitted.run == self.run && (fitted.step == last || !complete && !grown())
        });
        Ok(encode(&TailRecord {
            run: self.run,
            in_tail: !matches!(stream, Stream::Tensor(index) if !self.tensors[index].in_tail),
            window,
            transient_end: self.transient_end,
            due: !fresh,
            stream: tails.and_then(|tails| if fresh { tails.outline(stream) } else { tails.record(stream) }),
            tensor,
        }))
    }

    fn tails(&self) -> TailsRecord {
        let tensors = self.tensors.iter().enumerate().map(|(index, tensor)| TensorRecord {
            name: tensor.name.clone(),
            in_tail: tensor.in_tail,
            windows: self.windows(Stream::Tensor(index)),
        });
        TailsRecord { pooled: self.windows(Stream::Pooled), tensors: tensors.collect() }
    }

    fn windows(&self, stream: Stream) -> Windows<Option<StreamRecord>> {
        let of = |window| self.window(window).and_then(|tails| tails.record(stream));
        Windows { transient: of(Window::Transient), after: of(Window::After) }
    }

    fn window(&self, window: Window) -> Option<&Tails> {
        match window {
            Window::Transient => self.tails.transient.as_ref(),
            Window::After => self.tails.after.as_ref(),
        }
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

impl Observer for Recorder {
    fn see(&mut self, view: &StepView<'_>) {
        let (window, tails, history) = if view.step <= self.transient_end {
            (Window::Transient, &mut self.tails.transient, &mut self.history.transient)
        } else {
            self.scales.see(view);
            (Window::After, &mut self.tails.after, &mut self.history.after)
        };
        let tails = tails.get_or_insert_with(|| Tails::new(&self.tensors, self.seed, window as u32));
        tails.see(view);
        history.see(tails);
        self.series.see(view);
        self.pairs.see(view);
    }
}
