//! E2's figure: α from window to window, with its intervals, and the null's as a band.
use super::result::{Course, Estimate, StabilityResult};
use crate::error::Error;
use crate::experiment::nulls::Null;
use crate::figure::{Axis, Figure, Mark, Scale, Series, Tone};
use crate::observe::record::POOLED;
use crate::words::{fixed, p_value, plus_minus};
use serde::{Deserialize, Serialize};

/// Which figure. As JSON: camelCase, every field optional, unknown ones refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct FigureOptions {
    /// A tensor's name, or [`POOLED`].
    pub tensor: String,
}

impl Default for FigureOptions {
    fn default() -> Self {
        FigureOptions { tensor: POOLED.into() }
    }
}

/// The figure that the options name.
///
/// # Errors
/// [`Error::Call`] for an unknown tensor.
pub fn figure(result: &StabilityResult, options: &FigureOptions) -> Result<Figure, Error> {
    let (which, data, sample) = match options.tensor.as_str() {
        POOLED => ("all tensors", &result.data, &result.sample),
        name => {
            let known = result.tensors.iter().find(|tensor| tensor.name == name);
            let tensor = known
                .ok_or_else(|| Error::Call(format!("There is no tensor named \"{name}\"; layout() lists them.")))?;
            (name, &tensor.data, &tensor.sample)
        }
    };
    let mut figure = Figure {
        title: format!("The exponent along the run, {which}"),
        x: Axis { label: "step".into(), scale: Scale::Linear, range: None },
        y: Axis { label: "α of the top 1 %".into(), scale: Scale::Linear, range: None },
        series: Vec::new(),
        rules: Vec::new(),
        notes: Vec::new(),
        empty: None,
    };
    if all(data).next().is_none() {
        figure.empty = Some("No window has enough values in its top 1 % yet.".into());
        return Ok(figure);
    }
    let null = &sample.gaussian_param_step;
    figure.series = vec![
        band(null),
        course(null, Null::GaussianParamStep.words(), Mark::Dashed, Tone::Null1),
        course(&sample.standardised, "divided by its scales", Mark::Dotted, Tone::Muted),
        whiskers(data),
        course(data, "|Δw|", Mark::Points, Tone::Data),
    ];
    if let Some(trend) = data.trend {
        figure.notes.push(format!("rank trend: τ = {}, {}", fixed(trend.tau, 2), p_value(trend.p)));
    }
    if let Some(slope) = data.slope {
        figure.notes.push(format!("per 1,000 steps: {}", plus_minus(1e3 * slope.slope, 1e3 * slope.se)));
    }
    Ok(figure)
}

fn all(course: &Course) -> impl Iterator<Item = &Estimate> {
    course.transient.iter().chain(course.estimates())
}

fn middle(estimate: &Estimate) -> f64 {
    (estimate.steps[0] + estimate.steps[1]) as f64 / 2.0
}

fn course(course: &Course, label: &str, mark: Mark, tone: Tone) -> Series {
    Series { label: label.into(), points: all(course).map(|one| [middle(one), one.alpha]).collect(), mark, tone }
}

/// The null's intervals, joined.
fn band(course: &Course) -> Series {
    let known: Vec<_> = all(course).filter_map(|one| Some((middle(one), one.interval?))).collect();
    let low = known.iter().map(|(at, interval)| [*at, interval.low]);
    let points = low.chain(known.iter().rev().map(|(at, interval)| [*at, interval.high])).collect();
    Series { label: "its 95 % intervals".into(), points, mark: Mark::Area, tone: Tone::Null1 }
}

fn whiskers(course: &Course) -> Series {
    let bar = |one: &Estimate| {
        let interval = one.interval?;
        Some([[middle(one), interval.low], [middle(one), interval.high]])
    };
    let points = all(course).filter_map(bar).flatten().collect();
    Series { label: "95 % interval".into(), points, mark: Mark::Intervals, tone: Tone::Data }
}
