//! One run of the lab: settings, text, trainer, observers, and what a page or script asks of them. It knows no browser;
//! `web` hands its words over, and the tests run it natively.
mod curve;
mod gradient;
mod landscape;
mod loss;
mod sampler;
mod shape;

pub use curve::Curve;
pub use gradient::loss_and_gradient;
pub use loss::LossOptions;
pub use shape::shape;

use crate::error::Error;
use crate::figure::Figure;
use crate::knobs::{Described, Setting, Settings};
use crate::linalg::{FLAVOUR, REPRODUCIBLE};
use crate::model::config::Config;
use crate::model::layout::{Layout, Tensor};
use crate::model::params;
use crate::observe::path::Path;
use crate::observe::recorder::{Chosen, Recorder};
use crate::observe::Observer;
use crate::text::corpus::SYNTHETIC_SYMBOLS;
use crate::text::{Corpus, Facts};
use crate::train::{Batch, Trainer};
use sampler::Sampler;
use serde::Serialize;
use serde_json::{Map, Value};
use shape::rule;
use std::rc::Rc;

/// The most parameters that a page is asked to train: with Adam's state about 160 MB.
const MOST_PARAMETERS: usize = 8_000_000;

/// What the page shows of a run.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// Finished steps.
    pub step: u64,
    /// Mean cross-entropy of the last batch, nats per character.
    pub loss: Option<f64>,
    /// The last evaluation: dropout off, fixed windows.
    pub evaluation_loss: Option<f64>,
    /// The step that it was made after.
    pub evaluation_step: Option<u64>,
    /// Weights of the model.
    pub parameters: usize,
    /// Where it runs.
    pub backend: &'static str,
    /// The instructions of its products.
    pub flavour: &'static str,
    /// Whether the same settings give the same bits elsewhere.
    pub reproducible: bool,
    /// Workers that train.
    pub workers: u32,
    /// Of the weights: equal bits, equal fingerprints.
    pub fingerprint: String,
    /// Why the run stopped, if it diverged.
    pub diverged: Option<String>,
    /// The text in use.
    pub text: Rc<Facts>,
}

/// All that is needed to repeat a run.
#[derive(Debug, Clone, Serialize)]
pub struct Provenance<'a> {
    /// The settings.
    pub knobs: &'a Settings,
    /// Of this library.
    pub version: &'static str,
    /// Where it ran.
    pub backend: &'static str,
    /// The instructions of its products.
    pub flavour: &'static str,
    /// Of the weights.
    pub fingerprint: String,
    /// Finished steps.
    pub steps: u64,
}

/// What [`Session::advance`] does next.
enum Phase {
    Train,
    /// Evaluating after a step: windows done, and the sum of their losses.
    Evaluate(usize, f64),
}

/// Everything that a change of settings replaces, built whole or not at all.
struct Run {
    trainer: Trainer,
    facts: Rc<Facts>,
    corpus: Rc<Corpus>,
    recorder: Recorder,
    path: Path,
    losses: Curve,
    evaluations: Curve,
    evaluation: Option<(u64, f64)>,
    sampler: Sampler,
    phase: Phase,
    diverged: Option<String>,
}

/// A run and the settings that it came from.
pub struct Session {
    settings: Settings,
    /// Texts that were handed over: the book that the build brought, and the person's own.
    book: Option<Rc<Corpus>>,
    custom: Option<Rc<Corpus>>,
    /// Runs so far.
    runs: u32,
    run: Run,
}

impl Default for Session {
    fn default() -> Self {
        let settings = Settings::default();
        let run = Run::new(&settings, Rc::new(Corpus::pangram()), 1).expect("the default preset is valid (tested)");
        Session { settings, book: None, custom: None, runs: 1, run }
    }
}

impl Session {
    /// Every knob with its value, as JSON.
    pub fn knobs(&self) -> Vec<Described> {
        self.settings.describe()
    }

    /// Changes settings, all or nothing. `text` holds the bytes of a text of the person's own, with `"text": "custom"`.
    /// Changes of live knobs apply to the run under way; any other starts it anew.
    ///
    /// # Errors
    /// The first reason against the changes; nothing is then changed.
    pub fn set(&mut self, changes: &Map<String, Value>, text: Option<&[u8]>) -> Result<(), Error> {
        let next = self.settings.with(changes)?;
        let custom = match text {
            Some(bytes) if next.word("text") == "custom" => Some(Rc::new(Corpus::from_bytes("your text", bytes)?)),
            Some(_) => return Err(Error::Call("A text's bytes go with {text: \"custom\"}.".into())),
            None => self.custom.clone(),
        };
        if text.is_none() && self.settings.continues(&next) {
            self.run.trainer.set_lr(next.number("lr") as f32);
        } else {
            let corpus = self.corpus(&next, custom.as_ref())?;
            // A context that a text is too short for is the context's fault, unless the text is what changed.
            let run = Run::new(&next, corpus, self.runs + 1).map_err(|error| match error {
                Error::Text(message) if !changes.contains_key("text") => Error::knob("context", message),
                error => error,
            })?;
            self.adopt(run);
        }
        self.run.diverged = None;
        self.settings = next;
        self.custom = custom;
        Ok(())
    }

    /// The text that the settings ask for.
    fn corpus(&self, settings: &Settings, custom: Option<&Rc<Corpus>>) -> Result<Rc<Corpus>, Error> {
        let corpus = self.named(settings, custom)?;
        let shuffle = settings.get("shuffle") == Setting::Flag(true);
        Ok(if shuffle { Rc::new(corpus.shuffled(settings.integer("seed"))) } else { corpus })
    }

    /// The text that they name.
    fn named(&self, settings: &Settings, custom: Option<&Rc<Corpus>>) -> Result<Rc<Corpus>, Error> {
        let missing = |message: &str| Error::Text(message.into());
        match settings.word("text") {
            "pangram" => Ok(Rc::new(Corpus::pangram())),
            "synthetic" => Ok(Rc::new(Corpus::synthetic(settings.integer("seed"), SYNTHETIC_SYMBOLS)?)),
            "moby-dick" => self
                .book
                .clone()
                .ok_or_else(|| missing("The text of Moby-Dick has not been loaded; the text in use is kept.")),
            _ => custom.cloned().ok_or_else(|| {
                missing("There is no text of your own yet: paste one or drop a file; the text in use is kept.")
            }),
        }
    }

    /// Hands over the text of a name that a page has to fetch.
    ///
    /// # Errors
    /// An unknown name, or bytes that make no text.
    pub fn provide(&mut self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        if name != "moby-dick" {
            return Err(Error::Call(format!("There is no text called \"{name}\" to be provided.")));
        }
        self.book = Some(Rc::new(Corpus::from_bytes(name, bytes)?));
        Ok(())
    }

    /// Back to step 0 with the same settings, text and seed.
    pub fn reset(&mut self) {
        let run = Run::new(&self.settings, self.run.corpus.clone(), self.runs + 1);
        self.adopt(run.expect("these settings and this text have made a run before"));
    }

    fn adopt(&mut self, run: Run) {
        self.run = run;
        self.runs += 1;
    }

    /// One shard of work, at most about 30 ms on presets; true when that finished a step.
    ///
    /// # Errors
    /// [`Error::Diverged`]; the run keeps its last good state.
    pub fn advance(&mut self) -> Result<bool, Error> {
        let every = self.settings.integer("evaluate_every");
        self.run.advance(every).inspect_err(|error| self.run.diverged = Some(error.to_string()))
    }

    /// What the page shows.
    pub fn status(&self) -> Status {
        let view = self.run.trainer.view();
        Status {
            step: view.step,
            loss: Some(view.loss).filter(|loss| loss.is_finite()),
            evaluation_loss: self.run.evaluation.map(|(_, loss)| loss),
            evaluation_step: self.run.evaluation.map(|(step, _)| step),
            parameters: view.theta.len(),
            backend: "cpu",
            flavour: FLAVOUR,
            reproducible: REPRODUCIBLE,
            workers: 1,
            fingerprint: format!("{:016x}", params::fingerprint(view.theta)),
            diverged: self.run.diverged.clone(),
            text: self.run.facts.clone(),
        }
    }

    /// The figure of the loss.
    pub fn loss_figure(&self, options: &LossOptions) -> Figure {
        loss::figure(options, &self.run.losses, &self.run.evaluations, &self.run.facts)
    }

    /// A record of what has been observed, as bytes: `landscape`, the weights and their path, or one of
    /// [`Recorder::record`].
    ///
    /// # Errors
    /// [`Error::Call`] for an unknown name.
    pub fn record(&self, name: &str) -> Result<Vec<u8>, Error> {
        let Run { trainer, corpus, path, recorder, .. } = &self.run;
        if name == "landscape" {
            let seed = self.settings.integer("seed");
            return Ok(landscape::record(self.config(), &corpus.tokens, &trainer.view(), path, seed));
        }
        recorder.record(name)
    }

    /// The record of one stream, as bytes; see [`Recorder::tail`].
    ///
    /// # Errors
    /// [`Error::Call`] for an unknown tensor.
    pub fn tail(&self, chosen: Chosen) -> Result<Vec<u8>, Error> {
        self.run.recorder.tail(chosen)
    }

    /// The next character of the text that the model writes.
    ///
    /// # Errors
    /// [`Error::Call`] for a temperature that is none.
    pub fn sample_next(&mut self, temperature: f64) -> Result<char, Error> {
        self.run.sampler.next(&mut self.run.trainer, &self.run.corpus, temperature)
    }

    /// Starts the written text anew.
    pub fn restart_sample(&mut self) {
        let context = self.run.trainer.model().config().context;
        self.run.sampler = Sampler::new(&self.run.corpus, context, self.settings.integer("seed"));
    }

    /// The tensor table of the weights.
    pub fn layout(&self) -> &[Tensor] {
        &self.run.trainer.model().layout().tensors
    }

    /// The weights, in layout order.
    pub fn weights(&self) -> &[f32] {
        self.run.trainer.view().theta
    }

    /// Starts a run at step 0 from given weights instead of the seed's.
    ///
    /// # Errors
    /// [`Error::Call`] when they do not fit; the run under way is then kept.
    pub fn set_weights(&mut self, weights: &[f32]) -> Result<(), Error> {
        let mut run = Run::new(&self.settings, self.run.corpus.clone(), self.runs + 1)?;
        run.trainer.set_theta(weights)?;
        self.adopt(run);
        Ok(())
    }

    /// The shape of the model.
    pub fn config(&self) -> &Config {
        self.run.trainer.model().config()
    }

    /// All that is needed to repeat what has been recorded.
    pub fn provenance(&self) -> Provenance<'_> {
        let Status { step, fingerprint, backend, flavour, .. } = self.status();
        let version = env!("CARGO_PKG_VERSION");
        Provenance { knobs: &self.settings, version, backend, flavour, fingerprint, steps: step }
    }
}

impl Run {
    fn new(settings: &Settings, corpus: Rc<Corpus>, number: u32) -> Result<Self, Error> {
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
        let mut trainer = Trainer::new(config, optimizer, batch, corpus.tokens.clone().into(), seed)?;
        if settings.word("weights") == "frozen" {
            trainer.freeze();
        }
        let tensors = &trainer.model().layout().tensors;
        Ok(Run {
            recorder: Recorder::new(tensors, number, seed, settings.integer("transient")),
            facts: Rc::new(Facts::of(&corpus, config.context)),
            sampler: Sampler::new(&corpus, config.context, seed),
            path: Path::default(),
            losses: Curve::default(),
            evaluations: Curve::default(),
            evaluation: None,
            phase: Phase::Train,
            diverged: None,
            corpus,
            trainer,
        })
    }

    fn advance(&mut self, evaluate_every: u64) -> Result<bool, Error> {
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
