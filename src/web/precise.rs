//! The model in f64, for whoever asks: the same code as the trainer's, in a module that nobody else has to load.
use super::{object, parsed, thrown};
use crate::session;
use wasm_bindgen::prelude::*;

/// {loss, gradient} of the model with the shape `config` at `weights`, computed in f64; the gradient is a Float64Array.
#[wasm_bindgen(js_name = lossAndGradient)]
pub fn loss_and_gradient(config: &str, weights: &[f32], tokens: &[u32], targets: &[u32]) -> Result<JsValue, JsValue> {
    let config = parsed("fields of the configuration", config)?;
    let (loss, gradient) = session::loss_and_gradient::<f64>(config, weights, tokens, targets).map_err(thrown)?;
    Ok(object([("loss", loss.into()), ("gradient", js_sys::Float64Array::from(&gradient[..]).into())]))
}
