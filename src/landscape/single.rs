//! The losses with one weight moved at a time. A window's unperturbed pass is made once; each move then enters it where its
//! output first touches the residual stream, and only what follows is computed, for several copies of the window at once.
use super::branch::Middle;
use super::change::{self, Change};
use super::entry::Entry;
use super::fold::{self, Fold};
use super::net::{Activations, Net};
use super::part::Part;
use super::Surface;
use crate::linalg::Workspace;
use crate::model::config::Config;
use crate::model::layout::Tensor;
use crate::model::loss;
use std::rc::Rc;

/// Multiplications and additions in one call of [`Singles::advance`], about: 20 to 30 ms in a browser.
const WORK: usize = 300_000_000;

/// An exponential takes about as long as this many multiplications and additions in products.
const EXPONENTIAL: usize = 200;

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
    /// One for each branch; those of the feed-forwards that moves pass, where they are folded.
    folds: Vec<Option<Fold>>,
    stack: Activations,
    copies: usize,
    /// Positions of the window under way that are folded; 0 before its unperturbed pass.
    folded: usize,
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
        let first = at.0.min(net.branches.len() - 1);
        let folds_at = |b: usize| b >= first && fold::folds(net.config, &net.branches[b]);
        let entry = (at.0 < net.branches.len()).then(|| {
            let directions = match part {
                Part::In { branch, .. } => net.out_directions(&net.branches[branch]),
                _ => net.unit_directions(),
            };
            Entry::new(net, &mut work, at, directions, !folds_at(first))
        });
        let folds = net.branches.iter().enumerate();
        let folds: Vec<_> = folds.map(|(b, branch)| folds_at(b).then(|| Fold::new(net, branch))).collect();
        let copies = (WORK / cost(net, first)).clamp(1, MOST_COPIES).min(moves.len().max(1));
        let stack = Activations::new(net, &net.branches[first..], copies);
        let base = net.branches.iter().map(|branch| Activations::new(net, std::slice::from_ref(branch), 1)).collect();
        let sums = vec![0.0; moves.len()];
        Singles {
            moves,
            work,
            entry,
            base,
            base_loss: 0.0,
            folds,
            stack,
            copies,
            folded: 0,
            at: (0, 0),
            unperturbed: 0.0,
            sums,
            surface,
            theta,
        }
    }

    /// One slice: some moves on one window. The fraction done.
    pub fn advance(&mut self) -> f64 {
        let (window, done) = self.at;
        let windows = self.surface.windows();
        if window == windows {
            return 1.0;
        }
        let surface = Rc::clone(&self.surface);
        let theta = Rc::clone(&self.theta);
        let net = surface.net(&theta);
        if self.folded == 0 {
            self.begin(net, window);
        }
        if self.folded < net.t {
            self.fold(net);
            return self.fraction();
        }
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
        let losses = if reached.is_empty() { Vec::new() } else { self.finish(net, reached.len(), targets) };
        for (index, loss) in reached.into_iter().zip(losses) {
            self.sums[index] += loss;
        }
        self.at.1 = end;
        if end == self.moves.len() {
            (self.at, self.folded) = ((window + 1, 0), 0);
        }
        self.fraction()
    }

    fn fraction(&self) -> f64 {
        let per_window = self.moves.len().max(1);
        (self.at.0 * per_window + self.at.1) as f64 / (self.surface.windows() * per_window) as f64
    }

    /// The unperturbed mean loss in nats, and each move's. Complete once [`Singles::advance`] has given 1.
    pub fn losses(&self) -> (f64, Vec<f64>) {
        let positions = self.surface.tokens.len() as f64;
        (self.unperturbed / positions, self.sums.iter().map(|sum| sum / positions).collect())
    }

    /// The window's unperturbed pass.
    fn begin(&mut self, net: Net<'_>, window: usize) {
        let (tokens, targets) = self.surface.window(window);
        net.embed(tokens, &mut self.base[0].u);
        for (b, branch) in net.branches.iter().enumerate() {
            net.norm(branch, net.t, &mut self.base[b]);
            net.map(&mut self.work, branch, net.t, &mut self.base[b]);
            let [now, next, ..] = &mut self.base[b..] else { break };
            net.middle(&mut self.work, branch, 1, now);
            next.u.copy_from_slice(if net.pre() { &now.u } else { &now.y });
            net.join(&mut self.work, branch, &now.middle, &mut next.u);
            if let Some(fold) = &mut self.folds[b] {
                fold.begin(net, &mut self.work, branch, now);
            }
        }
        let head = &self.base[net.branches.len() - 1];
        self.base_loss = loss::forward(&mut head.out.clone(), targets, net.config.vocab);
        self.unperturbed += self.base_loss;
    }

    /// Folds the next positions of the window.
    fn fold(&mut self, net: Net<'_>) {
        let Config { d_model: c, d_ff: f, .. } = *net.config;
        let count = self.folds.iter().flatten().count();
        let positions = (WORK / (2 * c * c * f * count.max(1))).max(1);
        let end = if count == 0 { net.t } else { (self.folded + positions).min(net.t) };
        for (b, fold) in self.folds.iter_mut().enumerate() {
            let Some(fold) = fold else { continue };
            for t in self.folded..end {
                fold.position(net, &mut self.work, &net.branches[b], &self.base[b], t);
            }
        }
        self.folded = end;
    }

    /// From the entry, written for some copies, to their losses summed over the window's positions.
    fn finish(&mut self, net: Net<'_>, copies: usize, targets: &[u32]) -> Vec<f64> {
        let (work, a) = (&mut self.work, &mut self.stack);
        let rows = copies * net.t;
        let last = net.branches.len() - 1;
        let first = self.entry.as_ref().map_or(last, |entry| entry.branch);
        let deep = self.entry.as_ref().is_some_and(|entry| entry.is_deep(net));
        for (b, branch) in net.branches.iter().enumerate().skip(first) {
            if b > first || deep {
                net.norm(branch, rows, a);
            }
            if let Some(fold) = &self.folds[b] {
                fold.feed((net, work), (branch, &self.base[b]), copies, a);
                continue;
            }
            if b > first || deep {
                net.map(work, branch, rows, a);
            }
            if b < last {
                net.middle(work, branch, copies, a);
                let u = &mut a.u[..rows * net.config.d_model];
                if !net.pre() {
                    u.copy_from_slice(&a.y[..u.len()]);
                }
                net.join(work, branch, &a.middle, u);
            }
        }
        let vocab = net.config.vocab;
        let logits = a.out[..rows * vocab].chunks_exact_mut(net.t * vocab);
        logits.map(|logits| loss::forward(logits, targets, vocab)).collect()
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

/// Multiplications and additions of a job of `moves` moves of a tensor, about, all windows: so that its time can be told first.
pub fn work(surface: &Surface, tensor: &Tensor, moves: usize) -> f64 {
    let net = surface.net(&[]);
    let first = surface.part(tensor.offset).entry().0.min(net.branches.len() - 1);
    let Config { d_model: c, d_ff: f, .. } = *net.config;
    let folded = net.branches[first..].iter().filter(|branch| fold::folds(net.config, branch)).count();
    // Half of the units are on.
    let fold = folded * net.t * c * c * f;
    let window = cost(net, first) as f64 * moves as f64 + fold as f64 + 2.0 * (surface.layout.len * net.t) as f64;
    window * surface.windows() as f64
}

/// What the softmaxes of one copy cost from branch `first` on, as multiplications and additions.
pub fn exponentials(net: Net<'_>, first: usize) -> usize {
    let each = net.branches[first..].iter().map(|branch| match branch.middle {
        Middle::Attention => net.config.heads * net.t * net.t,
        Middle::Loss => net.t * branch.width,
        Middle::Feed => 0,
    });
    EXPONENTIAL * each.sum::<usize>()
}

/// Multiplications and additions of one copy from branch `first` on, about.
fn cost(net: Net<'_>, first: usize) -> usize {
    let c = net.config.d_model;
    let numbers = net.branches[first..].iter().map(|branch| match branch.middle {
        _ if fold::folds(net.config, branch) => c,
        Middle::Attention => branch.width + branch.inner + 2 * net.t,
        _ => branch.width + branch.inner,
    });
    2 * net.t * c * numbers.sum::<usize>() + exponentials(net, first)
}
