//! From losses to distributions: |ΔL| per tensor and pooled at every signed δ, odd against even, exponential against power law.
use super::job::{Condition, Ground, Job, Outcome};
use super::ratio::{crossover, Comparing, Crossover, Ratio};
use super::Options;
use crate::rng::{Purpose, Rng};
use serde::Serialize;

/// Odd and even parts: the response is called linear where the odd part's RMS is at least this many times the even part's.
/// What is then drawn is the distribution of gradient components, not ruggedness.
pub const LINEAR: f64 = 3.0;

/// Values drawn, or sorted, in a slice of the analysis: about 10 ms.
const SLICE: usize = 500_000;

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
    /// One by one: matrices, or all.
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

/// A distribution without its comparison of laws, and that, to be drawn.
fn shape(values: Vec<f64>, replicates: usize, rng: Rng) -> (Shape, Option<Comparing>) {
    let n_zero = values.iter().filter(|&&x| x == 0.0).count();
    // A loss that is not a number, of a δ far too large, has no magnitude.
    let mut positive: Vec<f64> = values.into_iter().filter(|&x| x > 0.0 && x.is_finite()).collect();
    positive.sort_unstable_by(f64::total_cmp);
    let shape = Shape {
        n: positive.len(),
        n_zero,
        median: positive.get(positive.len() / 2).copied().unwrap_or(0.0),
        max: positive.last().copied().unwrap_or(0.0),
        ratio: None,
    };
    (shape, Comparing::new(&positive, replicates, rng))
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

/// A response under way, and the comparisons that it still lacks.
struct Responding {
    response: Response,
    direct: Option<Comparing>,
    successive: Option<Comparing>,
}

/// The analysis under way: under each condition the pool, then tensor by tensor, at each signed δ.
pub struct Analysis {
    deltas: Vec<f64>,
    replicates: usize,
    seed: u64,
    /// Name and whether it is in the pool, of each tensor whose weights were moved.
    tensors: Vec<(String, bool)>,
    /// Of each condition, each tensor's.
    changes: Vec<Vec<(Option<f64>, Changes)>>,
    responding: Option<Responding>,
    responses: Vec<Response>,
}

impl Analysis {
    /// Of all outcomes.
    pub fn new(measured: &Measured<'_>) -> Self {
        let table = measured.ground.tensors();
        let moved: Vec<usize> = (0..table.len()).filter(|&tensor| measured.options.moves(&table[tensor])).collect();
        let each = |condition| moved.iter().map(|&tensor| measured.changes(condition, tensor)).collect();
        Analysis {
            deltas: measured.options.deltas.clone(),
            replicates: measured.options.bootstrap,
            seed: measured.ground.record.seed,
            tensors: moved.iter().map(|&tensor| (table[tensor].name.clone(), table[tensor].in_tail)).collect(),
            changes: Condition::ALL.map(each).into(),
            responding: None,
            responses: Vec::new(),
        }
    }

    /// One slice of work; the fraction that is done, 1 when all is.
    pub fn advance(&mut self) -> f64 {
        let (signed, places) = (2 * self.deltas.len(), 1 + self.tensors.len());
        let total = self.changes.len() * places * signed;
        let mut left = SLICE;
        while left > 0 && self.responses.len() < total {
            let Some(responding) = &mut self.responding else {
                let (responding, values) = self.begin(self.responses.len());
                self.responding = Some(responding);
                left = left.saturating_sub(values);
                continue;
            };
            let Responding { response, direct, successive } = responding;
            left -= finish(direct, &mut response.direct.ratio, left);
            left -= finish(successive, &mut response.successive.ratio, left);
            if direct.is_none() && successive.is_none() {
                self.responses.extend(self.responding.take().map(|responding| responding.response));
            }
        }
        self.responses.len() as f64 / total as f64
    }

    /// Response number `index`, and how many values it is of.
    fn begin(&self, index: usize) -> (Responding, usize) {
        let (signed, places) = (2 * self.deltas.len(), 1 + self.tensors.len());
        let (delta, place, condition) = (index % signed, index / signed % places, index / signed / places);
        let pooled = |tensor: usize| self.tensors[tensor].1;
        let kept = |&tensor: &usize| if place == 0 { pooled(tensor) } else { tensor == place - 1 };
        let of: Vec<&Changes> = (0..places - 1).filter(kept).map(|tensor| &self.changes[condition][tensor].1).collect();
        let (up, down) = (delta / 2 * 2, delta / 2 * 2 + 1);
        let pairs: Vec<(f64, f64)> =
            of.iter().flat_map(|changes| changes.0[up].iter().copied().zip(changes.0[down].iter().copied())).collect();
        let shaped = |is_successive: bool| {
            let stream = 1 << 40 | (2 * index + usize::from(is_successive)) as u64;
            let rng = Rng::split(self.seed, Purpose::Statistics, stream);
            shape(magnitudes(&of, delta, is_successive), self.replicates, rng)
        };
        let ((direct_shape, direct), (successive_shape, successive)) = (shaped(false), shaped(true));
        let response = Response {
            delta: if delta == up { self.deltas[delta / 2] } else { -self.deltas[delta / 2] },
            odd_even: odd_even(&pairs),
            direct: direct_shape,
            successive: successive_shape,
        };
        (Responding { response, direct, successive }, 2 * pairs.len())
    }

    /// Each condition's result, once [`Analysis::advance`] has given 1.
    pub fn finish(self) -> Vec<ConditionResult> {
        let mut responses = self.responses.into_iter();
        let mut next = || -> Vec<Response> { responses.by_ref().take(2 * self.deltas.len()).collect() };
        let condition = |changes: &Vec<(Option<f64>, Changes)>| {
            let pooled = next();
            let ratios: Vec<Option<&Ratio>> = pooled.iter().step_by(2).map(|r| r.successive.ratio.as_ref()).collect();
            let crossover = crossover(&self.deltas, &ratios);
            let each = self.tensors.iter().map(|(name, in_tail)| TensorResponse {
                name: name.clone(),
                in_tail: *in_tail,
                responses: next(),
            });
            ConditionResult { loss: changes[0].0, crossover, tensors: each.collect(), pooled }
        };
        self.changes.iter().map(condition).collect()
    }
}

/// Draws about `draws` values of a comparison, and hands over what it found when it is done. How many were drawn.
fn finish(comparing: &mut Option<Comparing>, found: &mut Option<Ratio>, draws: usize) -> usize {
    let Some(under_way) = comparing else { return 0 };
    let drawn = under_way.advance(draws);
    if under_way.is_done() {
        *found = comparing.take().map(Comparing::finish);
    }
    drawn.min(draws)
}
