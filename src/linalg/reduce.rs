//! Sums and maxima in a stated order: eight running values, element i into value i mod 8, then pairwise. The order is the
//! same scalar and vectorised, so the bits are too.
use super::Real;

/// Running values: elements of a step.
pub const WAYS: usize = 8;

/// Folds `f` over the slice eight ways, starting each way at `start`, then joins the ways pairwise.
#[inline(always)]
fn fold<T: Real>(values: &[T], start: T, step: impl Fn(T, T) -> T, join: impl Fn(T, T) -> T) -> T {
    let mut ways = [start; WAYS];
    let mut chunks = values.chunks_exact(WAYS);
    for chunk in &mut chunks {
        for (way, &x) in ways.iter_mut().zip(chunk) {
            *way = step(*way, x);
        }
    }
    for (way, &x) in ways.iter_mut().zip(chunks.remainder()) {
        *way = step(*way, x);
    }
    let [a, b, c, d, e, f, g, h] = ways;
    join(join(join(a, e), join(c, g)), join(join(b, f), join(d, h)))
}

/// Σ x.
#[inline(always)]
pub fn sum<T: Real>(values: &[T]) -> T {
    fold(values, T::ZERO, |s, x| s + x, |a, b| a + b)
}

/// x ← f(x), and their sum: the same bits as of one after the other, in one pass.
#[inline(always)]
pub fn map_sum<T: Real>(values: &mut [T], f: impl Fn(T) -> T) -> T {
    let mut ways = [T::ZERO; WAYS];
    let mut chunks = values.chunks_exact_mut(WAYS);
    for chunk in &mut chunks {
        for (way, x) in ways.iter_mut().zip(chunk) {
            *x = f(*x);
            *way += *x;
        }
    }
    for (way, x) in ways.iter_mut().zip(chunks.into_remainder()) {
        *x = f(*x);
        *way += *x;
    }
    let [a, b, c, d, e, f, g, h] = ways;
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}

/// Σ (x − centre)².
#[inline(always)]
pub fn sum_squares_about<T: Real>(values: &[T], centre: T) -> T {
    fold(values, T::ZERO, |s, x| s + (x - centre) * (x - centre), |a, b| a + b)
}

/// The largest value; −∞ of nothing. A NaN may be passed over: callers meet it in the sums that follow.
#[inline(always)]
pub fn max<T: Real>(values: &[T]) -> T {
    let larger = |a: T, b: T| if b > a { b } else { a };
    fold(values, T::LOWEST, larger, larger)
}

/// Σ x·y.
#[inline(always)]
pub fn dot<T: Real>(x: &[T], y: &[T]) -> T {
    let mut ways = [T::ZERO; WAYS];
    let (mut xs, mut ys) = (x.chunks_exact(WAYS), y.chunks_exact(WAYS));
    for (x, y) in (&mut xs).zip(&mut ys) {
        for (way, (&x, &y)) in ways.iter_mut().zip(x.iter().zip(y)) {
            *way += x * y;
        }
    }
    for (way, (&x, &y)) in ways.iter_mut().zip(xs.remainder().iter().zip(ys.remainder())) {
        *way += x * y;
    }
    let [a, b, c, d, e, f, g, h] = ways;
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}

/// sums += Σ rows, each as long as the sums, one after the other. Four in one pass, since to read and write the sums costs as
/// much as to read a row.
pub fn add_rows<T: Real>(sums: &mut [T], rows: &[T]) {
    let n = sums.len();
    let mut fours = rows.chunks_exact(4 * n);
    for four in &mut fours {
        let ((a, b), (c, d)) = (four[..2 * n].split_at(n), four[2 * n..].split_at(n));
        for ((((sum, &a), &b), &c), &d) in sums.iter_mut().zip(a).zip(b).zip(c).zip(d) {
            *sum = *sum + a + b + c + d;
        }
    }
    for row in fours.remainder().chunks_exact(n) {
        for (sum, &x) in sums.iter_mut().zip(row) {
            *sum += x;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_sums_to_the_plain_sum() {
        for n in 0..40usize {
            let x: Vec<f64> = (0..n).map(|i| (i as f64 - 7.0) * 0.5).collect();
            let plain: f64 = x.iter().sum();
            assert_eq!(sum(&x), plain, "n = {n}: halves add exactly");
            assert_eq!(dot(&x, &x), x.iter().map(|x| x * x).sum::<f64>());
            assert_eq!(sum_squares_about(&x, 1.0), x.iter().map(|x| (x - 1.0) * (x - 1.0)).sum::<f64>());
            assert_eq!(max(&x), x.iter().copied().fold(f64::NEG_INFINITY, f64::max));
        }
    }

    #[test]
    fn rows_add_up_in_order() {
        for (n, count) in [(1, 9), (3, 0), (5, 3), (7, 4), (2, 11)] {
            let rows: Vec<f32> = (0..n * count).map(|i| 0.1 * (i * i) as f32).collect();
            let mut sums = vec![0.3; n];
            add_rows(&mut sums, &rows);
            for (i, sum) in sums.iter().enumerate() {
                let want = rows.chunks(n).fold(0.3, |sum, row| sum + row[i]);
                assert_eq!(sum.to_bits(), want.to_bits(), "{n} × {count}, column {i}");
            }
        }
    }
}
