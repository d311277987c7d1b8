//! exp, ln and tanh in f32 and exp in f64, branch-free so that loops over them vectorise, and the same bits everywhere: only
//! exactly rounded operations in one fixed order, and integer shifts.
//!
//! exp and tanh come as functions that hold their constants, made before a loop: a browser makes a constant of a vector anew
//! wherever it stands, by three instructions, where a variable costs one at most.
//!
//! Largest errors over all finite arguments (exp's up to its end), against f64 (test below): exp 1.2e-7, ln 1.7e-7, tanh 3.7e-7 relative; f64's
//! exp 2.3e-16 against the crate libm's.

/// Constants as variables: the compiler does not know their values.
#[inline(always)]
pub fn held<T>(constants: T) -> T {
    std::hint::black_box(constants)
}

/// Where f32 turns subnormal: the least that [`exp`] can start from.
pub const LEAST: f32 = -87.336_54;

/// eˣ for x from `least` up to 88.72, where f32 ends: above, the result means nothing, which a build for tests refuses. Below
/// `least` it is 0; NaN gives NaN.
#[inline(always)]
pub fn exp(least: f32) -> impl Fn(f32) -> f32 + Copy {
    // Adding 1.5·2²³ rounds to an integer and leaves it in the low bits of the significand.
    const ROUND: f32 = 12_582_912.0;
    // ln 2 in two parts: the first has 9 trailing zero bits, so that n·ln2_high is exact.
    let [log2_e, round, ln2_high, ln2_low] = held([std::f32::consts::LOG2_E, ROUND, 0.693_359_4, -2.121_944_4e-4]);
    // 1 + r + r²·q(r), q fitted for least relative error (3.1e-9) on |r| ≤ ln 2 / 2; its coefficients, lowest first.
    let q = held([0.499_999_93, 0.166_665_21, 4.166_839e-2, 8.368_72e-3, 1.381_46e-3]);
    debug_assert!(least >= LEAST, "below, results would be subnormal");
    let [one, least] = held([1.0, least]);
    move |x| {
        debug_assert!(x.is_nan() || x <= 88.722_83, "exp({x}) is beyond f32");
        let shifted = x * log2_e + round;
        let n = shifted - round;
        let r = (x - n * ln2_high) - n * ln2_low;
        let q = q[0] + r * (q[1] + r * (q[2] + r * (q[3] + r * q[4])));
        let p = one + (r + r * r * q);
        let y = p.to_bits().wrapping_add(shifted.to_bits() << 23);
        // Masks, where a browser would make a choice of two values by four instructions: all ones are a NaN.
        f32::from_bits(if x < least { 0 } else { y } | if x.is_nan() { u32::MAX } else { 0 })
    }
}

/// eˣ in f64 for x up to 709.78, where it ends: above, the result means nothing, which a build for tests refuses. Below −708.39,
/// where f64 turns subnormal, gives 0; NaN gives NaN.
#[inline(always)]
pub fn exp64() -> impl Fn(f64) -> f64 + Copy {
    // As in f32: 1.5·2⁵², and a first part of ln 2 with 21 trailing zero bits.
    const ROUND: f64 = 6_755_399_441_055_744.0;
    let [log2_e, round, ln2_high, ln2_low] =
        held([std::f64::consts::LOG2_E, ROUND, 0.693_147_180_369_123_8, 1.908_214_929_270_587_7e-10]);
    // 1 + r + r²·q(r), q fitted for least relative error (7.7e-18) on |r| ≤ ln 2 / 2; q's coefficients, highest first.
    let q = held([
        2.510_920_468_813_935_2e-8,
        2.763_262_496_747_414e-7,
        2.755_724_483_169_445_3e-6,
        2.480_148_743_301_45e-5,
        1.984_126_988_404_687e-4,
        1.388_888_894_769_241e-3,
        8.333_333_333_323_234e-3,
        4.166_666_666_652_260_6e-2,
        1.666_666_666_666_667_4e-1,
        0.500_000_000_000_001,
    ]);
    let [one, least] = held([1.0, -708.396_418_532_264_1]);
    move |x| {
        debug_assert!(x.is_nan() || x <= 709.782_712_893_384, "exp({x}) is beyond f64");
        let shifted = x * log2_e + round;
        let n = shifted - round;
        let r = (x - n * ln2_high) - n * ln2_low;
        let q = q[1..].iter().fold(q[0], |q, c| c + r * q);
        let p = one + (r + r * r * q);
        let y = p.to_bits().wrapping_add(shifted.to_bits() << 52);
        f64::from_bits(if x < least { 0 } else { y } | if x.is_nan() { u64::MAX } else { 0 })
    }
}

/// ln x. 0 gives −∞, negatives and NaN give NaN, subnormals count as 0.
#[inline(always)]
pub fn ln(x: f32) -> f32 {
    const LN2_HI: f32 = 0.693_359_4;
    const LN2_LO: f32 = -2.121_944_4e-4;
    // x = 2ⁿ·m with m in [√½, √2): subtracting the bits of √½ moves the exponent's step there.
    let bits = x.to_bits().wrapping_sub(0x3f35_04f3);
    let n = ((bits as i32) >> 23) as f32;
    let m = f32::from_bits((bits & 0x007f_ffff).wrapping_add(0x3f35_04f3));
    // ln m = 2 artanh(s) = 2(s + s³/3 + s⁵/5 + …), |s| ≤ 0.1716: the term in s¹¹ is below 1e-9.
    let s = (m - 1.0) / (m + 1.0);
    let z = s * s;
    let tail = z * (2.0 / 3.0 + z * (2.0 / 5.0 + z * (2.0 / 7.0 + z * (2.0 / 9.0))));
    let y = n * LN2_HI + (2.0 * s + (s * tail + n * LN2_LO));
    let y = if x < f32::MIN_POSITIVE { f32::NEG_INFINITY } else { y };
    let y = if x == f32::INFINITY { x } else { y };
    if x < 0.0 || x.is_nan() {
        f32::NAN
    } else {
        y
    }
}

/// tanh x: x·P(x²)/Q(x²), fitted for least relative error (2.1e-8 before rounding) on |x| ≤ 9, where tanh is ±1 in f32.
/// Beyond, the quotient is held to ±1, which it passes at 9.1.
#[inline(always)]
pub fn tanh() -> impl Fn(f32) -> f32 + Copy {
    let p = held([0.133_810_26, 3.495_588_4e-3, 2.060_908_7e-5, 1.335_466_7e-8]);
    let q = held([0.467_143_42, 2.587_698_3e-2, 3.285_635_3e-4, 7.776_561e-7]);
    let [one, minus_one, far, minus_far] = held([1.0, -1.0, 10.0, -10.0]);
    move |x| {
        let x = between(minus_far, x, far);
        let t = x * x;
        let p = one + t * (p[0] + t * (p[1] + t * (p[2] + t * p[3])));
        let q = one + t * (q[0] + t * (q[1] + t * (q[2] + t * q[3])));
        between(minus_one, x * p / q, one)
    }
}

/// x between two bounds; NaN stays NaN.
#[inline(always)]
fn between(least: f32, x: f32, most: f32) -> f32 {
    let x = if x > most { most } else { x };
    if x < least {
        least
    } else {
        x
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every 97th f32 of an interval, which covers every exponent densely.
    fn sweep(low: f32, high: f32) -> impl Iterator<Item = f32> {
        let to =
            |x: f32| if x.is_sign_negative() { -i64::from(x.to_bits() & 0x7fff_ffff) } else { i64::from(x.to_bits()) };
        let from = |i: i64| if i < 0 { f32::from_bits((-i) as u32 | 0x8000_0000) } else { f32::from_bits(i as u32) };
        (to(low)..to(high)).step_by(97).map(from)
    }

    fn worst(values: impl Iterator<Item = f32>, ours: impl Fn(f32) -> f32, exact: fn(f64) -> f64) -> f64 {
        values
            .map(|x| {
                let e = exact(f64::from(x));
                ((f64::from(ours(x)) - e) / e.abs().max(1e-30)).abs()
            })
            .fold(0.0, f64::max)
    }

    #[test]
    fn largest_errors_are_as_stated() {
        let e = worst(sweep(-87.3, 88.7), exp(LEAST), libm::exp);
        let l = worst(sweep(f32::MIN_POSITIVE, f32::MAX).filter(|&x| x != 1.0), ln, libm::log);
        let t = worst(sweep(-40.0, 40.0).filter(|x| x.abs() > 1e-20), tanh(), libm::tanh);
        println!("largest relative errors: exp {e:.3e} ln {l:.3e} tanh {t:.3e}");
        assert!(e < 1.2e-7 && l < 1.7e-7 && t < 3.7e-7, "exp {e:e} ln {l:e} tanh {t:e}");
    }

    #[test]
    fn the_largest_error_in_f64_is_as_stated() {
        let x = (0..4_000_000).map(|i| -708.3 + 1418.0 * f64::from(i) / 4e6);
        let close = (0..1_000_000).map(|i| -1.0 + 2.0 * f64::from(i) / 1e6);
        let exp64 = exp64();
        let error = |x: f64| ((exp64(x) - libm::exp(x)) / libm::exp(x)).abs();
        let e = x.chain(close).map(error).fold(0.0, f64::max);
        println!("largest relative error: exp in f64 {e:.3e}");
        assert!(e < 2.3e-16, "exp in f64 {e:e}");
    }

    #[test]
    fn ends_and_nan() {
        let (exp, exp64, tanh) = (exp(LEAST), exp64(), tanh());
        assert_eq!((exp64(0.0), exp64(-1e4)), (1.0, 0.0));
        assert_eq!(exp64(f64::NEG_INFINITY), 0.0);
        assert!(exp64(709.78) < f64::INFINITY && exp64(-708.39) > 0.0 && exp64(f64::NAN).is_nan());
        assert_eq!((exp(0.0), exp(-1e4)), (1.0, 0.0));
        assert_eq!(exp(f32::NEG_INFINITY), 0.0);
        assert_eq!((ln(1.0), ln(0.0), ln(f32::INFINITY)), (0.0, f32::NEG_INFINITY, f32::INFINITY));
        assert_eq!((tanh(0.0), tanh(f32::INFINITY), tanh(f32::NEG_INFINITY)), (0.0, 1.0, -1.0));
        assert!(exp(f32::NAN).is_nan() && ln(f32::NAN).is_nan() && ln(-1.0).is_nan() && tanh(f32::NAN).is_nan());
        assert!(sweep(-30.0, 30.0).all(|x| tanh(x).abs() <= 1.0 && exp(x).is_finite()));
    }
}
