//! The plot's place among its margins, its axes and grid.
use super::board::Drawn;
use super::pen::{Font, Pen, Point, Rect, Surface};
use super::scale::Extent;
use super::text;
use super::theme::Theme;
use super::ticks::{ticks, Tick};
use crate::figure::{Direction, Figure};
use plotters::style::text_anchor::HPos;

/// The length of a tick with a label, in CSS pixels; a minor one has half.
const TICK: f64 = 5.0;

/// No coordinate lies farther away than this, in CSS pixels, so that products of lengths stay exact enough to clip.
const FAR: f64 = 1e6;

/// What both axes show; `None` when a figure has no point with a place on both, and no ranges of its own.
pub fn extents(figure: &Figure) -> Option<(Extent, Extent)> {
    let values = |axis, place: usize| {
        let points = figure.series.iter().flat_map(|series| &series.points);
        let rules = figure.rules.iter().filter(move |rule| rule.axis == axis).map(|rule| rule.at);
        points.map(move |point| point[place]).chain(rules)
    };
    let has_data = figure.series.iter().any(|series| !series.points.is_empty());
    let x = Extent::of(&figure.x, values(Direction::X, 0), 0.02)?;
    let y = Extent::of(&figure.y, values(Direction::Y, 1), 0.05)?;
    let shows = |p: &[f64; 2]| x.fraction(p[0]).is_some() && y.fraction(p[1]).is_some();
    let any = has_data && figure.series.iter().any(|series| series.points.iter().any(shows));
    any.then_some((x, y))
}

/// The area between the axes and what stands along them.
pub struct Frame {
    /// The area between the axes, in CSS pixels.
    pub plot: Rect,
    x: (Extent, Vec<Tick>),
    y: (Extent, Vec<Tick>),
    surface: Surface,
}

impl Frame {
    /// A frame below a header of height `top`, above `lines` of text: the horizontal axis's numbers and its name.
    /// `None` when there is no room for one.
    pub fn new(x: Extent, y: Extent, font_size: f64, top: f64, lines: f64, surface: Surface) -> Option<Self> {
        let line = 1.5 * font_size;
        let edge = 0.4 * font_size;
        let top = top + edge;
        let height = surface.height - top - TICK - lines * line - edge;
        let y_ticks = roomiest(y, height, |_| 2.2 * font_size);
        let widest =
            y_ticks.iter().filter_map(|t| t.label.as_ref()).map(|l| text::width(l, font_size)).fold(0.0, f64::max);
        let left = edge + widest + TICK + 0.4 * font_size;
        let width = surface.width - left - font_size;
        if width < 5.0 * font_size || height < 3.0 * font_size {
            return None;
        }
        let x_ticks = roomiest(x, width, |label| text::width(label, font_size) + 1.6 * font_size);
        Some(Frame { plot: Rect { left, top, width, height }, x: (x, x_ticks), y: (y, y_ticks), surface })
    }

    /// Where a value stands; `None` if an axis cannot show it. May lie outside the plot.
    pub fn point(&self, [x, y]: [f64; 2]) -> Option<Point> {
        Some((self.x_of(x)?, self.y_of(y)?))
    }

    /// The horizontal place of a value.
    pub fn x_of(&self, value: f64) -> Option<f64> {
        self.x.0.fraction(value).map(|f| (self.plot.left + f * self.plot.width).clamp(-FAR, FAR))
    }

    /// The vertical place of a value.
    pub fn y_of(&self, value: f64) -> Option<f64> {
        self.y.0.fraction(value).map(|f| (self.plot.bottom() - f * self.plot.height).clamp(-FAR, FAR))
    }

    /// A line at every label.
    pub fn draw_grid(&self, theme: &Theme, pen: &mut Pen) -> Drawn {
        let plot = self.plot;
        for x in self.x.1.iter().filter(|t| t.label.is_some()).filter_map(|t| self.x_of(t.at)) {
            pen.vertical(x, plot.top, plot.bottom(), theme.grid)?;
        }
        for y in self.y.1.iter().filter(|t| t.label.is_some()).filter_map(|t| self.y_of(t.at)) {
            pen.horizontal(y, plot.left, plot.right(), theme.grid)?;
        }
        Ok(())
    }

    /// Both axes with ticks and labels, and the name of the horizontal one below it.
    pub fn draw_axes(&self, x_label: &str, theme: &Theme, pen: &mut Pen) -> Drawn {
        let plot = self.plot;
        let font = Font { size: theme.font_size, bold: false, colour: theme.muted };
        let length = |tick: &Tick| if tick.label.is_some() { TICK } else { 0.5 * TICK };
        pen.horizontal(plot.bottom(), plot.left, plot.right(), theme.muted)?;
        pen.vertical(plot.left, plot.top, plot.bottom(), theme.muted)?;
        let below = plot.bottom() + TICK + 0.75 * font.size;
        for tick in &self.x.1 {
            let Some(x) = self.x_of(tick.at) else { continue };
            pen.vertical(x, plot.bottom(), plot.bottom() + length(tick), theme.muted)?;
            if let Some(label) = &tick.label {
                // The last label may not fit centred below its tick.
                let last = self.surface.width - 0.5 * text::width(label, font.size);
                pen.text(label, (x.min(last), below), HPos::Center, font)?;
            }
        }
        for tick in &self.y.1 {
            let Some(y) = self.y_of(tick.at) else { continue };
            pen.horizontal(y, plot.left - length(tick), plot.left, theme.muted)?;
            if let Some(label) = &tick.label {
                pen.text(label, (plot.left - TICK - 0.4 * font.size, y), HPos::Right, font)?;
            }
        }
        let name = text::fit(x_label, font.size, self.surface.width);
        let half = 0.5 * text::width(&name, font.size);
        let middle = (plot.left + 0.5 * plot.width).clamp(half, (self.surface.width - half).max(half));
        pen.text(&name, (middle, below + 1.5 * font.size), HPos::Center, font)
    }
}

/// The ticks with the most labels that do not touch on an axis of `length`, a label taking `room`.
fn roomiest(extent: Extent, length: f64, room: impl Fn(&str) -> f64) -> Vec<Tick> {
    let fits = |ticks: &Vec<Tick>| {
        let labelled: Vec<(f64, f64)> = ticks
            .iter()
            .filter_map(|tick| Some((extent.fraction(tick.at)? * length, room(tick.label.as_ref()?))))
            .collect();
        labelled.windows(2).all(|pair| pair[1].0 - pair[0].0 >= 0.5 * (pair[0].1 + pair[1].1))
    };
    let of = |most| ticks(extent.scale, extent.min, extent.max, most);
    (3..=10).rev().map(of).find(fits).unwrap_or_else(|| of(2))
}
