//! What the trainer reads: changed settings, and which of its figures and records.
use super::{only, property, read, Read};
use crate::observe::recorder::{Chosen, Fitted};
use crate::session::LossOptions;
use serde_json::{Map, Value};
use wasm_bindgen::{JsCast, JsValue};

read!(LossOptions optional { scale: "scale" });
read!(Chosen { tensor: "tensor", window: "window", fitted: "fitted" });
read!(Fitted { run: "run", step: "step" });

impl Read for u32 {
    fn read(value: JsValue) -> Result<Self, String> {
        f64::read(value).map(|x| x as u32)
    }
}

impl Read for u64 {
    fn read(value: JsValue) -> Result<Self, String> {
        f64::read(value).map(|x| x as u64)
    }
}

/// As `JSON.stringify` would write it.
impl Read for Value {
    fn read(value: JsValue) -> Result<Self, String> {
        if let Some(number) = value.as_f64() {
            return Ok(number.into());
        }
        if let Some(text) = value.as_string() {
            return Ok(text.into());
        }
        if let Some(flag) = value.as_bool() {
            return Ok(flag.into());
        }
        if value.is_instance_of::<js_sys::Array>() {
            return Vec::read(value).map(Value::Array);
        }
        Ok(if value.is_object() { Value::Object(Map::read(value)?) } else { Value::Null })
    }
}

impl Read for Map<String, Value> {
    fn read(value: JsValue) -> Result<Self, String> {
        let object = value.dyn_into::<js_sys::Object>().map_err(|_| super::not("an object"))?;
        let entries = js_sys::Object::entries(&object).into_iter().map(|entry| {
            let entry = js_sys::Array::from(&entry);
            Ok((String::read(entry.get(0))?, Value::read(entry.get(1))?))
        });
        entries.collect()
    }
}
