//! One run of the lab: settings, text, trainer, observers, and what a page or script asks of them. It knows no browser;
//! `web` hands its words over, and the tests run it natively.
mod curve;
mod gradient;
mod landscape;
mod loss;
mod run;
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
use crate::model::layout::Tensor;
use crate::model::params;
use crate::observe::recorder::Chosen;
use crate::text::corpus::SYNTHETIC_SYMBOLS;
use crate::text::{Corpus, Facts};
use run::{Plan, Run};
use sampler::Sampler;
use serde::Serialize;
use serde_json::{Map, Value};
use std::rc::Rc;

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

/// A run and the settings that it came from.
pub struct Session {
    settings: Settings,
    /// Texts that were handed over: the book that the build brought, and the person's own.
    book: Option<Rc<Corpus>>,
    custom: Option<Rc<Corpus>>,
    /// Runs so far.
    runs: u32,
    /// None only while one takes the place of another.
    run: Option<Run>,
}

impl Default for Session {
    fn default() -> Self {
        let settings = Settings::default();
        let plan = Plan::new(&settings, Rc::new(Corpus::pangram())).expect("the default preset is valid (tested)");
        Session { settings, book: None, custom: None, runs: 1, run: Some(plan.begin(1)) }
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
            self.run_mut().trainer.set_lr(next.number("lr") as f32);
        } else {
            let corpus = self.corpus(&next, custom.as_ref())?;
            // A context that a text is too short for is the context's fault, unless the text is what changed.
            let plan = Plan::new(&next, corpus).map_err(|error| match error {
                Error::Text(message) if !changes.contains_key("text") => Error::knob("context", message),
                error => error,
            })?;
            self.begin(plan);
        }
        self.run_mut().diverged = None;
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
        let plan = Plan::new(&self.settings, self.run().corpus.clone());
        self.begin(plan.expect("these settings and this text have made a run before"));
    }

    fn begin(&mut self, plan: Plan) {
        self.runs += 1;
        self.run = None;
        self.run = Some(plan.begin(self.runs));
    }

    fn run(&self) -> &Run {
        self.run.as_ref().expect("there is one whenever a call begins or ends")
    }

    fn run_mut(&mut self) -> &mut Run {
        self.run.as_mut().expect("there is one whenever a call begins or ends")
    }

    /// One shard of work, at most about 30 ms on presets; true when that finished a step.
    ///
    /// # Errors
    /// [`Error::Diverged`]; the run keeps its last good state.
    pub fn advance(&mut self) -> Result<bool, Error> {
        let every = self.settings.integer("evaluate_every");
        let run = self.run_mut();
        run.advance(every).inspect_err(|error| run.diverged = Some(error.to_string()))
    }

    /// What the page shows.
    pub fn status(&self) -> Status {
        let run = self.run();
        let view = run.trainer.view();
        Status {
            step: view.step,
            loss: Some(view.loss).filter(|loss| loss.is_finite()),
            evaluation_loss: run.evaluation.map(|(_, loss)| loss),
            evaluation_step: run.evaluation.map(|(step, _)| step),
            parameters: view.theta.len(),
            backend: "cpu",
            flavour: FLAVOUR,
            reproducible: REPRODUCIBLE,
            workers: 1,
            fingerprint: format!("{:016x}", params::fingerprint(view.theta)),
            diverged: run.diverged.clone(),
            text: run.facts.clone(),
        }
    }

    /// The figure of the loss.
    pub fn loss_figure(&self, options: &LossOptions) -> Figure {
        let run = self.run();
        loss::figure(options, &run.losses, &run.evaluations, &run.facts)
    }

    /// A record of what has been observed, as bytes: `landscape`, the weights and their path, or one of
    /// [`crate::observe::recorder::Recorder::record`].
    ///
    /// # Errors
    /// [`Error::Call`] for an unknown name.
    pub fn record(&self, name: &str) -> Result<Vec<u8>, Error> {
        let Run { trainer, corpus, path, recorder, .. } = self.run();
        if name == "landscape" {
            let seed = self.settings.integer("seed");
            return Ok(landscape::record(self.config(), &corpus.tokens, &trainer.view(), path, seed));
        }
        recorder.record(name)
    }

    /// The record of one stream, as bytes; see [`crate::observe::recorder::Recorder::tail`].
    ///
    /// # Errors
    /// [`Error::Call`] for an unknown tensor.
    pub fn tail(&self, chosen: Chosen) -> Result<Vec<u8>, Error> {
        self.run().recorder.tail(chosen)
    }

    /// The next character of the text that the model writes.
    ///
    /// # Errors
    /// [`Error::Call`] for a temperature that is none.
    pub fn sample_next(&mut self, temperature: f64) -> Result<char, Error> {
        let Run { sampler, trainer, corpus, .. } = self.run_mut();
        sampler.next(trainer, corpus, temperature)
    }

    /// Starts the written text anew.
    pub fn restart_sample(&mut self) {
        let (context, seed) = (self.config().context, self.settings.integer("seed"));
        let run = self.run_mut();
        run.sampler = Sampler::new(&run.corpus, context, seed);
    }

    /// The tensor table of the weights.
    pub fn layout(&self) -> &[Tensor] {
        &self.run().trainer.model().layout().tensors
    }

    /// The weights, in layout order.
    pub fn weights(&self) -> &[f32] {
        self.run().trainer.view().theta
    }

    /// Starts a run at step 0 from given weights instead of the seed's.
    ///
    /// # Errors
    /// [`Error::Call`] when they do not fit; the run under way is then kept.
    pub fn set_weights(&mut self, weights: &[f32]) -> Result<(), Error> {
        self.run().trainer.check_theta(weights)?;
        self.reset();
        self.run_mut().trainer.set_theta(weights);
        Ok(())
    }

    /// The shape of the model.
    pub fn config(&self) -> &Config {
        self.run().trainer.model().config()
    }

    /// All that is needed to repeat what has been recorded.
    pub fn provenance(&self) -> Provenance<'_> {
        let Status { step, fingerprint, backend, flavour, .. } = self.status();
        let version = env!("CARGO_PKG_VERSION");
        Provenance { knobs: &self.settings, version, backend, flavour, fingerprint, steps: step }
    }
}
