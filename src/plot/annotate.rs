//! Rules across the plot and text inside it, placed where the data is not.
use super::board::Drawn;
use super::frame::Frame;
use super::pen::{Font, Pen, Rect};
use super::place::{corners, Ink};
use super::text;
use super::theme::Theme;
use crate::figure::{Direction, Figure, Rule};
use plotters::style::text_anchor::HPos;

/// How much of what lies behind text is covered.
const COVER: f64 = 0.85;

/// Places for a label along its rule.
const STOPS: i32 = 12;

/// A line across the plot at each rule that lies in it.
pub fn rule_lines(figure: &Figure, frame: &Frame, theme: &Theme, pen: &mut Pen, ink: &mut Ink) -> Drawn {
    let plot = frame.plot;
    for rule in &figure.rules {
        let Some(at) = place(rule, frame) else { continue };
        let colour = theme.tone(rule.tone);
        let ends = match rule.axis {
            Direction::X => {
                pen.vertical(at, plot.top, plot.bottom(), colour)?;
                [(at, plot.top), (at, plot.bottom())]
            }
            Direction::Y => {
                pen.horizontal(at, plot.left, plot.right(), colour)?;
                [(plot.left, at), (plot.right(), at)]
            }
        };
        ink.line(&ends);
    }
    Ok(())
}

/// The label of each rule that stands upright, beside it. Those of levels stand in the legend.
pub fn rule_labels(figure: &Figure, frame: &Frame, theme: &Theme, pen: &mut Pen, ink: &mut Ink) -> Drawn {
    let font = Font { size: theme.font_size, bold: false, colour: theme.ink };
    let plot = frame.plot;
    let gap = 0.3 * font.size;
    let height = 1.4 * font.size;
    for rule in figure.rules.iter().filter(|rule| rule.axis == Direction::X && !rule.label.is_empty()) {
        let Some(at) = place(rule, frame) else { continue };
        let label = text::fit(&rule.label, font.size, plot.width - 4.0 * gap);
        let width = text::width(&label, font.size) + gap;
        // From the top down, to the right of the rule, where the plot has a margin, then to its left.
        let room = plot.height - 2.0 * gap - height;
        let tops = (0..STOPS).map(|i| plot.top + gap + room * f64::from(i) / f64::from(STOPS - 1));
        let boxes = tops.flat_map(|top| [at + gap, at - gap - width].map(|left| Rect { left, top, width, height }));
        let in_plot = |r: &Rect| r.left >= plot.left && r.right() <= plot.right() + font.size;
        if let Some(taken) = ink.take(boxes.filter(in_plot)) {
            pen.fill(taken, theme.paper, COVER)?;
            pen.text(&label, (taken.left + 0.5 * gap, taken.top + 0.5 * height), HPos::Left, font)?;
        }
    }
    Ok(())
}

/// The notes as one block where it covers nothing: whole lines if there is room for them, else broken ones; if there
/// is none for all notes, the first ones.
pub fn notes(figure: &Figure, frame: &Frame, theme: &Theme, pen: &mut Pen, ink: &mut Ink) -> Drawn {
    let font = Font { size: theme.font_size, bold: false, colour: theme.ink };
    let plot = frame.plot;
    let (line, inset) = (1.45 * font.size, 0.6 * font.size);
    let block = |count: usize, part: f64| -> Vec<String> {
        figure.notes[..count].iter().flat_map(|note| text::wrap(note, font.size, part * plot.width)).collect()
    };
    let counts = (1..=figure.notes.len()).rev();
    for lines in counts.flat_map(|count| [0.9, 0.7, 0.55, 0.45, 0.35].map(|part| block(count, part))) {
        let widest = lines.iter().map(|l| text::width(l, font.size)).fold(0.0, f64::max);
        let (width, height) = (widest + 2.0 * inset, line * lines.len() as f64 + inset);
        if height > plot.height - 2.0 * inset {
            continue;
        }
        let Some(taken) = ink.take_free(corners(&plot, width, height, inset)) else { continue };
        for (i, text) in lines.iter().enumerate() {
            let top = taken.top + 0.5 * inset + line * i as f64;
            let width = text::width(text, font.size) + inset;
            pen.fill(Rect { left: taken.left + 0.5 * inset, top, width, height: line }, theme.paper, COVER)?;
            pen.text(text, (taken.left + inset, top + 0.5 * line), HPos::Left, font)?;
        }
        return Ok(());
    }
    Ok(())
}

/// Where a rule lies along its axis, if that is in the plot.
fn place(rule: &Rule, frame: &Frame) -> Option<f64> {
    let plot = frame.plot;
    match rule.axis {
        Direction::X => frame.x_of(rule.at).filter(|x| (plot.left..=plot.right()).contains(x)),
        Direction::Y => frame.y_of(rule.at).filter(|y| (plot.top..=plot.bottom()).contains(y)),
    }
}
