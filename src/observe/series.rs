//! The time series of |Δw| of a random subset of the parameters, every step of it, in two bytes a value. Any threshold,
//! interval, avalanche or shuffled null can be had from it after the fact.
use super::columns::Columns;
use super::{magnitude, Observer};
use crate::model::layout::Tensor;
use crate::rng::{Purpose, Rng};
use crate::train::StepView;
use serde::{Deserialize, Serialize};

/// Parameters at first, or all of the tail where it has fewer.
pub const MOST_PARAMETERS: usize = 65_536;

/// Values that are kept at most: 16 MiB.
pub const CAPACITY: usize = 8 << 20;

/// |Δw| as the top 16 bits of its f32 below the sign: 8 of exponent, 8 of mantissa, rounded to nearest. The relative error
/// is at most 2⁻⁹; order is kept, and only an exact zero is 0.
pub type Code = u16;

/// The code of |x|.
pub fn encode(x: f32) -> Code {
    let magnitude = magnitude(x);
    let rounded = ((magnitude + (1 << 14)) >> 15).min(u32::from(u16::MAX)) as u16;
    rounded.max(u16::from(magnitude > 0))
}

/// The magnitude that a code stands for.
pub fn decode(code: Code) -> f32 {
    f32::from_bits(u32::from(code) << 15)
}

/// An observer of the steps it is shown. The parameters are a random subset of the tail's, in random order.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Series {
    /// The run's.
    seed: u64,
    /// How many parameters the tail has.
    of: usize,
    /// Of indices in the arena.
    columns: Columns<u32, Code>,
}

impl Series {
    /// An observer of the tensors of the tail. `seed` is the run's; `capacity` counts values, at least one.
    pub fn new(tensors: &[Tensor], seed: u64, capacity: usize) -> Self {
        let in_tail = || tensors.iter().filter(|tensor| tensor.in_tail);
        let of = in_tail().map(Tensor::len).sum();
        let mut parameters = Vec::with_capacity(of);
        parameters.extend(in_tail().flat_map(Tensor::range).map(|i| i as u32));
        Rng::new(seed, Purpose::Series).sample(&mut parameters, MOST_PARAMETERS);
        Series { seed, of, columns: Columns::new(parameters, MOST_PARAMETERS, capacity) }
    }

    /// The run's seed, which nulls have unless told otherwise.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The arena's indices of the parameters, in their random order.
    pub fn parameters(&self) -> &[u32] {
        self.columns.items()
    }

    /// How many parameters of the tail they were drawn from.
    pub fn drawn_from(&self) -> usize {
        self.of
    }

    /// The first and the last step that are kept.
    pub fn steps(&self) -> Option<(u64, u64)> {
        self.columns.steps()
    }

    /// The codes of a step that is kept, one for each parameter.
    pub fn row(&self, step: u64) -> &[Code] {
        self.columns.row(step)
    }
}

impl Observer for Series {
    fn see(&mut self, view: &StepView<'_>) {
        self.columns.see(view.step, |i| encode(view.update[i as usize]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::layout::vectors;
    use crate::observe::tests::show;
    use std::collections::BTreeSet;

    #[test]
    fn codes_keep_order_zero_and_a_relative_error_of_a_512th() {
        let mut rng = Rng::new(3, Purpose::Statistics);
        let mut values: Vec<f32> = (0..20_000).map(|_| f32::from_bits((rng.bits() >> 33) as u32)).collect();
        values.retain(|x| x.is_normal() && *x < 1e38);
        values.sort_unstable_by(f32::total_cmp);
        for pair in values.windows(2) {
            assert!(encode(pair[0]) <= encode(pair[1]));
        }
        let mut worst = 0.0f64;
        for &x in &values {
            worst = worst.max((f64::from(decode(encode(-x))) / f64::from(x) - 1.0).abs());
        }
        assert!(worst <= 1.0 / 512.0 && worst > 0.9 / 512.0, "{worst}");
        assert_eq!([0.0, -0.0, f32::from_bits(1), f32::from_bits(0x8000_3fff)].map(encode), [0, 0, 1, 1]);
        assert_eq!((decode(encode(f32::INFINITY)), decode(0)), (f32::INFINITY, 0.0));
        assert!(decode(encode(f32::from_bits(u32::MAX))).is_nan());
    }

    #[test]
    fn rows_are_the_magnitudes_of_a_subset_that_halves_when_full() {
        let table = vectors(&[(300, true), (40, false), (160, true)]);
        let updates: Vec<Vec<f32>> = (0..50).map(|t| (0..500).map(|i| -((t * 500 + i) as f32)).collect()).collect();
        let mut series = Series::new(&table, 11, 5000);
        assert_eq!((series.steps(), series.drawn_from()), (None, 460));
        let order = series.parameters().to_vec();
        show(&mut series, &updates, 1);
        assert_eq!((series.steps(), series.parameters()), (Some((1, 50)), &order[..57]));
        let stored = 50 * series.parameters().len();
        assert!(stored <= 5000 && 2 * stored > 5000);
        for (update, step) in updates.iter().zip(1..) {
            let expected: Vec<Code> = order[..57].iter().map(|&i| encode(update[i as usize])).collect();
            assert_eq!(series.row(step), expected);
        }
        let tail: BTreeSet<u32> = (0..300).chain(340..500).collect();
        assert_eq!(order.iter().copied().collect::<BTreeSet<_>>(), tail);
        assert_ne!(Series::new(&table, 12, 5000).parameters(), order);
    }

    #[test]
    fn a_long_run_has_every_row_in_its_place() {
        let updates: Vec<Vec<f32>> = (0..700).map(|t| (0..3001).map(|i| (t * 3001 + i) as f32).collect()).collect();
        let mut series = Series::new(&vectors(&[(3001, true)]), 11, 1_500_000);
        for (first, steps, width) in [(1, 400, 3001), (401, 700, 1500)] {
            show(&mut series, &updates[first as usize - 1..steps], first);
            assert_eq!((series.steps(), series.parameters().len()), (Some((1, steps as u64)), width));
            for (update, step) in updates[..steps].iter().zip(1..) {
                let expected = series.parameters().iter().map(|&i| encode(update[i as usize]));
                assert!(series.row(step).iter().copied().eq(expected), "step {step}");
            }
        }
    }

    #[test]
    fn a_run_longer_than_the_memory_keeps_its_beginning() {
        let mut series = Series::new(&vectors(&[(2, true)]), 11, 5);
        show(&mut series, &vec![vec![1.0, 1.0]; 9], 3);
        assert_eq!((series.steps(), series.parameters().len()), (Some((3, 7)), 1));
    }
}
