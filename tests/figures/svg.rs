//! Draws a figure as SVG and reads the picture back.
use heavytail::figure::Figure;
use heavytail::plot::{self, Mapping, Surface, Theme};
use plotters::backend::{DrawingBackend, SVGBackend};

/// Units to a CSS pixel: the backend's coordinates are whole numbers.
pub const UNITS: f64 = 10.0;

pub const LIGHT: &str = r##"{
    "ink": "#1b1f24", "muted": "#57606a", "grid": "#e4e7eb", "paper": "#ffffff",
    "fontFamily": "Inter, 'Segoe UI', system-ui, sans-serif", "fontSize": 12,
    "tones": {"data": "#0072b2", "fit": "#d55e00", "null1": "#007a5a", "null2": "#a0508a", "null3": "#8a6d00", "null4": "#3d4650",
              "muted": "#8c959f", "floor": "#6e7781"}
}"##;

pub const DARK: &str = r##"{
    "ink": "#e6edf3", "muted": "#9aa4af", "grid": "#262c34", "paper": "#0d1117",
    "fontFamily": "Inter, 'Segoe UI', system-ui, sans-serif", "fontSize": 12,
    "tones": {"data": "#56b4e9", "fit": "#e6803c", "null1": "#2fbf9b", "null2": "#d48fc0", "null3": "#c9a227", "null4": "#d5dbe0",
              "muted": "#6e7781", "floor": "#9aa4af"}
}"##;

pub fn theme(json: &str) -> Theme {
    serde_json::from_str(json).unwrap()
}

/// A drawn figure.
pub struct Picture {
    pub svg: String,
    pub mapping: Option<Mapping>,
}

/// Draws `figure` at this size in CSS pixels.
pub fn draw(figure: &Figure, theme_json: &str, width: f64, height: f64) -> Picture {
    let surface = Surface { width, height, units: UNITS, device_pixel: UNITS / 2.0, font_factor: 1.0 / 1.24 };
    let mut svg = String::new();
    let mut backend = SVGBackend::with_string(&mut svg, ((width * UNITS) as u32, (height * UNITS) as u32));
    let mapping = plot::draw(figure, &theme(theme_json), surface, &mut backend).unwrap();
    backend.present().unwrap();
    drop(backend);
    Picture { svg, mapping }
}

impl Picture {
    /// The values of `attribute` of each `tag` element.
    pub fn attributes(&self, tag: &str, attribute: &str) -> Vec<&str> {
        let start = format!(" {attribute}=\"");
        let of_element = |element: &'_ str| -> Option<(usize, usize)> {
            let from = element.find(&start)? + start.len();
            Some((from, from + element[from..].find('"')?))
        };
        self.elements(tag).filter_map(|element| of_element(element).map(|(from, to)| &element[from..to])).collect()
    }

    /// The content of each text element.
    pub fn texts(&self) -> Vec<&str> {
        self.elements("text")
            .filter_map(|element| element.split_once('>')?.1.split_once("</text"))
            .map(|(text, _)| text.trim())
            .collect()
    }

    /// The points of each element `tag` in the colour `colour` (its attribute `paint` says so), in CSS pixels.
    pub fn shapes(&self, tag: &str, paint: &str, colour: &str) -> Vec<Vec<(f64, f64)>> {
        let colours = self.attributes(tag, paint);
        let points = self.attributes(tag, "points");
        let number = |text: &str| text.parse::<f64>().unwrap() / UNITS;
        let pair = |text: &str| text.split_once(',').map(|(x, y)| (number(x), number(y))).unwrap();
        colours
            .iter()
            .zip(points)
            .filter(|(c, _)| c.eq_ignore_ascii_case(colour))
            .map(|(_, points)| points.split_whitespace().map(pair).collect())
            .collect()
    }

    /// From each element's attributes, each with a space before it, to the next element of the kind.
    fn elements(&self, tag: &str) -> impl Iterator<Item = &str> {
        self.svg.split(&format!("<{tag}")).skip(1).collect::<Vec<_>>().into_iter()
    }
}
