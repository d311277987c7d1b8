//! The leaf without vector instructions: an array, element by element. Natively the compiler may use what it likes for
//! it; the bits do not depend on that.
use super::{sealed::Plain, Lane};

/// Four f32.
#[derive(Clone, Copy)]
pub struct F32([f32; 4]);
/// Two f64.
#[derive(Clone, Copy)]
pub struct F64([f64; 2]);

impl Plain for F32 {}
impl Plain for F64 {}

impl Lane for F32 {
    type Elem = f32;
    const NAME: &'static str = "scalar";
    const WIDTH: usize = 4;
    const ROWS: usize = 5;
    #[inline(always)]
    fn splat(x: f32) -> Self {
        F32([x; 4])
    }
    #[inline(always)]
    fn mul_add(self, a: Self, b: Self) -> Self {
        // Written out: a closure is one inlining decision more, and a lost one costs tenfold.
        let (s, a, b) = (self.0, a.0, b.0);
        F32([s[0] + a[0] * b[0], s[1] + a[1] * b[1], s[2] + a[2] * b[2], s[3] + a[3] * b[3]])
    }
    #[inline(always)]
    fn transpose(read: impl Fn(usize) -> Self, write: impl Fn(usize, Self)) {
        let rows: [[f32; 4]; 4] = std::array::from_fn(|i| read(i).0);
        (0..4).for_each(|i| write(i, F32(rows.map(|row| row[i]))));
    }
}

impl Lane for F64 {
    type Elem = f64;
    const NAME: &'static str = "scalar";
    const WIDTH: usize = 2;
    const ROWS: usize = 5;
    #[inline(always)]
    fn splat(x: f64) -> Self {
        F64([x; 2])
    }
    #[inline(always)]
    fn mul_add(self, a: Self, b: Self) -> Self {
        let (s, a, b) = (self.0, a.0, b.0);
        F64([s[0] + a[0] * b[0], s[1] + a[1] * b[1]])
    }
    #[inline(always)]
    fn transpose(read: impl Fn(usize) -> Self, write: impl Fn(usize, Self)) {
        let rows: [[f64; 2]; 2] = std::array::from_fn(|i| read(i).0);
        (0..2).for_each(|i| write(i, F64(rows.map(|row| row[i]))));
    }
}
