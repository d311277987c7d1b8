//! The figure of the run under way, for a worker: small enough for the painter's module, which every page loads. The
//! analyst's comes when someone asks for more.
use super::read::Read;
use super::{json, thrown};
use crate::error::Error;
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

    /// The figure of a record `tail` as JSON; `options` is an object, see docs/interface.md.
    pub fn figure(&mut self, options: JsValue, record: &[u8]) -> Result<String, JsValue> {
        let options = Read::read(options)
            .map_err(|error| thrown(Error::Call(format!("The options were not understood: {error}."))))?;
        self.0.receive(decode("tail", record).map_err(thrown)?);
        self.0.figure(&options).map(|figure| json(&figure)).map_err(thrown)
    }
}
