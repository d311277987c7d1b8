//! The WebAssembly SIMD leaf, and with relaxed-simd its fused multiply-add.
use super::{sealed::Plain, Lane};
use core::arch::wasm32::*;

/// Four f32.
#[derive(Clone, Copy)]
pub struct F32(v128);
/// Two f64.
#[derive(Clone, Copy)]
pub struct F64(v128);

impl Plain for F32 {}
impl Plain for F64 {}

const RELAXED: bool = cfg!(target_feature = "relaxed-simd");

impl Lane for F32 {
    type Elem = f32;
    const NAME: &'static str = if RELAXED { "relaxed" } else { "simd128" };
    const WIDTH: usize = 4;
    const ROWS: usize = if RELAXED { 6 } else { 5 };
    #[inline(always)]
    fn splat(x: f32) -> Self {
        F32(f32x4_splat(x))
    }
    #[inline(always)]
    fn mul_add(self, a: Self, b: Self) -> Self {
        #[cfg(target_feature = "relaxed-simd")]
        return F32(f32x4_relaxed_madd(a.0, b.0, self.0));
        #[cfg(not(target_feature = "relaxed-simd"))]
        F32(f32x4_add(self.0, f32x4_mul(a.0, b.0)))
    }
    #[inline(always)]
    fn transpose(read: impl Fn(usize) -> Self, write: impl Fn(usize, Self)) {
        let [a, b, c, d] = std::array::from_fn(|i| read(i).0);
        let (ab_low, ab_high) = (i32x4_shuffle::<0, 4, 1, 5>(a, b), i32x4_shuffle::<2, 6, 3, 7>(a, b));
        let (cd_low, cd_high) = (i32x4_shuffle::<0, 4, 1, 5>(c, d), i32x4_shuffle::<2, 6, 3, 7>(c, d));
        write(0, F32(i64x2_shuffle::<0, 2>(ab_low, cd_low)));
        write(1, F32(i64x2_shuffle::<1, 3>(ab_low, cd_low)));
        write(2, F32(i64x2_shuffle::<0, 2>(ab_high, cd_high)));
        write(3, F32(i64x2_shuffle::<1, 3>(ab_high, cd_high)));
    }
}

/// f64 measures, so it stays reproducible: never fused.
impl Lane for F64 {
    type Elem = f64;
    const NAME: &'static str = "simd128";
    const WIDTH: usize = 2;
    const ROWS: usize = 5;
    #[inline(always)]
    fn splat(x: f64) -> Self {
        F64(f64x2_splat(x))
    }
    #[inline(always)]
    fn mul_add(self, a: Self, b: Self) -> Self {
        F64(f64x2_add(self.0, f64x2_mul(a.0, b.0)))
    }
    #[inline(always)]
    fn transpose(read: impl Fn(usize) -> Self, write: impl Fn(usize, Self)) {
        let (a, b) = (read(0).0, read(1).0);
        write(0, F64(i64x2_shuffle::<0, 2>(a, b)));
        write(1, F64(i64x2_shuffle::<1, 3>(a, b)));
    }
}
