//! Where a change of few directions enters the stream: Δu = d·D with d [T, rank] and D's rows known beforehand. The norm
//! and the linear map that read u are then exact by algebra, in T·(C + width) operations instead of T·C·width:
//!
//! v = (u − mean) + d·D̃, y = v·ρ'∘gain + bias with ρ' = 1/√(mean v² + ε), and M·y + b = c₀ + (ρ'/ρ)·(out − c₀) + ρ'·d·E with
//! D̃ = D less its rows' means, E = (D̃∘gain)·Mᵀ and c₀ = M·bias + b.
use super::change::Change;
use super::net::{Activations, Net};
use crate::linalg::{matrix, matrix_mut, product, reduce, transposed, Start, Workspace};
use crate::model::norm::EPSILON;

/// The directions of one tensor's changes and what becomes of them.
pub struct Entry {
    /// The branch that reads them.
    pub branch: usize,
    /// How many of its norms they do not pass.
    level: usize,
    /// D [n, C].
    directions: Vec<f64>,
    /// D̃ [n, C], where a norm is passed.
    centred: Vec<f64>,
    /// E [n, width]; D·Mᵀ without a norm; empty where the map's output is not wanted.
    image: Vec<f64>,
    /// c₀ `[width]`, where E comes from behind a norm.
    constant: Vec<f64>,
}

/// What a changed norm does to a position.
pub struct Scale {
    /// ρ'/ρ.
    pub ratio: f64,
    /// ρ'.
    pub changed: f64,
}

impl Entry {
    /// For directions [n, C] into a branch past `level` of its norms; `with_out`: the map's output is wanted.
    pub fn new(
        net: Net<'_>,
        work: &mut Workspace<f64>,
        (branch, level): (usize, usize),
        directions: Vec<f64>,
        with_out: bool,
    ) -> Self {
        let (c, reader) = (net.config.d_model, &net.branches[branch]);
        let (n, width) = (directions.len() / c, reader.width);
        let weight = transposed(matrix(net.tensor(reader.weight, width * c), width, c));
        let mut entry =
            Entry { branch, level, directions, centred: Vec::new(), image: Vec::new(), constant: Vec::new() };
        let mut read = entry.directions.clone();
        match reader.norms[level..] {
            [] => {}
            [norm] => {
                let (gain, bias) = net.tensor(norm, 2 * c).split_at(c);
                for row in read.chunks_exact_mut(c) {
                    let mean = reduce::sum(row) / c as f64;
                    row.iter_mut().for_each(|x| *x -= mean);
                }
                entry.centred.clone_from(&read);
                for row in read.chunks_exact_mut(c) {
                    row.iter_mut().zip(gain).for_each(|(x, gain)| *x *= gain);
                }
                entry.constant = net.tensor(reader.bias, width).to_vec();
                let constant = matrix_mut(&mut entry.constant, 1, width);
                product(work, constant, matrix(bias, 1, c), weight, Start::Accumulate);
            }
            _ => return entry,
        }
        if !with_out {
            return entry;
        }
        entry.image = vec![0.0; n * width];
        product(work, matrix_mut(&mut entry.image, n, width), matrix(&read, n, c), weight, Start::Zero);
        entry
    }

    /// Whether the change passes two norms: then [`Entry::apply`] gives u alone, and the branch is to read it.
    pub fn is_deep(&self, net: Net<'_>) -> bool {
        net.branches[self.branch].norms.len() - self.level == 2
    }

    /// A direction less its mean, where one norm is passed.
    pub fn centred(&self, c: usize, direction: usize) -> &[f64] {
        &self.centred[direction * c..][..c]
    }

    /// Writes copy `copy` of the window, changed: what the branch carries on (u or y), and out. `base` holds the window
    /// unchanged. What each position's norm did, where one is passed.
    pub fn apply(
        &self,
        (net, work): (Net<'_>, &mut Workspace<f64>),
        (base, change): (&Activations, &Change),
        copy: usize,
        to: &mut Activations,
    ) -> Vec<Scale> {
        let (c, t, reader) = (net.config.d_model, net.t, &net.branches[self.branch]);
        let norms = reader.norms.len() - self.level;
        let times = |work: &mut Workspace<f64>, rows: &[f64], columns: usize, to: &mut [f64], start| {
            let rows = matrix(&rows[change.first * columns..][..change.rank * columns], change.rank, columns);
            product(work, matrix_mut(to, t, columns), matrix(&change.d, t, change.rank), rows, start);
        };
        let u = &mut to.u[copy * t * c..][..t * c];
        if net.pre() || norms == 2 {
            u.copy_from_slice(&base.u);
            if self.level == 0 {
                times(work, &self.directions, c, u, Start::Accumulate);
            }
        }
        if norms == 2 {
            return Vec::new();
        }
        let y = &mut to.y[copy * t * c..][..t * c];
        let width = if self.image.is_empty() { 0 } else { reader.width };
        let out = &mut to.out[copy * t * width..][..t * width];
        if norms == 0 {
            y.copy_from_slice(&base.y);
            times(work, &self.directions, c, y, Start::Accumulate);
            if width > 0 {
                out.copy_from_slice(&base.out);
                times(work, &self.image, width, out, Start::Accumulate);
            }
            return Vec::new();
        }
        times(work, &self.centred, c, y, Start::Zero);
        if width > 0 {
            times(work, &self.image, width, out, Start::Zero);
        }
        let (gain, bias) = net.tensor(reader.norms[self.level], 2 * c).split_at(c);
        let (xhat, rstd) = &base.normed[self.level];
        let mut scales = Vec::with_capacity(t);
        for (i, (y, rstd)) in y.chunks_exact_mut(c).zip(rstd).enumerate() {
            let spread = 1.0 / rstd;
            for (y, xhat) in y.iter_mut().zip(&xhat[i * c..]) {
                *y += xhat * spread;
            }
            let changed = 1.0 / (reduce::dot(y, y) / c as f64 + EPSILON).sqrt();
            for (y, (gain, bias)) in y.iter_mut().zip(gain.iter().zip(bias)) {
                *y = *y * changed * gain + bias;
            }
            let ratio = changed * spread;
            let (out, base) = (&mut out[i * width..][..width], &base.out[i * width..]);
            for (out, (base, constant)) in out.iter_mut().zip(base.iter().zip(&self.constant)) {
                *out = constant + ratio * (base - constant) + changed * *out;
            }
            scales.push(Scale { ratio, changed });
        }
        scales
    }
}
