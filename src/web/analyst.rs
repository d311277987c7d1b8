//! The analyst, as a worker of its own holds it, so that training waits for no fit; and the model in f64.
use super::{json, object, parsed, thrown};
use crate::experiment::{calibration, controls, landscape, stability};
use crate::observe::record::decode;
use crate::{experiment, session, stats};
use wasm_bindgen::prelude::*;

/// What the records of a lab are analysed by.
#[wasm_bindgen]
#[derive(Default)]
pub struct Analyst(experiment::Analyst);

#[wasm_bindgen]
impl Analyst {
    /// Without any record.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// The names of the records that an experiment is made from, as JSON.
    pub fn records(&self, experiment: &str) -> Result<String, JsValue> {
        experiment::entry(experiment).map(|entry| json(&entry.records)).map_err(thrown)
    }

    /// Takes a record in.
    pub fn receive(&mut self, name: &str, record: &[u8]) -> Result<(), JsValue> {
        self.0.receive(name, record).map_err(thrown)
    }

    /// A figure of the records, as JSON.
    pub fn figure(&mut self, name: &str, options: &str) -> Result<String, JsValue> {
        self.0.figure(name, options).map(|figure| json(&figure)).map_err(thrown)
    }

    /// Begins an experiment on the records.
    pub fn start(&mut self, experiment: &str, options: &str) -> Result<(), JsValue> {
        self.0.start(experiment, options).map_err(thrown)
    }

    /// One slice of its work; the fraction that is done.
    pub fn advance(&mut self) -> Result<f64, JsValue> {
        self.0.advance().map_err(thrown)
    }

    /// Its result, as JSON.
    pub fn result(&mut self) -> Result<String, JsValue> {
        self.0.result().map_err(thrown)
    }

    /// The work of each part of the experiment just started that may be done elsewhere.
    pub fn parts(&mut self) -> Result<Vec<f64>, JsValue> {
        self.0.parts().map_err(thrown)
    }

    /// Begins a part of it, for whoever takes in its outcome.
    #[wasm_bindgen(js_name = beginPart)]
    pub fn begin_part(&mut self, index: usize) -> Result<(), JsValue> {
        self.0.begin_part(index).map_err(thrown)
    }

    /// One slice of the part's work; the fraction that is done.
    #[wasm_bindgen(js_name = advancePart)]
    pub fn advance_part(&mut self) -> Result<f64, JsValue> {
        self.0.advance_part().map_err(thrown)
    }

    /// The outcome of the finished part, as bytes.
    pub fn outcome(&self) -> Result<Vec<u8>, JsValue> {
        self.0.outcome().map_err(thrown)
    }

    /// Takes in the outcome of a part that was done elsewhere.
    pub fn take(&mut self, index: usize, outcome: &[u8]) -> Result<(), JsValue> {
        self.0.take(index, outcome).map_err(thrown)
    }
}

/// The tail analysis of any numbers, in slices.
#[wasm_bindgen]
pub struct Fitting(stats::Fitting);

#[wasm_bindgen]
impl Fitting {
    /// Nothing done yet. The values are copied into the module's memory, once.
    #[wasm_bindgen(constructor)]
    pub fn new(values: Vec<f64>, options: &str) -> Result<Fitting, JsValue> {
        Ok(Fitting(stats::Fitting::new(values, parsed("options", options)?)))
    }

    /// One slice of its work; the fraction that is done.
    pub fn advance(&mut self) -> Result<f64, JsValue> {
        self.0.advance().map_err(thrown)
    }

    /// What came of it, as JSON; `null` before all is done.
    pub fn result(&self) -> String {
        json(&self.0.report())
    }
}

/// The worlds that a calibration can be made of, with their numbers, as JSON.
#[wasm_bindgen]
pub fn worlds() -> String {
    json(&calibration::TABLE)
}

/// How the cutoffs of runs grow with the width, as JSON: from [{width, cutoff, logSe}].
#[wasm_bindgen]
pub fn scaling(sizes: &str) -> Result<String, JsValue> {
    let sizes: Vec<stability::Size> = parsed("sizes", sizes)?;
    stability::scaling(&sizes).map(|scaling| json(&scaling)).map_err(thrown)
}

/// Claims × {data, nulls, controls}, as JSON: from [{condition, seed, results}], the results of an ensemble's runs by name.
#[wasm_bindgen]
pub fn matrix(runs: &str) -> Result<String, JsValue> {
    let runs: Vec<controls::Run> = parsed("runs", runs)?;
    Ok(json(&controls::matrix(&runs)))
}

/// About how many seconds each part of E4 will take, on the model with the shape `config` and a loss over so many windows, where
/// the kinds of work of a [`Trial`] took so many. `parts` is how many there are, if the run is known.
#[wasm_bindgen(js_name = landscapeSeconds)]
pub fn landscape_seconds(
    config: &str,
    windows: usize,
    parts: Option<usize>,
    options: &str,
    trial: &[f64],
) -> Result<Vec<f64>, JsValue> {
    let config = parsed("fields of the configuration", config)?;
    landscape::seconds(config, windows, parts, &parsed("options", options)?, trial).map_err(thrown)
}

/// A little of each kind of E4's work, to be timed.
#[wasm_bindgen]
pub struct Trial(landscape::Trial);

#[wasm_bindgen]
impl Trial {
    /// On a record "landscape".
    #[wasm_bindgen(constructor)]
    pub fn new(record: &[u8], options: &str) -> Result<Self, JsValue> {
        let record = decode("landscape", record).map_err(thrown)?;
        landscape::Trial::new(&record, parsed("options", options)?).map(Trial).map_err(thrown)
    }

    /// One slice; which kind of work it was, by its number, or `undefined` when the trial is over.
    pub fn advance(&mut self) -> Option<usize> {
        self.0.advance()
    }
}

/// {loss, gradient} of the model with the shape `config` at `weights`, computed in f64; the gradient is a Float64Array.
#[wasm_bindgen(js_name = lossAndGradient)]
pub fn loss_and_gradient(config: &str, weights: &[f32], tokens: &[u32], targets: &[u32]) -> Result<JsValue, JsValue> {
    let config = parsed("fields of the configuration", config)?;
    let (loss, gradient) = session::loss_and_gradient::<f64>(config, weights, tokens, targets).map_err(thrown)?;
    Ok(object([("loss", loss.into()), ("gradient", js_sys::Float64Array::from(&gradient[..]).into())]))
}
