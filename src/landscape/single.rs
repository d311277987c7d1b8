//! The losses with one weight moved at a time. A window's unperturbed pass is made once; each move then enters it where its
//! output first touches the residual stream, and only what follows is computed, for several copies of the window at once.
use super::branch::Middle;
use super::change::{self, Change};
use super::entry::{Entry, Scale};
use super::fold::{self, Fold};
use super::net::{Activations, Net};
use super::part::Part;
use super::passage::{self, passes, Passage};
use super::Surface;
use crate::linalg::Workspace;
use crate::model::config::Config;
use crate::model::layout::Tensor;
use crate::model::loss;
use std::rc::Rc;

/// Multiplications and additions of the copies that are made at once, about; a call of [`Singles::advance`] takes them
/// through one branch, in at most 20 ms in a browser.
const WORK: usize = 300_000_000;

/// The same while a window is folded: a call does nothing else.
const FOLDING: usize = 100_000_000;

/// An exponential takes about as long as this many multiplications and additions in products.
const EXPONENTIAL: usize = 40;

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
    /// Where the entry is to a feed-forward that they pass at once.
    passage: Option<Passage>,
    /// The window unperturbed: one for each branch, and its loss.
    base: Vec<Activations>,
    base_loss: f64,
    /// One for each branch; those of the feed-forwards that moves pass, where they are folded.
    folds: Vec<Option<Fold>>,
    stack: Activations,
    copies: usize,
    /// Positions of the window under way that are folded; 0 before its unperturbed pass.
    folded: usize,
    /// The window under way, and how many of its moves are done or among the copies.
    at: (usize, usize),
    /// Which moves the copies under way are of, the branch they have come to, and whether its first map has been applied.
    reached: Vec<usize>,
    before: (usize, bool),
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
        let is_passage = passes(net, at);
        let folds_at = |b: usize| b >= first && fold::folds(net.config, &net.branches[b]);
        let entry = (at.0 < net.branches.len()).then(|| {
            let directions = match part {
                Part::In { branch, .. } => net.out_directions(&net.branches[branch]),
                _ => net.unit_directions(),
            };
            Entry::new(net, &mut work, at, directions, !folds_at(first))
        });
        let passage = entry.as_ref().filter(|_| is_passage).map(|entry| {
            let ranges = moves.iter().map(|m| surface.part(m.index).directions(net.config, net.branches));
            Passage::new(net, &mut work, entry, ranges)
        });
        let folds = net.branches.iter().enumerate();
        let is_folded = |b: usize| folds_at(b) && !(is_passage && b == first);
        let folds: Vec<_> = folds.map(|(b, branch)| is_folded(b).then(|| Fold::new(net, branch))).collect();
        let copies = (WORK / cost(net, at)).clamp(1, MOST_COPIES).min(moves.len().max(1));
        let stack = Activations::new(net, &net.branches[first..], copies);
        let base = net.branches.iter().map(|branch| Activations::new(net, std::slice::from_ref(branch), 1)).collect();
        let sums = vec![0.0; moves.len()];
        Singles {
            moves,
            work,
            entry,
            passage,
            base,
            base_loss: 0.0,
            folds,
            stack,
            copies,
            folded: 0,
            at: (0, 0),
            reached: Vec::new(),
            before: (0, false),
            unperturbed: 0.0,
            sums,
            surface,
            theta,
        }
    }

    /// One slice: some moves on one window, through one branch. The fraction done.
    pub fn advance(&mut self) -> f64 {
        let (window, _) = self.at;
        if window == self.surface.windows() {
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
        } else if self.reached.is_empty() {
            self.enter(net, window);
        } else {
            self.pass(net, surface.window(window).1);
        }
        if self.reached.is_empty() && self.at.1 == self.moves.len() {
            (self.at, self.folded) = ((window + 1, 0), 0);
        }
        self.fraction()
    }

    /// Whether the next slice is of moves, not of the window that they are made on.
    pub fn is_folded(&self) -> bool {
        self.folded == self.surface.config.context
    }

    fn fraction(&self) -> f64 {
        let per_window = self.moves.len().max(1);
        let done = self.at.1 - self.reached.len();
        (self.at.0 * per_window + done) as f64 / (self.surface.windows() * per_window) as f64
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
        let folds = self.folds.iter().flatten().count() * c * c * f;
        let entered = self.passage.as_ref().map_or(0, |passage| passage.work(net));
        let positions = FOLDING / (folds + entered).max(FOLDING / net.t);
        let end = (self.folded + positions.max(1)).min(net.t);
        if let Some(passage) = &mut self.passage {
            for t in self.folded..end {
                passage.position(net, &mut self.work, &self.base, t);
            }
        }
        for (b, fold) in self.folds.iter_mut().enumerate() {
            let Some(fold) = fold else { continue };
            for t in self.folded..end {
                fold.position(net, &mut self.work, &net.branches[b], &self.base[b], t);
            }
        }
        self.folded = end;
    }

    /// Lets the next moves in, a copy of the window for each.
    fn enter(&mut self, net: Net<'_>, window: usize) {
        let done = self.at.1;
        let end = (done + self.copies).min(self.moves.len());
        let mut changes = Vec::new();
        for index in done..end {
            if self.write_copy(net, window, index, &mut changes) {
                self.reached.push(index);
            } else {
                // What a move does not reach keeps the unperturbed loss, to the bit.
                self.sums[index] += self.base_loss;
            }
        }
        self.at.1 = end;
        if let (Some(passage), Some(entry)) = (&self.passage, &self.entry) {
            passage.apply(net, &self.base[entry.branch], &changes, &mut self.stack);
        }
        self.before = match (&self.passage, &self.entry) {
            (Some(passage), _) => passage.end(),
            (None, Some(entry)) => (entry.branch, !entry.is_deep(net)),
            (None, None) => (net.branches.len() - 1, true),
        };
    }

    /// Takes the copies through the branch that they have come to; behind the last one, adds their losses.
    fn pass(&mut self, net: Net<'_>, targets: &[u32]) {
        let (work, a) = (&mut self.work, &mut self.stack);
        let (b, is_mapped) = self.before;
        let (branch, copies) = (&net.branches[b], self.reached.len());
        let rows = copies * net.t;
        if !is_mapped {
            net.norm(branch, rows, a);
        }
        self.before = (b + 1, false);
        if let Some(fold) = &self.folds[b] {
            return fold.feed((net, work), (branch, &self.base[b]), copies, a);
        }
        if !is_mapped {
            net.map(work, branch, rows, a);
        }
        if branch.middle != Middle::Loss {
            net.middle(work, branch, copies, a);
            let u = &mut a.u[..rows * net.config.d_model];
            if !net.pre() {
                u.copy_from_slice(&a.y[..u.len()]);
            }
            return net.join(work, branch, &a.middle, u);
        }
        let vocab = net.config.vocab;
        for (index, logits) in self.reached.drain(..).zip(a.out.chunks_exact_mut(net.t * vocab)) {
            self.sums[index] += loss::forward(logits, targets, vocab);
        }
    }

    /// Writes the window with move `index` made into the next copy; false where the move reaches nothing.
    fn write_copy(
        &mut self,
        net: Net<'_>,
        window: usize,
        index: usize,
        changes: &mut Vec<(Change, Vec<Scale>)>,
    ) -> bool {
        let Move { index, delta } = self.moves[index];
        let (part, copy) = (self.surface.part(index), self.reached.len());
        let Some(entry) = &self.entry else {
            change::write_logits(net, &self.base, part, delta, copy, &mut self.stack.out);
            return true;
        };
        let change = Change::of(net, &self.base, self.surface.window(window).0, part, delta);
        if change.d.iter().all(|&d| d == 0.0) {
            return false;
        }
        let base = &self.base[entry.branch];
        let scales = entry.apply((net, &mut self.work), (base, &change), copy, &mut self.stack);
        changes.push((change, scales));
        true
    }
}

/// Multiplications and additions of a job of `moves` moves of a tensor, about, all windows.
pub fn work(surface: &Surface, tensor: &Tensor, moves: usize) -> f64 {
    let net = surface.net(&[]);
    let at = surface.part(tensor.offset).entry();
    let first = at.0.min(net.branches.len() - 1);
    let Config { d_model: c, d_ff: f, .. } = *net.config;
    let is_passage = passes(net, at);
    let folded = net.branches[first..].iter().filter(|branch| fold::folds(net.config, branch)).count();
    // Half of the units are on.
    let fold = (folded - usize::from(is_passage)) as f64 * (c * c * f) as f64;
    let passage = if is_passage { passage::work(net, first, moves.min(c)) } else { 0 };
    let plain = 2 * surface.layout.len;
    let window = cost(net, at) as f64 * moves as f64 + net.t as f64 * (fold + (passage + plain) as f64);
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

/// Multiplications and additions of one copy that enters at a branch and level, about.
fn cost(net: Net<'_>, at: (usize, usize)) -> usize {
    let c = net.config.d_model;
    let first = at.0.min(net.branches.len() - 1);
    let numbers = net.branches[first..].iter().enumerate().map(|(i, branch)| {
        // What it takes to enter is little.
        let (entered, passed) = (i == 0, i < 2 && passes(net, at));
        let map = if entered || passed { 4 } else { branch.width };
        match branch.middle {
            _ if entered && passed => 4,
            _ if fold::folds(net.config, branch) => c,
            Middle::Attention => map + branch.inner + 2 * net.t,
            _ => map + branch.inner,
        }
    });
    2 * net.t * c * numbers.sum::<usize>() + exponentials(net, first)
}
