//! The tails of |Δw| over a window of steps: for each tensor, and for all pooled, a histogram, a reservoir, the exact
//! largest values and moments.
use super::bins::Bins;
use super::largest::Largest;
use super::moments::{Moments, Summary};
use super::record::StreamRecord;
use super::reservoir::Reservoir;
use super::{magnitude, Observer, BLOCK};
use crate::model::layout::Tensor;
use crate::rng::{Purpose, Rng};
use crate::train::StepView;
use std::ops::Range;

/// Values sampled and largest values kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capacity {
    /// Size of the uniform sample.
    pub reservoir: usize,
    /// K.
    pub largest: usize,
}

impl Capacity {
    /// Of each tensor.
    pub const TENSOR: Capacity = Capacity { reservoir: 4096, largest: 1024 };
    /// Of all tensors pooled.
    pub const POOLED: Capacity = Capacity { reservoir: 65_536, largest: 16_384 };
}

/// Largest values in an outline: so many are drawn one by one.
pub const OUTLINED: usize = 32;

/// What is kept of a stream besides its histogram and moments.
#[derive(Debug, Clone)]
struct Kept {
    reservoir: Reservoir,
    largest: Largest,
}

impl Kept {
    fn new(capacity: Capacity, rng: Rng) -> Self {
        Kept { reservoir: Reservoir::new(capacity.reservoir, rng), largest: Largest::new(capacity.largest) }
    }
}

#[derive(Debug, Clone)]
struct TensorTail {
    range: Range<usize>,
    in_tail: bool,
    bins: Bins,
    moments: Moments,
    kept: Kept,
}

/// An observer of the steps it is shown.
#[derive(Debug, Clone)]
pub struct Tails {
    tensors: Vec<TensorTail>,
    pooled: Kept,
    steps: Option<(u64, u64)>,
}

/// Which stream of |Δw|.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// All tensors whose updates belong in a tail.
    Pooled,
    /// One tensor, by its place in the table.
    Tensor(usize),
}

impl Stream {
    /// Whether a tensor's values are part of it.
    pub fn holds(self, tensor: usize, in_tail: bool) -> bool {
        match self {
            Stream::Pooled => in_tail,
            Stream::Tensor(wanted) => tensor == wanted,
        }
    }
}

impl Tails {
    /// An observer of the tensors' updates. Its random numbers are those of `seed` for reservoirs, apart for each `window`.
    pub fn new(tensors: &[Tensor], seed: u64, window: u32) -> Self {
        let stream = |index: u64| Rng::split(seed, Purpose::Reservoirs, (u64::from(window) << 32) + index);
        let tails = tensors.iter().zip(1..).map(|(tensor, index)| TensorTail {
            range: tensor.range(),
            in_tail: tensor.in_tail,
            bins: Bins::default(),
            moments: Moments::default(),
            kept: Kept::new(Capacity::TENSOR, stream(index)),
        });
        Tails { tensors: tails.collect(), pooled: Kept::new(Capacity::POOLED, stream(0)), steps: None }
    }

    /// The first and the last step seen.
    pub fn steps(&self) -> Option<(u64, u64)> {
        self.steps
    }

    /// The histogram of |Δw|; of the pooled stream, the sum of its tensors'.
    pub fn bins(&self, stream: Stream) -> Bins {
        let mut bins = Bins::default();
        self.of(stream).for_each(|tail| bins.add(&tail.bins));
        bins
    }

    /// The moments of the signed Δw; `None` before the first step.
    pub fn moments(&self, stream: Stream) -> Option<Summary> {
        let mut moments = Moments::default();
        self.of(stream).for_each(|tail| moments.add(&tail.moments));
        moments.summary()
    }

    /// A uniform sample of |Δw|, in no order, zeros among it.
    pub fn sample(&self, stream: Stream) -> impl Iterator<Item = f32> + '_ {
        self.kept(stream).reservoir.kept().iter().map(|x| x.abs())
    }

    /// The largest |Δw|, in no order.
    pub fn largest(&self, stream: Stream) -> Vec<f32> {
        self.kept(stream).largest.top(usize::MAX)
    }

    /// All of a stream; `None` before the first step.
    pub fn record(&self, stream: Stream) -> Option<StreamRecord> {
        let outline = self.outline(stream)?;
        Some(StreamRecord { sample: self.sample(stream).collect(), largest: self.largest(stream), ..outline })
    }

    /// A stream without its sample, and with no more than the [`OUTLINED`] largest values.
    pub fn outline(&self, stream: Stream) -> Option<StreamRecord> {
        let (first, last) = self.steps?;
        let bins = self.bins(stream);
        let counts = bins.counts();
        let full = |&count: &u64| count > 0;
        let first_bin = counts.iter().position(full).unwrap_or(0);
        let end = counts.iter().rposition(full).map_or(first_bin, |last| last + 1);
        Some(StreamRecord {
            steps: [first, last],
            moments: self.moments(stream)?,
            zeros: bins.zeros(),
            first_bin: first_bin as u32,
            counts: counts[first_bin..end].to_vec(),
            sample: Vec::new(),
            largest: self.kept(stream).largest.top(OUTLINED),
        })
    }

    fn of(&self, stream: Stream) -> impl Iterator<Item = &TensorTail> {
        let tensors = self.tensors.iter().enumerate();
        tensors.filter(move |(index, tail)| stream.holds(*index, tail.in_tail)).map(|(_, tail)| tail)
    }

    fn kept(&self, stream: Stream) -> &Kept {
        match stream {
            Stream::Pooled => &self.pooled,
            Stream::Tensor(tensor) => &self.tensors[tensor].kept,
        }
    }
}

impl Observer for Tails {
    fn see(&mut self, view: &StepView<'_>) {
        let first = self.steps.map_or(view.step, |(first, _)| first);
        self.steps = Some((first, view.step));
        for tail in &mut self.tensors {
            let values = &view.update[tail.range.clone()];
            let mut padded = [0.0; BLOCK];
            for chunk in values.chunks(BLOCK) {
                let block = match chunk.first_chunk() {
                    Some(block) => block,
                    None => {
                        padded[..chunk.len()].copy_from_slice(chunk);
                        &padded
                    }
                };
                tail.bins.see(block, chunk.len());
                tail.moments.see(block, chunk.len());
                let top = block.iter().map(|&x| magnitude(x)).max().unwrap_or(0);
                tail.kept.largest.see(block, top);
                if tail.in_tail {
                    self.pooled.largest.see(block, top);
                }
            }
            tail.moments.fold();
            tail.kept.reservoir.see(values);
            if tail.in_tail {
                self.pooled.reservoir.see(values);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::layout::Init;

    /// A table of three tensors, the second of which is no part of the tail.
    fn table() -> Vec<Tensor> {
        let tensor = |name: &str, len: usize, offset: usize, in_tail: bool| Tensor {
            name: name.into(),
            shape: vec![len],
            offset,
            in_tail,
            input: None,
            init: Init::Constant(0.0),
        };
        vec![tensor("a", 300, 0, true), tensor("key.bias", 40, 300, false), tensor("b", 130, 340, true)]
    }

    fn updates(steps: u64) -> Vec<Vec<f32>> {
        let mut rng = Rng::new(3, Purpose::Init);
        let draw = |rng: &mut Rng, i: usize| if i % 50 == 3 { 0.0 } else { 1e-3 * rng.normal() as f32 };
        (0..steps).map(|_| (0..470).map(|i| draw(&mut rng, i)).collect()).collect()
    }

    fn shown(updates: &[Vec<f32>], window: u32) -> Tails {
        let mut tails = Tails::new(&table(), 11, window);
        for (update, step) in updates.iter().zip(1..) {
            tails.see(&StepView { step, loss: 1.0, update, ..StepView::default() });
        }
        tails
    }

    #[test]
    fn streams_are_what_direct_computation_gives() {
        let updates = updates(60);
        let tails = shown(&updates, 0);
        assert_eq!(tails.steps(), Some((1, 60)));
        let parts: [(Stream, [Range<usize>; 2], Capacity); 4] = [
            (Stream::Tensor(0), [0..300, 0..0], Capacity::TENSOR),
            (Stream::Tensor(1), [300..340, 0..0], Capacity::TENSOR),
            (Stream::Tensor(2), [340..470, 0..0], Capacity::TENSOR),
            (Stream::Pooled, [0..300, 340..470], Capacity::POOLED),
        ];
        for (stream, ranges, capacity) in parts {
            let all: Vec<f32> =
                updates.iter().flat_map(|u| ranges.iter().flat_map(|range| u[range.clone()].to_vec())).collect();
            let mut positive: Vec<f32> = all.iter().map(|x| x.abs()).filter(|&x| x > 0.0).collect();
            positive.sort_unstable_by(|a, b| b.total_cmp(a));
            let bins = tails.bins(stream);
            assert_eq!(bins.zeros() as usize, all.len() - positive.len());
            let mut expected = vec![0u64; crate::observe::bins::BINS];
            for &x in &positive {
                expected[((libm::log2(f64::from(x)) + 126.0) * 8.0).floor() as usize] += 1;
            }
            assert_eq!(bins.counts(), expected);
            let mut largest = tails.largest(stream);
            largest.sort_unstable_by(|a, b| b.total_cmp(a));
            assert_eq!(largest, positive[..capacity.largest.min(positive.len())]);
            let sample: Vec<f32> = tails.sample(stream).collect();
            assert_eq!(sample.len(), capacity.reservoir.min(all.len()));
            assert!(sample.iter().all(|&x| x == 0.0 || positive.contains(&x)));
            let moments = tails.moments(stream).expect("has values");
            let rms = (all.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>() / all.len() as f64).sqrt();
            assert_eq!(moments.n, all.len() as u64);
            assert!((moments.rms / rms - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn samples_are_seeded_and_their_streams_apart() {
        let updates = updates(60);
        let sample = |window: u32, stream: Stream| shown(&updates, window).sample(stream).collect::<Vec<_>>();
        assert_eq!(sample(0, Stream::Tensor(0)), sample(0, Stream::Tensor(0)));
        assert_ne!(sample(0, Stream::Tensor(0)), sample(1, Stream::Tensor(0)));
    }

    #[test]
    fn before_the_first_step_there_is_nothing() {
        let tails = Tails::new(&table(), 11, 0);
        assert_eq!((tails.steps(), tails.moments(Stream::Pooled)), (None, None));
        assert_eq!(tails.bins(Stream::Pooled).counts().iter().sum::<u64>(), 0);
        assert!(tails.largest(Stream::Pooled).is_empty());
    }

    #[test]
    fn what_is_not_finite_does_not_panic() {
        let update = vec![f32::NAN, f32::INFINITY, f32::NEG_INFINITY].into_iter().cycle().take(470).collect();
        let tails = shown(&[update], 0);
        assert_eq!(tails.bins(Stream::Pooled).counts().iter().sum::<u64>(), 0);
    }
}
