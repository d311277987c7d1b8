//! Draws in CSS pixels on a board that counts in whole units: rounding, sharp hairlines, text of one size.
use super::board::{Board, Drawn, Lettering, Paint, Unit};
use super::theme::Colour;
use plotters::style::text_anchor::HPos;

/// x to the right, y down, in CSS pixels.
pub type Point = (f64, f64);

/// What is drawn on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Surface {
    /// In CSS pixels.
    pub width: f64,
    /// In CSS pixels.
    pub height: f64,
    /// Board units to a CSS pixel. A board takes whole units, so that a fine one gives smooth curves.
    pub units: f64,
    /// Board units to a device pixel: what is straight is aligned to these.
    pub device_pixel: f64,
    /// What the board multiplies font sizes by of its own accord (plotters-svg 1/1.24; a canvas 1).
    pub font_factor: f64,
}

/// A rectangle in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Rect {
    /// x of the left edge.
    pub left: f64,
    /// y of the upper edge.
    pub top: f64,
    /// Not negative.
    pub width: f64,
    /// Not negative.
    pub height: f64,
}

impl Rect {
    /// The x of the right edge.
    pub fn right(&self) -> f64 {
        self.left + self.width
    }

    /// The y of the lower edge.
    pub fn bottom(&self) -> f64 {
        self.top + self.height
    }
}

/// Draws on a board.
pub struct Pen<'a> {
    board: &'a mut dyn Board,
    surface: Surface,
    family: &'a str,
}

impl<'a> Pen<'a> {
    /// A pen whose text is in `family`, a CSS font-family list.
    pub fn new(board: &'a mut dyn Board, surface: Surface, family: &'a str) -> Self {
        Pen { board, surface, family }
    }

    /// Fills a rectangle, its edges aligned to device pixels.
    pub fn fill(&mut self, rect: Rect, colour: Colour, alpha: f64) -> Drawn {
        let upper_left = (self.aligned(rect.left), self.aligned(rect.top));
        let lower_right = (self.aligned(rect.right()), self.aligned(rect.bottom()));
        self.board.rect(upper_left, lower_right, Paint { colour, alpha })
    }

    /// A vertical line one CSS pixel wide, or as near as whole device pixels come, and at least one of these.
    pub fn vertical(&mut self, x: f64, from: f64, to: f64, colour: Colour) -> Drawn {
        let width = self.hairline();
        self.fill(Rect { left: x - width / 2.0, top: from, width, height: to - from }, colour, 1.0)
    }

    /// A horizontal line, like [`Self::vertical`].
    pub fn horizontal(&mut self, y: f64, from: f64, to: f64, colour: Colour) -> Drawn {
        let height = self.hairline();
        self.fill(Rect { left: from, top: y - height / 2.0, width: to - from, height }, colour, 1.0)
    }

    /// One open path.
    pub fn path(&mut self, points: &[Point], width: f64, colour: Colour) -> Drawn {
        let width = self.unit(width).max(1).unsigned_abs();
        self.board.path(&self.units(points), width, Paint { colour, alpha: 1.0 })
    }

    /// One filled polygon.
    pub fn polygon(&mut self, points: &[Point], colour: Colour, alpha: f64) -> Drawn {
        self.board.polygon(&self.units(points), Paint { colour, alpha })
    }

    /// A line of text, vertically centred on `at`.
    pub fn text(&mut self, text: &str, at: Point, anchor: HPos, font: Font) -> Drawn {
        let size = font.size * self.surface.units / self.surface.font_factor;
        let look = Lettering { family: self.family, size, bold: font.bold, colour: font.colour, anchor };
        self.board.text(text, (self.unit(at.0), self.unit(at.1)), look)
    }

    /// The width of a device pixel in CSS pixels.
    pub fn device_pixel(&self) -> f64 {
        self.surface.device_pixel / self.surface.units
    }

    fn hairline(&self) -> f64 {
        let ratio = self.surface.units / self.surface.device_pixel;
        ratio.round().max(1.0) / ratio
    }

    fn units(&self, points: &[Point]) -> Vec<Unit> {
        points.iter().map(|&(x, y)| (self.unit(x), self.unit(y))).collect()
    }

    fn unit(&self, length: f64) -> i32 {
        (length * self.surface.units).round() as i32
    }

    fn aligned(&self, length: f64) -> i32 {
        ((length / self.device_pixel()).round() * self.surface.device_pixel).round() as i32
    }
}

/// How text looks.
#[derive(Debug, Clone, Copy)]
pub struct Font {
    /// In CSS pixels.
    pub size: f64,
    /// Bold, else of normal weight.
    pub bold: bool,
    /// Of the letters.
    pub colour: Colour,
}
