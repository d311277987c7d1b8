//! The feed-forward block's non-linearity. The forward pass also keeps the slope, so that the backward pass is one
//! multiplication and never evaluates tanh again.
use super::config::Activation;
use crate::linalg::{math, Real};

/// √(2/π).
const ROOT_2_OVER_PI: f64 = 0.797_884_560_802_865_4;
/// The cubic term of the tanh form of GELU.
const CUBIC: f64 = 0.044715;

/// x ← f(x), slope ← f′(x).
pub fn forward<T: Real>(activation: Activation, x: &mut [T], slope: &mut [T]) {
    match activation {
        Activation::Relu => {
            for (x, slope) in x.iter_mut().zip(slope) {
                *slope = if *x > T::ZERO { T::ONE } else { T::ZERO };
                // A NaN must stay one, so that training sees it.
                *x = if *x < T::ZERO { T::ZERO } else { *x };
            }
        }
        Activation::Gelu => {
            let (cubic, three) = (T::of(CUBIC), T::of(3.0) * T::of(CUBIC));
            let [root, cubic, three, half, one] = math::held([T::of(ROOT_2_OVER_PI), cubic, three, T::of(0.5), T::ONE]);
            let tanh = T::held_tanh();
            let gelu = |x: &mut T, slope: &mut T| {
                let v = *x;
                let square = v * v;
                let t = tanh(root * v * (one + cubic * square));
                let weight = half * (one + t);
                *x = v * weight;
                *slope = weight + half * v * (one - t * t) * (root * (one + three * square));
            };
            x.iter_mut().zip(slope).for_each(|(x, slope)| gelu(x, slope));
        }
    }
}

/// d ← d·f′(x).
pub fn backward<T: Real>(d: &mut [T], slope: &[T]) {
    for (d, &slope) in d.iter_mut().zip(slope) {
        *d *= slope;
    }
}
