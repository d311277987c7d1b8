//! Stretches of a series as updates: as they were, as a Gaussian null of the stretch's own scales, and divided by these
//! scales. All three are of the same parameters, so that like is compared with like.
use crate::experiment::surrogate::Source;
use crate::observe::scales::Part;
use crate::observe::series::{decode, Series};
use crate::rng::{Purpose, Rng, Ziggurat};
use std::ops::Range;
use std::rc::Rc;

/// Which of the three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// |Δw|.
    Data,
    /// N(0, (σ_i τ_t)²), the scales those of the stretch.
    Null,
    /// |Δw|/(σ_i τ_t).
    Standardised,
}

/// The three, in the order of a result.
pub const KINDS: [Kind; 3] = [Kind::Data, Kind::Null, Kind::Standardised];

/// The scales of some parameters over a stretch of steps.
#[derive(Debug)]
pub struct Stretch {
    series: Rc<Series>,
    steps: Range<u64>,
    /// Parameters of the series that belong to each tensor.
    tensors: Vec<usize>,
    /// Places in the series' rows, tensor after tensor, with σ_i.
    parameters: Vec<(u32, f32)>,
    /// [steps] τ_t.
    times: Vec<f32>,
    /// The correlation between ln σ_i of odd and of even steps.
    persistence: Option<f64>,
}

impl Stretch {
    /// Of the steps that the series holds of these.
    pub fn new(series: Rc<Series>, parts: &[Part], steps: Range<u64>) -> Self {
        let (first, last) = series.steps().unwrap_or((1, 0));
        let steps = steps.start.max(first)..steps.end.min(last + 1).max(steps.start.max(first));
        let width = series.parameters().len();
        let (mut halves, mut by_step) = ([vec![0.0; width], vec![0.0; width]], Vec::new());
        for step in steps.clone() {
            let mut total = 0.0;
            for (sum, &code) in halves[(step % 2) as usize].iter_mut().zip(series.row(step)) {
                let square = f64::from(decode(code)) * f64::from(decode(code));
                *sum += square;
                total += square;
            }
            by_step.push(total);
        }
        let count = by_step.len().max(1) as f64;
        let mean = by_step.iter().sum::<f64>() / count;
        let tensor_of = |index: u32| parts.partition_point(|part| part.range.end <= index as usize);
        let mut places: Vec<(usize, u32)> = series.parameters().iter().map(|&i| tensor_of(i)).zip(0u32..).collect();
        places.sort_unstable();
        let mut tensors = vec![0; parts.len()];
        places.iter().for_each(|&(tensor, _)| tensors[tensor] += 1);
        let [even, odd] = &halves;
        let sigma = |place: u32| ((even[place as usize] + odd[place as usize]) / count).sqrt() as f32;
        Stretch {
            parameters: places.into_iter().map(|(_, place)| (place, sigma(place))).collect(),
            times: by_step.iter().map(|square| if mean > 0.0 { (square / mean).sqrt() as f32 } else { 0.0 }).collect(),
            persistence: correlation(even, odd),
            series,
            steps,
            tensors,
        }
    }

    /// The correlation between ln σ_i of odd and of even steps; `None` for fewer than three parameters, or equal ones.
    pub fn persistence(&self) -> Option<f64> {
        self.persistence
    }
}

/// Pearson's, of the logarithms of what is positive in both.
fn correlation(first: &[f64], second: &[f64]) -> Option<f64> {
    let both = first.iter().zip(second).filter(|(&a, &b)| a > 0.0 && b > 0.0);
    let pairs: Vec<(f64, f64)> = both.map(|(&a, &b)| (libm::log(a), libm::log(b))).collect();
    let n = pairs.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / n;
    let (a, b) = (mean(|pair| pair.0), mean(|pair| pair.1));
    let moment = |f: &dyn Fn(f64, f64) -> f64| pairs.iter().map(|pair| f(pair.0 - a, pair.1 - b)).sum::<f64>();
    let spread = (moment(&|x, _| x * x) * moment(&|_, y| y * y)).sqrt();
    (pairs.len() >= 3 && spread > 0.0).then(|| moment(&|x, y| x * y) / spread)
}

/// A stretch as one of the three kinds.
pub struct Sampled {
    stretch: Rc<Stretch>,
    kind: Kind,
    ziggurat: Rc<Ziggurat>,
    seed: u64,
}

impl Sampled {
    /// All random numbers follow from `seed` and the step.
    pub fn new(stretch: Rc<Stretch>, kind: Kind, ziggurat: Rc<Ziggurat>, seed: u64) -> Self {
        Sampled { stretch, kind, ziggurat, seed }
    }
}

impl Source for Sampled {
    fn tensors(&self) -> Vec<(usize, bool)> {
        self.stretch.tensors.iter().map(|&len| (len, true)).collect()
    }

    fn steps(&self) -> Range<u64> {
        self.stretch.steps.clone()
    }

    fn fill(&self, step: u64, update: &mut [f32]) {
        let Stretch { series, steps, parameters, times, .. } = &*self.stretch;
        let (row, time) = (series.row(step), times[(step - steps.start) as usize]);
        if self.kind == Kind::Null {
            let mut rng = Rng::split(self.seed, Purpose::NullSample, step);
            self.ziggurat.fill(&mut rng, update);
        }
        for (x, &(place, sigma)) in update.iter_mut().zip(parameters) {
            let scale = sigma * time;
            *x = match self.kind {
                Kind::Data => decode(row[place as usize]),
                Kind::Null => *x * scale,
                Kind::Standardised if scale > 0.0 => decode(row[place as usize]) / scale,
                Kind::Standardised => 0.0,
            };
        }
    }
}
