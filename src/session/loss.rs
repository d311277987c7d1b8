//! The loss over steps as a figure, with what the text itself sets as a floor.
use super::Curve;
use crate::figure::{Axis, Direction, Figure, Mark, Rule, Scale, Series, Tone};
use crate::text::Facts;
use crate::words::fixed;

/// Which figure.
#[derive(Debug, Clone, Copy)]
pub struct LossOptions {
    /// The vertical axis.
    pub scale: Scale,
}

impl Default for LossOptions {
    fn default() -> Self {
        LossOptions { scale: Scale::Log }
    }
}

/// The figure of the batches' losses and the evaluations.
pub fn figure(options: &LossOptions, losses: &Curve, evaluations: &Curve, facts: &Facts) -> Figure {
    let batches = match losses.stride() {
        1 => "batch".to_string(),
        n => format!("batch, mean of {n} steps"),
    };
    let series =
        |label: String, curve: &Curve, mark, tone| Series { label, points: curve.points().to_vec(), mark, tone };
    let floor = match facts.entropy_rate {
        Some(rate) => (rate, "entropy rate of the source"),
        None => (facts.bigram_entropy, "bigram entropy of the text"),
    };
    let rules = if floor.0 > 0.0 {
        vec![Rule {
            axis: Direction::Y,
            at: floor.0,
            label: format!("{} {}", floor.1, fixed(floor.0, 3)),
            tone: Tone::Floor,
            id: None,
        }]
    } else {
        Vec::new()
    };
    Figure {
        title: "Loss".into(),
        x: Axis { label: "step".into(), scale: Scale::Linear, range: None },
        y: Axis { label: "cross-entropy, nats per character".into(), scale: options.scale, range: None },
        series: vec![
            series(batches, losses, Mark::Line, Tone::Data),
            series("evaluation, dropout off".into(), evaluations, Mark::Points, Tone::Fit),
        ],
        rules,
        notes: Vec::new(),
        empty: losses.points().is_empty().then(|| "The loss of each step will stand here. Press play.".into()),
    }
}
