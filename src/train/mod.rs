//! Training: batches in shards, gradients summed in a fixed order, updates, and what an observer sees of a step.
mod optimizer;
mod plan;

pub use optimizer::{Optimizer, Rule};
pub use plan::{Batch, Plan};

use crate::error::Error;
use crate::model::config::Config;
use crate::model::dropout::Masks;
use crate::model::layout::Layout;
use crate::model::{params, Model};
use crate::rng::{mix, Purpose, Rng};
use crate::text::windows;
use crate::words::number;
use plan::Batches;
use std::sync::Arc;

/// One finished step, as observers see it. Slices of parameters lie in the layout's order.
#[derive(Debug, Clone, Copy, Default)]
pub struct StepView<'a> {
    /// 1-based.
    pub step: u64,
    /// Mean cross-entropy of the batch before the update, in nats.
    pub loss: f64,
    /// Weights after the update; frozen ones without it.
    pub theta: &'a [f32],
    /// The batch's gradient, before the update.
    pub gradient: &'a [f32],
    /// w_t − w_{t−1}, as the weights really changed (after rounding).
    pub update: &'a [f32],
    /// What each unit that a linear map reads held, dropout as in training: the mean over all positions of the batch. Units
    /// are counted as [`crate::model::layout::Tensor::input`] does.
    pub activity: &'a [f32],
}

/// A gradient component of this size or more ends a run: its square, and any moment of it, must stay finite in f32.
const LARGEST_GRADIENT: f32 = 1e18;

/// A shard's work in parameters × positions: about 25 ms, after which a pause is noticed.
const SHARD_WORK: usize = 220_000_000;
/// More positions than this gain no speed, and cost memory.
const LARGEST_SHARD: usize = 256;

/// Sequences a shard of a configuration.
pub fn shard_sequences(config: &Config) -> usize {
    ((SHARD_WORK / Layout::new(config).len).min(LARGEST_SHARD) / config.context).max(1)
}

/// A run: weights, their optimizer, and the batch that is under way.
pub struct Trainer {
    model: Model<f32>,
    optimizer: Optimizer,
    lr: f32,
    seed: u64,
    tokens: Arc<[u16]>,
    batches: Batches,
    evaluation: Vec<u32>,
    /// Sequences a shard.
    shard: usize,
    /// One shard's tokens and targets, shard × T each.
    inputs: Vec<u32>,
    targets: Vec<u32>,
    theta: Vec<f32>,
    /// Whether updates are made but not applied.
    frozen: bool,
    gradient: Vec<f32>,
    update: Vec<f32>,
    /// Sums over the batch under way, then means: see [`StepView::activity`].
    activity: Vec<f32>,
    step: u64,
    loss: f64,
    /// Sequences of the batch under way whose gradient has been added, and the sum of their losses.
    done: usize,
    loss_sum: f64,
}

impl Trainer {
    /// The planned run at step 0.
    pub fn new(plan: Plan) -> Self {
        let Plan { config, optimizer: (rule, lr), seed, tokens, batches } = plan;
        let context = config.context;
        let shard = shard_sequences(&config);
        let model = Model::new(config, shard).expect("the plan has checked the configuration");
        let theta = params::initial(model.layout(), seed);
        Trainer {
            optimizer: Optimizer::new(rule, theta.len()),
            lr,
            seed,
            evaluation: windows::evaluation(&tokens, context),
            tokens,
            batches,
            shard,
            inputs: vec![0; shard * context],
            targets: vec![0; shard * context],
            gradient: vec![0.0; theta.len()],
            update: vec![0.0; theta.len()],
            activity: vec![0.0; model.layout().units],
            theta,
            frozen: false,
            model,
            step: 0,
            loss: f64::NAN,
            done: 0,
            loss_sum: 0.0,
        }
    }

    /// Does one shard of the step under way; true when that finished the step.
    ///
    /// # Errors
    /// [`Error::Diverged`] when the loss or the gradient is not finite: the weights and the optimizer stay as they were
    /// before the step.
    pub fn advance(&mut self) -> Result<bool, Error> {
        let batch = self.batches.sequences();
        let sequences = self.shard.min(batch - self.done);
        let values = sequences * self.model.config().context;
        let (inputs, targets) = (&mut self.inputs[..values], &mut self.targets[..values]);
        match &mut self.batches {
            Batches::Mini(windows, _) => windows.fill(&self.tokens, inputs, targets),
            Batches::Full(starts) => {
                windows::copy_all(&self.tokens, &starts[self.done..self.done + sequences], inputs, targets);
            }
        }
        if self.done == 0 {
            self.gradient.fill(0.0);
            self.activity.fill(0.0);
            self.loss_sum = 0.0;
        }
        let key = mix(Rng::split(self.seed, Purpose::Dropout, self.step + 1).bits());
        let masks = Masks { key, first: self.done };
        let loss = self.model.forward(&self.theta, inputs, targets, sequences, Some(masks));
        self.model.add_activity(&mut self.activity);
        self.model.backward(&self.theta, &mut self.gradient, sequences as f64 / batch as f64);
        self.loss_sum += loss * sequences as f64;
        self.done += sequences;
        if self.done < batch {
            return Ok(false);
        }
        self.done = 0;
        let loss = self.loss_sum / batch as f64;
        self.refuse_unless_finite(loss)?;
        let positions = (batch * self.model.config().context) as f32;
        self.activity.iter_mut().for_each(|sum| *sum /= positions);
        if self.frozen {
            let mut moved = self.theta.clone();
            self.optimizer.apply(self.lr, &mut moved, &self.gradient, &mut self.update);
        } else {
            self.optimizer.apply(self.lr, &mut self.theta, &self.gradient, &mut self.update);
        }
        self.loss = loss;
        self.step += 1;
        Ok(true)
    }

    fn refuse_unless_finite(&self, loss: f64) -> Result<(), Error> {
        let diverged = |what: String| Err(Error::Diverged { step: self.step + 1, what });
        if !loss.is_finite() {
            return diverged(format!("the loss is {}", number(loss)));
        }
        let small = |g: &f32| g.abs() < LARGEST_GRADIENT;
        // Without an early exit the check vectorises; which component it was is looked for only when there is one.
        if !self.gradient.iter().fold(true, |all, g| all & small(g)) {
            let i = self.gradient.iter().position(|g| !small(g)).expect("one was not small");
            let tensors = &self.model.layout().tensors;
            let tensor = tensors.iter().find(|tensor| tensor.range().contains(&i)).map_or("", |tensor| &tensor.name);
            return diverged(format!("a gradient component of {tensor} is {}", number(self.gradient[i].into())));
        }
        Ok(())
    }

    /// Loss of a shard of the evaluation windows, dropout off: `from` counts windows; returns the sum over the shard's
    /// windows of their mean cross-entropy and how many windows that were; 0 at the end.
    pub fn evaluate(&mut self, from: usize) -> (f64, usize) {
        let sequences = self.shard.min(self.evaluation.len() - from);
        if sequences == 0 {
            return (0.0, 0);
        }
        let values = sequences * self.model.config().context;
        let (inputs, targets) = (&mut self.inputs[..values], &mut self.targets[..values]);
        windows::copy_all(&self.tokens, &self.evaluation[from..from + sequences], inputs, targets);
        (self.model.forward(&self.theta, inputs, targets, sequences, None) * sequences as f64, sequences)
    }

    /// Logits over the table's rows for what follows `tokens` (1 to T of them), dropout off.
    ///
    /// # Errors
    /// [`Error::Call`] when there are none, too many, or one outside the table.
    pub fn next_logits(&mut self, tokens: &[u32]) -> Result<&[f32], Error> {
        self.model.check(&self.theta, tokens, None, 1)?;
        let vocab = self.model.config().vocab;
        let logits = self.model.logits(&self.theta, tokens, 1, None);
        Ok(&logits[(tokens.len() - 1) * vocab..])
    }

    /// The last finished step.
    pub fn view(&self) -> StepView<'_> {
        let Trainer { step, loss, ref theta, ref gradient, ref update, ref activity, .. } = *self;
        StepView { step, loss, theta, gradient, update, activity }
    }

    /// Changes the learning rate from the next update on.
    pub fn set_lr(&mut self, lr: f32) {
        self.lr = lr;
    }

    /// Leaves the weights as they are from now on: each step's update is what it would have been, and is not applied.
    pub fn freeze(&mut self) {
        self.frozen = true;
    }

    /// The model: its configuration and layout.
    pub fn model(&self) -> &Model<f32> {
        &self.model
    }

    /// Refuses what can be no weights of this model.
    ///
    /// # Errors
    /// [`Error::Call`] when their number is wrong or one is not finite.
    pub fn check_theta(&self, theta: &[f32]) -> Result<(), Error> {
        if theta.len() != self.theta.len() {
            return Err(Error::Call(format!("There are {} weights, not {}.", self.theta.len(), theta.len())));
        }
        if let Some(i) = theta.iter().position(|w| !w.is_finite()) {
            return Err(Error::Call(format!("Weight {i} is {}, not a finite number.", number(theta[i].into()))));
        }
        Ok(())
    }

    /// Starts from given weights instead of the seed's.
    ///
    /// # Panics
    /// When [`Trainer::check_theta`] would refuse their number.
    pub fn set_theta(&mut self, theta: &[f32]) {
        self.theta.copy_from_slice(theta);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Corpus;

    fn trainer(rule: Rule, lr: f32, batch: Batch, dropout: f32) -> Trainer {
        let config = Config { d_model: 16, d_ff: 32, heads: 2, dropout, ..Config::PAPER };
        let plan = Plan::new(config, (rule, lr), batch, Corpus::pangram().tokens, 11);
        Trainer::new(plan.expect("valid settings"))
    }

    fn run(trainer: &mut Trainer, steps: u64) {
        while trainer.step < steps {
            trainer.advance().expect("these runs do not diverge");
        }
    }

    #[test]
    fn every_rule_learns() {
        for (rule, lr) in [(Rule::Sgd, 0.1), (Rule::Momentum, 0.01), (Rule::Adam, 0.003), (Rule::AdamW, 0.003)] {
            let mut trainer = trainer(rule, lr, Batch::Mini(8), 0.0);
            run(&mut trainer, 1);
            let first = trainer.loss;
            run(&mut trainer, 150);
            assert!(trainer.loss < 0.6 * first, "{rule:?}: {first} → {}", trainer.loss);
        }
    }

    #[test]
    fn the_update_is_how_the_weights_moved() {
        let mut trainer = trainer(Rule::Sgd, 0.1, Batch::Mini(8), 0.1);
        let before = trainer.theta.clone();
        run(&mut trainer, 1);
        let view = trainer.view();
        assert!(view.theta.iter().zip(&before).zip(view.update).all(|((now, was), update)| now - was == *update));
        assert!(view.update.iter().any(|&u| u != 0.0));
    }

    #[test]
    fn a_run_has_the_same_bits_however_its_batches_are_cut() {
        let fingerprint = |shard: usize| {
            let mut trainer = trainer(Rule::Sgd, 0.1, Batch::Mini(8), 0.1);
            assert!(shard <= trainer.shard, "the model has no room for more");
            trainer.shard = shard;
            run(&mut trainer, 20);
            params::fingerprint(&trainer.theta)
        };
        assert_eq!([1, 3, 4].map(fingerprint), [fingerprint(5); 3]);
    }

    #[test]
    fn the_activity_is_the_batchs_mean_whatever_its_shards() {
        let context = Config::PAPER.context;
        let config = Config { d_model: 16, d_ff: 32, heads: 2, dropout: 0.0, ..Config::PAPER };
        let tokens = Corpus::pangram().tokens;
        let plan = Plan::new(config, (Rule::Sgd, 0.1), Batch::Full, tokens.clone(), 11);
        let mut trainer = Trainer::new(plan.expect("valid settings"));
        assert!(trainer.shard < 35, "several shards");
        run(&mut trainer, 1);
        let theta = params::initial(trainer.model.layout(), 11);
        let mut whole = Model::new(config, 35).expect("valid");
        let (mut inputs, mut targets) = (vec![0; 35 * context], vec![0; 35 * context]);
        windows::copy_all(&tokens, &(0..35).collect::<Vec<_>>(), &mut inputs, &mut targets);
        whole.forward(&theta, &inputs, &targets, 35, None);
        let mut sums = vec![0.0; whole.layout().units];
        whole.add_activity(&mut sums);
        for (unit, (mean, sum)) in trainer.view().activity.iter().zip(&sums).enumerate() {
            assert!((mean - sum / (35 * context) as f32).abs() < 1e-4, "unit {unit}: {mean} {sum}");
        }
        // The first block reads the embedded text, and what its feed-forward's second map reads has passed a ReLU.
        let table = &theta[whole.layout().embedding..];
        let mean = |unit: usize| inputs.iter().map(|&token| table[token as usize * 16 + unit]).sum::<f32>() * 4.0;
        let sinusoid = (0..context).map(|t| (t as f32).sin()).sum::<f32>() * 35.0;
        assert!((sums[0] - mean(0) - sinusoid).abs() < 0.05, "{} {}", sums[0], mean(0) + sinusoid);
        assert!(sums[48..80].iter().all(|&sum| sum >= 0.0) && sums[48..80].iter().any(|&sum| sum > 0.0));
    }

    #[test]
    fn frozen_weights_stay_while_updates_are_those_of_fresh_batches() {
        let (mut frozen, mut trained) =
            (trainer(Rule::Sgd, 0.1, Batch::Mini(8), 0.1), trainer(Rule::Sgd, 0.1, Batch::Mini(8), 0.1));
        frozen.freeze();
        let before = frozen.theta.clone();
        run(&mut frozen, 1);
        run(&mut trained, 1);
        let first = frozen.update.clone();
        assert_eq!(first, trained.update);
        run(&mut frozen, 2);
        assert!(frozen.update != first && frozen.update.iter().any(|&u| u != 0.0));
        assert_eq!(frozen.theta, before);
    }

    #[test]
    fn a_seed_is_a_run_and_dropout_depends_on_it() {
        let fingerprint = |seed: u64, dropout: f32| {
            let config = Config { d_model: 16, d_ff: 32, heads: 2, dropout, ..Config::PAPER };
            let plan = Plan::new(config, (Rule::Sgd, 0.1), Batch::Mini(40), Corpus::pangram().tokens, seed);
            let mut trainer = Trainer::new(plan.expect("valid settings"));
            run(&mut trainer, 3);
            params::fingerprint(&trainer.theta)
        };
        assert_eq!(fingerprint(11, 0.1), fingerprint(11, 0.1));
        assert_ne!(fingerprint(11, 0.1), fingerprint(12, 0.1));
        assert_ne!(fingerprint(11, 0.1), fingerprint(11, 0.0));
    }

    #[test]
    fn divergence_keeps_the_last_good_state_and_training_can_go_on() {
        let mut trainer = trainer(Rule::Momentum, 1e30, Batch::Mini(8), 0.0);
        let diverge = |trainer: &mut Trainer| loop {
            match trainer.advance() {
                Ok(_) => assert!(trainer.step < 20, "a learning rate of 1e30 must diverge"),
                Err(error) => break error,
            }
        };
        let error = diverge(&mut trainer);
        assert!(matches!(error, Error::Diverged { step, .. } if step == trainer.step + 1), "{error}");
        assert!(trainer.theta.iter().all(|w| w.is_finite()));
        let kept = (trainer.step, params::fingerprint(&trainer.theta));
        diverge(&mut trainer);
        assert_eq!(kept, (trainer.step, params::fingerprint(&trainer.theta)));
    }

    #[test]
    fn a_full_batch_is_the_same_every_step_and_too_many_windows_are_refused() {
        let mut full = trainer(Rule::Sgd, 0.0, Batch::Full, 0.0);
        assert_eq!(full.batches.sequences(), 35);
        run(&mut full, 1);
        let (loss, gradient) = (full.loss, full.gradient.clone());
        run(&mut full, 2);
        assert_eq!((loss, &gradient), (full.loss, &full.gradient));
        let text = Corpus::synthetic(1, 65).expect("65 symbols are possible");
        let refused = Plan::new(Config::REFERENCE_128, (Rule::Sgd, 0.1), Batch::Full, text.tokens, 1);
        assert_eq!(refused.err().expect("refused").key(), "batch");
    }

    #[test]
    fn evaluation_covers_its_windows_once() {
        let mut trainer = trainer(Rule::Sgd, 0.1, Batch::Mini(8), 0.1);
        let (mut sum, mut windows) = (0.0, 0);
        loop {
            let (loss, n) = trainer.evaluate(windows);
            (sum, windows) = (sum + loss, windows + n);
            if n == 0 {
                break;
            }
        }
        assert_eq!(windows, 35);
        assert!((sum / 35.0 - (50f64).ln()).abs() < 1.0, "an untrained net is near the uniform loss: {}", sum / 35.0);
    }
}
