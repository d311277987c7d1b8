//! A stretch of steps of some weights: every update beside the activity that the weight reads.
use crate::observe::pairs::{decode, encode, Pairs};
use crate::rng::{Rng, Ziggurat};

/// Row by row, [steps × weights].
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Rows.
    pub steps: usize,
    /// Signed Δw.
    pub updates: Vec<f32>,
    /// Beside them.
    pub activities: Vec<f32>,
}

impl Sheet {
    /// Of recorded steps and of the weights at those places.
    pub fn of(pairs: &Pairs, steps: impl Iterator<Item = u64>, weights: &[usize]) -> Self {
        let mut sheet = Sheet { steps: 0, updates: Vec::new(), activities: Vec::new() };
        for step in steps {
            let row = pairs.row(step);
            sheet.steps += 1;
            sheet.updates.extend(weights.iter().map(|&place| decode(row[place][0])));
            sheet.activities.extend(weights.iter().map(|&place| decode(row[place][1])));
        }
        sheet
    }

    /// Whether it has no pair.
    pub fn is_empty(&self) -> bool {
        self.updates.is_empty()
    }

    /// Weights.
    pub fn width(&self) -> usize {
        self.updates.len() / self.steps.max(1)
    }

    /// The same activities beside Gaussian updates of the weights' and steps' scales, N(0, (σ_i τ_t)²), coded as records are.
    pub fn gaussian(self, ziggurat: &Ziggurat, rng: &mut Rng) -> Self {
        let width = self.width();
        let square = |x: f32| f64::from(x) * f64::from(x);
        let mut weights = vec![0.0; width];
        for row in self.updates.chunks_exact(width) {
            weights.iter_mut().zip(row).for_each(|(sum, &x)| *sum += square(x) / self.steps as f64);
        }
        // Σ_i σ_i²: what a step's sum of squares is in the mean.
        let mean: f64 = weights.iter().sum();
        let scales: Vec<f64> = weights.iter().map(|x| x.sqrt()).collect();
        let mut updates = vec![0.0; self.updates.len()];
        for (drawn, row) in updates.chunks_exact_mut(width).zip(self.updates.chunks_exact(width)) {
            ziggurat.fill(rng, drawn);
            let of_step = if mean > 0.0 { (row.iter().map(|&x| square(x)).sum::<f64>() / mean).sqrt() } else { 0.0 };
            drawn
                .iter_mut()
                .zip(&scales)
                .for_each(|(x, scale)| *x = decode(encode((f64::from(*x) * scale * of_step) as f32)));
        }
        Sheet { updates, ..self }
    }
}
