//! What a pen draws on: any plotters backend, behind a trait without type parameters, so that plot is compiled once.
use super::theme::Colour;
use plotters::backend::DrawingBackend;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBColor, ShapeStyle, TextStyle};

/// x to the right, y down, in the board's own units.
pub type Unit = (i32, i32);

/// The error is what the board reports.
pub type Drawn = Result<(), String>;

/// How a shape looks.
#[derive(Debug, Clone, Copy)]
pub struct Paint {
    /// Of all of it.
    pub colour: Colour,
    /// 0 for nothing to be seen, 1 for nothing of what lies behind.
    pub alpha: f64,
}

/// How text looks.
#[derive(Clone, Copy)]
pub struct Lettering<'a> {
    /// A CSS font-family list.
    pub family: &'a str,
    /// In units.
    pub size: f64,
    /// Bold, else of normal weight.
    pub bold: bool,
    /// Of the letters.
    pub colour: Colour,
    /// Which part of the line stands at its place.
    pub anchor: HPos,
}

/// Takes shapes and text, one over the other.
pub trait Board {
    /// Fills a rectangle.
    fn rect(&mut self, upper_left: Unit, lower_right: Unit, paint: Paint) -> Drawn;
    /// Strokes an open path, `width` units wide.
    fn path(&mut self, points: &[Unit], width: u32, paint: Paint) -> Drawn;
    /// Fills a polygon.
    fn polygon(&mut self, points: &[Unit], paint: Paint) -> Drawn;
    /// Writes a line of text, vertically centred on `at`.
    fn text(&mut self, text: &str, at: Unit, look: Lettering) -> Drawn;
}

impl<DB: DrawingBackend> Board for DB {
    fn rect(&mut self, upper_left: Unit, lower_right: Unit, paint: Paint) -> Drawn {
        self.draw_rect(upper_left, lower_right, &style(paint, 1), true).map_err(|error| error.to_string())
    }

    fn path(&mut self, points: &[Unit], width: u32, paint: Paint) -> Drawn {
        self.draw_path(points.iter().copied(), &style(paint, width)).map_err(|error| error.to_string())
    }

    fn polygon(&mut self, points: &[Unit], paint: Paint) -> Drawn {
        self.fill_polygon(points.iter().copied(), &style(paint, 1)).map_err(|error| error.to_string())
    }

    fn text(&mut self, text: &str, at: Unit, look: Lettering) -> Drawn {
        let weight = if look.bold { FontStyle::Bold } else { FontStyle::Normal };
        let colour = RGBColor::from(look.colour);
        let style = TextStyle::from(FontDesc::new(FontFamily::Name(look.family), look.size, weight))
            .color(&colour)
            .pos(Pos::new(look.anchor, VPos::Center));
        self.draw_text(text, &style, at).map_err(|error| error.to_string())
    }
}

fn style(paint: Paint, stroke_width: u32) -> ShapeStyle {
    ShapeStyle { color: RGBColor::from(paint.colour).mix(paint.alpha), filled: true, stroke_width }
}
