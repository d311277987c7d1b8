//! A histogram of magnitudes over all normal f32: eight geometric bins an octave, ratio 2^(1/8).
//!
//! A bin is found without a logarithm. Cut an octave into eight equal parts instead: since 8 log₂(1 + m) − 8m lies in
//! [0, 1), each part but the last holds exactly one edge 2^(i/8), and the bin is the part's number, plus one from that edge
//! on. Edges are compared as the smallest 24-bit mantissas that reach them, so that a value lies in a bin exactly when it
//! lies between the bin's real edges.
use super::{magnitude, Magnitude, BLOCK};

/// Bins an octave.
pub const PER_OCTAVE: usize = 8;

/// log₂ of the lowest edge: the smallest normal f32.
pub const LOG2_ORIGIN: f64 = -126.0;

/// Bins from 2⁻¹²⁶ to 2¹²⁸.
pub const BINS: usize = 254 * PER_OCTAVE;

/// ⌈2^(i/8) · 2²³⌉ − 2²³ for i = 1..=8: the mantissa field from which on a value of the i-th part lies in the next bin.
const EDGES: [u32; PER_OCTAVE] = [759_234, 1_587_185, 2_490_071, 3_474_676, 4_548_395, 5_719_293, 6_996_167, 1 << 23];

/// Cells by exponent field and bin of the octave: field 0 holds zeros and subnormals, field 255 what is not finite.
const CELLS: usize = 256 * PER_OCTAVE;

/// Counts of magnitudes by bin; exact zeros apart.
#[derive(Debug, Clone)]
pub struct Bins {
    /// [CELLS]; zeros are also counted in cell 0.
    cells: Vec<u64>,
    zeros: u64,
}

impl Default for Bins {
    fn default() -> Self {
        Bins { cells: vec![0; CELLS], zeros: 0 }
    }
}

impl Bins {
    /// Takes in a block whose first `len` values count and whose others are zeros.
    pub fn see(&mut self, block: &[f32; BLOCK], len: usize) {
        let counts: &mut [u64; CELLS] = self.cells.first_chunk_mut().expect("made with CELLS cells");
        for &x in block {
            counts[cell_of(magnitude(x)) % CELLS] += 1;
        }
        let zeros: u32 = block.iter().map(|&x| u32::from(magnitude(x) == 0)).sum();
        let padding = (BLOCK - len) as u64;
        counts[0] -= padding;
        self.zeros += u64::from(zeros) - padding;
    }

    /// Adds another histogram's counts.
    pub fn add(&mut self, other: &Bins) {
        for (mine, theirs) in self.cells.iter_mut().zip(&other.cells) {
            *mine += theirs;
        }
        self.zeros += other.zeros;
    }

    /// How many values were exactly zero.
    pub fn zeros(&self) -> u64 {
        self.zeros
    }

    /// [`BINS`] counts of positive values; subnormal ones stand in the lowest bin.
    pub fn counts(&self) -> Vec<u64> {
        let mut counts = self.cells[PER_OCTAVE..PER_OCTAVE + BINS].to_vec();
        counts[0] += self.cells[..PER_OCTAVE].iter().sum::<u64>() - self.zeros;
        counts
    }
}

/// Octave · 8 + bin of the octave, branch-free.
fn cell_of(magnitude: Magnitude) -> usize {
    let part = (magnitude >> 20) as usize;
    part + usize::from(magnitude & 0x007f_ffff >= EDGES[part % PER_OCTAVE])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Rng};

    fn bins_of(values: &[f32]) -> Bins {
        let mut bins = Bins::default();
        for chunk in values.chunks(BLOCK) {
            let mut block = [0.0; BLOCK];
            block[..chunk.len()].copy_from_slice(chunk);
            bins.see(&block, chunk.len());
        }
        bins
    }

    /// The bin of one value, with its count of zeros.
    fn bin_of(x: f32) -> usize {
        let bins = bins_of(&[x]);
        assert_eq!((bins.zeros(), bins.counts().iter().sum::<u64>()), (0, 1), "{x}");
        bins.counts().iter().position(|&count| count == 1).expect("counted")
    }

    #[test]
    fn edges_are_the_smallest_mantissas_that_reach_powers_of_the_ratio() {
        for (i, &edge) in (1..).zip(&EDGES) {
            let real = libm::exp2(f64::from(i) / 8.0) * 8_388_608.0 - 8_388_608.0;
            assert_eq!(f64::from(edge), real.ceil());
            // Far enough from an integer that f64 cannot be wrong about the ceiling.
            assert!(i == 8 || (real - real.round()).abs() > 1e-6, "{real}");
        }
    }

    #[test]
    fn a_value_lies_between_the_edges_of_its_bin() {
        let log2_edge = |k: usize| LOG2_ORIGIN + k as f64 / PER_OCTAVE as f64;
        let mut rng = Rng::new(8, Purpose::Statistics);
        let random = (0..20_000).map(|_| f32::from_bits((rng.bits() >> 33) as u32)).filter(|x| x.is_normal());
        // The last value below each edge and the first at or above it.
        let at_edges = (1..BINS).flat_map(|k| {
            let near = libm::exp2(log2_edge(k)) as f32;
            [f32::from_bits(near.to_bits() - 1), near, f32::from_bits(near.to_bits() + 1)]
        });
        for x in random.chain(at_edges).chain([f32::MIN_POSITIVE, f32::MAX]) {
            let (k, log2) = (bin_of(x), libm::log2(f64::from(x)));
            let (low, high) = (log2_edge(k), log2_edge(k + 1));
            // Mantissas of f32 keep farther from irrational edges than f64 rounds; rational ones are exact.
            assert!(low <= log2 && log2 < high, "{x:e} in bin {k}: {low} {log2} {high}");
            assert_eq!(bin_of(-x), k);
        }
    }

    #[test]
    fn zeros_are_apart_subnormals_lowest_and_nothing_panics() {
        let mut values = vec![0.0f32, -0.0, 1e-40, f32::from_bits(1), f32::from_bits(0x007f_ffff), f32::MIN_POSITIVE];
        let bins = bins_of(&values);
        assert_eq!((bins.zeros(), bins.counts()[0]), (2, 4));
        assert_eq!(bins.counts().len(), BINS);
        assert_eq!(bins.counts().iter().sum::<u64>(), 4);
        values.extend([f32::NAN, f32::INFINITY, f32::from_bits(u32::MAX)]);
        assert_eq!(bins_of(&values).counts(), bins.counts());
    }

    #[test]
    fn sums_of_histograms_are_histograms_of_all() {
        let mut rng = Rng::new(9, Purpose::Statistics);
        let values: Vec<f32> = (0..1000).map(|i| if i % 9 == 0 { 0.0 } else { rng.normal() as f32 }).collect();
        let mut sum = bins_of(&values[..333]);
        sum.add(&bins_of(&values[333..]));
        let all = bins_of(&values);
        assert_eq!((sum.counts(), sum.zeros()), (all.counts(), all.zeros()));
    }
}
