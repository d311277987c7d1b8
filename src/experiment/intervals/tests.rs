//! E3 on made-up worlds whose verdict is known.
use super::*;
use crate::experiment::verdict::Grade;
use crate::model::layout::{Init, Tensor};
use crate::observe::Observer;
use crate::rng::{Purpose, Rng};
use crate::train::StepView;

/// Steps and parameters of a small world.
const STEPS: usize = 1000;
const WIDTH: usize = 256;

/// How large a parameter's update is at a step: a world by its law.
#[derive(Debug, Clone, Copy, PartialEq)]
enum World {
    /// Independent, one law for all.
    Coin,
    /// Independent, each parameter with a scale of its own.
    Scales,
    /// Independent, with the step's scale rising and falling for all parameters at once.
    Modulated,
    /// Large updates separated by power-law waiting times, exponent 2.5 from 5 steps on.
    Renewal,
    /// Each parameter has quiet and busy spells of its own.
    Bursty,
}

const RENEWAL_ALPHA: f64 = 2.5;

fn series(world: World, seed: u64) -> Rc<Series> {
    let tensor =
        |len| Tensor { name: String::new(), shape: vec![len], offset: 0, in_tail: true, init: Init::Constant(0.0) };
    let mut series = Series::new(&[tensor(WIDTH)], seed, WIDTH * STEPS);
    let mut rng = Rng::split(seed, Purpose::Init, world as u64);
    let scales: Vec<f64> = (0..WIDTH).map(|_| (1.2 * rng.normal()).exp()).collect();
    let spell = |rng: &mut Rng| 1 + (-80.0 * rng.uniform_positive().ln()) as u32;
    let waiting = |rng: &mut Rng| (4.5 * (-rng.uniform_positive().ln() / (RENEWAL_ALPHA - 1.0)).exp() + 0.5) as u32;
    let mut left: Vec<u32> = (0..WIDTH).map(|_| rng.below(60) as u32).collect();
    let mut busy: Vec<bool> = (0..WIDTH).map(|_| rng.uniform() < 0.2).collect();
    let mut update = vec![0.0f32; WIDTH];
    for step in 0..STEPS {
        let tide = 1.0 + 0.8 * (step as f64 / 40.0).sin() + if step % 97 < 12 { 1.5 } else { 0.0 };
        for i in 0..WIDTH {
            let size = rng.normal().abs();
            update[i] = match world {
                World::Coin => size,
                World::Scales => size * scales[i],
                World::Modulated => size * tide,
                World::Renewal if left[i] == 0 => {
                    left[i] = waiting(&mut rng) - 1;
                    100.0 + size
                }
                World::Renewal => {
                    left[i] -= 1;
                    size
                }
                World::Bursty => {
                    if left[i] == 0 {
                        busy[i] = !busy[i];
                        left[i] = if busy[i] { spell(&mut rng) / 4 + 1 } else { spell(&mut rng) };
                    }
                    left[i] -= 1;
                    size * if busy[i] { 8.0 } else { 1.0 }
                }
            } as f32;
        }
        series.see(&StepView { step: step as u64 + 1, loss: 1.0, theta: &[], gradient: &[], update: &update });
    }
    Rc::new(series)
}

fn run(series: Rc<Series>, options: Options) -> Intervals {
    let mut intervals = Intervals::new(series, options);
    while intervals.advance() < 1.0 {}
    intervals
}

/// The verdict on the whole of a world.
fn verdict(world: World, seed: u64) -> Verdict {
    let intervals = run(series(world, seed), Options { transient_end: 0, seed });
    println!("{world:?}: {}", intervals.result().verdict.sentence);
    intervals.result().verdict.clone()
}

#[test]
fn first_look() {
    for world in [World::Coin, World::Scales, World::Modulated, World::Renewal, World::Bursty] {
        verdict(world, 1);
    }
}
