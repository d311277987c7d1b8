//! What stands above the plot: the title, the vertical axis's name, the legend.
use super::board::Drawn;
use super::pen::{Font, Pen};
use super::series;
use super::text;
use super::theme::Theme;
use crate::figure::{Direction, Figure, Rule, Series};
use plotters::style::text_anchor::HPos;

/// The length of a legend's sample of a line, in font sizes.
const SAMPLE: f64 = 2.0;

/// What the legend explains: a series, or a level across the plot, whose name would cover data if it stood on it.
#[derive(Clone, Copy)]
enum Key<'a> {
    Series(&'a Series),
    Level(&'a Rule),
}

impl<'a> Key<'a> {
    fn label(self) -> &'a str {
        match self {
            Key::Series(series) => &series.label,
            Key::Level(rule) => &rule.label,
        }
    }
}

/// The header, laid out.
pub struct Header<'a> {
    theme: &'a Theme,
    width: f64,
    title: &'a str,
    y_label: &'a str,
    /// Each entry with its left edge and its row; row 0 is that of `y_label`.
    legend: Vec<(Key<'a>, f64, usize)>,
}

impl<'a> Header<'a> {
    /// The header of `figure` in `width` CSS pixels. One series alone needs no legend; it stands to the right of the
    /// axis's name if it fits there, else in rows below.
    pub fn new(figure: &'a Figure, theme: &'a Theme, width: f64) -> Self {
        let size = theme.font_size;
        let series = figure.series.iter().map(Key::Series);
        let levels = figure.rules.iter().filter(|rule| rule.axis == Direction::Y).map(Key::Level);
        let named: Vec<Key> = series.chain(levels).filter(|key| !key.label().is_empty()).collect();
        let entry = |key: Key| (SAMPLE + 0.5) * size + text::width(key.label(), size);
        let gap = 1.4 * size;
        let mut legend = Vec::new();
        if !matches!(named[..], [] | [Key::Series(_)]) {
            let total: f64 = named.iter().map(|&key| entry(key) + gap).sum::<f64>() - gap;
            let beside = text::width(&figure.y.label, size) + 2.0 * gap + total <= width;
            let (mut left, mut row) = if beside { (width - total, 0) } else { (0.0, 1) };
            for key in named {
                if left > 0.0 && left + entry(key) > width + 0.5 {
                    (left, row) = (0.0, row + 1);
                }
                legend.push((key, left, row));
                left += entry(key) + gap;
            }
        }
        Header { theme, width, title: &figure.title, y_label: &figure.y.label, legend }
    }

    /// In CSS pixels.
    pub fn height(&self) -> f64 {
        let bottom = match self.legend.last() {
            Some(&(_, _, row)) => self.row(row),
            None if self.y_label.is_empty() => self.row(0) - 1.6 * self.theme.font_size,
            None => self.row(0),
        };
        bottom + 0.9 * self.theme.font_size
    }

    /// The vertical middle of a row of the legend.
    fn row(&self, row: usize) -> f64 {
        let title = if self.title.is_empty() { 0.0 } else { 1.9 };
        (title + 0.9 + 1.6 * row as f64) * self.theme.font_size
    }

    /// Draws all of it.
    pub fn draw(&self, pen: &mut Pen) -> Drawn {
        self.draw_title(pen)?;
        let size = self.theme.font_size;
        let name = text::fit(self.y_label, size, self.width);
        pen.text(&name, (0.0, self.row(0)), HPos::Left, Font { size, bold: false, colour: self.theme.muted })?;
        for &(key, left, row) in &self.legend {
            let y = self.row(row);
            let end = left + SAMPLE * size;
            match key {
                Key::Series(series) => series::draw_sample(series, left, end, y, self.theme, pen)?,
                Key::Level(rule) => pen.horizontal(y, left, end, self.theme.tone(rule.tone))?,
            }
            let left = left + (SAMPLE + 0.5) * size;
            let label = text::fit(key.label(), size, self.width - left + 1.0);
            pen.text(&label, (left, y), HPos::Left, Font { size, bold: false, colour: self.theme.ink })?;
        }
        Ok(())
    }

    /// Draws only the title.
    pub fn draw_title(&self, pen: &mut Pen) -> Drawn {
        if self.title.is_empty() {
            return Ok(());
        }
        let font = Font { size: 1.15 * self.theme.font_size, bold: true, colour: self.theme.ink };
        // Bold letters are wider than those that the estimate knows.
        let title = text::fit(self.title, 1.08 * font.size, self.width);
        pen.text(&title, (0.0, 0.9 * self.theme.font_size), HPos::Left, font)
    }
}
