//! Random numbers and special functions against values that others computed.
use super::Line;
use crate::rng::{mix, Purpose, Rng};
use crate::stats::special::{
    chi_square_survival, log_erfcx, log_exponential_integral, log_normal_survival, log_power_sum, normal_quantile,
};
use rand_xoshiro::rand_core::{RngCore, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// The first outputs of SplitMix64 from the seed 1234567, as they are published with it.
const SPLIT_MIX: [u64; 3] = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];

/// The first outputs of xoshiro256++ from the state 1, 2, 3, 4: the authors' own code (Blackman, Vigna 2021).
const XOSHIRO: [u64; 4] = [41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386];

/// Of the lab's own streams, as every platform must draw them: bits, and the bits of a Gaussian number.
const STREAM: [u64; 2] = [7_362_884_852_345_612_878, 13_827_762_959_920_372_636];

/// Every known value as a line.
pub fn lines() -> [Line; 2] {
    [random(), functions()]
}

fn random() -> Line {
    let mut found = Vec::new();
    let mut state = 1_234_567u64;
    for _ in SPLIT_MIX {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        found.push(mix(state));
    }
    let mut seed = [0; 32];
    for (i, byte) in [1, 2, 3, 4].into_iter().enumerate() {
        seed[8 * i] = byte;
    }
    let mut xoshiro = Xoshiro256PlusPlus::from_seed(seed);
    found.extend(XOSHIRO.map(|_| xoshiro.next_u64()));
    let mut stream = Rng::new(11, Purpose::Init);
    found.extend([stream.bits(), stream.normal().to_bits()]);
    let expected = [&SPLIT_MIX[..], &XOSHIRO, &STREAM].concat();
    let wrong = found.iter().zip(&expected).filter(|(found, expected)| found != expected).count();
    let what = format!("Random numbers: {} known values, those that differ in any bit", expected.len());
    Line::new("random", what, wrong as f64, 0.0)
}

/// A value and what mpmath gives for it, to 17 digits.
fn values() -> [(f64, f64); 16] {
    [
        (log_erfcx(3.0), -1.720_363_041_981_112_6),
        (log_normal_survival(5.0), -15.064_998_393_988_726),
        (log_normal_survival(40.0), -804.608_442_013_753_8),
        (chi_square_survival(3.0), 0.083_264_516_663_550_4),
        (normal_quantile(0.975), 1.959_963_984_540_053_9),
        (log_exponential_integral(1.5, 0.3), -0.461_905_339_099_046_83),
        (log_exponential_integral(2.5, 50.0), -53.959_937_042_891_44),
        (log_power_sum(2.0, 0.0, 1.0), 0.497_700_302_470_745_35),
        (log_power_sum(2.5, 0.0, 7.0), -3.216_833_962_547_099_6),
        (log_power_sum(1.5, 0.1, 3.0), -0.816_275_827_483_872_1),
        (libm::lgamma(0.5), 0.572_364_942_924_700_1),
        (libm::exp(1.0), std::f64::consts::E),
        (libm::log10(2.0), std::f64::consts::LOG10_2),
        (libm::pow(2.0, 0.5), std::f64::consts::SQRT_2),
        (libm::cos(1.0), 0.540_302_305_868_139_8),
        (libm::expm1(1e-5), 1.000_005_000_016_666_7e-5),
    ]
}

fn functions() -> Line {
    let errors = values().map(|(found, expected)| (found / expected - 1.0).abs());
    let worst = errors.into_iter().fold(0.0, |worst, error| if error <= worst { worst } else { error });
    let what = format!("Special functions: {} known values, relative error", errors.len());
    Line::new("functions", what, worst, 1e-12)
}
