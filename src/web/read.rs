//! JavaScript values as types of the library, by the names of their parts. serde would do the same with
//! several times the code, and a page waits for it.
#[cfg(feature = "painter")]
mod figure;
#[cfg(feature = "trainer")]
mod settings;

use super::thrown;
use crate::error::Error;
use crate::figure::Scale;
use crate::observe::record::Window;
use wasm_bindgen::{JsCast, JsValue};

/// A type that a JavaScript value can be read as. Refuses with what the value is not.
pub trait Read: Sized {
    /// Reads a value.
    fn read(value: JsValue) -> Result<Self, String>;
}

/// A value that a script gave.
pub fn understood<T: Read>(what: &str, value: JsValue) -> Result<T, JsValue> {
    T::read(value).map_err(|error| thrown(Error::Call(["The ", what, " were not understood: ", &error, "."].concat())))
}

/// The property `key` of an object; one that is missing reads as `undefined`.
fn property<T: Read>(object: &JsValue, key: &str) -> Result<T, String> {
    let value = js_sys::Reflect::get(object, &key.into()).map_err(|_| not("an object"))?;
    T::read(value).map_err(|error| [key, ": ", &error].concat())
}

fn not(what: &str) -> String {
    ["it is not ", what].concat()
}

impl Read for f64 {
    fn read(value: JsValue) -> Result<Self, String> {
        value.as_f64().ok_or_else(|| not("a number"))
    }
}

impl Read for String {
    fn read(value: JsValue) -> Result<Self, String> {
        value.as_string().ok_or_else(|| not("a text"))
    }
}

impl<T: Read> Read for Option<T> {
    fn read(value: JsValue) -> Result<Self, String> {
        (!value.is_null() && !value.is_undefined()).then(|| T::read(value)).transpose()
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(value: JsValue) -> Result<Self, String> {
        let array = value.dyn_into::<js_sys::Array>().map_err(|_| not("an array"))?;
        array.iter().map(T::read).collect()
    }
}

/// Refuses an object with a property that is not known: a script may have misspelt it.
fn only(object: &JsValue, known: &[&str]) -> Result<(), String> {
    let object = object.dyn_ref::<js_sys::Object>().ok_or_else(|| not("an object"))?;
    let mut keys = js_sys::Object::keys(object).into_iter().filter_map(|key| key.as_string());
    match keys.find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(["there is no \"", &key, "\", only ", &known.join(", ")].concat()),
        None => Ok(()),
    }
}

/// Objects by their properties (those after `optional` may be missing, and no others may be there), and words by their
/// spelling.
macro_rules! read {
    ($type:ident optional { $($field:ident: $key:literal),* }) => {
        impl Read for $type {
            fn read(value: JsValue) -> Result<Self, String> {
                only(&value, &[$($key),*])?;
                let usual = $type::default();
                Ok($type { $($field: property::<Option<_>>(&value, $key)?.unwrap_or(usual.$field)),* })
            }
        }
    };
    ($type:ident { $($field:ident: $key:literal),* }) => {
        impl Read for $type {
            fn read(value: JsValue) -> Result<Self, String> {
                Ok($type { $($field: property(&value, $key)?),* })
            }
        }
    };
    ($type:ident: $($word:literal => $variant:ident),*) => {
        impl Read for $type {
            fn read(value: JsValue) -> Result<Self, String> {
                match String::read(value)?.as_str() {
                    $($word => Ok($type::$variant),)*
                    _ => Err(not(concat!("one of", $(" ", $word),*))),
                }
            }
        }
    };
}

use read;

read!(Scale: "linear" => Linear, "log" => Log);
read!(Window: "transient" => Transient, "after" => After);
