//! No data, however odd, breaks a picture or leaves the plot.
use super::samples::{axis, series};
use super::svg::{draw, LIGHT};
use heavytail::figure::{Direction, Figure, Mark, Rule, Scale, Tone};

const MARKS: [Mark; 8] =
    [Mark::Line, Mark::Dashed, Mark::Dotted, Mark::DashDotted, Mark::Points, Mark::Steps, Mark::Area, Mark::Intervals];

fn figure(scale: Scale, mark: Mark, points: &[[f64; 2]]) -> Figure {
    Figure {
        title: String::new(),
        x: axis("", scale),
        y: axis("", scale),
        series: vec![series("", mark, Tone::Data, points.to_vec())],
        rules: vec![Rule { axis: Direction::X, at: f64::NAN, label: "no place".into(), tone: Tone::Floor, id: None }],
        notes: vec![],
        empty: None,
    }
}

/// Draws with every mark and scale; gives back whether there were axes each time.
fn survives(points: &[[f64; 2]]) -> Vec<bool> {
    let mut axes = Vec::new();
    for scale in [Scale::Linear, Scale::Log] {
        for mark in MARKS {
            let picture = draw(&figure(scale, mark, points), LIGHT, 360.0, 260.0);
            assert!(!picture.svg.contains("NaN") && !picture.svg.contains("inf"), "{points:?}");
            for tag in ["polyline", "polygon"] {
                for (x, y) in picture.attributes(tag, "points").iter().flat_map(|p| p.split_whitespace()).map(pair) {
                    let plot = picture.mapping.unwrap().plot;
                    let over = 4.0;
                    assert!(x >= plot.left - over && x <= plot.right() + over, "{points:?}");
                    assert!(y >= plot.top - over && y <= plot.bottom() + over, "{points:?}");
                }
            }
            axes.push(picture.mapping.is_some());
        }
    }
    axes
}

fn pair(text: &str) -> (f64, f64) {
    let (x, y) = text.split_once(',').unwrap();
    (x.parse::<f64>().unwrap() / super::svg::UNITS, y.parse::<f64>().unwrap() / super::svg::UNITS)
}

#[test]
fn nothing_to_show_says_so() {
    let nothing: [&[[f64; 2]]; 3] = [&[], &[[f64::NAN, 1.0], [1.0, f64::INFINITY]], &[[f64::NEG_INFINITY; 2]]];
    for points in nothing {
        assert!(survives(points).iter().all(|&axes| !axes));
        let texts = draw(&figure(Scale::Log, Mark::Line, points), LIGHT, 360.0, 260.0).texts().join(" ");
        assert_eq!(texts, "There is no data to draw yet.");
    }
    // Values that only a linear axis can show.
    assert_eq!(survives(&[[0.0, 0.0], [-1.0, 5.0]]), [[true; MARKS.len()], [false; MARKS.len()]].concat());
}

#[test]
fn one_point_is_a_dot_and_equal_ones_have_axes() {
    let extended = |mark: &Mark| matches!(mark, Mark::Area | Mark::Intervals);
    for mark in MARKS.into_iter().filter(|mark| !extended(mark)) {
        let picture = draw(&figure(Scale::Log, mark, &[[3.0, 2e-7]]), LIGHT, 360.0, 260.0);
        assert_eq!(picture.shapes("polygon", "fill", "#0072b2").len(), 1, "{mark:?}");
    }
    assert!(survives(&[[7.0, 7.0]; 50]).iter().all(|&axes| axes));
    assert!(survives(&[[1e300; 2], [1e300; 2]]).iter().all(|&axes| axes));
}

#[test]
fn what_an_axis_cannot_show_is_left_out_and_interrupts_a_line() {
    let mut points: Vec<[f64; 2]> = (1..=9).map(|i| [f64::from(i), f64::from(i * i)]).collect();
    points[4] = [5.0, 0.0];
    let picture = draw(&figure(Scale::Log, Mark::Line, &points), LIGHT, 360.0, 260.0);
    assert_eq!(picture.shapes("polyline", "stroke", "#0072b2").iter().map(Vec::len).collect::<Vec<_>>(), [4, 4]);
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        points[4][1] = bad;
        assert!(survives(&points).iter().all(|&axes| axes));
    }
}

#[test]
fn enormous_and_tiny_ranges_are_drawn() {
    survives(&[[1e-300, 1e300], [1e300, 1e-300]]);
    survives(&[[-1e300, -1e300], [1e300, 1e300], [f64::MAX, f64::MIN], [5e-324, -5e-324]]);
    survives(&[[1.0, 1.0], [1.0 + f64::EPSILON, 1.0 + f64::EPSILON]]);
    survives(&[[1e15, 1e15], [1e15 + 1.0, 1e15 + 2.0]]);
    survives(&[[0.0, 0.0], [5e-324, 5e-324]]);
    let mut given = figure(Scale::Linear, Mark::Line, &[[-1e9, 1e9], [1e9, -1e9]]);
    given.x.range = Some([0.0, 1e-12]);
    given.y.range = Some([0.999_999, 1.000_001]);
    assert!(draw(&given, LIGHT, 360.0, 260.0).mapping.is_some());
}

#[test]
fn a_long_series_has_no_more_points_than_pixels_need() {
    let points: Vec<[f64; 2]> = (0..200_000).map(|i| [f64::from(i), f64::from(i * 7919 % 9973)]).collect();
    let picture = draw(&figure(Scale::Linear, Mark::Line, &points), LIGHT, 800.0, 400.0);
    let path = &picture.shapes("polyline", "stroke", "#0072b2")[0];
    // At most four to a device pixel, of which there are two to a CSS pixel here.
    assert!(path.len() <= 4 * 2 * 800, "{}", path.len());
    assert!(path.len() > 2000);
}

#[test]
fn no_room_is_not_an_error() {
    for (width, height) in [(0.0, 0.0), (1.0, 1.0), (40.0, 500.0), (500.0, 30.0), (90.0, 90.0)] {
        draw(&super::samples::ccdf(), LIGHT, width, height);
        draw(&super::samples::empty(), LIGHT, width, height);
    }
}
