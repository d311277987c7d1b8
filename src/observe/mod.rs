//! What is measured while training, on every step and in bounded memory, whatever the run's length.
pub mod bins;
pub mod largest;
pub mod moments;
pub mod record;
pub mod recorder;
pub mod reservoir;
pub mod tails;

use crate::train::StepView;

/// Something that looks at every finished step.
pub trait Observer {
    /// Takes in one step. Must not allocate: it runs inside the training loop.
    fn see(&mut self, view: &StepView<'_>);
}

/// Values are taken in blocks of this many: long enough to vectorise, short enough to stay in the first-level cache.
pub const BLOCK: usize = 64;

/// |x| as its bits, which order as the magnitudes do: 0 is zero, below 2²³ lie the subnormal numbers.
pub type Magnitude = u32;

/// The magnitude of x.
pub fn magnitude(x: f32) -> Magnitude {
    x.to_bits() & 0x7fff_ffff
}
