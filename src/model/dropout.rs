//! Seeded dropout without stored masks: whether an element is kept is a hash of its place, so that the backward pass, any
//! shard and any worker finds the same mask again.
use crate::linalg::{math, Real};
use crate::rng::mix;

/// Places of a block where dropout acts, in forward order; the site of layer l is 4·l + place.
#[derive(Debug, Clone, Copy)]
pub enum Place {
    /// Attention probabilities, `[B, H, T, T]`.
    Probabilities = 0,
    /// The attention's output, `[B·T, C]`.
    Attention = 1,
    /// The hidden values after the activation, `[B·T, F]`.
    Hidden = 2,
    /// The feed-forward block's output, `[B·T, C]`.
    FeedForward = 3,
}

/// Whose masks a pass has: they follow from these alone, so that a batch has the same ones however it is cut into passes.
#[derive(Debug, Clone, Copy)]
pub struct Masks {
    /// The step's.
    pub key: u64,
    /// Sequences of its batch before the pass's first.
    pub first: usize,
}

/// A pass's dropout.
#[derive(Debug, Clone, Copy)]
pub struct Dropout {
    probability: f32,
    pub(super) masks: Masks,
}

impl Dropout {
    /// Dropout with this probability that a value becomes 0.
    pub fn new(probability: f32, masks: Masks) -> Self {
        Dropout { probability, masks }
    }

    /// values ← mask·values, with mask 0 or 1/(1 − p). Linear, so it is also its own backward pass.
    ///
    /// `first` is the index that `values[0]` has in the tensor of the whole batch. Element i is kept iff the upper 24 bits of
    /// hash(i·φ ⊕ key) are at least round(p·2²⁴); the hash is a 32-bit finaliser of two multiplications.
    pub fn apply<T: Real>(&self, layer: usize, place: Place, first: usize, values: &mut [T]) {
        let key = mix(self.masks.key.wrapping_add(4 * layer as u64 + place as u64)) as u32;
        let threshold = (f64::from(self.probability) * f64::from(1u32 << 24)).round() as u32;
        let scale = T::of(1.0 / (1.0 - f64::from(threshold) / f64::from(1u32 << 24)));
        let factors = math::held([0x9e37_79b1_u32, 0x7feb_352d, 0x846c_a68b]);
        for (i, value) in values.iter_mut().enumerate() {
            let mut h = ((first + i) as u32).wrapping_mul(factors[0]) ^ key;
            h = (h ^ (h >> 16)).wrapping_mul(factors[1]);
            h = (h ^ (h >> 15)).wrapping_mul(factors[2]);
            h ^= h >> 16;
            *value = if (h >> 8) >= threshold { *value * scale } else { T::ZERO };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_stated_share_and_the_mean() {
        let mut values = vec![1.0f64; 400_000];
        Dropout::new(0.1, Masks { key: 5, first: 0 }).apply(1, Place::Hidden, 0, &mut values);
        let n = values.len() as f64;
        let kept = values.iter().filter(|&&x| x != 0.0).count() as f64 / n;
        let mean = values.iter().sum::<f64>() / n;
        // Five standard errors of a share of 0.9.
        let error = 5.0 * (0.09 / n).sqrt();
        assert!((kept - 0.9).abs() < error, "{kept}");
        assert!((mean - 1.0).abs() < error / 0.9, "{mean}");
    }

    #[test]
    fn a_slice_sees_the_mask_of_the_whole_and_sites_differ() {
        let run = |layer, place, first: usize, n: usize| {
            let mut values = vec![1.0f32; n];
            Dropout::new(0.5, Masks { key: 9, first: 0 }).apply(layer, place, first, &mut values);
            values
        };
        assert_eq!(run(0, Place::Hidden, 0, 100)[40..], run(0, Place::Hidden, 40, 60)[..]);
        assert_ne!(run(0, Place::Hidden, 0, 100), run(0, Place::Attention, 0, 100));
        assert_ne!(run(0, Place::Hidden, 0, 100), run(1, Place::Hidden, 0, 100));
    }
}
