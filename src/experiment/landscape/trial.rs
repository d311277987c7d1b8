//! How long E4 will take, before it begins: a little of each kind of its work, to be timed, and what that makes of each part.
use super::job::{Condition, Ground, Job};
use super::{jobs, Options};
use crate::error::Error;
use crate::landscape::{Evaluation, Singles, Surface};
use crate::model::config::Config;
use crate::model::layout::{Layout, Tensor};
use crate::observe::path;
use crate::observe::record::LandscapeRecord;
use std::rc::Rc;

/// Moves of each tensor in a trial, about: few, and still several batches of copies.
const MOVES: usize = 64;

/// What is timed of a tensor: a job's beginning, a window's unperturbed pass with its folds, and the moves.
const PHASES: usize = 3;

/// Work to be timed: each tensor's phases on the first of a record's windows, then one plain evaluation on all of them, since
/// windows that are evaluated together take less time each.
pub struct Trial {
    ground: Rc<Ground>,
    options: Options,
    /// Whose weights are moved.
    tensors: Vec<usize>,
    /// How many of these are done, and the moves of the next.
    done: usize,
    singles: Option<Singles>,
    evaluation: Option<Evaluation>,
}

/// The indices of the tensors whose weights are moved.
fn moved(tensors: &[Tensor], options: &Options) -> Vec<usize> {
    (0..tensors.len()).filter(|&tensor| options.moves(&tensors[tensor])).collect()
}

/// Draws of each tensor.
fn draws(options: &Options) -> usize {
    MOVES.div_ceil(2 * options.deltas.len())
}

impl Trial {
    /// Of these options only which tensors are moved, and by how much, matters.
    ///
    /// # Errors
    /// As [`Ground::new`]; [`Error::Call`] for options that make no sense.
    pub fn new(record: &LandscapeRecord<'static>, options: Options) -> Result<Self, Error> {
        options.check()?;
        let starts = record.starts.iter().copied().take(1).collect();
        let ground = Ground::new(Rc::new(LandscapeRecord { starts, path: Vec::new().into(), ..record.clone() }))?;
        let whole = Surface::new(record.config, &record.text, &record.starts)?;
        let evaluation = Some(Evaluation::new(Rc::new(whole)));
        let tensors = moved(ground.tensors(), &options);
        Ok(Trial { ground: Rc::new(ground), options, tensors, done: 0, singles: None, evaluation })
    }

    /// One slice; which kind of work it was, by its number, or `None` when the trial is over.
    pub fn advance(&mut self) -> Option<usize> {
        let kind = PHASES * self.done;
        let Some(&tensor) = self.tensors.get(self.done) else {
            if self.evaluation.as_mut()?.advance(&self.ground.theta).is_some() {
                self.evaluation = None;
            }
            return Some(kind);
        };
        let Some(singles) = &mut self.singles else {
            let draws = 0..draws(&self.options);
            self.singles = Some(self.ground.singles(&self.options, Condition::Data, tensor, draws));
            return Some(kind);
        };
        let phase = if singles.is_folded() { 2 } else { 1 };
        if singles.advance() >= 1.0 {
            self.singles = None;
            self.done += 1;
        }
        Some(kind + phase)
    }
}

/// About how many seconds each part will take on a model whose loss is the mean over so many windows, where a trial with these
/// tensors and δ took so many for each kind of work. `parts` is how many there are, where that is known: it tells how many
/// checkpoints the run has kept. Else it is taken to have kept as many as one can.
///
/// # Errors
/// [`Error::Call`] for options that make no sense, and for the seconds of another trial.
pub fn seconds(
    config: Config,
    windows: usize,
    parts: Option<usize>,
    options: &Options,
    trial: &[f64],
) -> Result<Vec<f64>, Error> {
    let layout = Layout::new(&config);
    let (tensors, moves) = (moved(&layout.tensors, options), 2 * options.deltas.len());
    let (phases, &[evaluation]) = trial.split_at(trial.len().min(PHASES * tensors.len())) else {
        return Err(Error::Call("The trial was of another model, or of other tensors.".into()));
    };
    let checkpoints = match parts {
        Some(parts) => parts.saturating_sub(jobs(&layout.tensors, 0, options)?.len()),
        None => path::most(layout.len),
    };
    let of = |part: &Job| match *part {
        Job::Weights { tensor, count, .. } => {
            let place = tensors.iter().position(|&moved| moved == tensor).expect("jobs are of tensors that are moved");
            let phase = |phase: usize| phases[PHASES * place + phase];
            let each = phase(2) / (draws(options) * moves) as f64;
            phase(0) + windows as f64 * (phase(1) + (count * moves) as f64 * each)
        }
        _ => part.points(options) as f64 * evaluation,
    };
    Ok(jobs(&layout.tensors, checkpoints, options)?.iter().map(of).collect())
}
