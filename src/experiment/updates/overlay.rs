//! E1's figures once it is analysed: data, nulls and fit on the same axes; and how the exponent depends on where the tail
//! begins. All from the histograms, so that a rule for x_min can be moved and answers at once.
use super::figure::{ccdf, density, law, series, View as Distribution};
use super::fits::{histogram, Finding, MIN_TAIL};
use super::{Analyses, Null, Updates, CLAIM};
use crate::error::Error;
use crate::experiment::blocks::bin_from;
use crate::figure::{Axis, Direction, Figure, Mark, Rule, Scale, Series, Tone};
use crate::observe::bins::LOG2_ORIGIN;
use crate::observe::record::{StreamRecord, Window, POOLED};
use crate::stats::binned::Histogram;
use crate::stats::hill::{hill_binned, plateau_binned, HillPoint, Plateau};
use crate::stats::Fit;
use crate::words::{grouped, plus_minus, scientific};
use serde::{Deserialize, Serialize};

/// What is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum View {
    /// P(|Δw| ≥ x).
    #[default]
    Ccdf,
    /// The probability density.
    Density,
    /// α against the share of the values in the tail.
    Hill,
    /// α against x_min.
    XMin,
}

/// Which figure. As JSON: camelCase, every field optional, unknown ones refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Options {
    /// What is drawn.
    pub view: View,
    /// A tensor's name, or [`POOLED`].
    pub tensor: String,
    /// Which steps. Nulls are drawn for those after the transient.
    pub window: Window,
    /// Where the fitted law begins, instead of where the binned fit found it; moved to the nearest edge of a bin.
    pub x_min: Option<f64>,
    /// The same as a share: the law is fitted to about so many of the largest values.
    pub share: Option<f64>,
}

impl Default for Options {
    fn default() -> Self {
        Options { view: View::Ccdf, tensor: POOLED.into(), window: Window::After, x_min: None, share: None }
    }
}

/// α is drawn up to here: the last few values have none.
const HIGHEST: f64 = 12.0;

/// The figure that the options name.
///
/// # Errors
/// [`Error::Call`] for an unknown tensor.
pub fn figure(updates: &Updates, options: &Options) -> Result<Figure, Error> {
    let place = match options.tensor.as_str() {
        POOLED => 0,
        name => {
            let known = updates.tails.tensors.iter().position(|tensor| tensor.name == name);
            1 + known
                .ok_or_else(|| Error::Call(format!("There is no tensor named \"{name}\"; layout() lists them.")))?
        }
    };
    let (records, analyses) = match place {
        0 => (&updates.tails.pooled, &updates.result.data),
        i => (&updates.tails.tensors[i - 1].windows, &updates.result.tensors[i - 1].windows),
    };
    let of = |window: Window, analyses: &'_ Analyses| match window {
        Window::Transient => analyses.transient.clone(),
        Window::After => analyses.after.clone(),
    };
    let record = match options.window {
        Window::Transient => &records.transient,
        Window::After => &records.after,
    };
    let x = match options.view {
        View::Hill => "share of the values in the tail",
        View::XMin => "x_min",
        View::Ccdf | View::Density => "|Δw|",
    };
    let (y, scale) = match options.view {
        View::Ccdf => ("P(|Δw| ≥ x)", Scale::Log),
        View::Density => ("probability density of |Δw|", Scale::Log),
        View::Hill | View::XMin => ("α", Scale::Linear),
    };
    let mut figure = Figure {
        title: CLAIM.into(),
        x: Axis { label: x.into(), scale: Scale::Log, range: None },
        y: Axis { label: y.into(), scale, range: None },
        series: Vec::new(),
        rules: Vec::new(),
        notes: Vec::new(),
        empty: None,
    };
    let Some(record) = record.as_ref().filter(|record| !record.counts.is_empty()) else {
        figure.empty = Some("No update of this window is other than zero.".into());
        return Ok(figure);
    };
    let [first, last] = record.steps;
    let which = if place == 0 { "all tensors" } else { &options.tensor };
    figure.title = format!("Weight updates |Δw|, {which}, steps {}–{}", grouped(first), grouped(last));
    let data = histogram(record);
    let nulls = Null::ALL.iter().filter(|_| options.window == Window::After);
    for (&null, (tone, mark)) in nulls.zip([(Tone::Null1, Mark::Dashed), (Tone::Null2, Mark::Dotted)]) {
        if let Some(drawn) = updates.drawn.get(&null).and_then(|streams| streams.get(place)) {
            figure.series.push(series(null.words(), points(options.view, drawn), mark, tone));
        }
    }
    figure.series.push(series("|Δw|", points(options.view, record), Mark::Points, Tone::Data));
    let fit = match chosen(&data, options)? {
        // The last edges leave no tail: the law stays at the last one that does.
        Some(first) => {
            (0..=first).rev().find_map(|k| data.tail(k)).map(|tail| Fit::binned(&tail, data.n(), record.zeros))
        }
        None => of(options.window, analyses).and_then(|analysis| match analysis.fits.binned {
            Finding::Fit(fit) => Some(fit),
            Finding::Refused { .. } => None,
        }),
    };
    if let Some(fit) = fit {
        figure.series.extend(drawn_law(options.view, &fit, &data));
        let (at, id) = match options.view {
            View::Hill => (fit.n_tail as f64 / fit.n as f64, "share"),
            _ => (fit.x_min, "xMin"),
        };
        let (label, id) = ("x_min".into(), Some(id.into()));
        figure.rules.push(Rule { axis: Direction::X, at, label, tone: Tone::Fit, id });
        figure.notes.push(format!("α = {} (binned maximum likelihood)", plus_minus(fit.alpha, fit.alpha_se)));
        figure.notes.push(format!("n = {} of {} · {:.2} decades", grouped(fit.n_tail), grouped(fit.n), fit.decades));
        figure.notes.push(format!("x_min = {} · D = {:.4}", scientific(fit.x_min), fit.ks));
    }
    if let (View::Hill | View::XMin, Some(Plateau { alpha: [low, high], .. })) = (options.view, plateau_binned(&data)) {
        figure.notes.push(format!("α from {low:.2} to {high:.2} between the top 5 % and the top 0.1 %"));
    }
    Ok(figure)
}

/// The bin from which on the options want the law; `None` where they leave that to the fit.
fn chosen(data: &Histogram, options: &Options) -> Result<Option<usize>, Error> {
    for (name, value) in [("xMin", options.x_min), ("share", options.share)] {
        if let Some(value) = value.filter(|value| !(*value > 0.0 && value.is_finite())) {
            return Err(Error::Call(format!("{name} must be a positive number, and {value} is not.")));
        }
    }
    let last = data.counts.len() - 1;
    if let Some(x_min) = options.x_min {
        let origin = libm::round((data.log2_origin - LOG2_ORIGIN) / data.log2_ratio) as usize;
        return Ok(Some(bin_from(x_min).saturating_sub(origin).min(last)));
    }
    let Some(share) = options.share else { return Ok(None) };
    let (wanted, mut above) = (share * data.n() as f64, 0);
    let tails = (0..=last).rev().filter(|&k| data.counts[k] > 0).map(|k| {
        above += data.counts[k];
        (k, libm::log(above as f64 / wanted).abs())
    });
    Ok(tails.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(k, _)| k))
}

fn points(view: View, record: &StreamRecord) -> Vec<[f64; 2]> {
    let histogram = histogram(record);
    let exponents = |x: &dyn Fn(&HillPoint) -> f64| {
        let shown = hill_binned(&histogram).into_iter().filter(|p| p.k >= MIN_TAIL as u64 && p.alpha <= HIGHEST);
        shown.map(|point| [x(&point), point.alpha]).collect()
    };
    match view {
        View::Ccdf => {
            let mut largest = record.largest.clone();
            largest.sort_unstable_by(|a, b| b.total_cmp(a));
            ccdf(&histogram, &largest)
        }
        View::Density => density(&histogram),
        View::Hill => exponents(&|point| point.k as f64 / histogram.n() as f64),
        View::XMin => exponents(&|point| point.x_min),
    }
}

fn drawn_law(view: View, fit: &Fit, data: &Histogram) -> Option<Series> {
    let end = data.edge(data.counts.len());
    let points = match view {
        View::Ccdf => law(Distribution::Ccdf, fit, end),
        View::Density => law(Distribution::Density, fit, end),
        View::Hill => vec![[50.0 / fit.n as f64, fit.alpha], [fit.n_tail as f64 / fit.n as f64, fit.alpha]],
        View::XMin => vec![[fit.x_min, fit.alpha], [end, fit.alpha]],
    };
    (fit.n > 0).then(|| series("power law", points, Mark::Line, Tone::Fit))
}
