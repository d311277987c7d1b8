//! Central differences in f64: every tensor of every variant of the model.
#![cfg(not(target_arch = "wasm32"))]
use heavytail::model::config::{Activation, Config, Mask, Norm, Positions};
use heavytail::model::Model;
use heavytail::rng::{Purpose, Rng};
use variants::variants;

#[path = "suites/variants.rs"]
mod variants;

/// Half the step of the central difference: truncation ~ 1e-10 and rounding ~ 1e-11 of the loss's scale balance here.
const H: f64 = 1e-5;

#[test]
fn every_tensor_of_every_variant_agrees_with_central_differences() {
    let mut worst = (0.0, String::new());
    let each = variants().into_iter();
    let variants: Vec<Config> =
        each.flat_map(|config| [0.0, 0.3].map(|dropout| Config { dropout, ..config })).collect();
    for (index, config) in variants.iter().enumerate() {
        let mut model = Model::<f64>::new(*config, 3).expect("the variant is valid");
        let mut rng = Rng::split(1, Purpose::Init, index as u64);
        // Gains near 1 and weights of a trained net's size: tiny gradients would drown in the differences' rounding.
        let mut theta = vec![0.0; model.layout().len];
        for tensor in &model.layout().tensors {
            let centre = if tensor.name.ends_with("gain") { 1.0 } else { 0.0 };
            theta[tensor.range()].fill_with(|| centre + 0.4 * rng.normal());
        }
        // A shorter sequence than the context in every other variant.
        let positions = if index % 2 == 0 { config.context } else { config.context - 2 };
        let mut draw = |n: usize| (0..n).map(|_| rng.below(config.vocab as u64) as u32).collect::<Vec<_>>();
        let (tokens, targets) = (draw(3 * positions), draw(3 * positions));
        let key = Some(99);
        let mut gradient = vec![0.0; theta.len()];
        model.forward(&theta, &tokens, &targets, 3, key);
        model.backward(&theta, &mut gradient, 1.0);
        let whole = gradient.iter().map(|g| g * g).sum::<f64>().sqrt();
        for tensor in model.layout().tensors.clone() {
            let (mut difference, mut size) = (0.0f64, 0.0f64);
            for i in tensor.range() {
                let at = theta[i];
                theta[i] = at + H;
                let up = model.forward(&theta, &tokens, &targets, 3, key);
                theta[i] = at - H;
                let down = model.forward(&theta, &tokens, &targets, 3, key);
                theta[i] = at;
                let slope = (up - down) / (2.0 * H);
                difference += (slope - gradient[i]).powi(2);
                size += gradient[i].powi(2);
            }
            // Softmax is invariant to key biases: their gradient is 0 but for rounding, so it is held against the whole.
            let relative = difference.sqrt() / if tensor.in_tail { size.sqrt() } else { whole };
            assert!(
                tensor.in_tail || size.sqrt() < 1e-12 * whole.max(1.0),
                "{}: a key bias has a gradient",
                tensor.name
            );
            assert!(relative <= 1e-6, "{} of {config:?}: {relative:e}", tensor.name);
            if relative > worst.0 {
                worst = (relative, format!("{} of {config:?}", tensor.name));
            }
        }
    }
    println!("{} variants; largest relative error {:.2e} ({})", variants.len(), worst.0, worst.1);
}

#[test]
fn a_weighted_sum_of_shards_is_the_gradient_of_the_batch() {
    let config =
        Config { vocab: 7, context: 5, d_model: 6, heads: 3, layers: 1, d_ff: 9, dropout: 0.0, ..Config::PAPER };
    let mut model = Model::<f64>::new(config, 3).expect("the configuration is valid");
    let mut rng = Rng::new(2, Purpose::Init);
    let theta: Vec<f64> = (0..model.layout().len).map(|_| 0.3 * rng.normal()).collect();
    let tokens: Vec<u32> = (0..15).map(|_| rng.below(7) as u32).collect();
    let targets: Vec<u32> = (0..15).map(|_| rng.below(7) as u32).collect();
    let (mut whole, mut summed) = (vec![0.0; theta.len()], vec![0.0; theta.len()]);
    let loss = model.forward(&theta, &tokens, &targets, 3, None);
    model.backward(&theta, &mut whole, 1.0);
    let mut shards = 0.0;
    for shard in [0..2usize, 2..3] {
        let (rows, sequences) = (shard.start * 5..shard.end * 5, shard.len());
        shards +=
            sequences as f64 / 3.0 * model.forward(&theta, &tokens[rows.clone()], &targets[rows], sequences, None);
        model.backward(&theta, &mut summed, sequences as f64 / 3.0);
    }
    assert!((loss - shards).abs() < 1e-14, "{loss} {shards}");
    let worst = whole.iter().zip(&summed).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    assert!(worst < 1e-14, "{worst:e}");
}
