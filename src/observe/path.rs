//! The training's path: the weights of step 0 and of later steps, equally far apart, in bounded memory.
use serde::{Deserialize, Serialize};

/// The most checkpoints, and the most bytes that all may take; the weights of step 0 are kept in any case.
pub const MOST_CHECKPOINTS: usize = 16;
const MOST_BYTES: usize = 16 << 20;

/// The most checkpoints of a model with so many weights.
pub fn most(weights: usize) -> usize {
    (MOST_BYTES / (4 * weights.max(1))).clamp(1, MOST_CHECKPOINTS)
}

/// Weights that were kept while training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Finished steps.
    pub step: u64,
    /// All weights.
    pub theta: Vec<f32>,
}

/// The checkpoints of a run. At first every step is kept; where there are too many, every second one goes.
#[derive(Debug, Clone)]
pub struct Path {
    spacing: u64,
    checkpoints: Vec<Checkpoint>,
}

impl Default for Path {
    fn default() -> Self {
        Path { spacing: 1, checkpoints: Vec::new() }
    }
}

impl Path {
    /// The weights after `step` steps, step 0 first: they are copied where they are to be kept.
    pub fn see(&mut self, step: u64, theta: &[f32]) {
        if step != self.spacing * self.checkpoints.len() as u64 {
            return;
        }
        if self.checkpoints.len() >= most(theta.len()) {
            self.spacing *= 2;
            let spacing = self.spacing;
            self.checkpoints.retain(|checkpoint| checkpoint.step % spacing == 0);
            return self.see(step, theta);
        }
        self.checkpoints.push(Checkpoint { step, theta: theta.to_vec() });
    }

    /// What is kept, step 0 first.
    pub fn checkpoints(&self) -> &[Checkpoint] {
        &self.checkpoints
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The steps kept of a run, in which each step is seen twice, as a step of two shards is.
    fn kept(steps: u64, weights: usize) -> Vec<u64> {
        let mut path = Path::default();
        for step in 0..=steps {
            path.see(step, &vec![step as f32; weights]);
            path.see(step, &vec![step as f32; weights]);
            assert!(path.checkpoints().len() <= MOST_CHECKPOINTS);
        }
        assert!(path.checkpoints().iter().all(|c| c.theta == vec![c.step as f32; weights]), "each its own weights");
        path.checkpoints().iter().map(|checkpoint| checkpoint.step).collect()
    }

    #[test]
    fn checkpoints_are_equally_far_apart_from_step_0_on_and_at_most_16() {
        assert_eq!(kept(3, 2), [0, 1, 2, 3]);
        assert_eq!(kept(15, 2), (0..16).collect::<Vec<_>>());
        assert_eq!(kept(16, 2), (0..=16).step_by(2).collect::<Vec<_>>());
        assert_eq!(kept(1000, 1), (0..1000).step_by(64).collect::<Vec<_>>());
    }

    #[test]
    fn large_models_keep_fewer_and_the_largest_the_first_alone() {
        assert_eq!(kept(20, 1 << 20), [0, 8, 16], "4 MiB each");
        assert_eq!(kept(3, 5 << 20), [0]);
    }
}
