//! All that knows the browser: the classes that JavaScript sees. Plain data cross as JavaScript values, the analyst's as
//! JSON, records as bytes; a refusal is thrown as {key, message}. Each feature is a wasm module of its own, so that a page loads what it needs when
//! it needs it; what a module does not export is left out when it is linked.
#[cfg(feature = "analyst")]
pub mod analyst;
#[cfg(feature = "trainer")]
pub mod bench;
#[cfg(feature = "painter")]
pub mod live;
#[cfg(feature = "painter")]
pub mod painter;
#[cfg(any(feature = "painter", feature = "trainer"))]
mod read;
#[cfg(feature = "trainer")]
pub mod trainer;
#[cfg(any(feature = "painter", feature = "trainer"))]
mod write;

use crate::error::Error;
use wasm_bindgen::prelude::*;

/// A plain object.
fn object<const N: usize>(properties: [(&str, JsValue); N]) -> JsValue {
    let object = js_sys::Object::new();
    for (name, value) in properties {
        // Setting a property of a fresh object cannot fail.
        let _ = js_sys::Reflect::set(&object, &name.into(), &value);
    }
    object.into()
}

/// {key, message}, as every refusal is thrown.
fn thrown(error: Error) -> JsValue {
    object([("key", error.key().into()), ("message", error.to_string().into())])
}

/// JSON of plain data.
#[cfg(feature = "analyst")]
fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("plain data is JSON")
}

/// Reads JSON that a script wrote.
#[cfg(feature = "analyst")]
fn parsed<T: serde::de::DeserializeOwned>(what: &str, text: &str) -> Result<T, JsValue> {
    serde_json::from_str(text).map_err(|error| thrown(Error::Call(format!("The {what} were not understood: {error}."))))
}
