//! E4's figures: distributions of loss differences, the curve over δ, structure functions, the walk, the slice's contours.
use super::analysis::{ConditionResult, Response};
use super::job::Condition;
use super::ratio::SHARE;
use super::roughness::Structure;
use super::{ccdf, contour, Landscape, LandscapeResult};
use crate::error::Error;
use crate::figure::{Axis, Direction, Figure, Mark, Rule, Scale, Series, Tone};
use crate::words::{grouped, number, plus_minus};
use serde::{Deserialize, Serialize};

/// The name that asks for all tensors together.
pub(super) const POOLED: &str = "pooled";

/// What a figure draws.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum View {
    /// P(|ΔL| ≥ x) at every +δ, or at one ±δ with both laws.
    #[default]
    Ccdf,
    /// Exponential against power law over |δ|.
    Curve,
    /// E|L(w + r) − L(w)|² on random lines.
    Structure,
    /// The same over the training's path.
    Path,
    /// The autocorrelation of random walks.
    Walk,
    /// Contours of the two-dimensional slice and the path on it.
    Slice,
}

/// Which figure. As JSON: camelCase, every field optional, unknown ones refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct FigureOptions {
    /// What is drawn.
    pub view: View,
    /// Of `ccdf`: the horizontal axis; linear makes an exponential law straight, log a power law.
    pub scale: Scale,
    /// Of `ccdf` and `curve`: a tensor's name, or "pooled".
    pub tensor: String,
    /// Of `ccdf` and `curve`: the trained net or a control.
    pub condition: Condition,
    /// Of `ccdf`: one |δ| of the options; without it, all.
    pub delta: Option<f64>,
    /// Of `ccdf` and `curve`: |L(i) − L(i+1)| as in the paper, or |L(i) − L(0)|.
    pub successive: bool,
}

impl Default for FigureOptions {
    fn default() -> Self {
        let (view, scale, condition) = (View::Ccdf, Scale::Log, Condition::Data);
        FigureOptions { view, scale, tensor: POOLED.into(), condition, delta: None, successive: true }
    }
}

pub(super) fn series(label: impl Into<String>, points: Vec<[f64; 2]>, mark: Mark, tone: Tone) -> Series {
    Series { label: label.into(), points, mark, tone }
}

pub(super) fn figure(title: String, x: (&str, Scale), y: (&str, Scale)) -> Figure {
    let axis = |(label, scale): (&str, Scale)| Axis { label: label.into(), scale, range: None };
    let (series, rules, notes) = (Vec::new(), Vec::new(), Vec::new());
    Figure { title, x: axis(x), y: axis(y), series, rules, notes, empty: None }
}

impl Landscape {
    /// A figure of what was found.
    ///
    /// # Errors
    /// [`Error::Call`] for an unknown tensor.
    pub fn draw(&self, options: &FigureOptions) -> Result<Figure, Error> {
        let table = self.ground.tensors();
        let known = table.iter().any(|tensor| tensor.name == options.tensor && self.options.moves(tensor));
        if !known && options.tensor != POOLED {
            let message = format!(
                "There is no tensor named \"{}\" among those whose weights were moved; \"{POOLED}\" is all of them.",
                options.tensor
            );
            return Err(Error::Call(message));
        }
        if let Some(delta) = options.delta.filter(|delta| !self.options.deltas.contains(delta)) {
            return Err(Error::Call(format!("δ = {delta} was not measured; measured were {:?}.", self.options.deltas)));
        }
        let Some(result) = self.result.as_ref() else {
            let mut empty = figure("Loss landscape".into(), ("δ", Scale::Log), ("", Scale::Linear));
            empty.empty = Some("The landscape has not been measured yet.".into());
            return Ok(empty);
        };
        Ok(match options.view {
            View::Ccdf => ccdf::figure(self, result, options),
            View::Curve => curve(options, result.condition(options.condition)),
            View::Structure => {
                let mut figure = roughness(
                    "Along random lines",
                    "distance r, filter lengths",
                    &[
                        ("from the weights", &result.from_point, Mark::Points, Tone::Data),
                        ("between all pairs", &result.along_lines, Mark::Line, Tone::Muted),
                    ],
                );
                figure.notes.push("From a minimum H is 2 or more, on a smooth slope 1. Below 1: rough, or distances beyond the smooth part.".into());
                figure
            }
            View::Path => roughness(
                "Along the training's path",
                "steps apart",
                &[("between all pairs", &result.along_path, Mark::Points, Tone::Data)],
            ),
            View::Walk => walk(result),
            View::Slice => slice(result),
        })
    }
}

impl LandscapeResult {
    pub(super) fn condition(&self, condition: Condition) -> &ConditionResult {
        self.nulls.get(condition.name()).unwrap_or(&self.data)
    }
}

impl ConditionResult {
    /// The responses of a tensor, or of all.
    pub(super) fn responses(&self, tensor: &str) -> &[Response] {
        let one = self.tensors.iter().find(|one| one.name == tensor);
        one.map_or(&self.pooled, |one| &one.responses)
    }
}

impl FigureOptions {
    /// What it is of, in words.
    pub(super) fn place(&self) -> String {
        let place = if self.tensor == POOLED { "all tensors" } else { &self.tensor };
        let control = match self.condition {
            Condition::Data => "",
            Condition::Relative => ", δ relative to RMS",
            Condition::Untrained => ", untrained",
            Condition::ShuffledLabels => ", shuffled labels",
        };
        format!("{place}{control}")
    }
}

fn curve(options: &FigureOptions, of: &ConditionResult) -> Figure {
    let responses = of.responses(&options.tensor);
    let title = format!("Exponential or power law, {}", options.place());
    let mut figure = figure(title, ("|δ|", Scale::Log), ("log-likelihood ratio a value, nats", Scale::Linear));
    let looks = [("+δ", 0, Mark::Line, Tone::Data), ("−δ", 1, Mark::Dashed, Tone::Null1)];
    for (label, sign, mark, tone) in looks {
        let shape =
            |r: &Response| (r.delta.abs(), if options.successive { &r.successive } else { &r.direct }.ratio.clone());
        let ratios: Vec<_> = responses.iter().skip(sign).step_by(2).map(shape).collect();
        let points = |of: &dyn Fn(&super::Ratio) -> f64| -> Vec<[f64; 2]> {
            ratios.iter().filter_map(|(delta, ratio)| ratio.as_ref().map(|ratio| [*delta, of(ratio)])).collect()
        };
        figure.series.push(series(label, points(&|ratio| ratio.per_value), mark, tone));
        let ends = [points(&|ratio| ratio.interval[0]), points(&|ratio| ratio.interval[1])];
        let intervals = ends[0].iter().zip(&ends[1]).flat_map(|(low, high)| [*low, *high]).collect();
        figure.series.push(series("", intervals, Mark::Intervals, tone));
    }
    let zero = Rule {
        id: None,
        axis: Direction::Y,
        at: 0.0,
        label: "above: exponential, below: power law".into(),
        tone: Tone::Floor,
    };
    figure.rules.push(zero);
    if let (Some(crossover), true, true) = (of.crossover, options.tensor == POOLED, options.successive) {
        let label = format!("crossover {:.3}", crossover.delta);
        figure.rules.push(Rule { id: None, axis: Direction::X, at: crossover.delta, label, tone: Tone::Fit });
    }
    figure.notes.push(format!("the largest {:.0} % of the values; bars: 95 % of bootstraps", 100.0 * SHARE));
    for response in responses.iter().step_by(2).filter(|response| response.odd_even.linear) {
        figure.notes.push(format!("δ = {}: gradient distribution, not ruggedness", response.delta));
    }
    if figure.series.iter().all(|series| series.points.is_empty()) {
        figure.empty = Some("Too few moves changed the loss to compare laws.".into());
    }
    figure
}

fn roughness(title: &str, x: &str, of: &[(&str, &Structure, Mark, Tone)]) -> Figure {
    let mut figure = figure(title.into(), (x, Scale::Log), ("mean squared difference of L", Scale::Log));
    for &(label, structure, mark, tone) in of {
        let points = structure.r.iter().zip(&structure.s).map(|(&r, &s)| [r, s]).collect();
        figure.series.push(series(label, points, mark, tone));
        match (structure.h, structure.se) {
            (Some(h), Some(se)) => {
                figure.notes.push(format!("{label}: H = {} (r ≤ {})", plus_minus(h, se), number(structure.h_up_to)));
            }
            (Some(h), None) => figure.notes.push(format!("{label}: H = {h:.2} (r ≤ {})", number(structure.h_up_to))),
            _ => {}
        }
    }
    if of.iter().all(|(_, structure, ..)| structure.r.is_empty()) {
        figure.empty = Some("Too few points were measured to compare distances.".into());
    }
    figure
}

fn walk(result: &LandscapeResult) -> Figure {
    let mut figure =
        figure("Random walks".into(), ("steps apart", Scale::Linear), ("autocorrelation of L", Scale::Linear));
    let points: Vec<[f64; 2]> = result.walk.rho.iter().enumerate().map(|(k, &rho)| [k as f64, rho]).collect();
    if points.is_empty() {
        figure.empty = Some("No walk was measured.".into());
    }
    figure.series.push(series("walks", points, Mark::Points, Tone::Data));
    if let Some(length) = result.walk.length {
        figure.notes.push(format!("correlation length {length:.0} steps of {}", result.options.walk_step));
    }
    figure
}

fn slice(result: &LandscapeResult) -> Figure {
    let mut figure = figure(
        "Slice through the weights".into(),
        ("first direction", Scale::Linear),
        ("second direction", Scale::Linear),
    );
    let Some(slice) = &result.slice else {
        figure.empty = Some("No slice was asked for.".into());
        return figure;
    };
    for (k, line) in contour::levels(slice).into_iter().enumerate() {
        let mark = [Mark::Line, Mark::Dashed, Mark::Dotted][k % 3];
        for (i, points) in line.lines.into_iter().enumerate() {
            let label = if i == 0 { format!("L = {:.3}", line.level) } else { String::new() };
            figure.series.push(series(label, points, mark, Tone::Muted));
        }
    }
    let inside = |place: f64| place.abs() <= result.options.slice_radius;
    let path: Vec<[f64; 2]> =
        slice.path.iter().map(|&[_, a, b, _]| [a, b]).filter(|&[a, b]| inside(a) && inside(b)).collect();
    if let Some(share) = slice.path.first().map(|[.., share]| share) {
        figure.notes.push(format!(
            "the plane holds {:.2} % of the way from the first of {} checkpoints",
            100.0 * share,
            grouped(slice.path.len() - 1)
        ));
    }
    figure.series.push(series("training", path, Mark::Points, Tone::Data));
    figure
}
