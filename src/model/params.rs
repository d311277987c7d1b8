//! The weights: one flat arena in the layout's order.
use super::layout::{Init, Layout};
use crate::rng::{Purpose, Rng};

/// Initial weights of a seed, each tensor from a stream of its own.
pub fn initial(layout: &Layout, seed: u64) -> Vec<f32> {
    let mut theta = Vec::with_capacity(layout.len);
    for (index, tensor) in layout.tensors.iter().enumerate() {
        let mut rng = Rng::split(seed, Purpose::Init, index as u64);
        theta.extend((0..tensor.len()).map(|_| match tensor.init {
            Init::Normal => rng.normal() as f32,
            Init::Uniform(bound) => (bound * (2.0 * rng.uniform() - 1.0)) as f32,
            Init::Constant(value) => value as f32,
        }));
    }
    theta
}

/// 64-bit FNV-1a over the bits of the weights, word by word: equal weights to the bit, equal fingerprints.
pub fn fingerprint(theta: &[f32]) -> u64 {
    theta
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, x| (hash ^ u64::from(x.to_bits())).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::config::Config;

    #[test]
    fn initial_weights_follow_their_laws() {
        let layout = Layout::new(&Config::PAPER);
        let theta = initial(&layout, 11);
        assert_eq!(theta.len(), layout.len);
        for tensor in &layout.tensors {
            let values = &theta[tensor.range()];
            let n = values.len() as f64;
            let variance = values.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>() / n;
            // Second moment and the standard deviation of x²: 1 and √2 of N(0, 1); b²/3 and b²·√(4/45) of U(±b).
            let (mean, sd) = match tensor.init {
                Init::Normal => (1.0, 2.0f64.sqrt()),
                Init::Uniform(b) => (b * b / 3.0, b * b * (4.0f64 / 45.0).sqrt()),
                Init::Constant(value) => (value * value, 0.0),
            };
            assert!((variance - mean).abs() <= 5.0 * sd / n.sqrt(), "{}: {variance} {mean}", tensor.name);
        }
        assert_ne!(fingerprint(&theta), fingerprint(&initial(&layout, 12)));
        assert_eq!(fingerprint(&theta), fingerprint(&initial(&layout, 11)));
    }
}
