//! The Gaussian nulls: updates without heavy tails of their own, whose scales are the run's (docs/methods.md). What they share
//! with the run follows from the scales alone.
use super::surrogate::Source;
use crate::observe::scales::Scales;
use crate::rng::{Purpose, Rng, Ziggurat};
use serde::Serialize;
use std::ops::Range;
use std::rc::Rc;

/// Which scale a Gaussian has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Null {
    /// Δw_it ~ N(0, s²), s the RMS of the parameter's tensor at that step.
    GaussianTensorStep,
    /// Δw_it ~ N(0, (σ_i τ_t)²), σ_i the RMS of the parameter over the window, τ_t that of all parameters at the step over its
    /// RMS over the window.
    GaussianParamStep,
}

impl Null {
    /// Both, the one with fewer numbers from the data first.
    pub const ALL: [Null; 2] = [Null::GaussianTensorStep, Null::GaussianParamStep];

    /// As results name it.
    pub fn key(self) -> &'static str {
        match self {
            Null::GaussianTensorStep => "gaussianTensorStep",
            Null::GaussianParamStep => "gaussianParamStep",
        }
    }

    /// What a sentence calls it.
    pub fn words(self) -> &'static str {
        match self {
            Null::GaussianTensorStep => "Gaussian null with one scale a tensor and step",
            Null::GaussianParamStep => "Gaussian null with one scale a parameter and step",
        }
    }
}

/// The scale of every parameter at every step, as a null has it.
#[derive(Debug, Clone)]
pub struct Widths {
    null: Null,
    scales: Rc<Scales>,
    /// [parameters] σ_i; where tensors have the scales, 1 for what has moved and 0 for what never did.
    parameters: Vec<f32>,
    /// [tensors] parameters that have moved.
    moving: Vec<f64>,
    /// Σ Δw² of a step, the mean over all steps.
    mean_square: f64,
}

impl Widths {
    /// From the scales of at least one step.
    pub fn new(null: Null, scales: Rc<Scales>) -> Self {
        let (first, last) = scales.steps().expect("scales of at least one step");
        let steps = (last - first + 1) as f64;
        let of = |&square: &f64| match null {
            Null::GaussianTensorStep => f32::from(u8::from(square > 0.0)),
            Null::GaussianParamStep => (square / steps).sqrt() as f32,
        };
        Widths {
            null,
            parameters: scales.parameters().iter().map(of).collect(),
            moving: (0..scales.parts().len()).map(|tensor| scales.moving(tensor) as f64).collect(),
            mean_square: (first..=last).map(|step| scales.pooled(step)).sum::<f64>() / steps,
            scales,
        }
    }

    /// The steps that have scales.
    pub fn steps(&self) -> Range<u64> {
        self.scales.steps().map_or(0..0, |(first, last)| first..last + 1)
    }

    /// The parameters' own part of the scale, in layout order; 0 for those that never moved.
    pub fn parameters(&self) -> &[f32] {
        &self.parameters
    }

    /// The step's part, for each tensor.
    pub fn step(&self, step: u64) -> Vec<f32> {
        match self.null {
            Null::GaussianTensorStep => {
                let squares = self.scales.tensors(step).zip(&self.moving);
                squares
                    .map(|(square, &moving)| if moving > 0.0 { (square / moving).sqrt() as f32 } else { 0.0 })
                    .collect()
            }
            Null::GaussianParamStep => {
                vec![(self.scales.pooled(step) / self.mean_square).sqrt() as f32; self.moving.len()]
            }
        }
    }

    /// The tensors.
    pub fn scales(&self) -> &Scales {
        &self.scales
    }
}

/// A null's updates of all parameters. A step's random numbers depend on seed, null and step alone, so that it does not
/// matter in which slices they are drawn.
pub struct Gaussian {
    widths: Widths,
    ziggurat: Ziggurat,
    seed: u64,
}

impl Gaussian {
    /// The null with these widths.
    pub fn new(widths: Widths, seed: u64) -> Self {
        Gaussian { widths, ziggurat: Ziggurat::default(), seed }
    }
}

impl Source for Gaussian {
    fn tensors(&self) -> Vec<(usize, bool)> {
        self.widths.scales.parts().iter().map(|part| (part.range.len(), part.in_tail)).collect()
    }

    fn steps(&self) -> Range<u64> {
        self.widths.steps()
    }

    fn fill(&self, step: u64, update: &mut [f32]) {
        let stream = (16 + self.widths.null as u64) << 48;
        self.ziggurat.fill(&mut Rng::split(self.seed, Purpose::Statistics, stream + step), update);
        for (part, width) in self.widths.scales.parts().iter().zip(self.widths.step(step)) {
            let range = part.range.clone();
            for (x, own) in update[range.clone()].iter_mut().zip(&self.widths.parameters[range]) {
                *x *= own * width;
            }
        }
    }
}
