//! Fits of committed samples against Python's powerlaw 1.5, in that package's convention. tests/powerlaw.rs compares all
//! samples and all laws; these are the small ones.
use super::Line;
use crate::stats::x_min::Convention;
use crate::stats::{fit, Options};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The line's key.
pub const NAME: &str = "powerlaw";

/// Samples of values, one a line.
const SAMPLES: [(&str, &str); 4] = [
    ("body-3.5-200", include_str!("../../../tests/powerlaw/body-3.5-200.txt")),
    ("pareto-2.5-50", include_str!("../../../tests/powerlaw/pareto-2.5-50.txt")),
    ("ties-100", include_str!("../../../tests/powerlaw/ties-100.txt")),
    ("updates-300", include_str!("../../../tests/powerlaw/updates-300.txt")),
];

#[derive(Deserialize)]
struct Answers {
    scanned: Answer,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    alpha: f64,
    x_min: f64,
    ks: f64,
}

/// The largest deviation of α, of x_min (relative) and of D.
pub fn line() -> Line {
    let answers: BTreeMap<String, Answers> =
        serde_json::from_str(include_str!("../../../tests/powerlaw/answers.json")).expect("a committed file");
    let options = Options { min_tail: 2, convention: Convention::Powerlaw, ..Options::default() };
    let deviation = |(name, text): (&str, &str)| {
        let values: Vec<f64> = text.lines().map(|line| line.parse().expect("a number a line")).collect();
        let (ours, theirs) = (fit(&values, &options).expect("a tail").fit, &answers[name].scanned);
        let each = [ours.alpha - theirs.alpha, ours.x_min / theirs.x_min - 1.0, ours.ks - theirs.ks];
        each.into_iter().map(f64::abs).fold(0.0, f64::max)
    };
    let what = format!("Fits of {} samples against Python’s powerlaw 1.5: α, x_min and D", SAMPLES.len());
    Line::new(NAME, what, SAMPLES.map(deviation).into_iter().fold(0.0, f64::max), 1e-9)
}
