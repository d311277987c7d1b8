//! Draws figures on a canvas of the page, sharp at any pixel ratio.
use super::read::understood;
use super::thrown;
use crate::error::Error;
use crate::figure::Figure;
use crate::plot::{self, Mapping, Surface, Theme};
use plotters_canvas::CanvasBackend;
use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// Backend units to a device pixel: plotters places everything at whole units, which would make curves uneven.
const FINE: f64 = 8.0;

/// The largest side of a canvas in device pixels; browsers give up soon beyond.
const LARGEST: f64 = 16_384.0;

/// A canvas that figures are drawn on.
#[wasm_bindgen]
pub struct Painter {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    backend: CanvasBackend,
}

#[wasm_bindgen]
impl Painter {
    /// A painter on `canvas`.
    ///
    /// # Errors
    /// `{key: "call", message}` when the canvas gives no two-dimensional context.
    #[wasm_bindgen(constructor)]
    pub fn new(canvas: HtmlCanvasElement) -> Result<Painter, JsValue> {
        let context = canvas
            .get_context("2d")
            .ok()
            .flatten()
            .and_then(|context| context.dyn_into::<CanvasRenderingContext2d>().ok())
            .ok_or_else(|| {
                refused("The canvas gives no 2d context: it may already be in use for another kind.".into())
            })?;
        let backend = CanvasBackend::with_canvas_object(canvas.clone())
            .ok_or_else(|| refused("The canvas gives no 2d context a second time.".into()))?;
        Ok(Painter { canvas, context, backend })
    }

    /// Draws a figure over the whole canvas: `css_width` × `css_height` CSS pixels of `pixel_ratio` device pixels.
    /// The answer says where the data's place is: left, top, width and height of the plot in CSS pixels, then what the axes
    /// show from end to end, x and then y. It is empty where no axes were drawn.
    ///
    /// # Errors
    /// `{key: "call", message}` when the figure or the theme is not what docs/interface.md says, or a length is not a
    /// positive number.
    pub fn draw(
        &mut self,
        figure: JsValue,
        theme: JsValue,
        css_width: f64,
        css_height: f64,
        pixel_ratio: f64,
    ) -> Result<Vec<f64>, JsValue> {
        let (figure, theme) = read(figure, theme)?;
        if ![css_width, css_height, pixel_ratio].iter().all(|&length| length > 0.0 && length.is_finite()) {
            return Err(refused("Width, height and pixel ratio of a canvas must be positive numbers.".into()));
        }
        let ratio = pixel_ratio.min(LARGEST / css_width).min(LARGEST / css_height);
        self.resize((css_width * ratio).round() as u32, (css_height * ratio).round() as u32);
        let scale = 1.0 / FINE;
        let drawn = self.context.set_transform(scale, 0.0, 0.0, scale, 0.0, 0.0).map_err(|_| "no transform".into());
        self.context.set_line_join("round");
        let surface =
            Surface { width: css_width, height: css_height, units: ratio * FINE, device_pixel: FINE, font_factor: 1.0 };
        drawn
            .and_then(|()| plot::draw(&figure, &theme, surface, &mut self.backend))
            .map(|mapping| {
                mapping.map_or(Vec::new(), |Mapping { plot, x, y }| {
                    vec![plot.left, plot.top, plot.width, plot.height, x.min, x.max, y.min, y.max]
                })
            })
            .map_err(|error| refused(format!("The figure was not drawn: {error}.")))
    }

    /// A figure as an SVG document of `css_width` × `css_height` CSS pixels.
    ///
    /// # Errors
    /// As [`Self::draw`].
    pub fn svg(figure: JsValue, theme: JsValue, css_width: u16, css_height: u16) -> Result<String, JsValue> {
        let (figure, theme) = read(figure, theme)?;
        plot::svg::draw(&figure, &theme, css_width, css_height).map_err(|error| refused(format!("{error}.")))
    }

    /// Setting the size clears a canvas and takes new memory, so only when it has changed.
    fn resize(&self, width: u32, height: u32) {
        if (self.canvas.width(), self.canvas.height()) != (width, height) {
            self.canvas.set_width(width);
            self.canvas.set_height(height);
        }
    }
}

fn read(figure: JsValue, theme: JsValue) -> Result<(Figure, Theme), JsValue> {
    Ok((understood("figure's values", figure)?, understood("theme's values", theme)?))
}

fn refused(message: String) -> JsValue {
    thrown(Error::Call(message))
}
