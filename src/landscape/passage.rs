//! A change of few directions through a post-norm ReLU feed-forward, and through the norm and the map behind it. While no unit
//! switches, all of that is one map around each position (fold.rs), so that what it makes of every direction can be known
//! beforehand: u' = u + (ρ'/ρ − 1)·P + ρ'·d·Q + what units that switch lack, with P = (I + A)·(y − bias), Q = (I + A)·(D̃∘gain).
//! A row of numbers is kept for each of these terms: itself less its mean, then its image in the map behind at a ρ of 1.
use super::branch::Branch;
use super::change::Change;
use super::entry::{Entry, Scale};
use super::fold::{folds, on_rows, MOST_NUMBERS};
use super::margin::{missing, Margins};
use super::net::{Activations, Net};
use crate::linalg::{matrix, matrix_mut, product, reduce, transposed, Start, Workspace};
use crate::model::norm::EPSILON;
use ndarray::{ArrayViewMut3, ShapeBuilder};
use std::ops::Range;

/// The feed-forward that moves enter, and what is behind it.
pub struct Passage {
    /// The feed-forward.
    branch: usize,
    behind: Behind,
    margins: Margins,
    /// Of each direction its place among the n that moves take.
    places: Vec<usize>,
    /// D̃∘gain of these, [n, C], and W₁ of it, [F, n].
    read: Vec<f64>,
    raised: Vec<f64>,
    /// W₁·bias + b₁ `[F]`.
    constant: Vec<f64>,
    /// W₂ᵀ [F, C], and its rows.
    second: Vec<f64>,
    switched: Vec<f64>,
    /// Of each position those of u, P and Q: [T, 2 + n, C + width].
    rows: Vec<f64>,
}

/// Whether moves that enter a branch past `level` of its norms go this way; follows from the configuration alone.
pub fn passes(net: Net<'_>, (branch, level): (usize, usize)) -> bool {
    let Some([now, behind]) = net.branches.get(branch..branch + 2) else { return false };
    let numbers = net.t * (2 + net.config.d_model) * (net.config.d_model + behind.width);
    folds(net.config, now) && !net.pre() && level == 0 && now.norms.len() == 1 && numbers <= MOST_NUMBERS
}

/// Multiplications and additions that a position takes to take up, about, where half of the units are on.
pub fn work(net: Net<'_>, branch: usize, directions: usize) -> usize {
    directions * net.config.d_model * (net.branches[branch].width + 2 * net.branches[branch + 1].width)
}

impl Passage {
    /// For changes that `entry` lets in, of these ranges of directions; no window is taken up yet.
    pub fn new(
        net: Net<'_>,
        work: &mut Workspace<f64>,
        entry: &Entry,
        ranges: impl Iterator<Item = Range<usize>>,
    ) -> Self {
        let (c, t, branch) = (net.config.d_model, net.t, &net.branches[entry.branch]);
        let f = branch.width;
        let (gain, bias) = net.tensor(branch.norms[0], 2 * c).split_at(c);
        let mut taken = vec![false; c];
        ranges.for_each(|range| taken[range].fill(true));
        let (mut places, mut read) = (vec![0; c], Vec::new());
        for direction in (0..c).filter(|&direction| taken[direction]) {
            places[direction] = read.len() / c;
            read.extend(entry.centred(c, direction).iter().zip(gain).map(|(x, gain)| x * gain));
        }
        let n = read.len() / c;
        let weight = matrix(net.tensor(branch.weight, f * c), f, c);
        let mut raised = vec![0.0; f * n];
        product(work, matrix_mut(&mut raised, f, n), weight, transposed(matrix(&read, n, c)), Start::Zero);
        let mut constant = net.tensor(branch.bias, f).to_vec();
        product(work, matrix_mut(&mut constant, f, 1), weight, matrix(bias, c, 1), Start::Accumulate);
        let behind = Behind::new(net, work, &net.branches[entry.branch + 1]);
        let second = net.out_directions(branch);
        let mut switched = behind.rows(c, second.chunks_exact(c));
        behind.look(work, c, &mut switched);
        let rows = vec![0.0; t * (2 + n) * (c + behind.width)];
        let margins = Margins::new(net, branch);
        Passage { branch: entry.branch, behind, margins, places, read, raised, constant, second, switched, rows }
    }

    /// [`work`] of this one.
    pub fn work(&self, net: Net<'_>) -> usize {
        work(net, self.branch, self.read.len() / net.config.d_model)
    }

    /// Takes up one position of the window whose unperturbed pass is `base`.
    pub fn position(&mut self, net: Net<'_>, work: &mut Workspace<f64>, base: &[Activations], t: usize) {
        let (c, n) = (net.config.d_model, self.read.len() / net.config.d_model);
        let branch = &net.branches[self.branch];
        let (now, next) = (&base[self.branch], &base[self.branch + 1]);
        let pre = &now.out[t * branch.width..][..branch.width];
        self.margins.position(t, pre);
        let bias = &net.tensor(branch.norms[0], 2 * c)[c..];
        let unbiased: Vec<f64> = now.y[t * c..].iter().zip(bias).map(|(y, bias)| y - bias).collect();
        let u = &next.u[t * c..][..c];
        let mut rows = self.behind.rows(c, [u, &unbiased].into_iter().chain(self.read.chunks_exact(c)));
        let width = c + self.behind.width;
        let mut raised = Vec::with_capacity((1 + n) * pre.len());
        for ((unit, pre), constant) in self.raised.chunks_exact(n).zip(pre).zip(&self.constant) {
            raised.push(pre - constant);
            raised.extend_from_slice(unit);
        }
        let (raised, second) = (on_rows(&raised, pre), on_rows(&self.second, pre));
        let on = second.len() / c;
        let to = ArrayViewMut3::from_shape((1, 1 + n, c).strides((rows.len(), width, 1)), &mut rows[width..]);
        let to = to.expect("rows of P and Q");
        product(work, to, transposed(matrix(&raised, on, 1 + n)), matrix(&second, on, c), Start::Accumulate);
        self.behind.look(work, c, &mut rows);
        self.rows[t * rows.len()..][..rows.len()].copy_from_slice(&rows);
    }

    /// Takes copies of the window, which `entry` let in with these changes and scales, to what the branch behind carries and
    /// reads. Position by position: the rows of one stay in a near cache, those of all do not.
    pub fn apply(&self, net: Net<'_>, base: &Activations, copies: &[(Change, Vec<Scale>)], to: &mut Activations) {
        let mut row = vec![0.0; net.config.d_model + self.behind.width];
        for at in 0..net.t {
            for (copy, (change, scales)) in copies.iter().enumerate() {
                self.one(net, base, (at, change, &scales[at]), (copy * net.t + at, to), &mut row);
            }
        }
    }

    /// Position `at` of one copy, the row of `to` with this number.
    fn one(
        &self,
        net: Net<'_>,
        base: &Activations,
        (at, change, scale): (usize, &Change, &Scale),
        (number, to): (usize, &mut Activations),
        row: &mut [f64],
    ) {
        let (c, f, rank) = (net.config.d_model, self.constant.len(), change.rank);
        let (n, width) = (self.read.len() / c, c + self.behind.width);
        let place = self.places[change.first];
        let moved: Vec<f64> = to.y[number * c..][..c].iter().zip(&base.y[at * c..]).map(|(y, base)| y - base).collect();
        let d: Vec<f64> = change.d[at * rank..][..rank].iter().map(|d| scale.changed * d).collect();
        let rows = &self.rows[at * (2 + n) * width..][..(2 + n) * width];
        let kept = |k: usize| &rows[k * width..][..width];
        let mut terms = vec![(scale.ratio - 1.0, kept(1))];
        terms.extend(d.iter().enumerate().map(|(k, &d)| (d, kept(2 + place + k))));
        for unit in self.margins.reached(at, &moved) {
            let before = base.out[at * f + unit];
            let raised = &self.raised[unit * n + place..][..rank];
            let after = before + (scale.ratio - 1.0) * (before - self.constant[unit]) + reduce::dot(&d, raised);
            if let Some(missing) = missing(before, after) {
                terms.push((missing, &self.switched[unit * width..][..width]));
            }
        }
        row.copy_from_slice(kept(0));
        add(row, &terms);
        self.behind.write(net, row, number, to);
    }

    /// The branch that copies have come to, and whether its first map has been applied.
    pub fn end(&self) -> (usize, bool) {
        (self.branch + 1, self.behind.width > 0)
    }
}

/// x += Σ factor·row, in the order of the terms; four at a time, so that x is fetched seldom.
fn add(x: &mut [f64], terms: &[(f64, &[f64])]) {
    let mut fours = terms.chunks_exact(4);
    for four in &mut fours {
        let [(a, p), (b, q), (c, r), (d, s)] = [four[0], four[1], four[2], four[3]];
        for ((((x, p), q), r), s) in x.iter_mut().zip(p).zip(q).zip(r).zip(s) {
            *x = *x + a * p + b * q + c * r + d * s;
        }
    }
    for (factor, row) in fours.remainder() {
        x.iter_mut().zip(*row).for_each(|(x, row)| *x += factor * row);
    }
}

/// How the next branch reads the stream: by one norm and a map, which is known beforehand; by two norms only itself.
struct Behind {
    gain: Vec<f64>,
    bias: Vec<f64>,
    /// (M∘gain)ᵀ [C, width] and M·bias + b `[width]`; width 0 behind two norms.
    map: Vec<f64>,
    constant: Vec<f64>,
    width: usize,
}

impl Behind {
    fn new(net: Net<'_>, work: &mut Workspace<f64>, branch: &Branch) -> Self {
        let c = net.config.d_model;
        let width = if branch.norms.len() == 1 { branch.width } else { 0 };
        let (gain, bias) = net.tensor(branch.norms[0], 2 * c).split_at(c);
        let weight = &net.tensor(branch.weight, branch.width * c)[..width * c];
        let map = (0..c * width).map(|i| weight[i % width * c + i / width] * gain[i / width]).collect();
        let mut constant = net.tensor(branch.bias, branch.width)[..width].to_vec();
        product(
            work,
            matrix_mut(&mut constant, width, 1),
            matrix(weight, width, c),
            matrix(bias, c, 1),
            Start::Accumulate,
        );
        Behind { gain: gain.to_vec(), bias: bias.to_vec(), map, constant, width }
    }

    /// Rows [C] as [C + width], not yet looked at.
    fn rows<'a>(&self, c: usize, of: impl Iterator<Item = &'a [f64]>) -> Vec<f64> {
        let mut rows = Vec::new();
        for row in of {
            rows.extend_from_slice(row);
            rows.resize(rows.len() + self.width, 0.0);
        }
        debug_assert_eq!(rows.len() % (c + self.width), 0);
        rows
    }

    /// Takes each row's mean off, and writes its image.
    fn look(&self, work: &mut Workspace<f64>, c: usize, rows: &mut [f64]) {
        let width = c + self.width;
        let mut centred = Vec::with_capacity(rows.len() / width * c);
        for row in rows.chunks_exact_mut(width) {
            let mean = reduce::sum(&row[..c]) / c as f64;
            row[..c].iter_mut().for_each(|x| *x -= mean);
            centred.extend_from_slice(&row[..c]);
        }
        let n = centred.len() / c;
        if self.width > 0 {
            let shape = (1, n, self.width).strides((rows.len(), width, 1));
            let to = ArrayViewMut3::from_shape(shape, &mut rows[c..]).expect("the second part of each row");
            product(work, to, matrix(&centred, n, c), matrix(&self.map, c, self.width), Start::Zero);
        }
    }

    /// From a changed row to row `number` of u, or of y and out.
    fn write(&self, net: Net<'_>, row: &[f64], number: usize, to: &mut Activations) {
        let c = net.config.d_model;
        let (v, image) = row.split_at(c);
        let here = number * c..(number + 1) * c;
        if self.width == 0 {
            // The norm takes no notice of a mean.
            to.u[here].copy_from_slice(v);
            return;
        }
        let rstd = 1.0 / (reduce::dot(v, v) / v.len() as f64 + EPSILON).sqrt();
        for (y, (v, (gain, bias))) in to.y[here].iter_mut().zip(v.iter().zip(self.gain.iter().zip(&self.bias))) {
            *y = v * rstd * gain + bias;
        }
        let out = &mut to.out[number * self.width..][..self.width];
        for (out, (image, constant)) in out.iter_mut().zip(image.iter().zip(&self.constant)) {
            *out = constant + rstd * image;
        }
    }
}
