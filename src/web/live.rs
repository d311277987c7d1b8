//! The figure of the run under way, for the training worker: small enough for the painter's module, which every page loads. The
//! analyst's comes when someone asks for more.
use super::read::understood;
use super::thrown;
use super::write::js;
use crate::experiment::updates;
use crate::observe::record::decode;
use wasm_bindgen::prelude::*;

/// E1's figure of the last record, and the fits that it keeps.
#[wasm_bindgen]
#[derive(Default)]
pub struct Live(updates::Live);

#[wasm_bindgen]
impl Live {
    /// Without any record.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// The record `tail` that a figure is made from, as `Lab.tail` takes it; the options are those of
    /// docs/interface.md.
    pub fn chosen(&self, options: JsValue) -> Result<JsValue, JsValue> {
        Ok(js(&self.0.chosen(&understood("options", options)?)))
    }

    /// The figure of that record.
    pub fn figure(&mut self, options: JsValue, record: &[u8]) -> Result<JsValue, JsValue> {
        self.0.receive(decode("tail", record).map_err(thrown)?);
        self.0.figure(&understood("options", options)?).map(|figure| js(&figure)).map_err(thrown)
    }
}
