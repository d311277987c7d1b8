//! All that knows the browser: the classes that JavaScript sees. Structured values cross as JSON; a refusal is thrown as
//! {key, message}.
pub mod bench;
pub mod painter;

use crate::error::Error;
use crate::knobs;
use crate::session::Session;
use crate::stats;
use wasm_bindgen::prelude::*;

/// {key, message}, as every refusal is thrown.
pub(crate) fn thrown(error: Error) -> JsValue {
    let object = js_sys::Object::new();
    for (name, value) in [("key", error.key().to_string()), ("message", error.to_string())] {
        // Setting a property of a fresh object cannot fail.
        let _ = js_sys::Reflect::set(&object, &name.into(), &value.into());
    }
    object.into()
}

/// JSON of plain data.
fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("plain data is JSON")
}

/// Reads JSON that a script wrote.
pub(crate) fn parsed<T: serde::de::DeserializeOwned>(what: &str, text: &str) -> Result<T, JsValue> {
    serde_json::from_str(text).map_err(|error| thrown(Error::Call(format!("The {what} were not understood: {error}."))))
}

/// The lab, as its worker holds it.
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

    /// Every knob, as JSON.
    pub fn knobs(&self) -> String {
        json(&self.0.knobs())
    }

    /// Every preset, as JSON.
    pub fn presets(&self) -> String {
        json(&knobs::presets())
    }

    /// Changes settings, all or nothing; `text` holds a text of the person's own.
    pub fn set(&mut self, changes: &str, text: Option<Vec<u8>>) -> Result<(), JsValue> {
        self.0.set(&parsed("changes", changes)?, text.as_deref()).map_err(thrown)
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

    /// What the page shows, as JSON.
    pub fn status(&self) -> String {
        json(&self.0.status())
    }

    /// A figure, as JSON.
    pub fn figure(&mut self, name: &str, options: &str) -> Result<String, JsValue> {
        self.0.figure(name, options).map(|figure| json(&figure)).map_err(thrown)
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

    /// The tensor table, as JSON.
    pub fn layout(&self) -> String {
        json(&self.0.layout())
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

    /// {loss, gradient} at the present weights; the gradient is a Float32Array or, for "f64", a Float64Array.
    #[wasm_bindgen(js_name = lossAndGradient)]
    pub fn loss_and_gradient(&self, tokens: &[u32], targets: &[u32], precision: &str) -> Result<JsValue, JsValue> {
        let (loss, gradient): (f64, JsValue) = match precision {
            "f32" => {
                let (loss, gradient) = self.0.loss_and_gradient::<f32>(tokens, targets).map_err(thrown)?;
                (loss, js_sys::Float32Array::from(&gradient[..]).into())
            }
            "f64" => {
                let (loss, gradient) = self.0.loss_and_gradient::<f64>(tokens, targets).map_err(thrown)?;
                (loss, js_sys::Float64Array::from(&gradient[..]).into())
            }
            _ => {
                return Err(thrown(Error::Call(format!(
                    "The precision must be \"f32\" or \"f64\", not \"{precision}\"."
                ))))
            }
        };
        let object = js_sys::Object::new();
        let _ = js_sys::Reflect::set(&object, &"loss".into(), &loss.into());
        let _ = js_sys::Reflect::set(&object, &"gradient".into(), &gradient);
        Ok(object.into())
    }

    /// The tail analysis of any numbers, as JSON.
    pub fn fit(&self, values: &[f64], options: &str) -> Result<String, JsValue> {
        stats::fit(values, &parsed("options", options)?).map(|fit| json(&fit)).map_err(thrown)
    }

    /// An experiment's result, as JSON.
    pub fn result(&mut self, experiment: &str) -> Result<String, JsValue> {
        self.0.result(experiment).map(|result| json(&result)).map_err(thrown)
    }
}
