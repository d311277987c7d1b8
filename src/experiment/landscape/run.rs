//! A job under way.
use super::job::{Ground, Job, Outcome, LINES, WALKS};
use super::Options;
use crate::experiment::Part;
use crate::landscape::{self, Evaluation, Singles};
use std::rc::Rc;

/// A job under way, a slice at a time. It can be started anew anywhere, with the same outcome.
pub struct Run {
    task: Task,
}

enum Task {
    Singles(Box<Singles>),
    Points(Box<Points>),
}

/// Multiplications and additions of a job, about: its share of the progress.
pub fn work(ground: &Ground, options: &Options, job: &Job) -> f64 {
    match *job {
        Job::Weights { tensor, count, .. } => {
            landscape::work(&ground.surface, &ground.tensors()[tensor], 2 * options.deltas.len() * count)
        }
        _ => job.points(options) as f64 * Evaluation::work(&ground.surface),
    }
}

/// Whole sets of weights, one after the other.
struct Points {
    evaluation: Evaluation,
    /// How many.
    count: usize,
    next: Next,
    /// The point under way; empty between two.
    theta: Vec<f64>,
    losses: Vec<f64>,
}

/// Where the next point lies.
enum Next {
    /// At from + place·direction.
    Line { from: Vec<f64>, direction: Vec<f64>, places: Vec<f64> },
    /// There.
    At(Vec<f64>),
    /// A step from `at`, in the direction that the point's number draws from a stream.
    Walk { at: Vec<f64>, ground: Rc<Ground>, stream: u64, step: f64 },
}

/// x + by·direction.
fn moved(x: &[f64], by: f64, direction: &[f64]) -> Vec<f64> {
    x.iter().zip(direction).map(|(x, d)| x + by * d).collect()
}

impl Next {
    fn point(&mut self, index: usize) -> Vec<f64> {
        match self {
            Next::Line { from, direction, places } => moved(from, places[index], direction),
            Next::At(theta) => theta.clone(),
            Next::Walk { at, ground, stream, step } => {
                if index > 0 {
                    *at = moved(at, *step, &ground.direction(*stream | index as u64));
                }
                at.clone()
            }
        }
    }
}

impl Run {
    /// Starts a job of [`super::jobs`], which must be of the same setting and options.
    pub fn new(ground: &Rc<Ground>, options: &Options, job: &Job) -> Self {
        let points = |next: Next| {
            let (evaluation, count) = (Evaluation::new(Rc::clone(&ground.surface)), job.points(options));
            Task::Points(Box::new(Points { evaluation, count, next, theta: Vec::new(), losses: Vec::new() }))
        };
        let task = match *job {
            Job::Weights { condition, tensor, first, count } => {
                Task::Singles(Box::new(ground.singles(options, condition, tensor, first..first + count)))
            }
            Job::Line { line } => {
                let (from, direction) = (ground.theta.to_vec(), ground.direction(LINES | line as u64));
                let places = options.line_places();
                points(Next::Line { from, direction, places })
            }
            Job::Walk { walk } => {
                let (at, ground) = (ground.theta.to_vec(), Rc::clone(ground));
                let stream = WALKS | (walk as u64) << 32;
                points(Next::Walk { at, ground, stream, step: options.walk_step })
            }
            Job::Path { checkpoint } => {
                points(Next::At(ground.record.path[checkpoint].theta.iter().copied().map(f64::from).collect()))
            }
            Job::Row { row } => {
                let ([direction, second], places) = (ground.plane(), options.slice_places());
                let from = moved(&ground.theta, places[row], &second);
                points(Next::Line { from, direction, places })
            }
        };
        Run { task }
    }
}

impl Part for Run {
    fn advance(&mut self) -> f64 {
        match &mut self.task {
            Task::Singles(singles) => singles.advance(),
            Task::Points(points) => points.advance(),
        }
    }

    fn outcome(&self) -> Vec<u8> {
        let (unperturbed, losses) = match &self.task {
            Task::Singles(singles) => {
                let (unperturbed, losses) = singles.losses();
                (Some(unperturbed), losses)
            }
            Task::Points(points) => (None, points.losses.clone()),
        };
        postcard::to_allocvec(&Outcome { unperturbed, losses }).expect("plain data, which postcard takes whole")
    }
}

impl Points {
    fn advance(&mut self) -> f64 {
        if self.losses.len() == self.count {
            return 1.0;
        }
        if self.theta.is_empty() {
            self.theta = self.next.point(self.losses.len());
        }
        if let Some(loss) = self.evaluation.advance(&self.theta) {
            self.losses.push(loss);
            self.theta.clear();
        }
        self.losses.len() as f64 / self.count as f64
    }
}
