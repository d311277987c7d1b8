//! What the benchmarks time, and the self-test checks: one product, and the training step on given data. The same code as the
//! lab's own.
use super::read::understood;
use super::thrown;
use crate::knobs::Settings;
use crate::linalg::{product, transposed, Start, Workspace};
use crate::model::dropout::Masks;
use crate::model::Model;
use crate::observe::recorder::Recorder;
use crate::observe::Observer;
use crate::session::shape;
use crate::train::{shard_sequences, Optimizer, Rule, StepView};
use ndarray::{ArrayView3, ArrayViewMut3};
use wasm_bindgen::prelude::*;

/// Plain SGD on batches that the caller gives.
#[wasm_bindgen]
pub struct Bench {
    model: Model<f32>,
    shard: usize,
    batch: usize,
    optimizer: Optimizer,
    lr: f32,
    theta: Vec<f32>,
    gradient: Vec<f32>,
    update: Vec<f32>,
    activity: Vec<f32>,
    recorder: Recorder,
    step: u64,
}

#[wasm_bindgen]
impl Bench {
    /// From weights in layout order; `config` has the model's knobs.
    #[wasm_bindgen(constructor)]
    pub fn new(config: JsValue, batch: usize, lr: f32, theta: Vec<f32>) -> Result<Bench, JsValue> {
        let config = shape(&Settings::default().with(&understood("configuration", config)?).map_err(thrown)?);
        let shard = shard_sequences(&config).min(batch);
        let model = Model::new(config, shard).map_err(thrown)?;
        Ok(Bench {
            shard,
            batch,
            optimizer: Optimizer::new(Rule::Sgd, theta.len()),
            lr,
            gradient: vec![0.0; theta.len()],
            update: vec![0.0; theta.len()],
            activity: vec![0.0; model.layout().units],
            recorder: Recorder::new(&model.layout().tensors, 1, 1, 0),
            model,
            theta,
            step: 0,
        })
    }

    /// One step on B × T tokens; the mean loss before the update. The lab's recorder sees it where told to.
    pub fn step(&mut self, tokens: &[u32], targets: &[u32], observe: bool) -> Result<f64, JsValue> {
        let Bench { model, theta, gradient, update, activity, .. } = self;
        let context = tokens.len() / self.batch;
        gradient.fill(0.0);
        activity.fill(0.0);
        let mut loss = 0.0;
        let shards = tokens.chunks(self.shard * context).zip(targets.chunks(self.shard * context));
        for (index, (tokens, targets)) in shards.enumerate() {
            let sequences = tokens.len() / context;
            model.check(theta, tokens, Some(targets), sequences).map_err(thrown)?;
            let weight = sequences as f64 / self.batch as f64;
            let masks = Masks { key: self.step, first: index * self.shard };
            loss += weight * model.forward(theta, tokens, targets, sequences, Some(masks));
            if observe {
                model.add_activity(activity);
            }
            model.backward(theta, gradient, weight);
        }
        self.optimizer.apply(self.lr, theta, gradient, update);
        self.step += 1;
        if observe {
            activity.iter_mut().for_each(|sum| *sum /= tokens.len() as f32);
            self.recorder.see(&StepView { step: self.step, loss, theta, gradient, update, activity });
        }
        Ok(loss)
    }
}

/// One shape of product.
#[wasm_bindgen]
pub struct Product {
    kind: String,
    shape: (usize, usize, usize, usize),
    work: Workspace<f32>,
    a: Vec<f32>,
    b: Vec<f32>,
    c: Vec<f32>,
}

#[wasm_bindgen]
impl Product {
    /// C = A·B for `batch` matrices, C [m, n], sums over k; kind `nn`, `nt` (B lies transposed) or `tn` (A does).
    #[wasm_bindgen(constructor)]
    #[allow(clippy::too_many_arguments)] // a shape and two operands, as JavaScript calls it
    pub fn new(kind: &str, batch: usize, m: usize, n: usize, k: usize, a: Vec<f32>, b: Vec<f32>) -> Product {
        let c = vec![0.0; batch * m * n];
        Product { kind: kind.into(), shape: (batch, m, n, k), work: Workspace::default(), a, b, c }
    }

    /// Runs it `repeats` times.
    pub fn run(&mut self, repeats: u32) {
        let (batch, m, n, k) = self.shape;
        for _ in 0..repeats {
            let view = |data, shape| ArrayView3::from_shape(shape, data).expect("the operands have these shapes");
            let a = if self.kind == "tn" {
                transposed(view(&self.a[..], (batch, k, m)))
            } else {
                view(&self.a[..], (batch, m, k))
            };
            let b = if self.kind == "nt" {
                transposed(view(&self.b[..], (batch, n, k)))
            } else {
                view(&self.b[..], (batch, k, n))
            };
            let c = ArrayViewMut3::from_shape((batch, m, n), &mut self.c[..]).expect("C has this shape");
            product(&mut self.work, c, a, b, Start::Zero);
        }
    }

    /// C, row-major.
    pub fn result(&self) -> Vec<f32> {
        self.c.clone()
    }
}
