//! E5's figures: entropy, information, alignment and their product from window to window, each beside its null.
use super::result::{Course, InformationResult, Measured};
use crate::error::Error;
use crate::figure::{Axis, Direction, Figure, Mark, Rule, Scale, Series, Tone};
use crate::words::fixed;
use serde::{Deserialize, Serialize};

/// What is drawn over the steps.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum View {
    /// The entropy of |Δw| over its RMS.
    Entropy,
    /// I(Δw; activity).
    #[default]
    Information,
    /// β*.
    Alignment,
    /// Their product.
    Product,
}

/// Which figure. As JSON: camelCase, every field optional, unknown ones refused.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct FigureOptions {
    /// What is drawn.
    pub view: View,
    /// The windows' length in steps; by default the one that the verdict rests on.
    pub window: Option<u64>,
}

const GAUSSIAN: &str = "Gaussian null";

/// The figure that the options name.
///
/// # Errors
/// [`Error::Call`] for a length that was not measured.
pub fn figure(result: &InformationResult, options: &FigureOptions) -> Result<Figure, Error> {
    let judged = || result.data.iter().position(|course| course.constancy.is_some()).unwrap_or(result.data.len() - 1);
    let place = match options.window {
        None => judged(),
        Some(window) => result.data.iter().position(|course| course.window == window).ok_or_else(|| {
            Error::Call(format!(
                "No windows of {window} steps were measured; the option windows of the experiment says which."
            ))
        })?,
    };
    let (data, null) = (&result.data[place], &result.nulls.gaussian_param_step[place]);
    let (title, label) = match options.view {
        View::Entropy => ("Entropy of the updates' sizes", "entropy of |Δw| / RMS, nats"),
        View::Information => ("What updates tell of activities", "I(Δw; activity), nats"),
        View::Alignment => ("How far successive windows agree", "β*, |cos| of first components"),
        View::Product => ("The product", "I · β*, nats"),
    };
    let axis = |label: &str| Axis { label: label.into(), scale: Scale::Linear, range: None };
    let mut figure = Figure {
        title: format!("{title}, windows of {} steps", data.window),
        x: axis("step"),
        y: axis(label),
        series: Vec::new(),
        rules: Vec::new(),
        notes: Vec::new(),
        empty: None,
    };
    match options.view {
        View::Entropy => {
            let relative = |one: &Measured| Some(one.entropy?.relative);
            figure.series = vec![
                points(null, GAUSSIAN, relative, Mark::Dashed, Tone::Null1),
                points(data, "|Δw|", relative, Mark::Points, Tone::Data),
            ];
            figure.rules = vec![rule(result.half_normal, "the most of any law: one Gaussian", Tone::Floor)];
        }
        View::Information => {
            figure.series = vec![
                points(data, "shuffled pairs", |one| Some(one.information?.baseline), Mark::Dotted, Tone::Null2),
                points(null, GAUSSIAN, Measured::information, Mark::Dashed, Tone::Null1),
                points(data, "as the paper counts", Measured::paper, Mark::DashDotted, Tone::Muted),
                whiskers(data),
                points(data, "quantile bins − shuffled", Measured::information, Mark::Points, Tone::Data),
            ];
        }
        View::Alignment => {
            let beta = |one: &Measured| one.beta;
            figure.series = vec![
                points(null, GAUSSIAN, beta, Mark::Dashed, Tone::Null1),
                points(data, "β*", beta, Mark::Points, Tone::Data),
            ];
            if let Some(random) = &result.random_directions {
                figure.rules = vec![rule(random.interval.high, "random directions: 97.5 % lie below", Tone::Floor)];
            }
        }
        View::Product => {
            figure.series = vec![
                points(null, GAUSSIAN, |one| one.product, Mark::Dashed, Tone::Null1),
                points(data, "as the paper counts", |one| one.paper_product, Mark::DashDotted, Tone::Muted),
                points(data, "I · β*", |one| one.product, Mark::Points, Tone::Data),
            ];
            match &data.constancy {
                Some(constancy) => {
                    let band = Series {
                        label: "windows permuted, 95 %".into(),
                        points: band(data, &constancy.band),
                        mark: Mark::Area,
                        tone: Tone::Null3,
                    };
                    figure.series.insert(0, band);
                    figure.rules = vec![rule(constancy.mean, &format!("mean {}", fixed(constancy.mean, 4)), Tone::Fit)];
                    figure.notes.push(format!(
                        "variation {:.2}, permuted {:.2} to {:.2}, p = {:.3}",
                        constancy.variation, constancy.permuted.low, constancy.permuted.high, constancy.p
                    ));
                }
                None => figure.notes.push("too few windows for a test of constancy".into()),
            }
        }
    }
    if figure.series.iter().all(|series| series.points.is_empty()) {
        figure.empty = Some(format!("No {} of {} steps has been measured yet.", wanted(options.view), data.window));
    }
    Ok(figure)
}

fn wanted(view: View) -> &'static str {
    match view {
        View::Entropy | View::Information => "window",
        View::Alignment | View::Product => "pair of windows",
    }
}

fn middle(one: &Measured) -> f64 {
    (one.steps[0] + one.steps[1]) as f64 / 2.0
}

/// The windows of the transient and those after it, where the number is known.
fn points(course: &Course, label: &str, of: impl Fn(&Measured) -> Option<f64>, mark: Mark, tone: Tone) -> Series {
    let all = course.transient.iter().chain(&course.windows);
    let points = all.filter_map(|one| Some([middle(one), of(one)?])).collect();
    Series { label: label.into(), points, mark, tone }
}

fn whiskers(course: &Course) -> Series {
    let bar = |one: &Measured| {
        let interval = one.information?.interval?;
        Some([[middle(one), interval.low], [middle(one), interval.high]])
    };
    let points = course.transient.iter().chain(&course.windows).filter_map(bar).flatten().collect();
    Series { label: "95 % interval".into(), points, mark: Mark::Intervals, tone: Tone::Data }
}

/// Along its upper edge and back along the lower.
fn band(course: &Course, band: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let at: Vec<f64> = course.windows.iter().filter(|one| one.product.is_some()).map(middle).collect();
    let edge = |i: usize| at.iter().zip(band).map(move |(&x, edges)| [x, edges[i]]);
    edge(1).chain(edge(0).collect::<Vec<_>>().into_iter().rev()).collect()
}

fn rule(at: f64, label: &str, tone: Tone) -> Rule {
    Rule { axis: Direction::Y, at, label: label.into(), tone, id: None }
}
