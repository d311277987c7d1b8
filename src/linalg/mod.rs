//! Matrix products, reductions and elementary functions: all arithmetic that training spends its time on.
//!
//! One rule: every result has the same bits on every platform, in scalar and simd128 builds. Sums therefore run in one
//! stated order, and nothing is fused except in the relaxed leaf, which says so by its name.
mod cuts;
mod kernel;
pub mod lane;
pub mod math;
mod product;
mod real;
pub mod reduce;
pub mod reference;

pub use product::{product, product_with, triangular, Known, Start, Workspace};
pub use real::Real;

use lane::Lane;
use ndarray::{ArrayView3, ArrayViewMut3};

/// The instructions that this build's f32 products use: `scalar`, `simd128` or `relaxed`.
pub const FLAVOUR: &str = <lane::F32 as Lane>::NAME;

/// Whether this build gives the same bits as every other reproducible one.
pub const REPRODUCIBLE: bool = !cfg!(target_feature = "relaxed-simd");

/// A row-major matrix [1, rows, columns] over a slice of exactly that length.
pub fn matrix<T>(data: &[T], rows: usize, columns: usize) -> ArrayView3<'_, T> {
    ArrayView3::from_shape((1, rows, columns), data).expect("the slice has rows × columns elements")
}

/// The same, to write to.
pub fn matrix_mut<T>(data: &mut [T], rows: usize, columns: usize) -> ArrayViewMut3<'_, T> {
    ArrayViewMut3::from_shape((1, rows, columns), data).expect("the slice has rows × columns elements")
}

/// Every matrix of the batch transposed: a change of strides.
pub fn transposed<T>(view: ArrayView3<'_, T>) -> ArrayView3<'_, T> {
    view.permuted_axes([0, 2, 1])
}
