//! From a series' points to what is stroked: clipped to the plot, no denser than the pixels, in dashes.
use super::pen::{Point, Rect};

/// The most dashes drawn of one series; a longer path gets longer ones.
const MOST_DASHES: f64 = 1000.0;

/// The parts of the path through `points` that lie in `plot`. A point that cannot be shown (`None`) interrupts it.
pub fn clip(points: impl Iterator<Item = Option<Point>>, plot: &Rect) -> Vec<Vec<Point>> {
    let mut runs: Vec<Vec<Point>> = Vec::new();
    let mut open = false;
    let mut last = None;
    for point in points {
        match (last, point) {
            (None, Some(b)) if inside(b, plot) => {
                runs.push(vec![b]);
                open = true;
            }
            (Some(a), Some(b)) => match segment(a, b, plot) {
                Some((from, to)) => {
                    match runs.last_mut() {
                        Some(run) if open => run.push(to),
                        _ => runs.push(vec![from, to]),
                    }
                    // What left the plot comes in again as another run.
                    open = to == b;
                }
                None => open = false,
            },
            _ => open = false,
        }
        last = point;
    }
    runs
}

/// Whether `point` lies in `plot`, its edges included.
pub fn inside((x, y): Point, plot: &Rect) -> bool {
    (plot.left..=plot.right()).contains(&x) && (plot.top..=plot.bottom()).contains(&y)
}

/// The part of the segment a–b in `plot` (Liang, Barsky 1984).
fn segment(a: Point, b: Point, plot: &Rect) -> Option<(Point, Point)> {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let (mut enter, mut leave) = (0.0f64, 1.0f64);
    for (p, q) in [(-dx, a.0 - plot.left), (dx, plot.right() - a.0), (-dy, a.1 - plot.top), (dy, plot.bottom() - a.1)] {
        if p == 0.0 {
            if q < 0.0 {
                return None;
            }
        } else if p < 0.0 {
            enter = enter.max(q / p);
        } else {
            leave = leave.min(q / p);
        }
    }
    let at = |t: f64| {
        let (x, y) = (a.0 + t * dx, a.1 + t * dy);
        (x.clamp(plot.left, plot.right()), y.clamp(plot.top, plot.bottom()))
    };
    (enter <= leave).then(|| (if enter == 0.0 { a } else { at(enter) }, if leave == 1.0 { b } else { at(leave) }))
}

/// The same picture with fewer points: of consecutive points in one column of `pixel` width only the first, the lowest,
/// the highest and the last are kept.
pub fn thin(run: &[Point], pixel: f64) -> Vec<Point> {
    let mut out = Vec::new();
    let column = |p: &Point| (p.0 / pixel).floor();
    for group in run.chunk_by(|a, b| column(a) == column(b)) {
        let by_y = |&a: &usize, &b: &usize| group[a].1.total_cmp(&group[b].1);
        let low = (0..group.len()).min_by(by_y).unwrap_or(0);
        let high = (0..group.len()).max_by(by_y).unwrap_or(0);
        let mut kept = [0, low.min(high), low.max(high), group.len() - 1].to_vec();
        kept.dedup();
        out.extend(kept.into_iter().map(|i| group[i]));
    }
    out
}

/// The path with a corner before each point: a horizontal step to its x, then a vertical one to its y.
pub fn steps(points: impl Iterator<Item = Option<Point>>) -> impl Iterator<Item = Option<Point>> {
    let mut last: Option<Point> = None;
    points.flat_map(move |point| {
        let corner = last.zip(point).map(|((_, y), (x, _))| Some((x, y)));
        last = point;
        corner.into_iter().chain([point])
    })
}

/// The part of the area within `outline` that lies in `plot` (Sutherland, Hodgman 1974); empty if there is none.
pub fn clip_area(outline: &[Point], plot: &Rect) -> Vec<Point> {
    // Each edge of the plot: how far inside of it a point lies.
    let edges: [&dyn Fn(Point) -> f64; 4] =
        [&|p| p.0 - plot.left, &|p| plot.right() - p.0, &|p| p.1 - plot.top, &|p| plot.bottom() - p.1];
    edges.iter().fold(outline.to_vec(), |outline, depth| {
        let mut kept = Vec::new();
        let before = outline.last().into_iter().chain(&outline);
        for (&a, &b) in before.zip(&outline) {
            let (from, to) = (depth(a), depth(b));
            if (from < 0.0) != (to < 0.0) {
                let t = from / (from - to);
                kept.push((a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1)));
            }
            if to >= 0.0 {
                kept.push(b);
            }
        }
        kept
    })
}

/// The path cut into dashes by `pattern`: the lengths of a dash and of the gap after it, in turn.
pub fn dashes(run: &[Point], pattern: &[f64]) -> Vec<Vec<Point>> {
    let length: f64 = run.windows(2).map(|pair| distance(pair[0], pair[1])).sum();
    let repeats = length / pattern.iter().sum::<f64>();
    let stretch = (repeats * pattern.len() as f64 / 2.0 / MOST_DASHES).max(1.0);
    let mut out = Vec::new();
    let mut dash: Vec<Point> = run.first().copied().into_iter().collect();
    let (mut turns, mut left) = (0, pattern[0] * stretch);
    for pair in run.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let length = distance(a, b);
        let mut done = 0.0;
        while length - done > left {
            done += left;
            let t = done / length;
            let turn = (a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1));
            if turns % 2 == 1 {
                dash = vec![turn];
            } else {
                dash.push(turn);
                out.push(std::mem::take(&mut dash));
            }
            turns += 1;
            left = pattern[turns % pattern.len()] * stretch;
        }
        left -= length - done;
        if turns % 2 == 0 {
            dash.push(b);
        }
    }
    if dash.len() > 1 {
        out.push(dash);
    }
    out
}

/// Points along the path no farther apart than `spacing`: where its ink is.
pub fn samples(run: &[Point], spacing: f64) -> impl Iterator<Item = Point> + '_ {
    let between = run.windows(2).flat_map(move |pair| {
        let (a, b) = (pair[0], pair[1]);
        let n = (distance(a, b) / spacing).ceil().max(1.0);
        (0..n as usize).map(move |i| i as f64 / n).map(move |t| (a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1)))
    });
    between.chain(run.last().copied())
}

fn distance(a: Point, b: Point) -> f64 {
    libm::hypot(b.0 - a.0, b.1 - a.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLOT: Rect = Rect { left: 0.0, top: 0.0, width: 100.0, height: 50.0 };

    fn clipped(points: &[Point]) -> Vec<Vec<Point>> {
        clip(points.iter().copied().map(Some), &PLOT)
    }

    #[test]
    fn a_path_is_cut_at_the_plots_edges() {
        assert_eq!(clipped(&[(10.0, 10.0), (20.0, 20.0), (90.0, 5.0)]).len(), 1);
        assert_eq!(clipped(&[(-10.0, 25.0), (110.0, 25.0)]), [[(0.0, 25.0), (100.0, 25.0)]]);
        let out_and_in = clipped(&[(50.0, 25.0), (50.0, 80.0), (60.0, 80.0), (60.0, 25.0)]);
        assert_eq!(out_and_in, [[(50.0, 25.0), (50.0, 50.0)], [(60.0, 50.0), (60.0, 25.0)]]);
        assert!(clipped(&[(-10.0, -10.0), (-10.0, 60.0), (50.0, 60.0)]).is_empty());
        assert_eq!(clipped(&[(5.0, 5.0)]), [[(5.0, 5.0)]]);
    }

    #[test]
    fn an_area_is_cut_at_the_plots_edges() {
        let area = |outline: &[Point]| -> f64 {
            let next = outline.iter().cycle().skip(1);
            0.5 * outline.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<f64>().abs()
        };
        let around = [(-50.0, -50.0), (150.0, -50.0), (150.0, 100.0), (-50.0, 100.0)];
        assert_eq!(area(&clip_area(&around, &PLOT)), 5000.0);
        let inside = [(10.0, 10.0), (30.0, 10.0), (30.0, 20.0)];
        assert_eq!(clip_area(&inside, &PLOT), inside);
        // A triangle whose upper half lies above the plot.
        assert_eq!(area(&clip_area(&[(0.0, 10.0), (20.0, 10.0), (10.0, -10.0)], &PLOT)), 150.0);
        assert!(clip_area(&[(200.0, 10.0), (220.0, 10.0), (210.0, 20.0)], &PLOT).is_empty());
        assert!(clip_area(&[], &PLOT).is_empty());
    }

    #[test]
    fn what_cannot_be_shown_interrupts() {
        let points = [Some((1.0, 1.0)), Some((2.0, 1.0)), None, Some((4.0, 1.0)), Some((5.0, 1.0))];
        assert_eq!(clip(points.into_iter(), &PLOT), [[(1.0, 1.0), (2.0, 1.0)], [(4.0, 1.0), (5.0, 1.0)]]);
    }

    #[test]
    fn thinning_keeps_ends_and_extremes() {
        let run: Vec<Point> = (0..10_000).map(|i| (f64::from(i) * 0.01, f64::from(i * 7919 % 997) * 0.05)).collect();
        let thinned = thin(&run, 1.0);
        assert!(thinned.len() <= 4 * 100 && thinned.first() == run.first() && thinned.last() == run.last());
        for pixel in 0..100 {
            let column = |points: &[Point]| {
                points.iter().filter(|p| p.0.floor() == f64::from(pixel)).map(|p| p.1).fold(0.0, f64::max)
            };
            assert_eq!(column(&thinned), column(&run));
        }
        let sparse = [(0.0, 1.0), (5.0, 2.0), (9.0, 0.0)];
        assert_eq!(thin(&sparse, 1.0), sparse);
    }

    #[test]
    fn dashes_cover_their_share_of_the_path() {
        let run = [(0.0, 0.0), (30.0, 0.0), (30.0, 40.0), (100.0, 40.0)];
        let drawn = dashes(&run, &[6.0, 4.0]);
        let length: f64 = drawn.iter().flat_map(|d| d.windows(2)).map(|p| distance(p[0], p[1])).sum();
        assert!((length - 84.0).abs() < 1e-9, "{length}");
        assert!(drawn.iter().flatten().all(|&p| inside(p, &PLOT)));
        let in_turn = dashes(&[(0.0, 0.0), (30.0, 0.0)], &[6.0, 3.0, 2.0, 3.0]);
        let ends: Vec<_> = in_turn.iter().map(|d| (d[0].0, d[1].0)).collect();
        assert_eq!(ends, [(0.0, 6.0), (9.0, 11.0), (14.0, 20.0), (23.0, 25.0), (28.0, 30.0)]);
        // A path as long as a mile still gets a bounded number.
        let zigzag: Vec<Point> = (0..10_000).map(|i| (f64::from(i) * 0.01, 50.0 * f64::from(i % 2))).collect();
        assert!(dashes(&zigzag, &[6.0, 4.0]).len() <= 1001 && dashes(&zigzag, &[6.0, 3.0, 2.0, 3.0]).len() <= 1001);
        assert!(dashes(&[], &[6.0, 4.0]).is_empty() && dashes(&run[..1], &[6.0, 4.0]).is_empty());
    }

    #[test]
    fn steps_go_along_then_up() {
        let points = [Some((0.0, 1.0)), Some((2.0, 3.0)), None, Some((4.0, 5.0))];
        let expected = [Some((0.0, 1.0)), Some((2.0, 1.0)), Some((2.0, 3.0)), None, Some((4.0, 5.0))];
        assert_eq!(steps(points.into_iter()).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn samples_are_never_farther_apart_than_asked() {
        let all: Vec<Point> = samples(&[(0.0, 0.0), (30.0, 40.0), (30.0, 41.0)], 4.0).collect();
        assert!(all.windows(2).all(|p| distance(p[0], p[1]) <= 4.0 + 1e-12));
        assert_eq!((all[0], *all.last().unwrap()), ((0.0, 0.0), (30.0, 41.0)));
    }
}
