//! Losses and gradients against PyTorch's (tests/oracle/README.md), tensor by tensor, in f64 and f32.
//!
//! A deviation is the largest difference in a tensor over the largest gradient of that tensor by PyTorch; for key
//! biases, whose gradient is rounding noise, over the largest of the query bias beside it.
#![cfg(not(target_arch = "wasm32"))]
use heavytail::linalg::Real;
use heavytail::model::{config::Config, dropout::Masks, layout::Layout, Model};
use serde::Deserialize;
use std::{fs, path::Path};

#[path = "oracle/formula.rs"]
mod formula;

#[derive(Deserialize)]
struct Fixtures {
    cases: Vec<Case>,
    descents: Vec<Descent>,
}

#[derive(Deserialize)]
struct Case {
    config: Config,
    batch: usize,
    length: usize,
    seed: u64,
    step_key: Option<u64>,
    loss: f64,
    offset: usize,
}

#[derive(Deserialize)]
struct Descent {
    name: String,
    config: Config,
    batch: usize,
    seed: u64,
    lr: f64,
    losses_f64: Vec<f64>,
    losses_f32: Vec<f64>,
}

fn read(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle").join(name);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn fixtures() -> Fixtures {
    serde_json::from_slice(&read("fixtures.json")).expect("fixtures.json is committed in this form")
}

fn gradients() -> Vec<f64> {
    let number = |bytes: &[u8]| f64::from_le_bytes(bytes.try_into().expect("chunks of 8 bytes"));
    read("gradients.bin").chunks_exact(8).map(number).collect()
}

fn arena<T: Real>(layout: &Layout, seed: u64) -> Vec<T> {
    formula::arena(layout, seed).into_iter().map(T::of).collect()
}

fn largest(values: impl Iterator<Item = f64>) -> f64 {
    // Not f64::max, which would pass over a NaN.
    values.map(f64::abs).fold(0.0, |m, v| if v <= m { m } else { v })
}

/// Every case in one precision: losses and each tensor's gradient deviate by at most `bound`.
fn check_cases<T: Real>(bound: f64) {
    let (fixtures, flat) = (fixtures(), gradients());
    assert_eq!(fixtures.cases.len(), 36);
    let (mut worst_loss, mut worst_gradient, mut worst_name) = (0.0, 0.0, String::new());
    for case in &fixtures.cases {
        let Case { config, batch, length, seed, .. } = *case;
        let layout = Layout::new(&config);
        let theta = arena::<T>(&layout, seed);
        let (tokens, targets) = formula::independent(config.vocab, batch * length, seed);
        let mut model = Model::<T>::new(config, batch).expect("the fixtures' configurations are sound");
        let masks = case.step_key.map(|key| Masks { key, first: 0 });
        let loss = model.forward(&theta, &tokens, &targets, batch, masks);
        let mut gradient = vec![T::ZERO; layout.len];
        model.backward(&theta, &mut gradient, 1.0);

        let deviation = (loss - case.loss).abs() / case.loss;
        assert!(deviation <= bound, "loss {loss}, PyTorch {}: {config:?}", case.loss);
        worst_loss = largest([worst_loss, deviation].into_iter());
        let exact = &flat[case.offset..][..layout.len];
        for (i, tensor) in layout.tensors.iter().enumerate() {
            let scale_of = if tensor.in_tail { i } else { i - 1 };
            let scale = largest(exact[layout.tensors[scale_of].range()].iter().copied());
            let deviation = largest(tensor.range().map(|j| gradient[j].to_f64() - exact[j])) / scale;
            assert!(deviation <= bound, "{}: {deviation:e} {config:?}", tensor.name);
            if deviation > worst_gradient {
                (worst_gradient, worst_name) = (deviation, tensor.name.clone());
            }
        }
    }
    println!("largest deviation: losses {worst_loss:.1e}, gradients {worst_gradient:.1e} ({worst_name})");
}

/// Ten steps of plain SGD on each reference model: every loss within 1e-4 of PyTorch's.
fn check_descents<T: Real>(expected: impl Fn(&Descent) -> &[f64]) {
    for descent in &fixtures().descents {
        let Descent { config, batch, seed, lr, .. } = *descent;
        let layout = Layout::new(&config);
        let mut theta = arena::<T>(&layout, seed);
        let mut gradient = vec![T::ZERO; layout.len];
        let mut model = Model::<T>::new(config, batch).expect("the fixtures' configurations are sound");
        let mut worst = 0.0;
        for (step, &expected) in expected(descent).iter().enumerate() {
            let (tokens, targets) = formula::sequences(config.vocab, config.context, batch, seed, step);
            let loss = model.forward(&theta, &tokens, &targets, batch, None);
            assert!((loss - expected).abs() <= 1e-4, "{} step {step}: {loss}, PyTorch {expected}", descent.name);
            worst = largest([worst, loss - expected].into_iter());
            gradient.fill(T::ZERO);
            model.backward(&theta, &mut gradient, 1.0);
            for (w, &g) in theta.iter_mut().zip(&gradient) {
                *w -= T::of(lr) * g;
            }
        }
        println!("{}: ten losses deviate by at most {worst:.1e}", descent.name);
    }
}

#[test]
fn losses_and_gradients_in_f64() {
    check_cases::<f64>(1e-9);
}

#[test]
fn losses_and_gradients_in_f32() {
    check_cases::<f32>(1e-4);
}

#[test]
fn descents_in_f64() {
    check_descents::<f64>(|descent| &descent.losses_f64);
}

#[test]
fn descents_in_f32() {
    check_descents::<f32>(|descent| &descent.losses_f32);
}
