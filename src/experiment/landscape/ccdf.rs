//! The distribution of loss differences: straight on semi-log axes where it is exponential, on log-log axes where it is a
//! power law.
use super::analysis::{magnitudes, Changes};
use super::figure::{figure as empty_figure, series, FigureOptions, POOLED};
use super::ratio::{Ratio, SHARE};
use super::{Landscape, LandscapeResult};
use crate::figure::{Figure, Mark, Scale, Tone};
use crate::words::scientific;

/// The most points of one distribution.
const MOST_POINTS: usize = 400;

/// Points of a law's line.
const LAW_POINTS: usize = 60;

/// What of a response that is linear is seen.
const LINEAR: &str = "gradient distribution, not ruggedness";

/// All +δ over their medians, or one ±δ with both laws.
pub fn figure(of: &Landscape, result: &LandscapeResult, options: &FigureOptions) -> Figure {
    let measured = of.measured();
    let kept = |(_, tensor): &(usize, &crate::model::layout::Tensor)| match &options.tensor[..] {
        POOLED => tensor.in_tail && of.options.moves(tensor),
        name => tensor.name == name,
    };
    let chosen = of.ground.tensors().iter().enumerate().filter(kept);
    let changes: Vec<Changes> = chosen.map(|(index, _)| measured.changes(options.condition, index).1).collect();
    let what = if options.successive { "|L(i) − L(i+1)|" } else { "|L(i) − L(0)|" };
    let x = if options.delta.is_some() { format!("{what}, nats") } else { format!("{what} / median") };
    let title = format!("{what}, {}", options.place());
    let mut figure = empty_figure(title, (&x, options.scale), ("P(≥ x)", Scale::Log));
    // Positive values, ascending.
    let values = |signed: usize| {
        let mut values = magnitudes(&changes.iter().collect::<Vec<_>>(), signed, options.successive);
        values.retain(|&x| x > 0.0 && x.is_finite());
        values.sort_unstable_by(f64::total_cmp);
        values
    };
    let responses = result.condition(options.condition).responses(&options.tensor);
    let looks = [
        (Mark::Line, Tone::Data),
        (Mark::Dashed, Tone::Null1),
        (Mark::Dotted, Tone::Null2),
        (Mark::DashDotted, Tone::Null3),
    ];
    for (k, &delta) in of.options.deltas.iter().enumerate() {
        if options.delta.is_some_and(|chosen| chosen != delta) {
            continue;
        }
        let up = values(2 * k);
        let Some(&median) = up.get(up.len() / 2) else { continue };
        let response = &responses[2 * k];
        let linear = if response.odd_even.linear { format!("δ = {delta}: {LINEAR}") } else { String::new() };
        figure.notes.extend(Some(linear).filter(|note| !note.is_empty()));
        if options.delta.is_none() {
            let (mark, tone) = looks[k % looks.len()];
            figure.series.push(series(
                format!("δ = {delta}, median {}", scientific(median)),
                ccdf(&up, median),
                mark,
                tone,
            ));
            continue;
        }
        figure.series.push(series(format!("+{delta}"), ccdf(&up, 1.0), Mark::Points, Tone::Data));
        figure.series.push(series(format!("−{delta}"), ccdf(&values(2 * k + 1), 1.0), Mark::Steps, Tone::Muted));
        let shape = if options.successive { &response.successive } else { &response.direct };
        if let Some(ratio) = &shape.ratio {
            let largest = up[up.len() - 1];
            let exponential = |x: f64| libm::exp(-(x - ratio.x_min) / ratio.excess);
            let power = |x: f64| libm::pow(x / ratio.x_min, 1.0 - ratio.alpha);
            figure.series.push(series("exponential law", law(ratio, largest, exponential), Mark::Dashed, Tone::Fit));
            figure.series.push(series("power law", law(ratio, largest, power), Mark::DashDotted, Tone::Null1));
        }
        let odd_even = response.odd_even;
        if odd_even.even > 0.0 {
            figure.notes.push(format!("odd part / even part = {:.1}", odd_even.odd / odd_even.even));
        }
    }
    if figure.series.is_empty() {
        figure.empty = Some("No move changed the loss, or none was measured.".into());
    }
    figure
}

/// P(≥ x) of ascending values over x / `unit`: every value of the last few, every step-th of the others.
fn ccdf(values: &[f64], unit: f64) -> Vec<[f64; 2]> {
    let (n, step) = (values.len(), values.len().div_ceil(MOST_POINTS));
    let shown = (0..n).filter(|i| n - i <= step || i % step == 0);
    shown.map(|i| [values[i] / unit, (n - i) as f64 / n as f64]).collect()
}

/// A law's line from the tail's beginning on, down to a tenth of one value's share.
fn law(ratio: &Ratio, largest: f64, ccdf: impl Fn(f64) -> f64) -> Vec<[f64; 2]> {
    let step = libm::log(largest / ratio.x_min) / LAW_POINTS as f64;
    let least = 0.1 * SHARE / ratio.n_tail as f64;
    let points = (0..=LAW_POINTS).map(|i| ratio.x_min * libm::exp(step * i as f64)).map(|x| [x, SHARE * ccdf(x)]);
    points.filter(|[_, share]| *share >= least).collect()
}
