//! E1's figure: the distribution of |Δw| on log-log axes, the fitted law from x_min on, and what is known of it.
use super::fits::histogram;
use super::{Finding, Fits, Source};
use crate::figure::{Axis, Direction, Figure, Mark, Rule, Scale, Series, Tone};
use crate::observe::record::{StreamRecord, TailRecord, Window, POOLED};
use crate::observe::tails::OUTLINED;
use crate::stats::binned::Histogram;
use crate::stats::laws::{Law, PowerLaw};
use crate::stats::Fit;
use crate::words::{grouped, plus_minus, scientific};

/// What a figure draws.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum View {
    /// P(|Δw| ≥ x).
    #[default]
    Ccdf,
    /// The probability density.
    Density,
}

/// Which figure; what it is in JavaScript stands in src/web/read/figure.rs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureOptions {
    /// Distribution function or density.
    pub view: View,
    /// A tensor's name, or [`POOLED`].
    pub tensor: String,
    /// Which steps.
    pub window: Window,
}

impl Default for FigureOptions {
    fn default() -> Self {
        FigureOptions { view: View::Ccdf, tensor: POOLED.into(), window: Window::After }
    }
}

/// The far end of the distribution function is drawn value by value, where bins would hold a few each.
const SINGLE: usize = OUTLINED;

/// The share of the smallest values that is not drawn: rounding makes some as small as f32 can hold, and they would
/// squeeze the tail into a corner.
const UNDRAWN: f64 = 1e-3;

/// The figure of a record, with its stream and the fits to it once there is one.
pub fn figure(view: View, record: &TailRecord, shown: Option<(&StreamRecord, &Fits)>) -> Figure {
    let y = match view {
        View::Ccdf => "P(|Δw| ≥ x)",
        View::Density => "probability density of |Δw|",
    };
    let mut figure = Figure {
        title: title(record),
        x: Axis { label: "|Δw|".into(), scale: Scale::Log, range: None },
        y: Axis { label: y.into(), scale: Scale::Log, range: None },
        series: Vec::new(),
        rules: Vec::new(),
        notes: Vec::new(),
        empty: None,
    };
    let Some((stream, fits)) = shown.filter(|(stream, _)| !stream.counts.is_empty()) else {
        figure.empty = Some(nothing_yet(record));
        return figure;
    };
    let histogram = histogram(stream);
    let mut largest = stream.largest.clone();
    largest.sort_unstable_by(|a, b| b.total_cmp(a));
    let points = match view {
        View::Ccdf => ccdf(&histogram, &largest),
        View::Density => density(&histogram),
    };
    match &fits.continuous {
        Finding::Fit(fit) => {
            let (body, tail) = points.into_iter().partition(|&[x, _]| x < fit.x_min);
            let end = largest.first().map_or(fit.x_max, |&x| f64::from(x));
            figure.series = vec![
                series("below x_min", body, Mark::Points, Tone::Muted),
                series("|Δw|", tail, Mark::Points, Tone::Data),
                series("power law", law(view, fit, end), Mark::Line, Tone::Fit),
            ];
            figure.rules =
                vec![Rule { axis: Direction::X, at: fit.x_min, label: "x_min".into(), tone: Tone::Fit, id: None }];
        }
        Finding::Refused { .. } => figure.series = vec![series("|Δw|", points, Mark::Points, Tone::Data)],
    }
    figure.notes = notes(fits, &histogram, stream.zeros);
    if !record.in_tail {
        figure
            .notes
            .push("Not part of the pooled tail: attention ignores key biases, their updates are rounding.".into());
    }
    figure
}

fn title(record: &TailRecord) -> String {
    let which = match record.tensor.as_str() {
        POOLED => "all tensors",
        name => name,
    };
    let steps = match (&record.stream, record.window) {
        (Some(StreamRecord { steps: [first, last], .. }), _) => format!("steps {}–{}", grouped(*first), grouped(*last)),
        (None, Window::Transient) => format!("steps 1–{}", grouped(record.transient_end)),
        (None, Window::After) => format!("after step {}", grouped(record.transient_end)),
    };
    format!("Weight updates |Δw|, {which}, {steps}")
}

fn nothing_yet(record: &TailRecord) -> String {
    match (&record.stream, record.window) {
        (Some(_), _) => "Every update so far is exactly zero.".into(),
        (None, Window::Transient) => "No step has been made yet. Press play: this fills from the first step on.".into(),
        (None, Window::After) => format!(
            "This window begins after step {}, when the transient is over. Until then, look at the transient.",
            grouped(record.transient_end)
        ),
    }
}

/// The fitted law from x_min to `end`, scaled to the share of values that its tail holds. Straight on log-log axes.
pub fn law(view: View, fit: &Fit, end: f64) -> Vec<[f64; 2]> {
    let law = PowerLaw { alpha: fit.alpha }.above(fit.x_min);
    let share = fit.n_tail as f64 / fit.n as f64;
    let at = |x: f64| match view {
        View::Ccdf => [x, share * law.ccdf(x)],
        View::Density => [x, share * law.density(x)],
    };
    vec![at(fit.x_min), at(end)]
}

pub fn series(label: &str, points: Vec<[f64; 2]>, mark: Mark, tone: Tone) -> Series {
    Series { label: label.into(), points, mark, tone }
}

/// x, P(|Δw| ≥ x) at the bins' lower edges, then at the single largest values.
pub fn ccdf(histogram: &Histogram, largest: &[f32]) -> Vec<[f64; 2]> {
    let total = histogram.n();
    let single = largest.len().min(SINGLE);
    let mut above = total;
    let mut points = Vec::new();
    for (k, &count) in histogram.counts.iter().enumerate() {
        if above <= single as u64 {
            break;
        }
        let share = above as f64 / total as f64;
        if share <= 1.0 - UNDRAWN {
            points.push([histogram.edge(k), share]);
        }
        above -= count;
    }
    let ranked = largest[..single].iter().enumerate().rev();
    points.extend(ranked.map(|(i, &x)| [f64::from(x), (i + 1) as f64 / total as f64]));
    points
}

/// Geometric middle of each bin that is not empty, and the density in it.
pub fn density(histogram: &Histogram) -> Vec<[f64; 2]> {
    let total = histogram.n() as f64;
    let mut above = total;
    let mut points = Vec::new();
    for (k, &count) in histogram.counts.iter().enumerate() {
        let (low, high) = (histogram.edge(k), histogram.edge(k + 1));
        above -= count as f64;
        if count > 0 && above <= (1.0 - UNDRAWN) * total {
            points.push([(low * high).sqrt(), count as f64 / (total * (high - low))]);
        }
    }
    points
}

fn notes(fits: &Fits, histogram: &Histogram, zeros: u64) -> Vec<String> {
    let mut notes = Vec::new();
    match &fits.continuous {
        Finding::Fit(fit) => {
            let of = match fits.source {
                Source::Reservoir => format!("of {} sampled", grouped(fit.n)),
                Source::Largest => format!("of {}, exact", grouped(fit.n)),
            };
            notes.push(format!("α = {} (continuous maximum likelihood)", plus_minus(fit.alpha, fit.alpha_se)));
            notes.push(format!("n = {} {of} · {:.2} decades", grouped(fit.n_tail), fit.decades));
            notes.push(format!("x_min = {} · D = {:.4}", scientific(fit.x_min), fit.ks));
        }
        Finding::Refused { reason } => notes.push(reason.clone()),
    }
    if let Finding::Fit(fit) = &fits.binned {
        notes.push(format!(
            "all {} values, binned: α = {}, n = {}, x_min = {}",
            grouped(histogram.n()),
            plus_minus(fit.alpha, fit.alpha_se),
            grouped(fit.n_tail),
            scientific(fit.x_min)
        ));
    }
    if zeros > 0 {
        notes.push(format!("{} exact zeros apart", grouped(zeros)));
    }
    notes.push(format!("fitted at step {}", grouped(fits.step)));
    notes
}
