//! The signed Δw of some weights of linear maps, each beside the activity of the unit that the weight reads, at every step.
use super::columns::Columns;
use super::Observer;
use crate::model::layout::Tensor;
use crate::rng::{Purpose, Rng};
use crate::train::StepView;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Weights at first, or all where there are fewer.
pub const MOST_WEIGHTS: usize = 2048;

/// Pairs that are kept at most: 8 MiB.
pub const CAPACITY: usize = 2 << 20;

/// A number as the top 16 bits of its f32, rounded to nearest (bfloat16): sign, 8 bits of exponent, 7 of mantissa. The relative
/// error is at most 2⁻⁸; order is kept, and only an exact zero is 0. As bytes, because records write larger whole numbers longer.
pub type Code = [u8; 2];

/// The code of x.
pub fn encode(x: f32) -> Code {
    let bits = x.to_bits();
    let magnitude = bits & 0x7fff_ffff;
    let rounded = ((magnitude + (1 << 15)) >> 16).min(0x7fff).max(u32::from(magnitude > 0));
    let sign = if magnitude > 0 { bits >> 31 << 15 } else { 0 };
    ((sign | rounded) as u16).to_le_bytes()
}

/// The number that a code stands for.
pub fn decode(code: Code) -> f32 {
    f32::from_bits(u32::from(u16::from_le_bytes(code)) << 16)
}

/// A weight and the unit that it reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Synapse {
    /// Its index in the arena.
    pub weight: u32,
    /// The index among [`StepView::activity`].
    pub unit: u32,
}

/// A linear map's weights.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Map {
    /// The tensor's name.
    pub name: String,
    /// Its place in the arena.
    pub range: Range<usize>,
}

/// An observer of the steps it is shown. The weights are a random subset of all linear maps', in random order.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Pairs {
    /// The run's.
    seed: u64,
    /// In the table's order.
    maps: Vec<Map>,
    columns: Columns<Synapse, [Code; 2]>,
}

impl Pairs {
    /// An observer of the linear maps among the tensors. `seed` is the run's; `capacity` counts pairs, at least one.
    pub fn new(tensors: &[Tensor], seed: u64, capacity: usize) -> Self {
        let linear = || tensors.iter().filter_map(|tensor| Some((tensor, tensor.input?)));
        let mut weights = Vec::with_capacity(linear().map(|(tensor, _)| tensor.len()).sum());
        weights.extend(linear().flat_map(|(tensor, _)| tensor.range()).map(|weight| weight as u32));
        Rng::new(seed, Purpose::Pairs).sample(&mut weights, MOST_WEIGHTS);
        let synapse = |weight: u32| {
            let mut holds = linear().filter(|(tensor, _)| tensor.range().contains(&(weight as usize)));
            let (tensor, first) = holds.next().expect("the weights were drawn from these tensors");
            Synapse { weight, unit: (first + (weight as usize - tensor.offset) % tensor.shape[1]) as u32 }
        };
        let items = weights.into_iter().map(synapse).collect();
        let map = |(tensor, _): (&Tensor, usize)| Map { name: tensor.name.clone(), range: tensor.range() };
        Pairs { seed, maps: linear().map(map).collect(), columns: Columns::new(items, MOST_WEIGHTS, capacity) }
    }

    /// The run's seed, which nulls have unless told otherwise.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The linear maps, in the table's order.
    pub fn maps(&self) -> &[Map] {
        &self.maps
    }

    /// The weights that are followed, in their random order.
    pub fn synapses(&self) -> &[Synapse] {
        self.columns.items()
    }

    /// How many weights they were drawn from.
    pub fn drawn_from(&self) -> usize {
        self.maps.iter().map(|map| map.range.len()).sum()
    }

    /// The first and the last step that are kept.
    pub fn steps(&self) -> Option<(u64, u64)> {
        self.columns.steps()
    }

    /// The codes of update and activity of a step that is kept, for each weight.
    pub fn row(&self, step: u64) -> &[[Code; 2]] {
        self.columns.row(step)
    }
}

impl Observer for Pairs {
    fn see(&mut self, view: &StepView<'_>) {
        self.columns.see(view.step, |Synapse { weight, unit }| {
            [encode(view.update[weight as usize]), encode(view.activity[unit as usize])]
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::layout::Init;

    fn table() -> Vec<Tensor> {
        let tensor = |name: &str, shape: [usize; 2], offset: usize, input| Tensor {
            name: name.into(),
            shape: shape.into(),
            offset,
            in_tail: true,
            input,
            init: Init::Constant(0.0),
        };
        vec![tensor("embedding", [5, 4], 0, None), tensor("a", [3, 4], 20, Some(0)), tensor("b", [2, 6], 32, Some(4))]
    }

    #[test]
    fn codes_keep_sign_order_zero_and_a_relative_error_of_a_256th() {
        let mut rng = Rng::new(3, Purpose::Statistics);
        let mut values: Vec<f32> = (0..20_000).map(|_| f32::from_bits((rng.bits() >> 32) as u32)).collect();
        values.retain(|x| x.is_normal() && x.abs() < 1e38);
        values.sort_unstable_by(f32::total_cmp);
        for pair in values.windows(2) {
            assert!(decode(encode(pair[0])) <= decode(encode(pair[1])));
        }
        let worst =
            values.iter().map(|&x| (f64::from(decode(encode(x))) / f64::from(x) - 1.0).abs()).fold(0.0, f64::max);
        assert!(worst <= 1.0 / 256.0 && worst > 0.9 / 256.0, "{worst}");
        assert_eq!([0.0, -0.0, f32::from_bits(1)].map(encode), [[0, 0], [0, 0], [1, 0]]);
        assert!(decode(encode(f32::from_bits(u32::MAX))).is_nan());
    }

    #[test]
    fn a_weight_stands_beside_the_unit_that_it_reads() {
        let mut pairs = Pairs::new(&table(), 11, 1 << 10);
        assert_eq!((pairs.synapses().len(), pairs.drawn_from(), pairs.steps()), (24, 24, None));
        let update: Vec<f32> = (0..44).map(|i| -(i as f32)).collect();
        let activity: Vec<f32> = (0..10).map(|i| 100.0 + i as f32).collect();
        for step in 1..=3 {
            pairs.see(&StepView { step, update: &update, activity: &activity, ..StepView::default() });
        }
        assert_eq!(pairs.steps(), Some((1, 3)));
        for (pair, synapse) in pairs.row(2).iter().zip(pairs.synapses()) {
            let weight = synapse.weight as usize;
            let unit = if weight < 32 { (weight - 20) % 4 } else { 4 + (weight - 32) % 6 };
            assert_eq!(pair.map(decode), [-(weight as f32), 100.0 + unit as f32]);
        }
    }

    #[test]
    fn a_full_memory_keeps_all_steps_of_half_the_weights() {
        let (update, activity) = ([1.0; 44], [2.0; 10]);
        let mut pairs = Pairs::new(&table(), 11, 100);
        let order = pairs.synapses().to_vec();
        for step in 5..15 {
            pairs.see(&StepView { step, update: &update, activity: &activity, ..StepView::default() });
        }
        assert_eq!((pairs.steps(), pairs.synapses()), (Some((5, 14)), &order[..6]));
        assert_ne!(Pairs::new(&table(), 12, 100).synapses(), order);
        let none = Pairs::new(&table()[..1], 11, 100);
        assert_eq!((none.synapses().len(), none.steps()), (0, None));
    }
}
