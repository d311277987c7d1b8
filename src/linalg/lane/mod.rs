//! A register of a few numbers: the only thing that an instruction set has to bring to the matrix product.
//!
//! A leaf is plain data of `WIDTH` numbers side by side, so that the kernel may load and store it as memory.
use super::Real;

pub mod scalar;
#[cfg(target_feature = "simd128")]
pub mod simd128;

#[cfg(not(target_feature = "simd128"))]
pub use scalar::{F32, F64};
/// The leaves of this build.
#[cfg(target_feature = "simd128")]
pub use simd128::{F32, F64};

/// A register of `WIDTH` numbers.
pub trait Lane: Copy + sealed::Plain {
    /// What it holds.
    type Elem: Real;
    /// The flavour whose instructions it uses.
    const NAME: &'static str;
    /// How many it holds.
    const WIDTH: usize;
    /// Rows of the largest register tile that does not spill: ROWS × 2 accumulators, 2 columns and 1 splat must fit in
    /// the about 15 vector registers that a browser's compiler leaves; without fusion a product needs one more.
    const ROWS: usize;
    /// All equal.
    fn splat(x: Self::Elem) -> Self;
    /// self + a·b, rounded twice except in the relaxed leaf.
    fn mul_add(self, a: Self, b: Self) -> Self;
    /// Reads WIDTH registers as rows of a square and writes its columns.
    fn transpose(read: impl Fn(usize) -> Self, write: impl Fn(usize, Self));
}

/// Leaves are of this module only: the kernel relies on their layout.
mod sealed {
    pub trait Plain {}
}
