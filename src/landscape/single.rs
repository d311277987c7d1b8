//! The losses with one weight moved at a time. A window's unperturbed pass is made once; each move then enters it where its
//! output first touches the residual stream, and only what follows is computed, for several copies of the window at once.
use super::change::{self, Change};
use super::entry::Entry;
use super::net::{Activations, Net};
use super::part::Part;
use super::Surface;
use crate::linalg::Workspace;
use crate::model::layout::Tensor;
use crate::model::loss;
use std::rc::Rc;

/// Multiplications and additions in one call of [`Singles::advance`], about: 20 to 30 ms in a browser.
const WORK: usize = 300_000_000;

/// The most copies of a window at once.
const MOST_COPIES: usize = 64;

/// One weight and by how much it is moved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Move {
    /// Index in the arena.
    pub index: usize,
    /// Added to the weight.
    pub delta: f64,
}

/// Moves of one tensor's weights under way. Each loss has the same bits however the moves are divided.
pub struct Singles {
    surface: Rc<Surface>,
    theta: Rc<[f64]>,
    moves: Vec<Move>,
    work: Workspace<f64>,
    /// None for the head: its change is one of logits.
    entry: Option<Entry>,
    /// The window unperturbed: one for each branch, and its loss.
    base: Vec<Activations>,
    base_loss: f64,
    stack: Activations,
    copies: usize,
    /// The window under way, and how many of its moves are done.
    at: (usize, usize),
    /// Over the windows so far: the unperturbed loss, and each move's.
    unperturbed: f64,
    sums: Vec<f64>,
}

impl Singles {
    /// The moves must all be of `tensor`'s weights.
    ///
    /// # Panics
    /// When one is not, or `theta` is not an arena of the surface.
    pub fn new(surface: Rc<Surface>, theta: Rc<[f64]>, tensor: &Tensor, moves: Vec<Move>) -> Self {
        assert_eq!(theta.len(), surface.layout.len, "the weights are those of another model");
        assert!(moves.iter().all(|m| tensor.range().contains(&m.index)), "a move is of another tensor");
        let net = surface.net(&theta);
        let mut work = Workspace::default();
        let part = surface.part(tensor.offset);
        let at = part.entry();
        let entry = (at.0 < net.branches.len()).then(|| {
            let directions = match part {
                Part::In { branch, .. } => net.out_directions(&net.branches[branch]),
                _ => net.unit_directions(),
            };
            Entry::new(net, &mut work, at, directions)
        });
        let first = at.0.min(net.branches.len() - 1);
        let copies = (WORK / net.work(first)).clamp(1, MOST_COPIES).min(moves.len().max(1));
        let stack = Activations::new(net, &net.branches[first..], copies);
        let base = net.branches.iter().map(|branch| Activations::new(net, std::slice::from_ref(branch), 1)).collect();
        let sums = vec![0.0; moves.len()];
        let (base_loss, unperturbed, at) = (0.0, 0.0, (0, 0));
        Singles { moves, work, entry, base, base_loss, stack, copies, at, unperturbed, sums, surface, theta }
    }

    /// One slice: some moves on one window. The fraction done.
    pub fn advance(&mut self) -> f64 {
        let (window, done) = self.at;
        let windows = self.surface.windows();
        if window == windows {
            return 1.0;
        }
        if done == 0 {
            self.begin(window);
        }
        let surface = Rc::clone(&self.surface);
        let theta = Rc::clone(&self.theta);
        let net = surface.net(&theta);
        let targets = surface.window(window).1;
        let end = (done + self.copies).min(self.moves.len());
        // What a move does not reach keeps the unperturbed loss, to the bit.
        let mut reached = Vec::with_capacity(end - done);
        for index in done..end {
            if self.write_copy(net, window, index, reached.len()) {
                reached.push(index);
            } else {
                self.sums[index] += self.base_loss;
            }
        }
        let mut losses = Vec::with_capacity(reached.len());
        if !reached.is_empty() {
            let first = self.entry.as_ref().map_or(net.branches.len() - 1, |entry| entry.branch);
            if self.entry.as_ref().is_some_and(|entry| entry.is_deep(net)) {
                net.read(&mut self.work, &net.branches[first], reached.len() * net.t, &mut self.stack);
            }
            net.finish(&mut self.work, (first, reached.len()), &mut self.stack, targets, &mut losses);
        }
        for (index, loss) in reached.into_iter().zip(losses) {
            self.sums[index] += loss;
        }
        self.at = if end == self.moves.len() { (window + 1, 0) } else { (window, end) };
        let per_window = self.moves.len().max(1);
        (self.at.0 * per_window + self.at.1) as f64 / (windows * per_window) as f64
    }

    /// The unperturbed mean loss in nats, and each move's. Complete once [`Singles::advance`] has given 1.
    pub fn losses(&self) -> (f64, Vec<f64>) {
        let positions = self.surface.tokens.len() as f64;
        (self.unperturbed / positions, self.sums.iter().map(|sum| sum / positions).collect())
    }

    /// The window's unperturbed pass.
    fn begin(&mut self, window: usize) {
        let surface = Rc::clone(&self.surface);
        let theta = Rc::clone(&self.theta);
        let net = surface.net(&theta);
        let (tokens, targets) = surface.window(window);
        net.embed(tokens, &mut self.base[0].u);
        for b in 0..net.branches.len() {
            net.read(&mut self.work, &net.branches[b], net.t, &mut self.base[b]);
            let [now, next, ..] = &mut self.base[b..] else { break };
            net.middle(&mut self.work, &net.branches[b], 1, now);
            next.u.copy_from_slice(if net.pre() { &now.u } else { &now.y });
            net.join(&mut self.work, &net.branches[b], &now.middle, &mut next.u);
        }
        let head = &self.base[net.branches.len() - 1];
        self.base_loss = loss::forward(&mut head.out.clone(), targets, net.config.vocab);
        self.unperturbed += self.base_loss;
    }

    /// Writes the window with move `index` made into copy `copy`; false where the move reaches nothing.
    fn write_copy(&mut self, net: Net<'_>, window: usize, index: usize, copy: usize) -> bool {
        let Move { index, delta } = self.moves[index];
        let part = self.surface.part(index);
        let Some(entry) = &self.entry else {
            change::write_logits(net, &self.base, part, delta, copy, &mut self.stack.out);
            return true;
        };
        let change = Change::of(net, &self.base, self.surface.window(window).0, part, delta);
        let reaches = change.d.iter().any(|&d| d != 0.0);
        if reaches {
            let base = &self.base[entry.branch];
            entry.apply((net, &mut self.work), (base, &change), copy, &mut self.stack);
        }
        reaches
    }
}
