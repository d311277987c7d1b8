//! What E4 measures, cut into jobs that know nothing of one another: each gives the same losses to the bit whoever runs it.
use super::Options;
use crate::error::Error;
use crate::landscape::{direction, Move, Singles, Surface};
use crate::model::layout::Tensor;
use crate::observe::path::Checkpoint;
use crate::observe::record::LandscapeRecord;
use crate::rng::{Purpose, Rng};
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// What single weights are moved on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Condition {
    /// The trained net, δ as it stands.
    Data,
    /// The trained net, δ in units of the tensor's RMS.
    Relative,
    /// The weights of step 0.
    Untrained,
    /// The trained net, the windows' targets shuffled.
    ShuffledLabels,
}

impl Condition {
    /// All of them, the data first.
    pub const ALL: [Condition; 4] =
        [Condition::Data, Condition::Relative, Condition::Untrained, Condition::ShuffledLabels];

    /// As results call it.
    pub fn name(self) -> &'static str {
        match self {
            Condition::Data => "data",
            Condition::Relative => "relative",
            Condition::Untrained => "untrained",
            Condition::ShuffledLabels => "shuffledLabels",
        }
    }
}

/// One job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "kind")]
pub enum Job {
    /// Draws `first..first + count` of a tensor, each moved by every +δ and −δ.
    Weights {
        /// On what.
        condition: Condition,
        /// Index in the layout.
        tensor: usize,
        /// First draw.
        first: usize,
        /// Number of draws.
        count: usize,
    },
    /// Points on a line through the weights, equally far apart.
    Line {
        /// Its number.
        line: usize,
    },
    /// A random walk from the weights.
    Walk {
        /// Its number.
        walk: usize,
    },
    /// The loss at a checkpoint.
    Path {
        /// Its number.
        checkpoint: usize,
    },
    /// A row of the two-dimensional slice.
    Row {
        /// Its number.
        row: usize,
    },
}

impl Job {
    /// How many whole sets of weights it evaluates; none, where it moves single weights.
    pub(super) fn points(&self, options: &Options) -> usize {
        match self {
            Job::Weights { .. } => 0,
            Job::Line { .. } => 2 * options.line_points + 1,
            Job::Walk { .. } => options.walk_steps + 1,
            Job::Path { .. } => 1,
            Job::Row { .. } => 2 * options.slice_points + 1,
        }
    }
}

/// What a job found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// The loss without a move, where the job is one of weights.
    pub unperturbed: Option<f64>,
    /// Of weights: draw by draw, δ by δ, + and then −. Else point by point.
    pub losses: Vec<f64>,
}

/// A landscape made ready for jobs, once in each worker.
pub struct Ground {
    pub(super) record: Rc<LandscapeRecord<'static>>,
    pub(super) surface: Rc<Surface>,
    shuffled: Rc<Surface>,
    pub(super) theta: Rc<[f64]>,
    initial: Rc<[f64]>,
}

/// The random streams of directions, apart from those of draws.
pub(super) const LINES: u64 = 1 << 60;
pub(super) const WALKS: u64 = 1 << 61;
const PLANE: u64 = 3 << 60;
const LABELS: u64 = 1 << 62;

impl Ground {
    /// Checks a record.
    ///
    /// # Errors
    /// A refused configuration or window; [`Error::Call`] for weights of another model.
    pub fn new(record: Rc<LandscapeRecord<'static>>) -> Result<Self, Error> {
        let LandscapeRecord { config, text, starts, initial, theta, path, seed, .. } = &*record;
        let surface = Surface::new(*config, text, starts)?;
        let len = surface.layout().len;
        let on_the_way = path.iter().map(|checkpoint: &Checkpoint| checkpoint.theta.len());
        if let Some(other) = on_the_way.chain([initial.len(), theta.len()]).find(|&other| other != len) {
            return Err(Error::Call(format!("The model has {len} weights, not {other}.")));
        }
        let mut rng = Rng::split(*seed, Purpose::Landscape, LABELS);
        let shuffled = Surface::new(*config, text, starts)?.with_targets(|targets| rng.shuffle(targets));
        let wide = |weights: &[f32]| weights.iter().copied().map(f64::from).collect();
        let (theta, initial) = (wide(theta), wide(initial));
        Ok(Ground { surface: Rc::new(surface), shuffled: Rc::new(shuffled), theta, initial, record })
    }

    /// The tensor table.
    pub fn tensors(&self) -> &[Tensor] {
        &self.surface.layout().tensors
    }

    /// W.
    pub fn windows(&self) -> usize {
        self.surface.windows()
    }

    /// The weight of a draw: uniform over the tensor, with replacement.
    fn draw(&self, tensor: usize, draw: usize) -> usize {
        let range = self.tensors()[tensor].range();
        let stream = (tensor as u64) << 32 | draw as u64;
        let mut rng = Rng::split(self.record.seed, Purpose::Landscape, stream);
        range.start + rng.below(range.len() as u64) as usize
    }

    /// A filter-normalised direction of a stream.
    pub(super) fn direction(&self, stream: u64) -> Vec<f64> {
        let mut rng = Rng::split(self.record.seed, Purpose::Landscape, stream);
        direction::random(self.surface.layout(), &self.theta, &mut rng)
    }

    /// The slice's two directions; the second has nothing of the first.
    pub(super) fn plane(&self) -> [Vec<f64>; 2] {
        let first = self.direction(PLANE);
        let mut second = self.direction(PLANE + 1);
        direction::orthogonalise(&mut second, &first);
        [first, second]
    }

    /// The moves of some draws.
    pub(super) fn singles(
        &self,
        options: &Options,
        condition: Condition,
        tensor: usize,
        draws: std::ops::Range<usize>,
    ) -> Singles {
        let (surface, theta) = match condition {
            Condition::Data | Condition::Relative => (&self.surface, &self.theta),
            Condition::Untrained => (&self.surface, &self.initial),
            Condition::ShuffledLabels => (&self.shuffled, &self.theta),
        };
        let table = &self.tensors()[tensor];
        let weights = &theta[table.range()];
        let unit = match condition {
            Condition::Relative => (direction::dot(weights, weights) / weights.len() as f64).sqrt(),
            _ => 1.0,
        };
        let mut moves = Vec::with_capacity(draws.len() * 2 * options.deltas.len());
        for draw in draws {
            let index = self.draw(tensor, draw);
            let signed = options.deltas.iter().flat_map(|&delta| [delta * unit, -delta * unit]);
            moves.extend(signed.map(|delta| Move { index, delta }));
        }
        Singles::new(Rc::clone(surface), Rc::clone(theta), table, moves)
    }
}
