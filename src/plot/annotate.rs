//! Rules across the plot and text inside it, placed where the data is not.
use super::frame::Frame;
use super::pen::{Font, Pen, Rect};
use super::place::{corners, Ink};
use super::text;
use super::theme::Theme;
use crate::figure::{Direction, Figure, Rule};
use plotters::backend::DrawingBackend;
use plotters::prelude::DrawResult;
use plotters::style::text_anchor::HPos;

/// How much of what lies behind text is covered.
const COVER: f64 = 0.85;

/// A line across the plot at each rule that lies in it.
pub fn rule_lines<DB: DrawingBackend>(
    figure: &Figure,
    frame: &Frame,
    theme: &Theme,
    pen: &mut Pen<DB>,
    ink: &mut Ink,
) -> DrawResult<(), DB> {
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

/// Each rule's label, beside it.
pub fn rule_labels<DB: DrawingBackend>(
    figure: &Figure,
    frame: &Frame,
    theme: &Theme,
    pen: &mut Pen<DB>,
    ink: &mut Ink,
) -> DrawResult<(), DB> {
    let font = Font { size: theme.font_size, bold: false, colour: theme.ink };
    let plot = frame.plot;
    let gap = 0.3 * font.size;
    let height = 1.4 * font.size;
    for rule in &figure.rules {
        let Some(at) = place(rule, frame) else { continue };
        let label = text::fit(&rule.label, font.size, plot.width - 4.0 * gap);
        let width = text::width(&label, font.size) + gap;
        // Along the rule: its end first, then its start, then its middle; on one side of it, then on the other.
        let (lefts, tops) = match rule.axis {
            Direction::X => (
                vec![at + gap, at - gap - width],
                vec![plot.top + gap, plot.bottom() - gap - height, plot.top + 0.5 * (plot.height - height)],
            ),
            Direction::Y => (
                vec![plot.right() - gap - width, plot.left + gap, plot.left + 0.5 * (plot.width - width)],
                vec![at - gap - height, at + gap],
            ),
        };
        let boxes = lefts.iter().flat_map(|&left| tops.iter().map(move |&top| Rect { left, top, width, height }));
        // To the right of the plot there is a margin, where nothing else stands.
        let in_plot = |r: &Rect| {
            let across = r.left >= plot.left && r.right() <= plot.right() + font.size;
            across && r.top >= plot.top && r.bottom() <= plot.bottom()
        };
        if let Some(taken) = ink.take(boxes.filter(in_plot)) {
            pen.fill(taken, theme.paper, COVER)?;
            pen.text(&label, (taken.left + 0.5 * gap, taken.top + 0.5 * height), HPos::Left, font)?;
        }
    }
    Ok(())
}

/// The notes as one block, their lines broken where that covers less data; those that there is no room for are left
/// out, the last first.
pub fn notes<DB: DrawingBackend>(
    figure: &Figure,
    frame: &Frame,
    theme: &Theme,
    pen: &mut Pen<DB>,
    ink: &mut Ink,
) -> DrawResult<(), DB> {
    let font = Font { size: theme.font_size, bold: false, colour: theme.ink };
    let plot = frame.plot;
    let (line, inset) = (1.45 * font.size, 0.6 * font.size);
    let size_of = |lines: &Vec<String>| {
        let widest = lines.iter().map(|l| text::width(l, font.size)).fold(0.0, f64::max);
        (widest + 2.0 * inset, line * lines.len() as f64 + inset)
    };
    let broken_at =
        |room: f64| -> Vec<String> { figure.notes.iter().flat_map(|note| text::wrap(note, font.size, room)).collect() };
    let most = ((plot.height - 3.0 * inset) / line).max(0.0) as usize;
    let mut whole = broken_at(plot.width - 4.0 * inset);
    whole.truncate(most);
    let mut layouts = vec![whole];
    let broken = [0.7, 0.55, 0.45].map(|part| broken_at(part * plot.width));
    layouts.extend(broken.into_iter().filter(|lines| lines.len() <= most));
    let boxes = layouts.iter().filter(|lines| !lines.is_empty()).flat_map(|lines| {
        let (width, height) = size_of(lines);
        corners(&plot, width, height, inset)
    });
    let Some(taken) = ink.take(boxes) else { return Ok(()) };
    let lines = layouts.iter().find(|lines| size_of(lines) == (taken.width, taken.height)).unwrap_or(&layouts[0]);
    for (i, text) in lines.iter().enumerate() {
        let top = taken.top + 0.5 * inset + line * i as f64;
        let width = text::width(text, font.size) + inset;
        pen.fill(Rect { left: taken.left + 0.5 * inset, top, width, height: line }, theme.paper, COVER)?;
        pen.text(text, (taken.left + inset, top + 0.5 * line), HPos::Left, font)?;
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
