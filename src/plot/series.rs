//! Draws one series, and the sample of it in the legend.
use super::frame::Frame;
use super::pen::{Pen, Point};
use super::place::Ink;
use super::theme::Theme;
use super::trace;
use crate::figure::{Mark, Series, Tone};
use plotters::backend::DrawingBackend;
use plotters::prelude::DrawResult;

/// The radius of points, in CSS pixels.
const RADIUS: f64 = 2.25;

/// Draws `series` inside the plot and notes in `ink` where it is.
pub fn draw<DB: DrawingBackend>(
    series: &Series,
    frame: &Frame,
    theme: &Theme,
    pen: &mut Pen<DB>,
    ink: &mut Ink,
) -> DrawResult<(), DB> {
    let points = series.points.iter().map(|&point| frame.point(point));
    if series.mark == Mark::Points {
        let mut shown: Vec<Point> = points.flatten().filter(|&point| trace::inside(point, &frame.plot)).collect();
        // Of neighbours that fall into one pixel, one is seen.
        let pixel = |p: &Point| ((p.0 / pen.device_pixel()).round(), (p.1 / pen.device_pixel()).round());
        shown.dedup_by(|a, b| pixel(a) == pixel(b));
        for &point in &shown {
            dot(point, series.tone, theme, pen)?;
        }
        ink.points.extend(shown);
        return Ok(());
    }
    let runs = match series.mark {
        Mark::Steps => trace::clip(trace::steps(points), &frame.plot),
        _ => trace::clip(points, &frame.plot),
    };
    for run in runs {
        let run = trace::thin(&run, pen.device_pixel());
        stroke(&run, series, theme, pen)?;
        ink.line(&run);
    }
    Ok(())
}

/// Draws how `series` looks, from `left` to `right` at height `y`.
pub fn draw_sample<DB: DrawingBackend>(
    series: &Series,
    left: f64,
    right: f64,
    y: f64,
    theme: &Theme,
    pen: &mut Pen<DB>,
) -> DrawResult<(), DB> {
    match series.mark {
        Mark::Points => dot((0.5 * (left + right), y), series.tone, theme, pen),
        _ => stroke(&[(left, y), (right, y)], series, theme, pen),
    }
}

/// A line through `run`, or a dot where it is but one point.
fn stroke<DB: DrawingBackend>(run: &[Point], series: &Series, theme: &Theme, pen: &mut Pen<DB>) -> DrawResult<(), DB> {
    let colour = theme.tone(series.tone);
    // A law is to be seen on the data that it was fitted to.
    let width = if series.tone == Tone::Fit { 2.25 } else { 1.75 };
    let dashes = match (run, series.mark) {
        ([only], _) => return dot(*only, series.tone, theme, pen),
        (_, Mark::Dashed) => trace::dashes(run, 7.0, 4.0),
        (_, Mark::Dotted) => trace::dashes(run, 2.0, 3.0),
        _ => return pen.path(run, width, colour),
    };
    dashes.iter().try_for_each(|dash| pen.path(dash, width, colour))
}

/// A point, of a shape that tells its role without colour: rounds are data, polygons laws and nulls.
fn dot<DB: DrawingBackend>((x, y): Point, tone: Tone, theme: &Theme, pen: &mut Pen<DB>) -> DrawResult<(), DB> {
    // Corners, the first one's direction in turns from the right, and the radius.
    let (corners, turn, radius) = match tone {
        Tone::Data => (12, 0.0, RADIUS),
        Tone::Muted => (12, 0.0, 0.7 * RADIUS),
        Tone::Fit => (4, 0.125, 1.2 * RADIUS),
        Tone::Floor => (5, -0.25, 1.2 * RADIUS),
        Tone::Null1 => (3, -0.25, 1.4 * RADIUS),
        Tone::Null2 => (4, 0.0, 1.3 * RADIUS),
        Tone::Null3 => (3, 0.25, 1.4 * RADIUS),
    };
    let corner = |k: i32| {
        let angle = 2.0 * std::f64::consts::PI * (turn + f64::from(k) / f64::from(corners));
        (x + radius * libm::cos(angle), y + radius * libm::sin(angle))
    };
    pen.polygon(&(0..corners).map(corner).collect::<Vec<_>>(), theme.tone(tone))
}
