//! What is measured while training, on every step and in bounded memory, whatever the run's length.
pub mod bins;
pub mod columns;
pub mod history;
pub mod largest;
pub mod moments;
pub mod pairs;
pub mod path;
pub mod record;
pub mod recorder;
pub mod reservoir;
pub mod scales;
pub mod series;
pub mod tails;

use crate::train::StepView;

/// Something that looks at every finished step.
pub trait Observer {
    /// Takes in one step. It runs inside the training loop: must not allocate, or at most a few times a run.
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

#[cfg(test)]
mod tests {
    use super::Observer;
    use crate::train::StepView;

    /// Shows an observer some updates as steps from `first` on.
    pub fn show(observer: &mut impl Observer, updates: &[Vec<f32>], first: u64) {
        for (update, step) in updates.iter().zip(first..) {
            observer.see(&StepView { step, loss: 1.0, update, ..StepView::default() });
        }
    }
}
