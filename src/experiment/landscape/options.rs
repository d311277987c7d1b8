//! What E4 measures, and how much of it.
use super::job::Condition;
use crate::error::Error;
use crate::model::layout::Tensor;
use serde::{Deserialize, Serialize};

/// What to measure. As JSON: camelCase, every field optional, unknown ones refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Options {
    /// Weights drawn of each tensor, with replacement, on the trained net; the paper's 5,000 is a choice. Laws are compared
    /// on 100 and more.
    pub perturbations: usize,
    /// The same for each control; 0: none.
    pub control_perturbations: usize,
    /// Whether biases, gains and what else is no matrix is measured as well.
    pub vectors: bool,
    /// |δ|, ascending; each is added and subtracted.
    pub deltas: Vec<f64>,
    /// Random lines through the weights.
    pub lines: usize,
    /// Points to each side of a line's middle.
    pub line_points: usize,
    /// How far a line reaches to each side; 1: as far as each filter is long.
    pub line_radius: f64,
    /// Random walks from the weights.
    pub walks: usize,
    /// Steps of a walk.
    pub walk_steps: usize,
    /// Length of a step; 1: as long as each filter.
    pub walk_step: f64,
    /// Points to each side of the two-dimensional slice's middle; 0: no slice.
    pub slice_points: usize,
    /// How far the slice reaches.
    pub slice_radius: f64,
    /// Bootstrap replicates.
    pub bootstrap: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            perturbations: 100,
            control_perturbations: 12,
            vectors: false,
            deltas: vec![0.01, 1.0],
            lines: 4,
            line_points: 16,
            line_radius: 0.25,
            walks: 2,
            walk_steps: 48,
            walk_step: 0.02,
            slice_points: 6,
            slice_radius: 1.0,
            bootstrap: 200,
        }
    }
}

/// 2n + 1 places from −radius to radius.
pub(super) fn places(n: usize, radius: f64) -> Vec<f64> {
    (0..=2 * n).map(|i| radius * (i as f64 / n.max(1) as f64 - 1.0)).collect()
}

impl Options {
    pub(super) fn check(&self) -> Result<(), Error> {
        let refuse = |message: &str| Err(Error::Call(message.into()));
        let ascending = self.deltas.windows(2).all(|pair| pair[0] < pair[1]);
        let finite = self.deltas.iter().all(|&delta| delta > 0.0 && delta.is_finite());
        if self.deltas.is_empty() || !ascending || !finite {
            return refuse("deltas must be positive numbers in ascending order; both signs are taken.");
        }
        let lengths = [self.line_radius, self.walk_step, self.slice_radius];
        if !lengths.iter().all(|&x| x > 0.0 && x.is_finite()) {
            return refuse("lineRadius, walkStep and sliceRadius must be positive.");
        }
        let counts = [
            ("perturbations", self.perturbations, 100_000),
            ("controlPerturbations", self.control_perturbations, 100_000),
            ("lines", self.lines, 1000),
            ("linePoints", self.line_points, 1000),
            ("walks", self.walks, 1000),
            ("walkSteps", self.walk_steps, 100_000),
            ("slicePoints", self.slice_points, 100),
            ("bootstrap", self.bootstrap, 10_000),
        ];
        match counts.into_iter().find(|(_, count, most)| count > most) {
            Some((name, count, most)) => refuse(&format!("{name} must be at most {most}, and {count} is not.")),
            None => Ok(()),
        }
    }

    /// Places of a line's points.
    pub(super) fn line_places(&self) -> Vec<f64> {
        places(self.line_points, self.line_radius)
    }

    /// Places of the slice's points in either direction.
    pub(super) fn slice_places(&self) -> Vec<f64> {
        places(self.slice_points, self.slice_radius)
    }

    /// Whether a tensor's weights are moved.
    pub(super) fn moves(&self, tensor: &Tensor) -> bool {
        self.vectors || tensor.shape.len() > 1
    }

    /// Draws of each tensor under a condition.
    pub(super) fn draws(&self, condition: Condition) -> usize {
        match condition {
            Condition::Data => self.perturbations,
            _ => self.control_perturbations,
        }
    }
}
