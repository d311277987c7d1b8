//! What stands above the plot: the title, the vertical axis's name, the legend.
use super::pen::{Font, Pen};
use super::series;
use super::text;
use super::theme::Theme;
use crate::figure::{Figure, Series};
use plotters::backend::DrawingBackend;
use plotters::prelude::DrawResult;
use plotters::style::text_anchor::HPos;

/// The length of a legend's sample of a line, in font sizes.
const SAMPLE: f64 = 2.0;

/// The header, laid out.
pub struct Header<'a> {
    theme: &'a Theme,
    width: f64,
    title: &'a str,
    y_label: &'a str,
    /// Each entry with its left edge and its row; row 0 is that of `y_label`.
    legend: Vec<(&'a Series, f64, usize)>,
}

impl<'a> Header<'a> {
    /// The header of `figure` in `width` CSS pixels. A legend is needed only when there is more than one name; it
    /// stands to the right of the axis's name if it fits there, else in rows below.
    pub fn new(figure: &'a Figure, theme: &'a Theme, width: f64) -> Self {
        let size = theme.font_size;
        let named: Vec<&Series> = figure.series.iter().filter(|s| !s.label.is_empty()).collect();
        let entry = |series: &Series| (SAMPLE + 0.5) * size + text::width(&series.label, size);
        let gap = 1.4 * size;
        let mut legend = Vec::new();
        if named.len() > 1 {
            let total: f64 = named.iter().map(|s| entry(s) + gap).sum::<f64>() - gap;
            let beside = text::width(&figure.y.label, size) + 2.0 * gap + total <= width;
            let (mut left, mut row) = if beside { (width - total, 0) } else { (0.0, 1) };
            for series in named {
                if left > 0.0 && left + entry(series) > width + 0.5 {
                    (left, row) = (0.0, row + 1);
                }
                legend.push((series, left, row));
                left += entry(series) + gap;
            }
        }
        Header { theme, width, title: &figure.title, y_label: &figure.y.label, legend }
    }

    /// In CSS pixels.
    pub fn height(&self) -> f64 {
        let rows = self.legend.last().map_or(0, |&(_, _, row)| row);
        self.row(rows) + 0.9 * self.theme.font_size
    }

    /// The vertical middle of a row of the legend.
    fn row(&self, row: usize) -> f64 {
        let title = if self.title.is_empty() { 0.0 } else { 1.9 };
        (title + 0.9 + 1.6 * row as f64) * self.theme.font_size
    }

    /// Draws all of it.
    pub fn draw<DB: DrawingBackend>(&self, pen: &mut Pen<DB>) -> DrawResult<(), DB> {
        self.draw_title(pen)?;
        let size = self.theme.font_size;
        let name = text::fit(self.y_label, size, self.width);
        pen.text(&name, (0.0, self.row(0)), HPos::Left, Font { size, bold: false, colour: self.theme.muted })?;
        for &(series, left, row) in &self.legend {
            let y = self.row(row);
            series::draw_sample(series, left, left + SAMPLE * size, y, self.theme, pen)?;
            let left = left + (SAMPLE + 0.5) * size;
            let label = text::fit(&series.label, size, self.width - left + 1.0);
            pen.text(&label, (left, y), HPos::Left, Font { size, bold: false, colour: self.theme.ink })?;
        }
        Ok(())
    }

    /// Draws only the title.
    pub fn draw_title<DB: DrawingBackend>(&self, pen: &mut Pen<DB>) -> DrawResult<(), DB> {
        if self.title.is_empty() {
            return Ok(());
        }
        let font = Font { size: 1.15 * self.theme.font_size, bold: true, colour: self.theme.ink };
        // Bold letters are wider than those that the estimate knows.
        let title = text::fit(self.title, 1.08 * font.size, self.width);
        pen.text(&title, (0.0, 0.9 * self.theme.font_size), HPos::Left, font)
    }
}
