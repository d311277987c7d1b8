//! One run: what it will be, checked, and what it is.
use super::sampler::Sampler;
use super::shape::{rule, shape};
use super::Curve;
use crate::error::Error;
use crate::knobs::Settings;
use crate::model::config::Config;
use crate::model::layout::Layout;
use crate::observe::path::Path;
use crate::observe::recorder::Recorder;
use crate::observe::Observer;
use crate::text::{Corpus, Facts};
use crate::train::{self, Batch, Trainer};
use std::rc::Rc;

/// The most parameters that a page is asked to train: with Adam's state about 160 MB.
const MOST_PARAMETERS: usize = 8_000_000;

/// A run that has been checked, and takes no memory to speak of. The run that it replaces goes before it begins: wasm memory
/// never shrinks, so that two at once would be kept for good.
pub struct Plan {
    training: train::Plan,
    corpus: Rc<Corpus>,
    seed: u64,
    frozen: bool,
    transient: u64,
}

/// What [`Run::advance`] does next.
enum Phase {
    Train,
    /// Evaluating after a step: windows done, and the sum of their losses.
    Evaluate(usize, f64),
}

/// Everything that a change of settings replaces.
pub struct Run {
    pub trainer: Trainer,
    pub facts: Rc<Facts>,
    pub corpus: Rc<Corpus>,
    pub recorder: Recorder,
    pub path: Path,
    pub losses: Curve,
    pub evaluations: Curve,
    pub evaluation: Option<(u64, f64)>,
    pub sampler: Sampler,
    phase: Phase,
    pub diverged: Option<String>,
}

impl Plan {
    /// The run that the settings ask for, over a text.
    pub fn new(settings: &Settings, corpus: Rc<Corpus>) -> Result<Self, Error> {
        let symbols = corpus.vocabulary.len();
        let rows = settings.integer("vocab") as usize;
        if rows != 0 && rows < symbols {
            let message = format!("The text has {symbols} distinct characters, more than {rows} rows can hold; 0 means as many as the text has.");
            return Err(Error::knob("vocab", message));
        }
        let config = Config { vocab: if rows == 0 { symbols } else { rows }, ..shape(settings) };
        config.check()?;
        let parameters = Layout::new(&config).len;
        if parameters > MOST_PARAMETERS {
            let message = format!("This model would have {parameters} parameters; at most {MOST_PARAMETERS} are possible. Choose a smaller width or fewer layers.");
            return Err(Error::knob("d_model", message));
        }
        let batch = match settings.integer("batch") {
            0 => Batch::Full,
            n => Batch::Mini(n as usize),
        };
        let seed = settings.integer("seed");
        let optimizer = (rule(settings), settings.number("lr") as f32);
        let training = train::Plan::new(config, optimizer, batch, corpus.tokens.clone(), seed)?;
        let (frozen, transient) = (settings.word("weights") == "frozen", settings.integer("transient"));
        Ok(Plan { training, corpus, seed, frozen, transient })
    }

    /// The run, the `number`th of its session.
    pub fn begin(self, number: u32) -> Run {
        let Plan { training, corpus, seed, frozen, transient } = self;
        let mut trainer = Trainer::new(training);
        if frozen {
            trainer.freeze();
        }
        let context = trainer.model().config().context;
        Run {
            recorder: Recorder::new(&trainer.model().layout().tensors, number, seed, transient),
            facts: Rc::new(Facts::of(&corpus, context)),
            sampler: Sampler::new(&corpus, context, seed),
            path: Path::default(),
            losses: Curve::default(),
            evaluations: Curve::default(),
            evaluation: None,
            phase: Phase::Train,
            diverged: None,
            corpus,
            trainer,
        }
    }
}

impl Run {
    /// One shard of work; true when that finished a step.
    pub fn advance(&mut self, evaluate_every: u64) -> Result<bool, Error> {
        match self.phase {
            Phase::Train => {
                let view = self.trainer.view();
                self.path.see(view.step, view.theta);
                if !self.trainer.advance()? {
                    return Ok(false);
                }
                let view = self.trainer.view();
                self.recorder.see(&view);
                self.losses.push(view.step, view.loss);
                let due = view.step % evaluate_every == 0;
                if due {
                    self.phase = Phase::Evaluate(0, 0.0);
                }
                Ok(!due)
            }
            Phase::Evaluate(windows, sum) => {
                let (loss, more) = self.trainer.evaluate(windows);
                if more > 0 {
                    self.phase = Phase::Evaluate(windows + more, sum + loss);
                    return Ok(false);
                }
                let (step, loss) = (self.trainer.view().step, sum / windows as f64);
                self.evaluation = Some((step, loss));
                self.evaluations.push(step, loss);
                self.phase = Phase::Train;
                Ok(true)
            }
        }
    }
}
