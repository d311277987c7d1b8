//! Standard normal numbers by the hundred million: the ziggurat of Marsaglia and Tsang (J. Stat. Softw. 5:8, 2000) with 256
//! layers, two numbers from 64 random bits. A layer's edge is given in multiples of 2⁻²³, so that the common case is one
//! comparison of integers and one exactly rounded product: the same bits everywhere.
use super::Rng;

const LAYERS: usize = 256;
/// Where the tail begins, and the area of each layer: the solution for 256 layers.
const R: f64 = 3.654_152_885_361_009;
const AREA: f64 = 0.004_928_673_233_974_655;

/// The layers' table. Layer i ≥ 1 is |x| < edges_i at densities from f(edges_i) to f(edges_{i+1}); layer 0 is the base strip with the
/// tail.
#[derive(Debug, Clone)]
pub struct Ziggurat {
    /// [layers + 1], falling to 0; the first is the width that the base strip would have as a box.
    edges: Vec<f64>,
    /// [layers] Below this many 2⁻²³ of its width, a layer lies wholly under the density.
    inside: Vec<u32>,
    /// [layers] Width · 2⁻²³.
    widths: Vec<f32>,
}

fn density(x: f64) -> f64 {
    libm::exp(-0.5 * x * x)
}

impl Default for Ziggurat {
    fn default() -> Self {
        let mut edges = vec![AREA / density(R), R];
        while edges.len() < LAYERS {
            let x = edges[edges.len() - 1];
            edges.push(libm::sqrt(-2.0 * libm::log(density(x) + AREA / x)));
        }
        edges.push(0.0);
        let unit = f64::from(1 << 23);
        let inside = edges.windows(2).map(|pair| (pair[1] / pair[0] * unit) as u32).collect();
        let widths = edges[..LAYERS].iter().map(|x| (x / unit) as f32).collect();
        Ziggurat { edges, inside, widths }
    }
}

impl Ziggurat {
    /// Fills with independent N(0, 1). The smallest magnitudes are multiples of about 2⁻²³.
    pub fn fill(&self, rng: &mut Rng, values: &mut [f32]) {
        for pair in values.chunks_mut(2) {
            let bits = rng.bits();
            for (value, bits) in pair.iter_mut().zip([bits as u32, (bits >> 32) as u32]) {
                *value = self.number(rng, bits);
            }
        }
    }

    /// From the top: 23 bits of place in the layer, one of sign, eight of layer.
    #[inline]
    fn number(&self, rng: &mut Rng, bits: u32) -> f32 {
        let (layer, place) = ((bits & 0xff) as usize, bits >> 9);
        let magnitude = if place < self.inside[layer] {
            (place as f32 + 0.5) * self.widths[layer]
        } else {
            self.outside(rng, layer, place)
        };
        f32::from_bits(magnitude.to_bits() | (bits << 23) & 0x8000_0000)
    }

    /// The magnitude where the box sticks out: accepted under the density, or drawn anew; beyond R from the tail.
    #[cold]
    fn outside(&self, rng: &mut Rng, mut layer: usize, mut place: u32) -> f32 {
        loop {
            let x = (f64::from(place) + 0.5) * f64::from(self.widths[layer]);
            if place < self.inside[layer] {
                return x as f32;
            }
            if layer == 0 {
                return tail(rng) as f32;
            }
            let (low, high) = (density(self.edges[layer]), density(self.edges[layer + 1]));
            if low + rng.uniform() * (high - low) < density(x) {
                return x as f32;
            }
            let bits = rng.bits();
            (layer, place) = ((bits & 0xff) as usize, (bits >> 41) as u32);
        }
    }
}

/// |x| beyond R (Marsaglia, Technometrics 6, 1964).
fn tail(rng: &mut Rng) -> f64 {
    loop {
        let beyond = -libm::log(rng.uniform_positive()) / R;
        if -2.0 * libm::log(rng.uniform_positive()) >= beyond * beyond {
            return R + beyond;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Purpose;

    #[test]
    fn layers_have_equal_areas_and_close_at_the_top() {
        let Ziggurat { edges, .. } = Ziggurat::default();
        for i in 1..LAYERS {
            let area = edges[i] * (density(edges[i + 1]) - density(edges[i]));
            assert!((area / AREA - 1.0).abs() < 1e-9, "{i}: {area}");
        }
    }

    #[test]
    fn numbers_follow_the_normal_law_far_into_the_tail() {
        let ziggurat = Ziggurat::default();
        let mut rng = Rng::new(7, Purpose::Statistics);
        let mut values = vec![0.0f32; 20_000_001];
        ziggurat.fill(&mut rng, &mut values);
        let n = values.len() as f64;
        // Cells of width 1/8 from −5.5 to 5.5, and both tails.
        let mut counts = vec![0.0; 90];
        for &x in &values {
            counts[((f64::from(x) + 5.5) * 8.0 + 1.0).clamp(0.0, 89.0) as usize] += 1.0;
        }
        let below = |x: f64| 0.5 * libm::erfc(-x / std::f64::consts::SQRT_2);
        let edge = |k: usize| match k {
            0 => 0.0,
            90 => 1.0,
            k => below((k as f64 - 1.0) / 8.0 - 5.5),
        };
        let cells = counts.iter().enumerate().map(|(k, &count)| {
            let expected = n * (edge(k + 1) - edge(k));
            (count - expected) * (count - expected) / expected
        });
        let chi2: f64 = cells.sum();
        // 89 degrees of freedom: five standard deviations √178 above the mean.
        assert!(chi2 < 89.0 + 5.0 * 178f64.sqrt(), "{chi2}");
        // Neighbours share 64 bits and must not know of each other: their squares' correlation is 0 ± 1/√(n/2).
        let squares =
            values.chunks_exact(2).map(|pair| (f64::from(pair[0]).powi(2) - 1.0) * (f64::from(pair[1]).powi(2) - 1.0));
        let correlation = squares.sum::<f64>() / (n / 2.0) / 2.0;
        assert!(correlation.abs() < 5.0 / (n / 2.0).sqrt(), "{correlation}");
    }
}
