//! Scaled dot-product attention with heads (Vaswani et al. 2017), forward and backward side by side.
use super::config::Mask;
use super::dropout::Place;
use super::{At, Dims};
use crate::linalg::{math, reduce, transposed, triangular, Known, Real, Workspace};
use ndarray::{ArrayView3, ArrayViewMut3, ShapeBuilder};

/// Which third of the stacked rows.
#[derive(Clone, Copy)]
enum Part {
    Query = 0,
    Key = 1,
    Value = 2,
}

/// One sequence's part of qkv [T, 3C] as [H, T, D].
fn heads<T>(dims: Dims, qkv: &[T], part: Part) -> ArrayView3<'_, T> {
    let Dims { t, c, h, d, .. } = dims;
    ArrayView3::from_shape((h, t, d).strides((d, 3 * c, 1)), &qkv[part as usize * c..]).expect("qkv is [T, 3C]")
}

fn heads_mut<T>(dims: Dims, qkv: &mut [T], part: Part) -> ArrayViewMut3<'_, T> {
    let Dims { t, c, h, d, .. } = dims;
    ArrayViewMut3::from_shape((h, t, d).strides((d, 3 * c, 1)), &mut qkv[part as usize * c..]).expect("qkv is [T, 3C]")
}

/// One sequence's [T, C] as [H, T, D].
fn split<T>(dims: Dims, x: &[T]) -> ArrayView3<'_, T> {
    let Dims { t, c, h, d, .. } = dims;
    ArrayView3::from_shape((h, t, d).strides((d, c, 1)), x).expect("x is [T, C]")
}

/// One sequence's probabilities [H, T, T].
fn square<T>(dims: Dims, x: &[T]) -> ArrayView3<'_, T> {
    ArrayView3::from_shape((dims.h, dims.t, dims.t), x).expect("probabilities are [H, T, T]")
}

fn square_mut<T>(dims: Dims, x: &mut [T]) -> ArrayViewMut3<'_, T> {
    ArrayViewMut3::from_shape((dims.h, dims.t, dims.t), x).expect("probabilities are [H, T, T]")
}

/// What row i of a score matrix attends to, widened to whole steps of `reduce`; the rest is set to 0. The widening, which the
/// mask hides, is set to `hidden`: whole steps need no remainder loop, which at these lengths costs as much.
fn attended<T: Real>(mask: Mask, i: usize, row: &mut [T], hidden: T) -> &mut [T] {
    let t = row.len();
    let reach = match mask {
        Mask::None => t,
        Mask::Causal => i + 1,
    };
    let (inside, outside) = row.split_at_mut(reach.next_multiple_of(reduce::WAYS).min(t));
    inside[reach..].fill(hidden);
    // A variable: to fill with a known 0 is a call into the browser, which costs as much as these short rows.
    outside.fill(math::held(T::ZERO));
    inside
}

/// `triangle`, where probabilities above the diagonal are 0.
fn if_causal(mask: Mask, triangle: Known) -> Known {
    match mask {
        Mask::None => Known::Nothing,
        Mask::Causal => triangle,
    }
}

/// P = softmax(Q·Kᵀ/√D) per head, out = dropout(P)·V, heads side by side.
///
/// qkv [B·T, 3C]; probabilities [B, H, T, T] are kept; dropped [B, H, T, T] holds them after dropout, where there is any;
/// out [B·T, C].
pub fn forward<T: Real>(
    work: &mut Workspace<T>,
    at: At<'_>,
    qkv: &[T],
    probabilities: &mut [T],
    dropped: &mut [T],
    out: &mut [T],
) {
    let dims = at.dims;
    let Dims { b, t, c, h, d } = dims;
    let scale = T::of(1.0 / (d as f64).sqrt());
    let size = h * t * t;
    let known = |triangle| if_causal(at.config.mask, triangle);
    let exp = T::softmax_exp();
    for s in 0..b {
        let qkv = &qkv[s * t * 3 * c..(s + 1) * t * 3 * c];
        let p = &mut probabilities[s * size..(s + 1) * size];
        let keys = transposed(heads(dims, qkv, Part::Key));
        triangular(work, square_mut(dims, p), heads(dims, qkv, Part::Query), keys, known(Known::LowerC));
        for (row, p) in p.chunks_exact_mut(t).enumerate() {
            softmax(attended(at.config.mask, row % t, p, T::LOWEST), scale, exp);
        }
        let weights = if at.dropout.is_some() {
            let dropped = &mut dropped[s * size..(s + 1) * size];
            dropped.copy_from_slice(p);
            at.drop(Place::Probabilities, s, dropped);
            square(dims, dropped)
        } else {
            square(dims, p)
        };
        let out = &mut out[s * t * c..(s + 1) * t * c];
        let out = ArrayViewMut3::from_shape((h, t, d).strides((d, c, 1)), out).expect("out is [T, C]");
        triangular(work, out, weights, heads(dims, qkv, Part::Value), known(Known::LowerA));
    }
}

/// x ← softmax(scale·x).
fn softmax<T: Real>(x: &mut [T], scale: T, exp: impl Fn(T) -> T) {
    let largest = reduce::max(x);
    let inverse = T::ONE / reduce::map_sum(x, |x| exp((x - largest) * scale));
    for x in x.iter_mut() {
        *x *= inverse;
    }
}

/// From out = dropout(P)·V: dV = dropout(P)ᵀ·d_out, dP = dropout(d_out·Vᵀ); from P = softmax(S/√D):
/// dS = P·(dP − Σ P·dP)/√D; from S = Q·Kᵀ: dQ = dS·K, dK = dSᵀ·Q.
///
/// d_out [B·T, C]; qkv [B·T, 3C] becomes its gradient, sequence by sequence; scratches [H, T, T] and [T, 3C].
pub fn backward<T: Real>(
    work: &mut Workspace<T>,
    at: At<'_>,
    qkv: &mut [T],
    (probabilities, dropped): (&[T], &[T]),
    d_out: &[T],
    (scratch, d_qkv): (&mut [T], &mut [T]),
) {
    let dims = at.dims;
    let Dims { b, t, c, h, d } = dims;
    let scale = T::of(1.0 / (d as f64).sqrt());
    let size = h * t * t;
    let (scratch, d_qkv) = (&mut scratch[..size], &mut d_qkv[..t * 3 * c]);
    let known = |triangle| if_causal(at.config.mask, triangle);
    for s in 0..b {
        let qkv = &mut qkv[s * t * 3 * c..(s + 1) * t * 3 * c];
        let d_out = split(dims, &d_out[s * t * c..(s + 1) * t * c]);
        let p = &probabilities[s * size..(s + 1) * size];
        let weights = if at.dropout.is_some() { &dropped[s * size..(s + 1) * size] } else { p };

        triangular(
            work,
            heads_mut(dims, d_qkv, Part::Value),
            transposed(square(dims, weights)),
            d_out,
            known(Known::UpperA),
        );
        let values = transposed(heads(dims, qkv, Part::Value));
        triangular(work, square_mut(dims, scratch), d_out, values, known(Known::LowerC));
        at.drop(Place::Probabilities, s, scratch);
        for (row, (ds, p)) in scratch.chunks_exact_mut(t).zip(p.chunks_exact(t)).enumerate() {
            let ds = attended(at.config.mask, row % t, ds, T::ZERO);
            let p = &p[..ds.len()];
            let along = reduce::dot(ds, p);
            for (ds, &p) in ds.iter_mut().zip(p) {
                *ds = p * (*ds - along) * scale;
            }
        }
        let ds = square(dims, scratch);
        triangular(work, heads_mut(dims, d_qkv, Part::Query), ds, heads(dims, qkv, Part::Key), known(Known::LowerA));
        triangular(
            work,
            heads_mut(dims, d_qkv, Part::Key),
            transposed(ds),
            heads(dims, qkv, Part::Query),
            known(Known::UpperA),
        );
        qkv.copy_from_slice(d_qkv);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::config::Config;
    use crate::rng::{Purpose, Rng};

    #[test]
    fn however_sharp_attention_is_no_probability_is_subnormal_or_will_be_multiplied_to_it() {
        let dims = Dims { b: 1, t: 50, c: 32, h: 4, d: 8 };
        let config = Config { d_model: 32, ..Config::PAPER };
        let at = At { config: &config, dims, layer: 0, dropout: None };
        let mut rng = Rng::new(5, Purpose::Init);
        let qkv: Vec<f32> = (0..50 * 96).map(|_| 6.0 * rng.normal() as f32).collect();
        let (mut p, mut out) = (vec![0.0; 4 * 50 * 50], vec![0.0; 50 * 32]);
        forward(&mut Workspace::default(), at, &qkv, &mut p, &mut [], &mut out);
        assert!(
            p.iter().all(|&p| p == 0.0 || p > 1e-22),
            "the least is {:e}",
            p.iter().fold(1.0f32, |a, &b| if b > 0.0 { a.min(b) } else { a })
        );
        assert!(
            p.iter().filter(|&&p| p == 0.0).count() > 1000,
            "these scores were too close to each other for the test"
        );
        assert!(p.chunks_exact(50).all(|row| (row.iter().sum::<f32>() - 1.0).abs() < 1e-5));
    }
}
