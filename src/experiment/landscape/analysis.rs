//! From losses to distributions: |ΔL| per tensor and pooled at every signed δ, odd against even, exponential against power law.
use super::job::{Condition, Ground, Job, Outcome};
use super::ratio::{crossover, ratio, Crossover, Ratio};
use super::roughness::{along, Structure};
use super::Options;
use crate::rng::{Purpose, Rng};
use serde::Serialize;

/// Odd and even parts: the response is called linear where the odd part's RMS is at least this many times the even part's.
/// What is then drawn is the distribution of gradient components, not ruggedness.
pub const LINEAR: f64 = 3.0;

/// The most segments of the training's path, left out in turn for the standard error of its H, and the least checkpoints
/// of one.
const SEGMENTS: usize = 8;
const SEGMENT: usize = 16;

/// L(±δ) − L(0) split into (L(δ) − L(−δ))/2 and (L(δ) + L(−δ))/2 − L(0).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OddEven {
    /// RMS of the odd part, nats.
    pub odd: f64,
    /// RMS of the even part, nats.
    pub even: f64,
    /// Correlation of L(δ) − L(0) and L(−δ) − L(0); `None` where one does not vary.
    pub correlation: Option<f64>,
    /// Whether odd ≥ 3 even: "gradient distribution, not ruggedness".
    pub linear: bool,
}

/// A distribution of magnitudes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Shape {
    /// Positive values.
    pub n: usize,
    /// Exact zeros, such as of rows that no text uses.
    pub n_zero: usize,
    /// Median of the positive values, nats; 0 without any.
    pub median: f64,
    /// The largest, nats.
    pub max: f64,
    /// Exponential against power law; `None` for too few values.
    pub ratio: Option<Ratio>,
}

/// What one signed δ does.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Response {
    /// Signed; in units of the tensor's RMS where the condition says so.
    pub delta: f64,
    /// Of |δ|.
    pub odd_even: OddEven,
    /// |L(i) − L(0)|.
    pub direct: Shape,
    /// |L(i) − L(i+1)| in drawn order within a tensor, as in the paper.
    pub successive: Shape,
}

/// One tensor's responses.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TensorResponse {
    /// Its name.
    pub name: String,
    /// Whether it is in the pool; key biases are not.
    pub in_tail: bool,
    /// At each |δ|: +δ, then −δ.
    pub responses: Vec<Response>,
}

/// Everything under one condition.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConditionResult {
    /// The loss without a move, nats; `None` where nothing was measured.
    pub loss: Option<f64>,
    /// All tensors together, at each |δ|: +δ, then −δ.
    pub pooled: Vec<Response>,
    /// Where the pooled |L(i) − L(i+1)| of +δ turns from exponential to power law.
    pub crossover: Option<Crossover>,
    /// One by one.
    pub tensors: Vec<TensorResponse>,
}

/// Jobs with their outcomes.
pub struct Measured<'a> {
    pub ground: &'a Ground,
    pub options: &'a Options,
    pub jobs: &'a [Job],
    pub outcomes: &'a [Option<Outcome>],
}

/// L(i) − L(0) of one tensor: `changes[s][i]` for signed δ number s (+δ and −δ by turns) and draw i.
#[derive(Debug, Clone, Default)]
pub struct Changes(pub Vec<Vec<f64>>);

impl Measured<'_> {
    /// The losses of every job of points that `of` picks.
    pub fn points(&self, of: impl Fn(&Job) -> bool) -> Vec<Vec<f64>> {
        let found = self.jobs.iter().zip(self.outcomes).filter(|(job, _)| of(job));
        found.filter_map(|(_, outcome)| outcome.as_ref().map(|outcome| outcome.losses.clone())).collect()
    }

    /// A tensor's changes under a condition, and the loss without a move.
    pub fn changes(&self, condition: Condition, tensor: usize) -> (Option<f64>, Changes) {
        let signed = 2 * self.options.deltas.len();
        let (mut loss, mut changes) = (None, vec![Vec::new(); signed]);
        for (job, outcome) in self.jobs.iter().zip(self.outcomes) {
            let Some(Outcome { unperturbed: Some(unperturbed), losses }) = outcome else { continue };
            if matches!(job, Job::Weights { condition: c, tensor: t, .. } if (*c, *t) == (condition, tensor)) {
                loss = Some(*unperturbed);
                for (i, l) in losses.iter().enumerate() {
                    changes[i % signed].push(l - unperturbed);
                }
            }
        }
        (loss, Changes(changes))
    }

    /// The structure function over the training's path.
    pub fn along_path(&self) -> Structure {
        let losses = self.points(|job| matches!(job, Job::Path { .. })).concat();
        let path = &self.ground.setting.path;
        let spacing = match &path[..] {
            [first, .., last] => (last.step - first.step) as f64 / (path.len() - 1) as f64,
            _ => 1.0,
        };
        let length = (losses.len() / (losses.len() / SEGMENT).clamp(1, SEGMENTS)).max(1);
        let segments: Vec<Vec<f64>> = losses.chunks_exact(length).map(<[_]>::to_vec).collect();
        along(&segments, spacing)
    }
}

/// Magnitudes: the direct ones, or the successive ones within each tensor.
pub fn magnitudes(of: &[&Changes], signed: usize, successive: bool) -> Vec<f64> {
    let one = |changes: &&Changes| -> Vec<f64> {
        let x = &changes.0[signed];
        match successive {
            true => x.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect(),
            false => x.iter().map(|x| x.abs()).collect(),
        }
    };
    of.iter().flat_map(one).collect()
}

fn shape(values: Vec<f64>, replicates: usize, rng: &mut Rng) -> Shape {
    let n_zero = values.iter().filter(|&&x| x == 0.0).count();
    // A loss that is not a number, of a δ far too large, has no magnitude.
    let mut positive: Vec<f64> = values.into_iter().filter(|&x| x > 0.0 && x.is_finite()).collect();
    positive.sort_unstable_by(f64::total_cmp);
    Shape {
        n: positive.len(),
        n_zero,
        median: positive.get(positive.len() / 2).copied().unwrap_or(0.0),
        max: positive.last().copied().unwrap_or(0.0),
        ratio: ratio(&positive, replicates, rng),
    }
}

/// Of pairs (L(δ) − L(0), L(−δ) − L(0)).
pub fn odd_even(pairs: &[(f64, f64)]) -> OddEven {
    let n = pairs.len().max(1) as f64;
    let mean = |f: &dyn Fn(f64, f64) -> f64| pairs.iter().map(|&(up, down)| f(up, down)).sum::<f64>() / n;
    let odd = mean(&|up, down| (up - down) * (up - down) / 4.0).sqrt();
    let even = mean(&|up, down| (up + down) * (up + down) / 4.0).sqrt();
    let (up_mean, down_mean) = (mean(&|up, _| up), mean(&|_, down| down));
    let covariance = mean(&|up, down| (up - up_mean) * (down - down_mean));
    let scale = (mean(&|up, _| (up - up_mean) * (up - up_mean))
        * mean(&|_, down| (down - down_mean) * (down - down_mean)))
    .sqrt();
    OddEven {
        odd,
        even,
        correlation: (scale > 0.0).then(|| covariance / scale),
        linear: odd > 0.0 && odd >= LINEAR * even,
    }
}

fn responses(deltas: &[f64], of: &[&Changes], replicates: usize, rng: &mut Rng) -> Vec<Response> {
    let mut responses = Vec::with_capacity(2 * deltas.len());
    for signed in 0..2 * deltas.len() {
        let (up, down) = (signed / 2 * 2, signed / 2 * 2 + 1);
        let pairs: Vec<(f64, f64)> =
            of.iter().flat_map(|changes| changes.0[up].iter().copied().zip(changes.0[down].iter().copied())).collect();
        responses.push(Response {
            delta: if signed == up { deltas[signed / 2] } else { -deltas[signed / 2] },
            odd_even: odd_even(&pairs),
            direct: shape(magnitudes(of, signed, false), replicates, rng),
            successive: shape(magnitudes(of, signed, true), replicates, rng),
        });
    }
    responses
}

/// The analysis of one condition.
pub fn condition(measured: &Measured<'_>, condition: Condition, replicates: usize) -> ConditionResult {
    let (ground, deltas) = (measured.ground, &measured.options.deltas);
    let mut rng = Rng::split(ground.setting.seed, Purpose::Statistics, 1 << 40 | condition as u64);
    let table = ground.tensors();
    let all: Vec<(Option<f64>, Changes)> = (0..table.len()).map(|tensor| measured.changes(condition, tensor)).collect();
    let pool: Vec<&Changes> =
        table.iter().zip(&all).filter(|(tensor, _)| tensor.in_tail).map(|(_, (_, c))| c).collect();
    let pooled = responses(deltas, &pool, replicates, &mut rng);
    let ratios: Vec<Option<&Ratio>> = pooled.iter().step_by(2).map(|r| r.successive.ratio.as_ref()).collect();
    let crossover = crossover(deltas, &ratios);
    let each = table.iter().zip(&all).map(|(tensor, (_, changes))| TensorResponse {
        name: tensor.name.clone(),
        in_tail: tensor.in_tail,
        responses: responses(deltas, &[changes], replicates, &mut rng),
    });
    ConditionResult { loss: all[0].0, crossover, tensors: each.collect(), pooled }
}
