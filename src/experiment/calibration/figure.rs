//! The figures of a calibration: the estimates against the truth, the intervals one by one, and the first data set.
use super::outcome::{Estimate, Outcome};
use super::result::{parameters, ways, CalibrationResult, Recovered};
use super::table::Options;
use crate::error::Error;
use crate::figure::{Axis, Direction, Figure, Mark, Rule, Scale, Series, Tone};
use crate::words::{fixed, grouped, number, plus_minus};
use serde::Deserialize;

/// What a figure draws.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum View {
    /// The histogram of the estimates.
    #[default]
    Estimates,
    /// Their stated intervals, one by one.
    Intervals,
    /// The first data set.
    First,
}

/// Which figure. As JSON: camelCase, every field optional, unknown ones refused.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct FigureOptions {
    /// What is drawn.
    pub view: View,
    /// The parameter's name; by default the first.
    pub parameter: Option<String>,
    /// The way of measuring whose intervals are drawn; by default the first.
    pub way: Option<String>,
}

/// Intervals drawn one by one at most.
const SHOWN: usize = 100;

/// The figure that the options name.
///
/// # Errors
/// [`Error::Call`] for a parameter or way that the world does not have.
pub fn figure(
    options: &Options,
    outcomes: &[&Outcome],
    result: &CalibrationResult,
    wanted: &FigureOptions,
) -> Result<Figure, Error> {
    let place = |what: &str, name: &Option<String>, known: &[&str]| match name {
        None => Ok(0),
        Some(name) => known
            .iter()
            .position(|known| known == name)
            .ok_or_else(|| Error::Call(format!("This world has no {what} \"{name}\"; it has {}.", known.join(", ")))),
    };
    let parameter = place("parameter", &wanted.parameter, parameters(options))?;
    let way = place("way", &wanted.way, ways(options))?;
    if wanted.view == View::First {
        let first = outcomes.first().and_then(|outcome| outcome.sketch.clone());
        return Ok(first.unwrap_or_else(|| empty("The first data set will stand here.")));
    }
    let Some(&key) = parameters(options).get(parameter) else {
        return Ok(empty(
            "This world has no parameter that the experiment states: look at its verdicts, and at its first run.",
        ));
    };
    let estimates = |way: usize| -> Vec<Option<Estimate>> {
        outcomes.iter().map(|outcome| outcome.seen[way].as_ref().and_then(|seen| seen.estimates[parameter])).collect()
    };
    let label = options.kind.rows.iter().find(|row| row.key == key).map_or(key, |row| row.label);
    let truth = options.get(key);
    let known = |way: usize| result.ways[way].parameters.iter().find(|found| found.parameter == key);
    Ok(match wanted.view {
        View::Intervals => intervals(label, truth, &estimates(way), known(way)),
        _ => {
            let each: Vec<(&str, Vec<f64>, Option<&Recovered>)> = ways(options)
                .iter()
                .enumerate()
                .map(|(way, &name)| {
                    (name, estimates(way).iter().flatten().map(|found| found.value).collect(), known(way))
                })
                .collect();
            histogram(label, truth, &each)
        }
    })
}

fn empty(sentence: &str) -> Figure {
    let axis = || Axis { label: String::new(), scale: Scale::Linear, range: None };
    Figure {
        title: String::new(),
        x: axis(),
        y: axis(),
        series: Vec::new(),
        rules: Vec::new(),
        notes: Vec::new(),
        empty: Some(sentence.into()),
    }
}

/// What a way of measuring is called in a legend, and how it is drawn.
fn look(name: &str) -> (&str, Mark, Tone) {
    match name {
        "known" => ("x_min known", Mark::Steps, Tone::Data),
        "searched" => ("x_min searched for", Mark::Steps, Tone::Null2),
        _ => (name, Mark::Steps, Tone::Data),
    }
}

/// Bins of a histogram.
const BINS: usize = 24;

fn histogram(label: &str, truth: f64, ways: &[(&str, Vec<f64>, Option<&Recovered>)]) -> Figure {
    let mut all: Vec<f64> = ways.iter().flat_map(|(_, values, _)| values).copied().collect();
    all.sort_unstable_by(f64::total_cmp);
    let Some((&first, &last)) = all.first().zip(all.last()).filter(|(first, last)| first < last) else {
        return empty("Two data sets or more have a distribution: it will stand here.");
    };
    // The outermost hundredth must not squeeze the rest; it counts in the first and the last bin.
    let (low, high) = (all[all.len() / 200].min(truth), all[all.len() - 1 - all.len() / 200].max(truth));
    let (low, high) = if low < high { (low, high) } else { (first, last) };
    let width = (high - low) / BINS as f64;
    let mut series = Vec::new();
    for (name, values, found) in ways {
        let mut counts = [0u64; BINS];
        for value in values {
            counts[(((value - low) / width).max(0.0) as usize).min(BINS - 1)] += 1;
        }
        let scale = 1.0 / (values.len().max(1) as f64 * width);
        let bars = counts.iter().enumerate().map(|(i, &count)| [low + i as f64 * width, count as f64 * scale]);
        let points = [[low, 0.0]].into_iter().chain(bars).chain([[high, 0.0]]).collect();
        let (words, mark, tone) = look(name);
        series.push(Series { label: words.into(), points, mark, tone });
        if let Some(found) = found.filter(|_| series.len() == 1) {
            let bell = |x: f64| {
                let z = (x - truth) / found.stated;
                libm::exp(-0.5 * z * z) / (found.stated * (2.0 * std::f64::consts::PI).sqrt())
            };
            let points = (0..=100).map(|i| low + (high - low) * f64::from(i) / 100.0).map(|x| [x, bell(x)]).collect();
            series.push(Series {
                label: "what the stated errors promise".into(),
                points,
                mark: Mark::Dashed,
                tone: Tone::Fit,
            });
        }
    }
    let notes = ways.iter().filter_map(|(name, _, found)| {
        let found = (*found)?;
        Some(format!("{}: mean {}, spread {}", look(name).0, plus_minus(found.mean, found.bias_se), fixed(found.sd, 3)))
    });
    Figure {
        title: format!("Estimates of {label} over data sets"),
        x: Axis { label: format!("estimate of {label}"), scale: Scale::Linear, range: Some([low, high]) },
        y: Axis { label: "density of estimates".into(), scale: Scale::Linear, range: None },
        notes: notes.collect(),
        series,
        rules: vec![Rule {
            axis: Direction::X,
            at: truth,
            label: format!("truth {}", number(truth)),
            tone: Tone::Floor,
            id: None,
        }],
        empty: None,
    }
}

fn intervals(label: &str, truth: f64, estimates: &[Option<Estimate>], found: Option<&Recovered>) -> Figure {
    let numbered = estimates.iter().zip(1..).filter_map(|(estimate, number)| Some(((*estimate)?, f64::from(number))));
    let shown: Vec<(Estimate, f64)> = numbered.take(SHOWN).collect();
    if shown.is_empty() {
        return empty("No data set has an interval.");
    }
    let holds = |estimate: &Estimate| estimate.low <= truth && truth <= estimate.high;
    let of = |wanted: bool| shown.iter().filter(move |(estimate, _)| holds(estimate) == wanted);
    let bars = |wanted| of(wanted).flat_map(|(estimate, x)| [[*x, estimate.low], [*x, estimate.high]]).collect();
    let dots = |wanted| of(wanted).map(|(estimate, x)| [*x, estimate.value]).collect();
    let series = |label: &str, points: Vec<[f64; 2]>, mark, tone| Series { label: label.into(), points, mark, tone };
    Figure {
        title: format!("Stated 95 % intervals of {label}, data set by data set"),
        x: Axis { label: "data set".into(), scale: Scale::Linear, range: None },
        y: Axis { label: label.into(), scale: Scale::Linear, range: None },
        series: [
            series("", bars(true), Mark::Intervals, Tone::Data),
            series("holds the truth", dots(true), Mark::Points, Tone::Data),
            series("", bars(false), Mark::Intervals, Tone::Fit),
            series("does not", dots(false), Mark::Points, Tone::Fit),
        ]
        .into_iter()
        .filter(|series| !series.points.is_empty())
        .collect(),
        rules: vec![Rule {
            axis: Direction::Y,
            at: truth,
            label: format!("truth {}", number(truth)),
            tone: Tone::Floor,
            id: None,
        }],
        notes: found
            .map(|found| {
                let share = &found.coverage;
                format!(
                    "{} of {} intervals hold it: {} %",
                    grouped(share.count),
                    grouped(share.of),
                    fixed(100.0 * share.share, 1)
                )
            })
            .into_iter()
            .collect(),
        empty: None,
    }
}
