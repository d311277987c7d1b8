//! Draws one series, and the sample of it in the legend.
use super::board::Drawn;
use super::frame::Frame;
use super::pen::{Pen, Point, Rect};
use super::place::Ink;
use super::theme::{Colour, Theme};
use super::trace;
use crate::figure::{Mark, Series, Tone};

/// The radius of points, in CSS pixels at the usual size of type, as are all lengths here.
const RADIUS: f64 = 2.25;

/// How much of what lies behind an area shows through: grid lines and curves still do.
const PALE: f64 = 0.22;

/// Half the length of the strokes at an interval's ends.
const CAP: f64 = 3.0;

/// From so many points on each is a device pixel or two: shapes would only run together, and take long.
const CROWD: usize = 2000;

/// Draws `series` inside the plot and notes in `ink` where it is.
pub fn draw(series: &Series, frame: &Frame, theme: &Theme, pen: &mut Pen, ink: &mut Ink) -> Drawn {
    let points = series.points.iter().map(|&point| frame.point(point));
    let colour = theme.tone(series.tone);
    let runs = match series.mark {
        Mark::Points => return draw_points(points.flatten(), series.tone, frame, theme, pen, ink),
        Mark::Intervals => {
            for pair in series.points.chunks_exact(2) {
                let ends = pair.iter().map(|&end| frame.point(end));
                for run in trace::clip(ends, &frame.plot) {
                    interval(&run, colour, theme.scale(), pen)?;
                    ink.line(&run);
                }
            }
            return Ok(());
        }
        Mark::Area => {
            let outline = trace::clip_area(&points.flatten().collect::<Vec<_>>(), &frame.plot);
            ink.line(&outline);
            return pen.polygon(&outline, colour, PALE);
        }
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

fn draw_points(
    points: impl Iterator<Item = Point>,
    tone: Tone,
    frame: &Frame,
    theme: &Theme,
    pen: &mut Pen,
    ink: &mut Ink,
) -> Drawn {
    let mut shown: Vec<Point> = points.filter(|&point| trace::inside(point, &frame.plot)).collect();
    // Of neighbours that fall into one pixel, one is seen.
    let pixel = |p: &Point| ((p.0 / pen.device_pixel()).round(), (p.1 / pen.device_pixel()).round());
    shown.dedup_by(|a, b| pixel(a) == pixel(b));
    for &(x, y) in &shown {
        if shown.len() < CROWD {
            dot((x, y), tone, theme, pen)?;
        } else {
            pen.fill(Rect { left: x - 0.75, top: y - 0.75, width: 1.5, height: 1.5 }, theme.tone(tone), 1.0)?;
        }
    }
    ink.points.extend(shown);
    Ok(())
}

/// Draws how `series` looks, from `left` to `right` at height `y`.
pub fn draw_sample(series: &Series, left: f64, right: f64, y: f64, theme: &Theme, pen: &mut Pen) -> Drawn {
    let (middle, colour) = (0.5 * (left + right), theme.tone(series.tone));
    match series.mark {
        Mark::Points => dot((middle, y), series.tone, theme, pen),
        Mark::Intervals => interval(&[(middle, y - 5.0), (middle, y + 5.0)], colour, theme.scale(), pen),
        Mark::Area => pen.fill(Rect { left, top: y - 5.0, width: right - left, height: 10.0 }, colour, PALE),
        _ => stroke(&[(left, y), (right, y)], series, theme, pen),
    }
}

/// A line with a stroke across each end.
fn interval(run: &[Point], colour: Colour, scale: f64, pen: &mut Pen) -> Drawn {
    let [from, to] = run else { return Ok(()) };
    let upright = (to.1 - from.1).abs() >= (to.0 - from.0).abs();
    let (dx, dy) = if upright { (CAP * scale, 0.0) } else { (0.0, CAP * scale) };
    let width = 1.25 * scale;
    pen.path(run, width, colour)?;
    run.iter().try_for_each(|&(x, y)| pen.path(&[(x - dx, y - dy), (x + dx, y + dy)], width, colour))
}

/// A line through `run`, or a dot where it is but one point.
fn stroke(run: &[Point], series: &Series, theme: &Theme, pen: &mut Pen) -> Drawn {
    let colour = theme.tone(series.tone);
    // A law is to be seen on the data that it was fitted to.
    let width = if series.tone == Tone::Fit { 2.25 } else { 1.75 } * theme.scale();
    let pattern: &[f64] = match (run, series.mark) {
        ([only], _) => return dot(*only, series.tone, theme, pen),
        (_, Mark::Dashed) => &[7.0, 4.0],
        (_, Mark::Dotted) => &[2.0, 3.0],
        (_, Mark::DashDotted) => &[8.0, 3.0, 2.0, 3.0],
        _ => return pen.path(run, width, colour),
    };
    let pattern: Vec<f64> = pattern.iter().map(|length| length * theme.scale()).collect();
    trace::dashes(run, &pattern).iter().try_for_each(|dash| pen.path(dash, width, colour))
}

/// A point, of a shape that tells its role without colour: rounds are data, polygons laws and nulls.
fn dot((x, y): Point, tone: Tone, theme: &Theme, pen: &mut Pen) -> Drawn {
    // Corners, the first one's direction in twenty-fourths of a turn from the right, and the radius.
    let (corners, turn, radius) = match tone {
        Tone::Data => (12, 0, RADIUS),
        Tone::Muted => (12, 0, 0.7 * RADIUS),
        Tone::Fit => (4, 3, 1.2 * RADIUS),
        Tone::Floor => (6, 2, 1.2 * RADIUS),
        Tone::Null1 => (3, 18, 1.4 * RADIUS),
        Tone::Null2 => (4, 0, 1.3 * RADIUS),
        Tone::Null3 => (3, 6, 1.4 * RADIUS),
        Tone::Null4 => (6, 0, 1.2 * RADIUS),
    };
    let radius = radius * theme.scale();
    let corner = |k: usize| {
        let at = turn + k * TURN / corners;
        (x + radius * cosine(at), y + radius * cosine(at + TURN - TURN / 4))
    };
    pen.polygon(&(0..corners).map(corner).collect::<Vec<_>>(), theme.tone(tone), 1.0)
}

/// Directions that a corner can have.
const TURN: usize = 24;

/// cos(2πk/24): a library's cosine would be larger than the rest of this file.
fn cosine(k: usize) -> f64 {
    const QUARTER: [f64; 7] =
        [1.0, 0.965_925_826_3, 0.866_025_403_8, std::f64::consts::FRAC_1_SQRT_2, 0.5, 0.258_819_045_1, 0.0];
    let k = k % TURN;
    let half = k.min(TURN - k);
    if half <= 6 {
        QUARTER[half]
    } else {
        -QUARTER[TURN / 2 - half]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_the_cosine() {
        for k in 0..60 {
            let expected = libm::cos(2.0 * std::f64::consts::PI * k as f64 / TURN as f64);
            assert!((cosine(k) - expected).abs() < 1e-9, "{k}");
        }
    }
}
