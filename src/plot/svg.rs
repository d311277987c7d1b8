//! Draws a figure as an SVG document, for print and slides. It writes whole numbers only: writing others would be the largest
//! part of the painter.
use super::board::{Board, Drawn, Lettering, Paint, Unit};
use super::pen::Surface;
use super::theme::{Colour, Theme};
use crate::figure::Figure;
use plotters::style::text_anchor::HPos;

/// Units to a CSS pixel: whole numbers of them are fine enough for any print.
const UNITS: u32 = 10;

/// The SVG document of `figure` in `theme`, `width` × `height` CSS pixels.
///
/// # Errors
/// When a length is 0.
pub fn draw(figure: &Figure, theme: &Theme, width: u16, height: u16) -> Result<String, String> {
    if width == 0 || height == 0 {
        return Err("A picture without width or height cannot be drawn".into());
    }
    let surface = Surface {
        width: f64::from(width),
        height: f64::from(height),
        units: f64::from(UNITS),
        device_pixel: f64::from(UNITS) / 2.0,
        font_factor: 1.0,
    };
    let mut shapes = Shapes(String::new());
    super::draw(figure, theme, surface, &mut shapes)?;
    let (across, down) = (u32::from(width) * UNITS, u32::from(height) * UNITS);
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {across} {down}\">\n{}</svg>\n",
        shapes.0
    ))
}

/// The document's elements so far.
struct Shapes(String);

impl Shapes {
    fn add(&mut self, element: &str) -> Drawn {
        self.0.push_str(element);
        self.0.push('\n');
        Ok(())
    }
}

impl Board for Shapes {
    fn rect(&mut self, (left, top): Unit, (right, bottom): Unit, paint: Paint) -> Drawn {
        let (width, height) = (right - left, bottom - top);
        let fill = filled(paint);
        self.add(&format!("<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" {fill}/>"))
    }

    fn path(&mut self, points: &[Unit], width: u32, paint: Paint) -> Drawn {
        let (points, stroke) = (listed(points), hex(paint.colour));
        self.add(&format!(
            "<polyline points=\"{points}\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"{width}\" stroke-linejoin=\"round\"/>"
        ))
    }

    fn polygon(&mut self, points: &[Unit], paint: Paint) -> Drawn {
        self.add(&format!("<polygon points=\"{}\" {}/>", listed(points), filled(paint)))
    }

    fn text(&mut self, text: &str, (x, y): Unit, look: Lettering) -> Drawn {
        let anchor = match look.anchor {
            HPos::Left => "start",
            HPos::Center => "middle",
            HPos::Right => "end",
        };
        let weight = if look.bold { "bold" } else { "normal" };
        let (family, size, fill) = (escaped(look.family), look.size.round() as u32, hex(look.colour));
        // A third of the size below the middle is where most faces have their base line.
        let base = y + (0.35 * look.size) as i32;
        let text = escaped(text);
        self.add(&format!(
            "<text x=\"{x}\" y=\"{base}\" text-anchor=\"{anchor}\" font-family=\"{family}\" font-size=\"{size}\" font-weight=\"{weight}\" fill=\"{fill}\">{text}</text>"
        ))
    }
}

fn filled(paint: Paint) -> String {
    format!("fill=\"{}\" fill-opacity=\"{}%\"", hex(paint.colour), (100.0 * paint.alpha).round() as u32)
}

fn listed(points: &[Unit]) -> String {
    points.iter().map(|(x, y)| format!("{x},{y} ")).collect()
}

fn hex(Colour { rgb: [red, green, blue] }: Colour) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// For an attribute or an element's text.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
    out
}
