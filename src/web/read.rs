//! JavaScript values as the painter's types: what a figure and a theme are made of, by name. serde would do the same with
//! several times the code, and a page waits for it.
use crate::experiment::updates::{FigureOptions, View};
use crate::figure::{Axis, Direction, Figure, Mark, Rule, Scale, Series, Tone};
use crate::observe::record::Window;
use crate::plot::theme::{Colour, Theme, Tones};
use wasm_bindgen::{JsCast, JsValue};

/// A type that a JavaScript value can be read as. Refuses with what the value is not.
pub trait Read: Sized {
    /// Reads a value.
    fn read(value: JsValue) -> Result<Self, String>;
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

impl Read for [f64; 2] {
    fn read(value: JsValue) -> Result<Self, String> {
        Vec::read(value)?.try_into().map_err(|_| not("a pair of numbers"))
    }
}

impl Read for Colour {
    fn read(value: JsValue) -> Result<Self, String> {
        String::read(value)?.try_into()
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

read!(Figure { title: "title", x: "x", y: "y", series: "series", rules: "rules", notes: "notes", empty: "empty" });
read!(Axis { label: "label", scale: "scale", range: "range" });
read!(Series { label: "label", points: "points", mark: "mark", tone: "tone" });
read!(Rule { axis: "axis", at: "at", label: "label", tone: "tone", id: "id" });
read!(Scale: "linear" => Linear, "log" => Log);
read!(Direction: "x" => X, "y" => Y);
read!(Mark: "line" => Line, "dashed" => Dashed, "dotted" => Dotted, "dashDotted" => DashDotted, "points" => Points,
    "steps" => Steps, "area" => Area, "intervals" => Intervals);
read!(Tone: "data" => Data, "fit" => Fit, "null1" => Null1, "null2" => Null2, "null3" => Null3, "null4" => Null4,
    "muted" => Muted, "floor" => Floor);
read!(Theme {
    ink: "ink",
    muted: "muted",
    grid: "grid",
    paper: "paper",
    font_family: "fontFamily",
    font_size: "fontSize",
    tones: "tones"
});
read!(Tones {
    data: "data",
    fit: "fit",
    null1: "null1",
    null2: "null2",
    null3: "null3",
    null4: "null4",
    muted: "muted",
    floor: "floor"
});
read!(FigureOptions optional { view: "view", tensor: "tensor", window: "window" });
read!(View: "ccdf" => Ccdf, "density" => Density);
read!(Window: "transient" => Transient, "after" => After);
