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
    pub const fn key(self) -> &'static str {
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
        let stream = (self.widths.null as u64) << 48;
        self.ziggurat.fill(&mut Rng::split(self.seed, Purpose::NullUpdates, stream + step), update);
        for (part, width) in self.widths.scales.parts().iter().zip(self.widths.step(step)) {
            let range = part.range.clone();
            for (x, own) in update[range.clone()].iter_mut().zip(&self.widths.parameters[range]) {
                *x *= own * width;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::standardised::Standardised;
    use crate::model::layout::vectors;
    use crate::observe::series::Series;
    use crate::observe::Observer;
    use crate::train::StepView;

    const STEPS: u64 = 60;

    /// Σ of scale and time: ±(1 + i mod 5) 2^(−t mod 3), of 300 parameters in the tail, 50 beside it, and 50 that never move.
    fn size(i: usize, step: u64) -> f32 {
        let moves = if i < 350 { 1.0 } else { 0.0 };
        moves * (1 + i % 5) as f32 * [1.0, 0.5, 0.25][step as usize % 3]
    }

    fn recorded() -> (Rc<Scales>, Rc<Series>) {
        let table = vectors(&[(300, true), (50, false), (50, true)]);
        let (mut scales, mut series) = (Scales::new(&table), Series::new(&table, 1, 1 << 20));
        for step in 1..=STEPS {
            let update: Vec<f32> =
                (0..400).map(|i| if (i + step as usize) % 2 == 0 { size(i, step) } else { -size(i, step) }).collect();
            let view = StepView { step, loss: 1.0, update: &update, ..StepView::default() };
            scales.see(&view);
            series.see(&view);
        }
        (Rc::new(scales), Rc::new(series))
    }

    #[test]
    fn nulls_have_the_scales_of_the_run() {
        let (scales, _) = recorded();
        for null in Null::ALL {
            let source = Gaussian::new(Widths::new(null, scales.clone()), 5);
            assert_eq!((source.tensors(), source.steps()), (vec![(300, true), (50, false), (50, true)], 1..STEPS + 1));
            let mut update = vec![0.0f32; 400];
            // Squares over their expected values, by parameter's size and by step.
            let (mut by_size, mut by_step) = ([0.0; 5], [0.0; 3]);
            for step in 1..=STEPS {
                source.fill(step, &mut update);
                assert!(update[350..].iter().all(|&x| x == 0.0), "what never moved stays");
                for (i, &x) in update[..300].iter().enumerate() {
                    let expected = match null {
                        Null::GaussianParamStep => f64::from(size(i, step)).powi(2),
                        // The mean of 1, 4, 9, 16, 25 is 11.
                        Null::GaussianTensorStep => 11.0 * f64::from(size(0, step)).powi(2),
                    };
                    let ratio = f64::from(x).powi(2) / expected;
                    by_size[i % 5] += ratio / (STEPS as f64 * 60.0);
                    by_step[step as usize % 3] += ratio / (STEPS as f64 * 100.0);
                }
            }
            // χ² of 3,600 and 6,000 values: five standard deviations.
            assert!(
                by_size.iter().all(|mean| (mean - 1.0).abs() < 5.0 * (2.0f64 / 3600.0).sqrt()),
                "{null:?} {by_size:?}"
            );
            assert!(
                by_step.iter().all(|mean| (mean - 1.0).abs() < 5.0 * (2.0f64 / 6000.0).sqrt()),
                "{null:?} {by_step:?}"
            );
        }
    }

    #[test]
    fn a_step_is_drawn_alike_whenever_it_is_drawn_and_unlike_any_other() {
        let (scales, _) = recorded();
        let draw = |null: Null, seed: u64, step: u64| {
            let mut update = vec![0.0f32; 400];
            Gaussian::new(Widths::new(null, scales.clone()), seed).fill(step, &mut update);
            update
        };
        let [first, second] = Null::ALL;
        assert_eq!(draw(first, 5, 7), draw(first, 5, 7));
        assert_ne!(draw(first, 5, 7), draw(first, 5, 10));
        assert_ne!(draw(first, 5, 7), draw(first, 6, 7));
        let signs = |update: &[f32]| update[..300].iter().map(|x| x.is_sign_positive()).collect::<Vec<_>>();
        assert_ne!(signs(&draw(first, 5, 7)), signs(&draw(second, 5, 7)));
    }

    #[test]
    fn a_run_of_scales_alone_is_one_everywhere_once_divided_by_them() {
        let (scales, series) = recorded();
        let divided = |null: Null| {
            let source = Standardised::new(Widths::new(null, scales.clone()), series.clone());
            assert_eq!(
                (source.tensors(), source.steps()),
                (vec![(300, true)], 1..STEPS + 1),
                "what never moves is left out"
            );
            let mut update = vec![0.0f32; 300];
            source.fill(4, &mut update);
            update
        };
        assert!(divided(Null::GaussianParamStep).iter().all(|x| (x - 1.0).abs() < 1.0 / 256.0));
        let mut sizes: Vec<u32> =
            divided(Null::GaussianTensorStep).iter().map(|x| (x * 11f32.sqrt()).round() as u32).collect();
        sizes.sort_unstable();
        sizes.dedup();
        assert_eq!(sizes, [1, 2, 3, 4, 5]);
    }
}
