//! E3's figures: the intervals' distribution beside the nulls', the exponent against the threshold, the raster of the busiest
//! parameters, and the mean size of avalanches of each duration.
use super::events::Rule;
use super::nulls::{Source, SOURCES};
use super::pass::Measured;
use super::result::{Case, IntervalsResult, RasterRow, Window};
use super::CLOSELY;
use crate::figure::{Axis, Figure, Mark, Scale, Series, Tone};
use crate::words::{grouped, plus_minus};
use serde::{Deserialize, Serialize};

/// What a figure draws.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum View {
    /// P(interval ≥ x).
    #[default]
    Ccdf,
    /// The exponent from x = 5 on against the share of updates that are events.
    Exponent,
    /// The events of the busiest parameters.
    Raster,
    /// ⟨S⟩(T) of avalanches.
    Avalanches,
}

/// Which figure. As JSON: camelCase, every field optional, unknown ones refused.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct FigureOptions {
    /// What is drawn.
    pub view: View,
    /// Which steps.
    pub window: Window,
    /// Pooled or each parameter's own.
    pub rule: Rule,
    /// The share of updates that are events, one of those looked at closely; by default 0.01 pooled, 0.05 of each
    /// parameter's own.
    pub share: Option<f64>,
    /// The nulls to draw; by default all.
    pub nulls: Option<Vec<Source>>,
}

impl FigureOptions {
    fn case(&self) -> Case {
        let rule = self.rule;
        let usual = CLOSELY.iter().find(|case| case.rule == rule).map_or(0.0, |case| case.share);
        Case { rule, share: self.share.unwrap_or(usual) }
    }

    fn draws(&self, source: Source) -> bool {
        source == Source::Data || self.nulls.as_ref().is_none_or(|nulls| nulls.contains(&source))
    }
}

/// How a source is drawn.
fn look(source: Source) -> (&'static str, Mark, Tone) {
    match source {
        Source::Data => ("data", Mark::Points, Tone::Data),
        Source::Shuffled => ("A: times shuffled", Mark::Line, Tone::Null1),
        Source::RateModulated => ("B: rates of parameters and steps", Mark::Dashed, Tone::Null2),
        Source::Bernoulli => ("C: a coin", Mark::Dotted, Tone::Null3),
        Source::GaussianParamStep => ("D: Gaussian", Mark::DashDotted, Tone::Null4),
    }
}

/// The figure that the options name.
pub fn figure(result: &IntervalsResult, options: &FigureOptions) -> Figure {
    let &FigureOptions { view, window, .. } = options;
    let case = options.case();
    let sources = |points: &dyn Fn(Source) -> Option<Vec<[f64; 2]>>| {
        sources(|source| points(source).filter(|_| options.draws(source)))
    };
    let axis = |label: &str, scale| Axis { label: label.into(), scale, range: None };
    let (x, y) = match view {
        View::Ccdf => (axis("interval x (steps)", Scale::Log), axis("P(interval ≥ x)", Scale::Log)),
        View::Exponent => (axis("share of updates that are events", Scale::Log), axis("exponent α", Scale::Linear)),
        View::Raster => (axis("step", Scale::Linear), axis("parameter, by rank", Scale::Linear)),
        View::Avalanches => (axis("duration T (steps)", Scale::Log), axis("mean size ⟨S⟩(T) (events)", Scale::Log)),
    };
    let series = match view {
        View::Ccdf => sources(&|source| {
            let detail = result.case(source, window, case)?.detail.as_ref()?;
            Some(detail.ccdf.clone())
        }),
        View::Exponent => sources(&|source| {
            let point =
                |measured: &Measured| measured.exponent.as_ref().map(|found| [measured.share, found.tail.alpha]);
            Some(result.of(source).of(window)?.of(case.rule).iter().filter_map(point).collect())
        }),
        View::Raster => raster(result, window),
        View::Avalanches => sources(&|source| {
            let detail = result.case(source, window, case)?.detail.as_ref()?;
            Some(detail.avalanches.mean_sizes.iter().map(|mean| [mean.duration as f64, mean.size]).collect())
        }),
    };
    let mut figure = Figure {
        title: title(result, options),
        x,
        y,
        empty: series.is_empty().then(|| "Nothing of this has been analysed yet.".into()),
        series,
        rules: Vec::new(),
        notes: Vec::new(),
    };
    if let Some(data) = result.case(Source::Data, window, case).filter(|_| figure.empty.is_none()) {
        figure.notes = notes(view, data);
    }
    if let (View::Raster, Some(rows)) = (view, result.raster.of(window)) {
        figure.notes.push(raster_note(rows, result.parameters));
    }
    figure
}

fn title(result: &IntervalsResult, options: &FigureOptions) -> String {
    let steps = match result.steps.of(options.window) {
        Some(&[first, last]) => format!("steps {}–{}", grouped(first), grouped(last)),
        None => "no steps yet".into(),
    };
    let case = options.case();
    let percent = 100.0 * case.share;
    let events = match case.rule {
        Rule::Pooled => format!("top {percent} % of all updates"),
        Rule::PerParameter => format!("top {percent} % of each parameter's updates"),
    };
    match options.view {
        View::Ccdf => format!("Intervals between large updates, {events}, {steps}"),
        View::Exponent => format!("Exponent of intervals against the threshold, {steps}"),
        View::Raster => format!("Events of the busiest parameters, {events}, {steps}"),
        View::Avalanches => format!("Avalanches of large updates, {events}, {steps}"),
    }
}

/// A series for each source that has points.
fn sources(points: impl Fn(Source) -> Option<Vec<[f64; 2]>>) -> Vec<Series> {
    let series = |source| {
        let (label, mark, tone) = look(source);
        let points = points(source).filter(|points| !points.is_empty())?;
        Some(Series { label: label.into(), points, mark, tone })
    };
    // The data are drawn last, on top.
    SOURCES.into_iter().rev().filter_map(series).collect()
}

fn raster(result: &IntervalsResult, window: Window) -> Vec<Series> {
    let Some(rows) = result.raster.of(window) else { return Vec::new() };
    let ranked = (1..).zip(rows);
    let points =
        ranked.flat_map(|(rank, row)| row.steps.iter().map(move |&step| [step as f64, f64::from(rank)])).collect();
    vec![Series { label: "event".into(), points, mark: Mark::Points, tone: Tone::Data }]
}

/// What of the events is drawn.
fn raster_note(rows: &[RasterRow], parameters: usize) -> String {
    let of = format!("the {} busiest of {} parameters", rows.len(), grouped(parameters));
    match rows.first() {
        Some(row) if row.resolution > 1 => format!("a mark: at least one event within {} steps; {of}", row.resolution),
        _ => of,
    }
}

fn notes(view: View, data: &Measured) -> Vec<String> {
    let mut notes = Vec::new();
    let scaling = data.detail.as_ref().map(|detail| &detail.avalanches);
    match (view, scaling) {
        (View::Avalanches, Some(avalanches)) => match &avalanches.scaling {
            Some(scaling) => {
                let (measured, predicted) = (scaling.crackling.measured, scaling.crackling.predicted);
                notes.push(format!("1/σνz = {}", plus_minus(measured.value, measured.se)));
                notes.push(format!("(α_T − 1)/(τ − 1) = {}", plus_minus(predicted.value, predicted.se)));
            }
            None => notes.push(format!("{} avalanches are too few for exponents", grouped(avalanches.n))),
        },
        (View::Ccdf, _) => {
            if let Some(exponent) = &data.exponent {
                let tail = exponent.tail;
                notes.push(format!(
                    "α = {} from x = {} on, D = {:.3}",
                    plus_minus(tail.alpha, tail.se),
                    tail.x_min,
                    tail.ks
                ));
            }
            notes.push(format!("{} intervals", grouped(data.intervals)));
            if let Some(a) = data.burstiness_finite {
                notes.push(format!("burstiness A = {}", plus_minus(a.mean, a.se)));
            }
        }
        _ => {}
    }
    notes
}
