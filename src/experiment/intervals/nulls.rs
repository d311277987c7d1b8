//! The nulls of E3: what intervals look like where nothing is intermittent. Three draw event times anew, parameter by
//! parameter; the fourth draws the updates themselves and goes through the thresholds as the data do.
use super::events::{Frame, Survey};
use crate::model::layout;
use crate::observe::series::Series;
use crate::observe::Observer;
use crate::rng::{Purpose, Rng, Ziggurat};
use crate::train::StepView;
use serde::{Deserialize, Serialize};

/// Where events come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Source {
    /// The run.
    Data,
    /// A: each parameter's event times drawn anew without replacement. Keeps how often each parameter has events.
    Shuffled,
    /// B: independent events with probability min(1, n_i/T · c_t/mean c). Keeps how often each parameter and each step
    /// has events.
    RateModulated,
    /// C: independent events, one probability for all.
    Bernoulli,
    /// D: Δw_it ~ N(0, (σ_i τ_t)²), the same quantile as threshold.
    GaussianParamStep,
}

impl Source {
    /// Its key in the result.
    pub fn key(self) -> &'static str {
        match self {
            Source::Data => "data",
            Source::Shuffled => "shuffled",
            Source::RateModulated => "rateModulated",
            Source::Bernoulli => "bernoulli",
            Source::GaussianParamStep => "gaussianParamStep",
        }
    }
}

/// The order in which they are worked through: data first, since nulls A to C need their counts.
pub const SOURCES: [Source; 5] =
    [Source::Data, Source::Shuffled, Source::RateModulated, Source::Bernoulli, Source::GaussianParamStep];

/// Draws event times of nulls A to C, from what they keep of the data.
#[derive(Debug, Clone, Default)]
pub struct Redraw {
    /// [width] n_i, the parameter's events.
    parameters: Vec<u32>,
    /// [steps] c_t, the step's events.
    steps: Vec<u64>,
    events: f64,
    busiest_step: f64,
    /// A permutation of the steps; stays one.
    order: Vec<u32>,
}

impl Redraw {
    /// From the events of each parameter and of each step.
    pub fn new(parameters: Vec<u32>, steps: Vec<u64>) -> Self {
        let events = steps.iter().sum::<u64>() as f64;
        let busiest_step = steps.iter().copied().max().unwrap_or(0) as f64;
        let order = (0..steps.len() as u32).collect();
        Redraw { parameters, steps, events, busiest_step, order }
    }

    /// The event times of a parameter, ascending. Its random numbers are the same for every threshold, so that exponents
    /// against the threshold differ by the threshold alone.
    pub fn times(&mut self, source: Source, column: usize, seed: u64, times: &mut Vec<u32>) {
        let mut rng = Rng::split(seed, Purpose::NullTimes, ((source as u64) << 32) + column as u64);
        let (steps, n) = (self.steps.len(), self.parameters[column]);
        times.clear();
        if self.events == 0.0 {
            return;
        }
        match source {
            Source::Shuffled => {
                for place in 0..n as usize {
                    self.order.swap(place, place + rng.below((steps - place) as u64) as usize);
                }
                times.extend(&self.order[..n as usize]);
                times.sort_unstable();
            }
            Source::RateModulated => {
                // p_t = n_i c_t / Σ c, thinned from the busiest step's.
                let rate = f64::from(n) / self.events;
                let most = (rate * self.busiest_step).min(1.0);
                let chance = |t: u32| (rate * self.steps[t as usize] as f64).min(1.0);
                thrown(most, steps as u32, &mut rng, times);
                times.retain(|&t| rng.uniform() * most < chance(t));
            }
            _ => {
                let cells = steps as f64 * self.parameters.len() as f64;
                thrown(self.events / cells, steps as u32, &mut rng, times);
            }
        }
    }
}

/// Successes among `steps` throws of probability p, by the geometric gaps between them.
fn thrown(p: f64, steps: u32, rng: &mut Rng, times: &mut Vec<u32>) {
    if p <= 0.0 {
        return;
    }
    let log_miss = libm::log1p(-p);
    let mut t = 0.0;
    loop {
        // Of p = 1 the logarithm is −∞, and the gap 0.
        t += (libm::log(rng.uniform_positive()) / log_miss).floor();
        if t >= f64::from(steps) {
            return;
        }
        times.push(t as u32);
        t += 1.0;
    }
}

/// Null D under way: Gaussian updates, observed as a run's are.
pub struct Gaussian {
    /// [width] σ_i.
    parameters: Vec<f32>,
    /// [steps] τ_t.
    steps: Vec<f32>,
    ziggurat: Ziggurat,
    seed: u64,
    update: Vec<f32>,
    series: Series,
    done: usize,
}

impl Gaussian {
    /// With the scales of a survey: σ_i the RMS of a parameter over the window, τ_t that of all surveyed parameters at a
    /// step over their RMS over the window.
    pub fn new(survey: &Survey, seed: u64) -> Self {
        let (width, steps) = (survey.parameters.len(), survey.steps.len());
        let mean = survey.steps.iter().sum::<f64>() / steps as f64;
        let step = |&square: &f64| if mean > 0.0 { (square / mean).sqrt() as f32 } else { 0.0 };
        let table = layout::vectors(&[(width, true)]);
        Gaussian {
            parameters: survey.parameters.iter().map(|square| (square / steps as f64).sqrt() as f32).collect(),
            steps: survey.steps.iter().map(step).collect(),
            ziggurat: Ziggurat::default(),
            seed,
            update: vec![0.0; width],
            series: Series::new(&table, seed, width * steps),
            done: 0,
        }
    }

    /// Draws the next step; whether it was the last.
    pub fn advance(&mut self) -> bool {
        let mut rng = Rng::split(self.seed, Purpose::NullSeries, self.done as u64);
        self.ziggurat.fill(&mut rng, &mut self.update);
        for (x, own) in self.update.iter_mut().zip(&self.parameters) {
            *x *= own * self.steps[self.done];
        }
        let step = self.done as u64;
        self.series.see(&StepView { step, loss: f64::NAN, update: &self.update, ..StepView::default() });
        self.done += 1;
        self.done == self.steps.len()
    }

    /// The series, once the last step is drawn.
    pub fn frame(self) -> Option<Frame> {
        Frame::new(self.series.into(), 0..u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean number of events of each step, over draws of one column.
    fn mean_events(source: Source, parameters: &[u32], steps: &[u64], draws: u64) -> Vec<f64> {
        let mut redraw = Redraw::new(parameters.to_vec(), steps.to_vec());
        let (mut seen, mut times) = (vec![0.0; steps.len()], Vec::new());
        for seed in 0..draws {
            redraw.times(source, 1, seed, &mut times);
            assert!(times.windows(2).all(|pair| pair[0] < pair[1]), "{times:?}");
            times.iter().for_each(|&t| seen[t as usize] += 1.0 / draws as f64);
        }
        seen
    }

    #[test]
    fn each_null_has_the_rates_that_it_keeps() {
        // 40 events, of which the parameter has 12; in one step it would have more than 1.
        let mut parameters = [0; 20];
        (parameters[0], parameters[1]) = (28, 12);
        let steps = [1, 2, 0, 5, 8, 4, 20];
        let draws = 20_000;
        let expect = |source, rate: &dyn Fn(f64) -> f64| {
            for (seen, &c) in mean_events(source, &parameters, &steps, draws).iter().zip(&steps) {
                let p = rate(c as f64);
                let error = 5.0 * (p * (1.0 - p) / draws as f64).sqrt();
                assert!((seen - p).abs() <= error + 1e-9, "{source:?}: {seen} {p}");
            }
        };
        expect(Source::RateModulated, &|c| (12.0 * c / 40.0).min(1.0));
        expect(Source::Bernoulli, &|_| 40.0 / 140.0);
        let (parameters, steps) = ([3, 5], vec![1; 8]);
        let seen = mean_events(Source::Shuffled, &parameters, &steps, draws);
        assert!((seen.iter().sum::<f64>() - 5.0).abs() < 1e-9);
        for seen in seen {
            assert!((seen - 5.0 / 8.0).abs() < 5.0 * (15.0f64 / 64.0 / draws as f64).sqrt(), "{seen}");
        }
    }

    #[test]
    fn no_events_stay_none() {
        for source in [Source::Shuffled, Source::RateModulated, Source::Bernoulli] {
            assert_eq!(mean_events(source, &[0, 0], &[0, 0, 0], 10), [0.0; 3]);
        }
    }
}
