//! A histogram of magnitudes over all normal f32: eight geometric bins an octave, ratio 2^(1/8).
//!
//! A bin is found without a logarithm: the exponent bits give the octave, and seven comparisons of the mantissa the bin
//! in it. The thresholds are the smallest 24-bit mantissas ≥ 2^(i/8), so that a value lies in a bin exactly when it lies
//! between the bin's real edges.
use super::{magnitude, Magnitude, BLOCK};

/// Bins an octave.
pub const PER_OCTAVE: usize = 8;

/// log₂ of the lowest edge: the smallest normal f32.
pub const LOG2_ORIGIN: f64 = -126.0;

/// Bins from 2⁻¹²⁶ to 2¹²⁸.
pub const BINS: usize = 254 * PER_OCTAVE;

/// ⌈2^(i/8) · 2²³⌉ − 2²³ for i = 1..8: the mantissa fields at which the bins of an octave begin.
const THRESHOLDS: [i32; PER_OCTAVE - 1] = [759_234, 1_587_185, 2_490_071, 3_474_676, 4_548_395, 5_719_293, 6_996_167];

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
        let mut cells = [0u32; BLOCK];
        for (cell, &x) in cells.iter_mut().zip(block) {
            *cell = cell_of(magnitude(x));
        }
        let counts: &mut [u64; CELLS] = self.cells.first_chunk_mut().expect("made with CELLS cells");
        for cell in cells {
            counts[cell as usize % CELLS] += 1;
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
fn cell_of(magnitude: Magnitude) -> u32 {
    // The mantissa has 23 bits: signed comparison, which every instruction set has, is the same.
    let mantissa = (magnitude & 0x007f_ffff) as i32;
    let reached: u32 = THRESHOLDS.iter().map(|&threshold| u32::from(mantissa >= threshold)).sum();
    (magnitude >> 23) * PER_OCTAVE as u32 + reached
}
