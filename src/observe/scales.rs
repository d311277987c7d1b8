//! The scales of a window's updates: Σ Δw² of every parameter over the steps, and of every tensor at every step. They are
//! all that the Gaussian nulls need to be drawn after the fact (docs/methods.md).
use super::Observer;
use crate::model::layout::Tensor;
use crate::train::StepView;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Rows of steps that are kept at most; past them, pairs are merged and a row holds twice as many steps.
const ROWS: usize = 16_384;

const LANES: usize = 4;

/// A tensor's place in the arena.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its elements.
    pub range: Range<usize>,
    /// Whether it is part of the pooled tail.
    pub in_tail: bool,
}

/// An observer of the steps it is shown. Memory: 8 B a parameter, and at most 16,384 rows of 8 B a tensor.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Scales {
    parts: Vec<Part>,
    /// [parameters] Σ Δw² over the steps; nothing before the first, which most visits never reach.
    parameters: Vec<f64>,
    /// [rows × tensors] Σ Δw² over a row's steps.
    rows: Vec<f64>,
    /// Steps a row.
    stride: u64,
    steps: Option<(u64, u64)>,
}

impl Scales {
    /// An observer of the tensors' updates.
    pub fn new(tensors: &[Tensor]) -> Self {
        let parts = tensors.iter().map(|tensor| Part { range: tensor.range(), in_tail: tensor.in_tail }).collect();
        Scales { parts, parameters: Vec::new(), rows: Vec::new(), stride: 1, steps: None }
    }

    /// The first and the last step seen.
    pub fn steps(&self) -> Option<(u64, u64)> {
        self.steps
    }

    /// The tensors, in the table's order.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Steps over which the tensors' squares are summed; 1 until more than 16,384 steps have been seen.
    pub fn stride(&self) -> u64 {
        self.stride
    }

    /// Σ Δw² of each parameter over all steps, in layout order; 0 for one that has never moved, and none before the
    /// first step.
    pub fn parameters(&self) -> &[f64] {
        &self.parameters
    }

    /// How many parameters of a tensor have moved at all, once there has been a step.
    pub fn moving(&self, tensor: usize) -> usize {
        self.parameters[self.parts[tensor].range.clone()].iter().filter(|&&square| square > 0.0).count()
    }

    /// Σ Δw² of each tensor at a step that was seen: the mean over its row's steps.
    pub fn tensors(&self, step: u64) -> impl Iterator<Item = f64> + '_ {
        let (first, last) = self.steps.expect("a step that was seen");
        let row = ((step - first) / self.stride) as usize;
        let steps = self.stride.min(last - first + 1 - row as u64 * self.stride) as f64;
        self.rows[row * self.parts.len()..][..self.parts.len()].iter().map(move |square| square / steps)
    }

    /// Σ Δw² of all tensors of the tail at a step that was seen.
    pub fn pooled(&self, step: u64) -> f64 {
        self.tensors(step).zip(&self.parts).filter(|(_, part)| part.in_tail).map(|(square, _)| square).sum()
    }

    fn merge_pairs(&mut self) {
        let width = self.parts.len();
        for row in 0..ROWS / 2 {
            for column in 0..width {
                let (even, odd) = (2 * row * width + column, (2 * row + 1) * width + column);
                self.rows[row * width + column] = self.rows[even] + self.rows[odd];
            }
        }
        self.rows.truncate(ROWS / 2 * width);
        self.stride *= 2;
    }
}

impl Observer for Scales {
    fn see(&mut self, view: &StepView<'_>) {
        let first = self.steps.map_or(view.step, |(first, _)| first);
        self.steps = Some((first, view.step));
        self.parameters.resize(view.update.len(), 0.0);
        let width = self.parts.len();
        if (view.step - first) % self.stride == 0 {
            if self.rows.len() == ROWS * width {
                self.merge_pairs();
            }
            self.rows.resize(self.rows.len() + width, 0.0);
        }
        let row = self.rows.len() - width;
        for (part, total) in self.parts.iter().zip(&mut self.rows[row..]) {
            *total += accumulate(&mut self.parameters[part.range.clone()], &view.update[part.range.clone()]);
        }
    }
}

/// Adds x² to each sum; returns Σ x², in four interleaved lanes, so that scalar and SIMD code give the same bits.
fn accumulate(sums: &mut [f64], values: &[f32]) -> f64 {
    let mut lanes = [0.0; LANES];
    let (mut quads, mut fours) = (sums.chunks_exact_mut(LANES), values.chunks_exact(LANES));
    for (sums, values) in quads.by_ref().zip(fours.by_ref()) {
        for lane in 0..LANES {
            let square = f64::from(values[lane]) * f64::from(values[lane]);
            sums[lane] += square;
            lanes[lane] += square;
        }
    }
    for ((sum, &x), lane) in quads.into_remainder().iter_mut().zip(fours.remainder()).zip(&mut lanes) {
        let square = f64::from(x) * f64::from(x);
        *sum += square;
        *lane += square;
    }
    (lanes[0] + lanes[1]) + (lanes[2] + lanes[3])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::layout::vectors;
    use crate::observe::tests::show;
    use crate::rng::{Purpose, Rng};

    fn updates(steps: usize) -> Vec<Vec<f32>> {
        let mut rng = Rng::new(5, Purpose::Statistics);
        (0..steps).map(|_| (0..83).map(|i| if i == 7 { 0.0 } else { rng.normal() as f32 }).collect()).collect()
    }

    #[test]
    fn sums_are_those_of_direct_computation() {
        let updates = updates(30);
        let mut scales = Scales::new(&vectors(&[(50, true), (10, false), (23, true)]));
        show(&mut scales, &updates, 201);
        assert_eq!((scales.steps(), scales.stride()), (Some((201, 230)), 1));
        let square = |x: f32| f64::from(x) * f64::from(x);
        let close = |a: f64, b: f64| assert!((a - b).abs() <= 1e-13 * b, "{a} {b}");
        for (i, &sum) in scales.parameters().iter().enumerate() {
            close(sum, updates.iter().map(|update| square(update[i])).sum());
        }
        assert_eq!([0, 1, 2].map(|tensor| scales.moving(tensor)), [49, 10, 23]);
        for (update, step) in updates.iter().zip(201..) {
            let ranges = [0..50, 50..60, 60..83];
            let sums: Vec<f64> = ranges.map(|range| update[range].iter().map(|&x| square(x)).sum()).into();
            scales.tensors(step).zip(&sums).for_each(|(a, &b)| close(a, b));
            close(scales.pooled(step), sums[0] + sums[2]);
        }
    }

    #[test]
    fn a_long_run_merges_pairs_of_steps_and_keeps_every_square() {
        let mut scales = Scales::new(&vectors(&[(1, true), (1, true)]));
        let value = |step: usize| [(step % 7) as f32, 2.0];
        let updates: Vec<Vec<f32>> = (0..2 * ROWS + 3).map(|step| value(step).to_vec()).collect();
        show(&mut scales, &updates, 1);
        assert_eq!((scales.stride(), scales.rows.len()), (4, 2 * (ROWS / 2 + 1)));
        let of_row = |steps: Range<usize>| {
            steps.clone().map(|s| f64::from(value(s)[0]).powi(2)).sum::<f64>() / steps.len() as f64
        };
        assert_eq!(scales.tensors(1).collect::<Vec<_>>(), [of_row(0..4), 4.0]);
        let last = 2 * ROWS;
        assert_eq!(scales.tensors(last as u64 + 2).collect::<Vec<_>>(), [of_row(last..last + 3), 4.0]);
        assert_eq!(scales.parameters()[1], 4.0 * (2 * ROWS + 3) as f64);
    }
}
