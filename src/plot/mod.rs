//! Draws a [`Figure`] on a [`Board`]: any plotters backend, such as a canvas in the page, or SVG for print.
//!
//! Text is never measured and every series is one path (or as few as clipping, gaps and dashes leave), since these are
//! what costs time on a canvas. Lengths are CSS pixels until [`pen`] turns them into the board's units.
pub mod board;
pub mod frame;
pub mod header;
pub mod number;
pub mod pen;
pub mod place;
pub mod scale;
pub mod series;
pub mod svg;
pub mod text;
pub mod theme;
pub mod ticks;

mod annotate;
mod trace;

pub use board::Board;
pub use pen::{Rect, Surface};
pub use theme::Theme;

use crate::figure::Figure;
use frame::Frame;
use pen::{Font, Pen};
use place::Ink;
use plotters::style::text_anchor::HPos;
use scale::Extent;
use serde::Serialize;

/// Where the data's place is in the picture, so that a pointer's position can be read as a value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Mapping {
    /// The area between the axes, in CSS pixels.
    pub plot: Rect,
    /// From its left edge to its right.
    pub x: Extent,
    /// From its lower edge to its upper.
    pub y: Extent,
}

/// Draws `figure`. `None` when there are no axes: too little data, or no room.
///
/// # Errors
/// What the board reports.
pub fn draw(
    figure: &Figure,
    theme: &Theme,
    surface: Surface,
    board: &mut dyn Board,
) -> Result<Option<Mapping>, String> {
    let mut pen = Pen::new(board, surface, &theme.font_family);
    let whole = Rect { left: 0.0, top: 0.0, width: surface.width, height: surface.height };
    pen.fill(whole, theme.paper, 1.0)?;
    let header = header::Header::new(figure, theme, surface.width);
    let sentence = match (&figure.empty, frame::extents(figure)) {
        (Some(sentence), _) => sentence,
        (None, None) => "There is no data to draw yet.",
        (None, Some((x, y))) => {
            let lines = if figure.x.label.is_empty() { 1.0 } else { 2.0 };
            let Some(frame) = Frame::new(x, y, theme.font_size, header.height(), lines, surface) else {
                return Ok(None);
            };
            header.draw(&mut pen)?;
            frame.draw_grid(theme, &mut pen)?;
            let mut ink = Ink::default();
            annotate::rule_lines(figure, &frame, theme, &mut pen, &mut ink)?;
            for series in &figure.series {
                series::draw(series, &frame, theme, &mut pen, &mut ink)?;
            }
            frame.draw_axes(&figure.x.label, theme, &mut pen)?;
            annotate::notes(figure, &frame, theme, &mut pen, &mut ink)?;
            annotate::rule_labels(figure, &frame, theme, &mut pen, &mut ink)?;
            return Ok(Some(Mapping { plot: frame.plot, x, y }));
        }
    };
    header.draw_title(&mut pen)?;
    let font = Font { size: theme.font_size, bold: false, colour: theme.muted };
    let lines = text::wrap(sentence, font.size, 0.84 * surface.width);
    let middle = surface.height / 2.0 - 0.75 * font.size * (lines.len() as f64 - 1.0);
    for (i, line) in lines.iter().enumerate() {
        pen.text(line, (surface.width / 2.0, middle + 1.5 * font.size * i as f64), HPos::Center, font)?;
    }
    Ok(None)
}
