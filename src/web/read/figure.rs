//! What the painter reads: figures, the theme, and which figure of the run under way.
use super::{not, only, property, read, Read};
use crate::experiment::updates::{FigureOptions, View};
use crate::figure::{Axis, Direction, Figure, Mark, Rule, Series, Tone};
use crate::plot::theme::{Colour, Theme, Tones};
use wasm_bindgen::JsValue;

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

read!(Figure { title: "title", x: "x", y: "y", series: "series", rules: "rules", notes: "notes", empty: "empty" });
read!(Axis { label: "label", scale: "scale", range: "range" });
read!(Series { label: "label", points: "points", mark: "mark", tone: "tone" });
read!(Rule { axis: "axis", at: "at", label: "label", tone: "tone", id: "id" });
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
