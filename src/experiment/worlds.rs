//! Made-up runs of known origin: what the tests and the calibration show to the experiments.
use crate::model::layout::{Init, Tensor};
use crate::observe::recorder::Recorder;
use crate::observe::series::Series;
use crate::observe::Observer;
use crate::rng::{Purpose, Rng};
use crate::stats::laws::{Law, PowerLaw, Zeta};
use crate::train::StepView;

/// The size of an ordinary update.
const UNIT: f64 = 1e-4;

/// Where the power law of the renewal process begins, in steps: from where on E3 fits it.
const SHORTEST: f64 = 5.0;

/// How the updates of a made-up run come about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum World {
    /// Independent, one power law for all. At α = 3 the null with a scale a parameter has the same tail, since the scales
    /// are taken from the data themselves: only what is left once they are divided out tells the two apart.
    Pareto {
        /// The exponent.
        alpha: f64,
    },
    /// A power law whose exponent falls along the run.
    Drifting {
        /// Before the first step.
        from: f64,
        /// How much it falls each step.
        fall: f64,
    },
    /// Independent and lognormal: heavy, but no power law.
    Lognormal {
        /// The standard deviation of the logarithm.
        sigma: f64,
    },
    /// Independent and Gaussian, one law for all: what is large is a coin's throw.
    Gaussian,
    /// Gaussian with a scale a parameter, spread as a power law, and one a step.
    Spread {
        /// The exponent of the scales.
        alpha: f64,
    },
    /// Gaussian with a scale a tensor and step; the second tensor, a twentieth of the parameters, is wide.
    Tensors,
    /// Gaussian with a scale a parameter, spread as a lognormal.
    Scales,
    /// Gaussian, the step's scale rising and falling for all parameters at once.
    Tide,
    /// Every eighth parameter has large updates with power-law waiting times from 5 steps on, somewhat less than 1 % of all;
    /// all other updates are equal, so that none of them is an event.
    Renewal {
        /// The exponent of the waiting times.
        alpha: f64,
    },
    /// Gaussian, each parameter with quiet and busy spells of its own.
    Spells,
}

/// The updates of a made-up run, step by step.
pub struct Updates {
    world: World,
    seed: u64,
    width: usize,
    /// Of each parameter.
    scales: Vec<f64>,
    /// Steps until a parameter's next event, or until its spell ends.
    left: Vec<u32>,
    /// Whether its spell is a busy one.
    busy: Vec<bool>,
}

impl Updates {
    /// Of `width` parameters; all random numbers follow from `seed`.
    pub fn new(world: World, width: usize, seed: u64) -> Self {
        let each = |draw: &dyn Fn(&mut Rng) -> f64| -> Vec<f64> {
            (0..width).map(|i| draw(&mut Rng::split(seed, Purpose::Init, i as u64))).collect()
        };
        let scales = match world {
            World::Spread { alpha } => each(&|rng| PowerLaw { alpha }.above(1.0).draw(rng)),
            World::Scales => each(&|rng| libm::exp(0.4 * rng.normal())),
            _ => Vec::new(),
        };
        let mut rng = Rng::split(seed, Purpose::Init, width as u64);
        let left = (0..width).map(|_| rng.below(60) as u32).collect();
        let busy = (0..width).map(|_| rng.uniform() < 0.2).collect();
        Updates { world, seed, width, scales, left, busy }
    }

    /// The updates of a step; steps count from 1 and come in order.
    pub fn step(&mut self, step: u64, update: &mut Vec<f32>) {
        let mut rng = Rng::split(self.seed, Purpose::Text, step);
        // A number of the step alone, or of the step and a kind of parameter.
        let shared = |index: u64| Rng::split(self.seed, Purpose::Batches, index).normal();
        let common = match self.world {
            World::Spread { .. } => libm::exp(0.3 * shared(step)),
            World::Tide => tide(step),
            _ => 1.0,
        };
        let narrow = self.width * 19 / 20;
        let of_tensor = [12.0 * libm::exp(0.7 * shared(2 * step)), libm::exp(0.7 * shared(2 * step + 1))];
        update.clear();
        for i in 0..self.width {
            let x = match self.world {
                World::Pareto { alpha } => PowerLaw { alpha }.above(1.0).draw(&mut rng),
                World::Drifting { from, fall } => {
                    PowerLaw { alpha: from - fall * step as f64 }.above(1.0).draw(&mut rng)
                }
                World::Lognormal { sigma } => libm::exp(sigma * rng.normal()),
                World::Gaussian => rng.normal(),
                World::Spread { .. } => self.scales[i] * common * rng.normal(),
                World::Tensors => of_tensor[usize::from(i < narrow)] * rng.normal(),
                World::Scales => self.scales[i] * rng.normal(),
                World::Tide => common * rng.normal(),
                World::Renewal { alpha } => self.renewal(i, alpha, &mut rng),
                World::Spells => self.spell(i, &mut rng),
            };
            update.push((UNIT * x) as f32);
        }
    }

    fn renewal(&mut self, i: usize, alpha: f64, rng: &mut Rng) -> f64 {
        if i % 8 > 0 {
            return 1.0;
        }
        if self.left[i] > 0 {
            self.left[i] -= 1;
            return 1.0;
        }
        // Beyond u32 a number is cut to its largest: the run is over long before.
        self.left[i] = Zeta { alpha }.above(SHORTEST).draw(rng) as u32 - 1;
        100.0 + rng.normal().abs()
    }

    fn spell(&mut self, i: usize, rng: &mut Rng) -> f64 {
        if self.left[i] == 0 {
            let spell = 1 + (-80.0 * libm::log(rng.uniform_positive())) as u32;
            self.busy[i] = !self.busy[i];
            self.left[i] = if self.busy[i] { spell / 4 + 1 } else { spell };
        }
        self.left[i] -= 1;
        rng.normal() * if self.busy[i] { 8.0 } else { 1.0 }
    }
}

fn tide(step: u64) -> f64 {
    1.0 + 0.8 * libm::sin(step as f64 / 40.0) + if step % 97 < 12 { 1.5 } else { 0.0 }
}

/// A table of tensors of these sizes.
fn tensors(sizes: &[usize]) -> Vec<Tensor> {
    let mut offset = 0;
    let tensor = |(i, &len): (usize, &usize)| {
        offset += len;
        Tensor {
            name: format!("tensor {}", i + 1),
            shape: vec![len],
            offset: offset - len,
            in_tail: true,
            input: None,
            init: Init::Constant(0.0),
        }
    };
    sizes.iter().enumerate().map(tensor).collect()
}

/// A made-up run under way, seen by an observer.
pub struct Run<O> {
    updates: Updates,
    /// What has seen its steps.
    pub observer: O,
    update: Vec<f32>,
    step: u64,
    steps: u64,
}

impl Run<Recorder> {
    /// Steps of a transient that is measured apart, before those asked for.
    pub const TRANSIENT: u64 = 10;

    /// Parameters, of which a twentieth are a tensor of their own.
    pub const WIDTH: usize = 2000;

    /// A run for E1 and E2, of `steps` after its transient.
    pub fn recorded(world: World, steps: u64, seed: u64) -> Self {
        let table = tensors(&[Self::WIDTH * 19 / 20, Self::WIDTH / 20]);
        let recorder = Recorder::new(&table, 1, seed, Self::TRANSIENT);
        Self::new(Updates::new(world, Self::WIDTH, seed), recorder, Self::TRANSIENT + steps)
    }
}

impl Run<Series> {
    /// Parameters.
    pub const WIDTH: usize = 320;

    /// A run for E3.
    pub fn serial(world: World, steps: u64, seed: u64) -> Self {
        let series = Series::new(&tensors(&[Self::WIDTH]), seed, Self::WIDTH * steps as usize);
        Self::new(Updates::new(world, Self::WIDTH, seed), series, steps)
    }
}

impl<O: Observer> Run<O> {
    fn new(updates: Updates, observer: O, steps: u64) -> Self {
        Run { updates, observer, update: Vec::new(), step: 0, steps }
    }

    /// One more step; the fraction that is done.
    pub fn advance(&mut self) -> f64 {
        if self.step < self.steps {
            self.step += 1;
            self.updates.step(self.step, &mut self.update);
            let update = &self.update;
            self.observer.see(&StepView { step: self.step, loss: 1.0, update, ..StepView::default() });
        }
        self.step as f64 / self.steps as f64
    }

    /// What has seen the whole run.
    pub fn finish(mut self) -> O {
        while self.advance() < 1.0 {}
        self.observer
    }
}

#[cfg(test)]
mod tests;
