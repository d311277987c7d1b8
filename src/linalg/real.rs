//! The two precisions as one trait: f32 trains, f64 checks gradients and measures landscapes.
use super::lane::{self, Lane};
use super::math;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, MulAssign, Neg, Sub, SubAssign};

/// A floating-point number that the model can be written in. Elementary functions give the same bits on every platform.
pub trait Real:
    Copy
    + Default
    + PartialOrd
    + std::fmt::Debug
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + SubAssign
    + MulAssign
    + Sum
    + 'static
{
    /// The register leaf of this build: see [`super::FLAVOUR`].
    type Lane: Lane<Elem = Self>;
    /// 0.
    const ZERO: Self;
    /// 1.
    const ONE: Self;
    /// −∞.
    const LOWEST: Self;
    /// Rounds to this precision.
    fn of(x: f64) -> Self;
    /// Exact.
    fn to_f64(self) -> f64;
    /// eˣ of a softmax, whose largest x is 0, as a function to be made before a loop: see [`math`]. In f32 it is 0 below 2⁻⁶⁴, of
    /// which no sum beside 1 knows: what is smaller, or its products, would be subnormal, and a processor takes a hundred times as
    /// long for each: attention soon is so sharp that they would be nearly half of a step.
    fn softmax_exp() -> impl Fn(Self) -> Self + Copy;
    /// ln x.
    fn ln(self) -> Self;
    /// tanh x, as a function to be made before a loop.
    fn held_tanh() -> impl Fn(Self) -> Self + Copy;
    /// √x, exactly rounded.
    fn sqrt(self) -> Self;
}

impl Real for f32 {
    type Lane = lane::F32;
    const ZERO: Self = 0.0;
    const ONE: Self = 1.0;
    const LOWEST: Self = f32::NEG_INFINITY;
    #[inline(always)]
    fn of(x: f64) -> Self {
        x as f32
    }
    #[inline(always)]
    fn to_f64(self) -> f64 {
        f64::from(self)
    }
    #[inline(always)]
    fn softmax_exp() -> impl Fn(Self) -> Self + Copy {
        math::exp(-64.0 * std::f32::consts::LN_2)
    }
    #[inline(always)]
    fn ln(self) -> Self {
        math::ln(self)
    }
    #[inline(always)]
    fn held_tanh() -> impl Fn(Self) -> Self + Copy {
        math::tanh()
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        f32::sqrt(self)
    }
}

impl Real for f64 {
    type Lane = lane::F64;
    const ZERO: Self = 0.0;
    const ONE: Self = 1.0;
    const LOWEST: Self = f64::NEG_INFINITY;
    #[inline(always)]
    fn of(x: f64) -> Self {
        x
    }
    #[inline(always)]
    fn to_f64(self) -> f64 {
        self
    }
    #[inline(always)]
    fn softmax_exp() -> impl Fn(Self) -> Self + Copy {
        math::exp64()
    }
    #[inline(always)]
    fn ln(self) -> Self {
        libm::log(self)
    }
    #[inline(always)]
    fn held_tanh() -> impl Fn(Self) -> Self + Copy {
        libm::tanh
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        f64::sqrt(self)
    }
}
