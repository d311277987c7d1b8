//! The instrument's calibration: data of known laws go through its fits, and how often its intervals cover the truth and its
//! verdicts are right is printed: `cargo test --test laws -- --nocapture`.
#![cfg(not(target_arch = "wasm32"))]
use heavytail::rng::{Purpose, Rng};
use heavytail::stats::laws::{
    fit, Conditioned, Exponential, Law, Lognormal, PowerLaw, StretchedExponential, TruncatedPowerLaw, Zeta,
};
use heavytail::stats::observed::Observed;
use heavytail::stats::vuong::{alternatives, Favour};

/// 1.96 standard errors on each side.
const QUANTILE: f64 = 1.959_963_984_540_054;

fn draws<L: Law>(law: &Conditioned<L>, n: usize, seed: u64, index: u64) -> Vec<f64> {
    let mut rng = Rng::split(seed, Purpose::Statistics, index);
    (0..n).map(|_| law.draw(&mut rng)).collect()
}

fn observed<L: Law>(values: &[f64], x_min: f64) -> Observed {
    let tail = if L::ON_INTEGERS {
        Observed::integers(values, &vec![1.0; values.len()], x_min, None)
    } else {
        Observed::points(values, None, x_min, None)
    };
    tail.expect("values that differ")
}

/// Geometric bins of ratio 2^(1/8) from x_min on.
fn binned(values: &[f64], x_min: f64) -> Observed {
    let edges: Vec<f64> = (0..400).map(|k| x_min * libm::exp2(f64::from(k) / 8.0)).collect();
    let mut counts = vec![0.0; 399];
    for x in values {
        counts[edges.partition_point(|edge| edge <= x) - 1] += 1.0;
    }
    Observed::bins(&edges, &counts, false).expect("more than one bin")
}

/// How many of `sets` data sets of n values give 95 % intervals that cover the truth: for each parameter.
fn coverage<L: Law>(law: L, x_min: f64, n: usize, sets: u64, kind: &str, index: u64) {
    let source = law.above(x_min);
    let (mut covered, mut lost) = ([0u64; 2], 0);
    for seed in 0..sets {
        let values = draws(&source, n, seed, index);
        let data = if kind == "bins" { binned(&values, x_min) } else { observed::<L>(&values, x_min) };
        let fitted = fit::<L>(&data).expect("a law");
        let Some(errors) = fitted.standard_errors else {
            lost += 1;
            continue;
        };
        for p in 0..L::PARAMETERS.len() {
            let z = (fitted.law.parameters()[p] - law.parameters()[p]) / errors[p];
            covered[p] += u64::from(z.abs() <= QUANTILE);
        }
    }
    for (p, name) in L::PARAMETERS.iter().enumerate() {
        let share = covered[p] as f64 / sets as f64;
        println!(
            "{:21} {name:7} = {:<7} n = {n:5} {kind:6}: {:.1} % of {sets} intervals cover it; {lost} sets without an error",
            L::NAME,
            law.parameters()[p],
            100.0 * share
        );
    }
}

#[test]
fn explore() {
    for n in [300, 1000, 3000, 10000] {
        for kind in ["values", "bins"] {
            let sets = 400;
            coverage(PowerLaw { alpha: 2.5 }, 1.0, n, sets, kind, 1);
            if kind == "values" { coverage(Zeta { alpha: 2.5 }, 2.0, n, sets, kind, 2);}
            coverage(Exponential { lambda: 0.7 }, 1.0, n, sets, kind, 3);
            coverage(Lognormal { mu: 0.5, sigma: 1.0 }, 1.0, n, sets, kind, 4);
            coverage(TruncatedPowerLaw { alpha: 1.5, lambda: 0.1 }, 1.0, n, sets, kind, 5);
            coverage(StretchedExponential { lambda: 1.0, beta: 0.6 }, 1.0, n, sets, kind, 6);
        }
    }
}
