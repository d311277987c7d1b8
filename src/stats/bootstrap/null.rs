//! Could the tail be a power law at all? The semi-parametric null of Clauset, Shalizi, Newman 2009 (§4.1): the body drawn
//! from the data, the tail from the fitted law, x_min chosen anew for each drawn set, and its distance D beside the
//! data's own.
use super::binomial::multinomial;
use super::Replicate;
use crate::rng::Rng;
use crate::stats::binned::{BinnedTail, Histogram};
use crate::stats::discrete::{DiscreteTail, Manner};
use crate::stats::laws::{Conditioned, Law, PowerLaw};
use crate::stats::sample::Sample;
use crate::stats::x_min::{self, Convention, Tail};

/// The null of a continuous fit; its statistic is D.
#[derive(Debug, Clone)]
pub struct ContinuousNull {
    /// [n] ascending.
    values: Vec<f64>,
    /// How many of them lie below x_min.
    body: usize,
    law: Conditioned<PowerLaw>,
    end: Option<f64>,
    min_tail: usize,
    convention: Convention,
    candidates: usize,
}

impl ContinuousNull {
    /// The null of `tail`, which a scan of `sample` with these options found.
    pub fn new(sample: &Sample, tail: &Tail, min_tail: usize, convention: Convention) -> Self {
        let values = sample.values().to_vec();
        let body = values.len() - tail.n;
        let (law, end) = (PowerLaw { alpha: tail.alpha }, sample.end());
        let law = end.map_or(law.above(tail.x_min), |x_max| law.between(tail.x_min, x_max));
        ContinuousNull { values, body, law, end, min_tail, convention, candidates: usize::MAX }
    }

    /// Of a scan among at most so many candidates.
    pub fn among(self, candidates: usize) -> Self {
        ContinuousNull { candidates, ..self }
    }
}

impl Replicate for ContinuousNull {
    fn replicate(&self, rng: &mut Rng) -> Option<f64> {
        let n = self.values.len() as u64;
        let draw = |_| match rng.below(n) as usize {
            i if i < self.body => self.values[i],
            _ => self.law.draw(rng),
        };
        let drawn: Vec<f64> = (0..n).map(draw).collect();
        let sample = Sample::new(drawn).and_then(|sample| match self.end {
            Some(x_max) => sample.cut(x_max),
            None => Ok(sample),
        });
        let tail = x_min::scan_some(&sample.ok()?, self.min_tail, self.convention, self.candidates);
        tail.ok().map(|tail| tail.ks)
    }
}

/// The null of a binned fit; its statistic is D on the bin edges. Bins are drawn whole, so that 10⁹ values cost no more
/// than 10³.
#[derive(Debug, Clone)]
pub struct BinnedNull {
    histogram: Histogram,
    /// Chance of each bin.
    chances: Vec<f64>,
    min_tail: u64,
}

impl BinnedNull {
    /// The null of `tail`, which a scan of `histogram` found.
    pub fn new(histogram: &Histogram, tail: &BinnedTail, min_tail: u64) -> Self {
        let n = histogram.n() as f64;
        let law = PowerLaw { alpha: tail.alpha }.above(tail.x_min);
        let chance = |k: usize| {
            let (low, high) = (histogram.edge(k), histogram.edge(k + 1));
            if low < tail.x_min {
                return histogram.counts[k] as f64 / n;
            }
            tail.n as f64 / n * (law.ccdf(low) - law.ccdf(high))
        };
        let chances = (0..histogram.counts.len()).map(chance).collect();
        BinnedNull { histogram: histogram.clone(), chances, min_tail }
    }
}

impl Replicate for BinnedNull {
    fn replicate(&self, rng: &mut Rng) -> Option<f64> {
        let (mut counts, beyond) = multinomial(self.histogram.n(), self.chances.iter().copied(), rng);
        *counts.last_mut()? += beyond;
        Histogram { counts, ..self.histogram.clone() }.scan(self.min_tail).ok().map(|tail| tail.ks)
    }
}

/// The null of a discrete fit; its statistic is D. The numbers near x_min are drawn all at once, those far out one by one.
#[derive(Debug, Clone)]
pub struct DiscreteNull {
    /// Number and count, ascending: the body.
    body: Vec<(u64, u64)>,
    tail: DiscreteTail,
    /// Chances of the body's numbers, then of those from x_min on.
    chances: Vec<f64>,
    n: u64,
    min_tail: u64,
    manner: Manner,
}

/// So many numbers from x_min on are drawn all at once.
const NEAR: u64 = 256;

impl DiscreteNull {
    /// The null of `tail`, which a scan of `counts` found.
    pub fn new(counts: &[(u64, u64)], tail: &DiscreteTail, min_tail: u64) -> Self {
        Self::of(counts, tail, min_tail, Manner::default())
    }

    /// The same of a scan in a stated manner.
    pub fn of(counts: &[(u64, u64)], tail: &DiscreteTail, min_tail: u64, manner: Manner) -> Self {
        let n: u64 = counts.iter().map(|&(_, count)| count).sum();
        let body = counts[..counts.partition_point(|&(x, _)| x < tail.x_min)].to_vec();
        let law = manner.law(tail.alpha, tail.x_min);
        let share = tail.n as f64 / n as f64;
        let near = (tail.x_min..tail.x_min + NEAR).map(|x| share * law.density(x as f64));
        let chances = body.iter().map(|&(_, count)| count as f64 / n as f64).chain(near).collect();
        DiscreteNull { body, tail: *tail, chances, n, min_tail, manner }
    }
}

impl Replicate for DiscreteNull {
    fn replicate(&self, rng: &mut Rng) -> Option<f64> {
        let (drawn, beyond) = multinomial(self.n, self.chances.iter().copied(), rng);
        let numbers = self.body.iter().map(|&(x, _)| x).chain(self.tail.x_min..);
        let mut counts: Vec<(u64, u64)> = numbers.zip(drawn).filter(|&(_, count)| count > 0).collect();
        let start = self.tail.x_min + NEAR;
        // Before an end that lies nearer, what is beyond is rounding.
        let beyond = if self.manner.end.is_some_and(|end| end < start) { 0 } else { beyond };
        let far = self.manner.law(self.tail.alpha, start);
        let mut far: Vec<u64> = (0..beyond).map(|_| far.draw(rng) as u64).collect();
        far.sort_unstable();
        counts.extend(far.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as u64)));
        self.manner.scan(&counts, self.min_tail).ok().map(|tail| tail.ks)
    }
}
