//! The tails of |Δw| over a window of steps: for each tensor, and for all pooled, a histogram, a reservoir, the exact
//! largest values and moments.
use super::bins::Bins;
use super::largest::Largest;
use super::moments::{Moments, Summary};
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

impl Tails {
    /// An observer of the tensors' updates. Its random numbers are those of `seed` for statistics, apart for each `window`.
    pub fn new(tensors: &[Tensor], seed: u64, window: u32) -> Self {
        let stream = |index: u64| Rng::split(seed, Purpose::Statistics, (u64::from(window) << 32) + index);
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
    pub fn sample(&self, stream: Stream) -> impl Iterator<Item = f64> + '_ {
        self.kept(stream).reservoir.kept().iter().map(|&x| f64::from(x.abs()))
    }

    /// The largest |Δw|, descending.
    pub fn largest(&self, stream: Stream) -> Vec<f32> {
        self.kept(stream).largest.descending()
    }

    fn of(&self, stream: Stream) -> impl Iterator<Item = &TensorTail> {
        let wanted = move |(index, tail): &(usize, &TensorTail)| match stream {
            Stream::Pooled => tail.in_tail,
            Stream::Tensor(tensor) => *index == tensor,
        };
        self.tensors.iter().enumerate().filter(wanted).map(|(_, tail)| tail)
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
