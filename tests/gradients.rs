//! Central differences in f64: every tensor of every variant of the model.
#![cfg(not(target_arch = "wasm32"))]
use heavytail::experiment::selftest::gradient::{variants, Compared, Variant, LIMIT};
use heavytail::model::config::Config;
use heavytail::model::Model;
use heavytail::rng::{Purpose, Rng};

#[test]
fn every_tensor_of_every_variant_agrees_with_central_differences() {
    let mut worst = (0.0, String::new());
    let variants = variants();
    for (index, config) in variants.iter().enumerate() {
        for Compared { tensor, relative, key_bias } in Variant::new(*config, index) {
            assert!(key_bias.is_none_or(|size| size < 1e-12), "{tensor}: a key bias has a gradient");
            assert!(relative <= LIMIT, "{tensor} of {config:?}: {relative:e}");
            if relative > worst.0 {
                worst = (relative, format!("{tensor} of {config:?}"));
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
