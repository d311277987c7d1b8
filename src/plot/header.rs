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

/// The title's size, and the height of its lines, in font sizes.
const TITLE: f64 = 1.15;
const TITLE_LINE: f64 = 1.5;

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

/// What is explained in the legend, and where.
struct Entry<'a> {
    key: Key<'a>,
    /// The left edge.
    left: f64,
    /// That of the first line; row 0 is that of `y_label`.
    row: usize,
    /// More than one only where the whole width is too little.
    lines: Vec<String>,
}

/// The header, laid out: a title that is too long is broken.
pub struct Header<'a> {
    theme: &'a Theme,
    width: f64,
    /// In lines.
    title: Vec<String>,
    y_label: &'a str,
    legend: Vec<Entry<'a>>,
}

impl<'a> Header<'a> {
    /// The header of `figure` in `width` CSS pixels. One series alone needs no legend; it stands to the right of the
    /// axis's name if it fits there, else in rows below.
    pub fn new(figure: &'a Figure, theme: &'a Theme, width: f64) -> Self {
        let size = theme.font_size;
        // Bold letters are wider than those that the estimate knows.
        let title = text::wrap(&figure.title, 1.08 * TITLE * size, width);
        let series = figure.series.iter().map(Key::Series);
        let levels = figure.rules.iter().filter(|rule| rule.axis == Direction::Y).map(Key::Level);
        let named: Vec<Key> = series.chain(levels).filter(|key| !key.label().is_empty()).collect();
        let sample = (SAMPLE + 0.5) * size;
        let entry = |key: Key| sample + text::width(key.label(), size);
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
                let lines = text::wrap(key.label(), size, width + 1.0 - left - sample);
                let last = row + lines.len().max(1) - 1;
                legend.push(Entry { key, left, row, lines });
                (left, row) = (left + entry(key) + gap, last);
            }
        }
        Header { theme, width, title, y_label: &figure.y.label, legend }
    }

    /// In CSS pixels.
    pub fn height(&self) -> f64 {
        let bottom = match self.legend.last() {
            Some(entry) => self.row(entry.row + entry.lines.len().max(1) - 1),
            None if self.y_label.is_empty() => self.row(0) - 1.6 * self.theme.font_size,
            None => self.row(0),
        };
        bottom + 0.9 * self.theme.font_size
    }

    /// The vertical middle of a row of the legend.
    fn row(&self, row: usize) -> f64 {
        let title = if self.title.is_empty() { 0.0 } else { 0.4 + TITLE_LINE * self.title.len() as f64 };
        (title + 0.9 + 1.6 * row as f64) * self.theme.font_size
    }

    /// Draws all of it.
    pub fn draw(&self, pen: &mut Pen) -> Drawn {
        self.draw_title(pen)?;
        let size = self.theme.font_size;
        let name = text::fit(self.y_label, size, self.width);
        pen.text(&name, (0.0, self.row(0)), HPos::Left, Font { size, bold: false, colour: self.theme.muted })?;
        for &Entry { key, left, row, ref lines } in &self.legend {
            let y = self.row(row);
            let end = left + SAMPLE * size;
            match key {
                Key::Series(series) => series::draw_sample(series, left, end, y, self.theme, pen)?,
                Key::Level(rule) => pen.horizontal(y, left, end, self.theme.tone(rule.tone))?,
            }
            let left = left + (SAMPLE + 0.5) * size;
            for (i, line) in lines.iter().enumerate() {
                pen.text(
                    line,
                    (left, self.row(row + i)),
                    HPos::Left,
                    Font { size, bold: false, colour: self.theme.ink },
                )?;
            }
        }
        Ok(())
    }

    /// Draws only the title.
    pub fn draw_title(&self, pen: &mut Pen) -> Drawn {
        let size = self.theme.font_size;
        let font = Font { size: TITLE * size, bold: true, colour: self.theme.ink };
        self.title
            .iter()
            .enumerate()
            .try_for_each(|(i, line)| pen.text(line, (0.0, (0.9 + TITLE_LINE * i as f64) * size), HPos::Left, font))
    }
}
