//! The trainer: a session, as the worker that trains holds it. It records what it observes, and analyses nothing.
use super::read::understood;
use super::write::js;
use super::{object, thrown};
use crate::knobs;
use crate::session::{self, Session};
use wasm_bindgen::prelude::*;

/// A session.
#[wasm_bindgen]
#[derive(Default)]
pub struct Lab(Session);

#[wasm_bindgen]
impl Lab {
    /// Default settings, at step 0.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Every knob.
    pub fn knobs(&self) -> JsValue {
        js(&self.0.knobs())
    }

    /// Every preset.
    pub fn presets(&self) -> JsValue {
        js(&knobs::presets())
    }

    /// Changes settings, all or nothing; `text` holds a text of the person's own.
    pub fn set(&mut self, changes: JsValue, text: Option<Vec<u8>>) -> Result<(), JsValue> {
        self.0.set(&understood("changes", changes)?, text.as_deref()).map_err(thrown)
    }

    /// Hands over a text that the build brought.
    pub fn provide(&mut self, name: &str, bytes: &[u8]) -> Result<(), JsValue> {
        self.0.provide(name, bytes).map_err(thrown)
    }

    /// Back to step 0.
    pub fn reset(&mut self) {
        self.0.reset();
    }

    /// One shard of work; true when that finished a step.
    pub fn advance(&mut self) -> Result<bool, JsValue> {
        self.0.advance().map_err(thrown)
    }

    /// What the page shows.
    pub fn status(&self) -> JsValue {
        js(&self.0.status())
    }

    /// The figure of the loss.
    #[wasm_bindgen(js_name = lossFigure)]
    pub fn loss_figure(&self, options: JsValue) -> Result<JsValue, JsValue> {
        Ok(js(&self.0.loss_figure(&understood("options", options)?)))
    }

    /// A record for the analyst.
    pub fn record(&self, name: &str) -> Result<Vec<u8>, JsValue> {
        self.0.record(name).map_err(thrown)
    }

    /// The record of one stream, {tensor, window}.
    pub fn tail(&self, chosen: JsValue) -> Result<Vec<u8>, JsValue> {
        self.0.tail(understood("options", chosen)?).map_err(thrown)
    }

    /// All that is needed to repeat what has been recorded.
    pub fn provenance(&self) -> JsValue {
        js(&self.0.provenance())
    }

    /// The next character of the text that the model writes.
    #[wasm_bindgen(js_name = sampleNext)]
    pub fn sample_next(&mut self, temperature: f64) -> Result<String, JsValue> {
        self.0.sample_next(temperature).map(String::from).map_err(thrown)
    }

    /// Starts the written text anew.
    #[wasm_bindgen(js_name = restartSample)]
    pub fn restart_sample(&mut self) {
        self.0.restart_sample();
    }

    /// The tensor table.
    pub fn layout(&self) -> JsValue {
        js(&self.0.layout())
    }

    /// A copy of the weights.
    pub fn weights(&self) -> Vec<f32> {
        self.0.weights().to_vec()
    }

    /// Starts a run from given weights.
    #[wasm_bindgen(js_name = setWeights)]
    pub fn set_weights(&mut self, weights: &[f32]) -> Result<(), JsValue> {
        self.0.set_weights(weights).map_err(thrown)
    }

    /// {loss, gradient} at the present weights, the gradient as a Float32Array.
    #[wasm_bindgen(js_name = lossAndGradient)]
    pub fn loss_and_gradient(&self, tokens: &[u32], targets: &[u32]) -> Result<JsValue, JsValue> {
        let (loss, gradient) =
            session::loss_and_gradient::<f32>(*self.0.config(), self.0.weights(), tokens, targets).map_err(thrown)?;
        Ok(object([("loss", loss.into()), ("gradient", js_sys::Float32Array::from(&gradient[..]).into())]))
    }

    /// The shape of the model.
    pub fn config(&self) -> JsValue {
        js(self.0.config())
    }
}
