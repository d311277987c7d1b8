//! The highest point of a smooth function of one or two unconstrained coordinates, and its curvature there.

/// Coordinates. Of a function of one coordinate the second stays where it is.
pub type Place = [f64; 2];

/// A maximum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Maximum {
    /// Where.
    pub at: Place,
    /// The function there.
    pub value: f64,
    /// Second derivatives there.
    pub hessian: [[f64; 2]; 2],
}

/// The step of the central differences. A function of order 1, known to 1e-15, gets second derivatives good to 1e-7 of it.
const STEP: f64 = 2e-4;

/// Newton's method ends where its model promises less than this: what a mean over many values is good to.
const ENOUGH: f64 = 1e-14;

const ROUNDS: usize = 100;

/// Climbs from the highest of `starts`. `f` may be −∞ where it is not defined; `count` (1 or 2) says how many coordinates it
/// has. `None` where it is finite at no start.
pub fn maximum(f: &dyn Fn(Place) -> f64, count: usize, starts: &[Place]) -> Option<Maximum> {
    let (mut at, mut value) = (starts[0], f64::NEG_INFINITY);
    for &start in starts {
        let here = f(start);
        if here > value {
            (at, value) = (start, here);
        }
    }
    if value == f64::NEG_INFINITY {
        return None;
    }
    for _ in 0..3 {
        let (top, settled) = newton(f, count, at, value);
        if settled {
            return Some(top);
        }
        (at, value) = nelder_mead(f, count, top.at);
    }
    Some(newton(f, count, at, value).0)
}

/// Newton's method with differences, damped where the function is not concave and shortened until it rises. Also says
/// whether it arrived.
fn newton(f: &dyn Fn(Place) -> f64, count: usize, mut at: Place, mut value: f64) -> (Maximum, bool) {
    for _ in 0..ROUNDS {
        let (gradient, hessian) = derivatives(f, count, at, value);
        let step = ascent(gradient, hessian);
        let promised = 0.5 * (gradient[0] * step[0] + gradient[1] * step[1]);
        let here = Maximum { at, value, hessian };
        if !promised.is_finite() {
            return (here, false);
        }
        if promised < ENOUGH * value.abs().max(1.0) {
            return (here, true);
        }
        // Coordinates are logarithms or of order 1: longer steps leave where the model holds.
        let mut share = (3.0 / step[0].abs().max(step[1].abs())).min(1.0);
        let found = loop {
            let next = [at[0] + share * step[0], at[1] + share * step[1]];
            let there = f(next);
            if there > value {
                break Some((next, there));
            }
            share *= 0.25;
            if share < 1e-6 {
                break None;
            }
        };
        match found {
            Some((next, there)) => (at, value) = (next, there),
            // What is promised is below what f can show.
            None => return (here, promised < 1e-10 * value.abs().max(1.0)),
        }
    }
    let (_, hessian) = derivatives(f, count, at, value);
    (Maximum { at, value, hessian }, false)
}

fn derivatives(f: &dyn Fn(Place) -> f64, count: usize, at: Place, value: f64) -> (Place, [[f64; 2]; 2]) {
    let moved = |i: f64, j: f64| f([at[0] + i * STEP, at[1] + j * STEP]);
    let along = |up: f64, down: f64| ((up - down) / (2.0 * STEP), (up - 2.0 * value + down) / (STEP * STEP));
    let (gradient0, curvature0) = along(moved(1.0, 0.0), moved(-1.0, 0.0));
    if count == 1 {
        return ([gradient0, 0.0], [[curvature0, 0.0], [0.0, -1.0]]);
    }
    let (gradient1, curvature1) = along(moved(0.0, 1.0), moved(0.0, -1.0));
    let mixed = (moved(1.0, 1.0) - moved(1.0, -1.0) - moved(-1.0, 1.0) + moved(-1.0, -1.0)) / (4.0 * STEP * STEP);
    ([gradient0, gradient1], [[curvature0, mixed], [mixed, curvature1]])
}

/// The step −(H − δI)⁻¹ g, with the smallest δ ≥ 0 of a few that makes it an ascent.
fn ascent(gradient: Place, hessian: [[f64; 2]; 2]) -> Place {
    let scale = hessian[0][0].abs().max(hessian[1][1].abs()).max(hessian[0][1].abs());
    let mut damping = 0.0;
    loop {
        let (a, b, d) = (damping - hessian[0][0], -hessian[0][1], damping - hessian[1][1]);
        let determinant = a * d - b * b;
        if (a > 0.0 && determinant > 1e-14 * a * d) || damping > 1e6 * scale || !scale.is_finite() {
            return [
                (d * gradient[0] - b * gradient[1]) / determinant,
                (a * gradient[1] - b * gradient[0]) / determinant,
            ];
        }
        damping = if damping == 0.0 { 1e-3 * scale + 1e-300 } else { 4.0 * damping };
    }
}

/// Nelder and Mead's simplex (1965), for where Newton's method is stuck. Returns the best corner and its value.
fn nelder_mead(f: &dyn Fn(Place) -> f64, count: usize, at: Place) -> (Place, f64) {
    let mut corners: Vec<(Place, f64)> = (0..=count)
        .map(|i| {
            let mut corner = at;
            if i > 0 {
                corner[i - 1] += 0.3;
            }
            (corner, f(corner))
        })
        .collect();
    let along = |from: Place, to: Place, t: f64| [from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])];
    for _ in 0..200 {
        corners.sort_by(|a, b| b.1.total_cmp(&a.1));
        let (best, worst) = (corners[0], corners[count]);
        if best.1 - worst.1 <= 1e-14 * best.1.abs().max(1.0) {
            break;
        }
        let centre = match count {
            1 => best.0,
            _ => along(corners[0].0, corners[1].0, 0.5),
        };
        let try_at = |t: f64| {
            let place = along(centre, worst.0, t);
            (place, f(place))
        };
        let reflected = try_at(-1.0);
        let replacement = if reflected.1 > best.1 {
            let expanded = try_at(-2.0);
            if expanded.1 > reflected.1 {
                expanded
            } else {
                reflected
            }
        } else if reflected.1 > corners[count - 1].1 {
            reflected
        } else {
            try_at(if reflected.1 > worst.1 { -0.5 } else { 0.5 })
        };
        if replacement.1 > worst.1 {
            corners[count] = replacement;
        } else {
            for corner in &mut corners[1..] {
                corner.0 = along(best.0, corner.0, 0.5);
                corner.1 = f(corner.0);
            }
        }
    }
    corners.sort_by(|a, b| b.1.total_cmp(&a.1));
    corners[0]
}

/// The covariance −H⁻¹ of a maximum: `None` where the function is flat or not concave there.
pub fn covariance(hessian: [[f64; 2]; 2]) -> Option<[[f64; 2]; 2]> {
    let [[a, b], [_, d]] = hessian;
    let determinant = a * d - b * b;
    (a < 0.0 && determinant > 1e-12 * a * d).then(|| {
        let inverse = -1.0 / determinant;
        [[d * inverse, -b * inverse], [-b * inverse, a * inverse]]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quadratic_is_found_at_once_with_its_curvature() {
        let f = |[x, y]: Place| -(x - 1.0) * (x - 1.0) - 3.0 * (y + 2.0) * (y + 2.0) + (x - 1.0) * (y + 2.0) + 5.0;
        let top = maximum(&f, 2, &[[0.0, 0.0]]).expect("finite");
        assert!((top.at[0] - 1.0).abs() < 1e-7 && (top.at[1] + 2.0).abs() < 1e-7 && (top.value - 5.0).abs() < 1e-13);
        let covariance = covariance(top.hessian).expect("concave");
        assert!((covariance[0][0] - 6.0 / 11.0).abs() < 1e-5 && (covariance[0][1] - 1.0 / 11.0).abs() < 1e-5);
    }

    /// Rosenbrock's valley is not concave everywhere and curved.
    #[test]
    fn a_curved_valley_is_followed_from_far_and_from_walls() {
        let f = |[x, y]: Place| {
            if x < -1.9 {
                return f64::NEG_INFINITY;
            }
            -(1.0 - x) * (1.0 - x) - 100.0 * (y - x * x) * (y - x * x)
        };
        for start in [[-1.2, 1.0], [-1.89, 3.0], [3.0, -3.0], [0.0, 5.0]] {
            let top = maximum(&f, 2, &[start]).expect("finite");
            // The differences' bias, STEP²/6 times a third derivative of 2,400, moves the place by less than 2e-5.
            assert!((top.at[0] - 1.0).abs() < 2e-5 && top.value > -1e-9, "{start:?} {top:?}");
        }
    }

    #[test]
    fn one_coordinate_leaves_the_other_alone_and_nowhere_finite_is_none() {
        let top = maximum(&|[x, _]: Place| libm::log(x) - x, 1, &[[-1.0, 0.0], [0.3, 7.0]]).expect("finite");
        assert!(
            (top.at[0] - 1.0).abs() < 1e-7 && top.at[1] == 7.0 && (top.hessian[0][0] + 1.0).abs() < 1e-6,
            "{top:?}"
        );
        assert_eq!(maximum(&|_| f64::NEG_INFINITY, 2, &[[0.0, 0.0]]), None);
        let (at, value) = nelder_mead(&|[x, y]: Place| -x.abs() - y.abs(), 2, [2.0, -3.0]);
        assert!(at[0].abs() < 1e-6 && at[1].abs() < 1e-6 && value > -1e-6);
        assert!(nelder_mead(&|[x, _]: Place| -(x * x), 1, [2.0, 0.0]).0[0].abs() < 1e-5);
    }

    #[test]
    fn a_ridge_has_no_covariance() {
        assert_eq!(covariance([[-1.0, 1.0], [1.0, -1.0]]), None);
        assert_eq!(covariance([[1.0, 0.0], [0.0, -1.0]]), None);
    }
}
