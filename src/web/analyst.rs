//! The analyst, as a worker of its own holds it, so that training waits for no fit.
use super::{json, parsed, thrown};
use crate::{experiment, stats};
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

    /// The tail analysis of any numbers, as JSON.
    pub fn fit(&self, values: &[f64], options: &str) -> Result<String, JsValue> {
        stats::fit(values, &parsed("options", options)?).map(|fit| json(&fit)).map_err(thrown)
    }
}
