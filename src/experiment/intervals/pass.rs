//! One pass over all parameters' event times, and what it measures: data and nulls go through the same.
use super::excess::{Blocked, Excess};
use crate::stats::avalanches::{avalanches, crackling, size_exponent, Crackling, MeanSize, Measured as Value};
use crate::stats::bootstrap::resample::Redrawn;
use crate::stats::bootstrap::{Bootstrap, Interval, PValue};
use crate::stats::burst::{burst, Influence, Spread, Spreading};
use crate::stats::discrete::{exponent, fixed, scan, DiscreteTail};
use crate::stats::intervals::Intervals;
use crate::stats::vuong::Alternative;
use serde::Serialize;

/// Where the tail of intervals begins; the scanned x_min is given beside it.
pub const X_MIN: u64 = 5;

/// A parameter's burstiness and memory count from this many intervals on.
pub const MIN_INTERVALS: usize = 10;

/// A scanned tail holds at least this many intervals.
pub const MIN_TAIL: u64 = 50;

/// Fewer avalanches than this have no exponents.
pub const MIN_AVALANCHES: usize = 100;

/// Groups of parameters, and blocks of steps, that are drawn anew.
pub const GROUPS: usize = 32;

/// Drawings of a bootstrap.
const REPLICATES: usize = 200;

/// What the statistics of a group of intervals rest on.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    tail: f64,
    tail_ln: f64,
    n: f64,
    length: f64,
    square: f64,
}

impl Sums {
    fn add(&mut self, length: u32) {
        let x = f64::from(length);
        if u64::from(length) >= X_MIN {
            self.tail += 1.0;
            self.tail_ln += libm::log(x);
        }
        self.n += 1.0;
        self.length += x;
        self.square += x * x;
    }

    fn total<'a>(parts: impl IntoIterator<Item = &'a Sums>) -> Sums {
        parts.into_iter().fold(Sums::default(), |a, b| Sums {
            tail: a.tail + b.tail,
            tail_ln: a.tail_ln + b.tail_ln,
            n: a.n + b.n,
            length: a.length + b.length,
            square: a.square + b.square,
        })
    }

    fn alpha(&self) -> Option<f64> {
        exponent(X_MIN, self.tail_ln / self.tail).map(|(alpha, _)| alpha)
    }

    fn mean_and_sd(&self) -> (f64, f64) {
        let mean = self.length / self.n;
        (mean, (self.square / self.n - mean * mean).max(0.0).sqrt())
    }

    /// B of all intervals together.
    fn burstiness(&self) -> Option<f64> {
        let (mean, sd) = self.mean_and_sd();
        (self.n >= 2.0).then(|| (sd - mean) / (sd + mean))
    }
}

/// A statistic's 95 % interval, from groups that are drawn anew.
fn redrawn(groups: &[Sums], seed: u64, statistic: fn(&Sums) -> Option<f64>) -> Option<Interval> {
    let of = |drawn: &[usize]| statistic(&Sums::total(drawn.iter().map(|&group| &groups[group])));
    let drawn = Bootstrap::new(Redrawn::new(groups.len(), of), REPLICATES, seed).finish();
    Interval::of_units(statistic(&Sums::total(groups))?, drawn.values(), groups.len(), 0.95)
}

/// The exponent of intervals, discrete maximum likelihood.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Exponent {
    /// α, its standard error were the intervals independent, x_min, n and D.
    #[serde(flatten)]
    pub tail: DiscreteTail,
    /// 95 % interval from parameters drawn anew in 32 groups: holds where parameters are independent of one another.
    pub by_parameters: Option<Interval>,
    /// The same from 32 blocks of steps, an interval belonging to the block where it begins: holds where blocks are.
    pub by_blocks: Option<Interval>,
}

/// Avalanches of the activity.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Bursts {
    /// Events a step above which a step belongs to an avalanche: the median.
    pub threshold: u64,
    /// How many avalanches.
    pub n: usize,
    /// ⟨S⟩(T).
    pub mean_sizes: Vec<MeanSize>,
    /// τ of the sizes, α_T of the durations, 1/σνz and the relation between them; `None` with fewer than 100
    /// avalanches, or where one of them has no tail.
    pub scaling: Option<Scaling>,
}

/// The avalanches' exponents.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Scaling {
    /// τ, from the x_min of smallest D.
    pub size: DiscreteTail,
    /// α_T, likewise.
    pub duration: DiscreteTail,
    /// The relation (α_T − 1)/(τ − 1) = 1/σνz.
    pub crackling: Crackling,
}

/// What is drawn and tested for a few thresholds only.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Detail {
    /// The discrete fit from the x_min of smallest D.
    pub scanned: Option<DiscreteTail>,
    /// log₁₀ of the longest interval over where the scanned tail begins.
    pub decades: Option<f64>,
    /// Whether the scanned tail can be a power law (bootstrap, x_min chosen anew); for the data only.
    pub goodness: Option<PValue>,
    /// The power law against each alternative on the scanned tail; for the data only.
    pub alternatives: Vec<Alternative>,
    /// Interval x, P(interval ≥ x), at most 200 points.
    pub ccdf: Vec<[f64; 2]>,
    /// The avalanches.
    pub avalanches: Bursts,
}

/// What is known of the events of one source at one threshold.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Measured {
    /// The share of updates that were to be events.
    pub share: f64,
    /// The share that are: less than asked for by what ties at the threshold's code.
    pub realised: f64,
    /// How many.
    pub events: u64,
    /// Intervals between events of one parameter, of all parameters.
    pub intervals: u64,
    /// The exponent from x_min = 5 on.
    pub exponent: Option<Exponent>,
    /// Burstiness of all intervals together: also says how much parameters differ from one another.
    pub pooled_burstiness: Option<Value>,
    /// B of each parameter with at least 10 intervals.
    pub burstiness: Option<Spread>,
    /// Its finite-n form A.
    pub burstiness_finite: Option<Spread>,
    /// Memory M.
    pub memory: Option<Spread>,
    /// Of a null: by how much the data are burstier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excess: Option<Excess>,
    /// Slope of a straight line through the logarithms of a linear histogram: what the paper fits, no estimate.
    pub least_squares_slope: Option<f64>,
    /// For the thresholds that are looked at closely.
    pub detail: Option<Detail>,
}

/// The pass.
#[derive(Debug, Clone)]
pub struct Pass {
    /// [width] events of each parameter.
    pub parameters: Vec<u32>,
    /// [steps] events of each step.
    pub activity: Vec<u64>,
    intervals: Intervals,
    groups: [Sums; GROUPS],
    blocks: [Sums; GROUPS],
    burstiness: Spreading,
    burstiness_finite: Spreading,
    /// Of each block on the sum of A over parameters.
    influence: [f64; GROUPS],
    memory: Spreading,
    lengths: Vec<u32>,
}

impl Pass {
    /// Over a window of `steps` steps, no parameter seen yet.
    pub fn new(steps: usize) -> Self {
        Pass {
            parameters: Vec::new(),
            activity: vec![0; steps],
            intervals: Intervals::default(),
            groups: Default::default(),
            blocks: Default::default(),
            burstiness: Spreading::default(),
            burstiness_finite: Spreading::default(),
            influence: Default::default(),
            memory: Spreading::default(),
            lengths: Vec::new(),
        }
    }

    /// Takes in the next parameter's event times, ascending.
    pub fn see(&mut self, times: &[u32]) {
        let group = &mut self.groups[self.parameters.len() % GROUPS];
        let steps = self.activity.len();
        let block = |t: u32| t as usize * GROUPS / steps;
        self.parameters.push(times.len() as u32);
        times.iter().for_each(|&t| self.activity[t as usize] += 1);
        self.lengths.clear();
        for pair in times.windows(2) {
            let length = pair[1] - pair[0];
            self.lengths.push(length);
            self.intervals.add(length);
            group.add(length);
            self.blocks[block(pair[0])].add(length);
        }
        if self.lengths.len() >= MIN_INTERVALS {
            if let Some(burst) = burst(&self.lengths) {
                self.burstiness.add(burst.b);
                self.burstiness_finite.add(burst.a);
                burst.m.into_iter().for_each(|m| self.memory.add(m));
            }
            if let Some(influence) = Influence::on_a(&self.lengths) {
                for (&begins, &length) in times.iter().zip(&self.lengths) {
                    let x = f64::from(length);
                    self.influence[block(begins)] += influence.of(1.0, x, x * x);
                }
            }
        }
    }

    /// The intervals by length.
    pub fn lengths(&self) -> Vec<(u64, u64)> {
        self.intervals.lengths()
    }

    /// The mean A of a parameter, by blocks of steps.
    fn burstiness_finite(&self) -> Option<Blocked> {
        let Spread { n, mean, se, .. } = self.burstiness_finite.spread()?;
        Some(Blocked { value: mean, se, by_block: self.influence.map(|sum| sum / n as f64) })
    }

    /// B of all intervals together, by blocks of steps.
    fn pooled_burstiness(&self, seed: u64) -> Option<Blocked> {
        let se = redrawn(&self.groups, seed, Sums::burstiness)?.sd;
        let all = Sums::total(&self.blocks);
        let (mean, sd) = all.mean_and_sd();
        let influence = Influence::on_b(all.n, mean, sd);
        let by_block = self.blocks.map(|block| influence.of(block.n, block.length, block.square));
        (sd > 0.0).then_some(Blocked { value: all.burstiness()?, se, by_block })
    }

    /// What it measured, and the burstiness of a parameter and of all together by blocks of steps.
    pub fn measured(&self, share: f64, seed: u64, detailed: bool) -> (Measured, [Option<Blocked>; 2]) {
        let events: u64 = self.activity.iter().sum();
        let lengths = self.lengths();
        let exponent = fixed(&lengths, X_MIN).map(|tail| Exponent {
            tail,
            by_parameters: redrawn(&self.groups, seed, Sums::alpha),
            by_blocks: redrawn(&self.blocks, seed, Sums::alpha),
        });
        let scanned = detailed.then(|| scan(&lengths, MIN_TAIL).ok()).flatten();
        let decades =
            |tail: DiscreteTail| lengths.last().map(|&(longest, _)| libm::log10(longest as f64 / tail.x_min as f64));
        let detail = detailed.then(|| Detail {
            scanned,
            decades: scanned.and_then(decades),
            goodness: None,
            alternatives: Vec::new(),
            ccdf: thinned(self.intervals.ccdf()),
            avalanches: bursts(&self.activity),
        });
        let burstiness = [self.burstiness_finite(), self.pooled_burstiness(seed)];
        let measured = Measured {
            share,
            realised: events as f64 / (self.activity.len() * self.parameters.len()) as f64,
            events,
            intervals: self.intervals.n(),
            exponent,
            pooled_burstiness: burstiness[1].map(|Blocked { value, se, .. }| Value { value, se }),
            burstiness: self.burstiness.spread(),
            burstiness_finite: self.burstiness_finite.spread(),
            memory: self.memory.spread(),
            excess: None,
            least_squares_slope: self.intervals.least_squares_slope(),
            detail,
        };
        (measured, burstiness)
    }
}

impl Measured {
    /// Notes what was tested of the scanned tail.
    pub fn tested(&mut self, goodness: Option<PValue>, alternatives: Vec<Alternative>) {
        if let Some(detail) = &mut self.detail {
            (detail.goodness, detail.alternatives) = (goodness, alternatives);
        }
    }
}

fn bursts(activity: &[u64]) -> Bursts {
    let found = avalanches(activity);
    let mean_sizes = found.mean_sizes();
    let scaling = || {
        let size = scan(&found.sizes(), MIN_TAIL).ok()?;
        let duration = scan(&found.durations(), MIN_TAIL).ok()?;
        let of = |tail: DiscreteTail| Value { value: tail.alpha, se: tail.se };
        Some(Scaling { size, duration, crackling: crackling(of(size), of(duration), size_exponent(&mean_sizes)?) })
    };
    let scaling = if found.each.len() >= MIN_AVALANCHES { scaling() } else { None };
    Bursts { threshold: found.threshold, n: found.each.len(), scaling, mean_sizes }
}

/// Points of a curve that is drawn on logarithmic axes.
const CURVE: f64 = 200.0;

/// At most 200 of the points, even in the logarithm of x, the first and the last among them.
fn thinned(points: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    let (Some(&[first, _]), Some(&last)) = (points.first(), points.last()) else { return points };
    let ratio = libm::pow(last[0] / first, 1.0 / (CURVE - 2.0));
    let mut next = 0.0;
    let mut kept = Vec::new();
    for point in points {
        if point[0] >= next || point == last {
            next = point[0] * ratio;
            kept.push(point);
        }
    }
    kept
}
