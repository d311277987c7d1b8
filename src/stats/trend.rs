//! Is a series of estimates, such as α of one window after another, without trend? The rank test of Mann and Kendall,
//! which assumes nothing of the errors but their independence, and a weighted straight line, which uses them.
use super::special::two_sided;
use serde::Serialize;

/// Mann (1945), Kendall (1975).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MannKendall {
    /// Rising pairs minus falling ones.
    pub s: i64,
    /// S over the number of pairs.
    pub tau: f64,
    /// Two-sided: P(|S| at least this large) without trend. Exact up to [`EXACT`] values without ties, else normal with
    /// the variance corrected for ties and a correction for continuity.
    pub p: f64,
}

/// A straight line through estimates of known standard errors.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Slope {
    /// Change of the estimate per unit of the place.
    pub slope: f64,
    /// Its standard error, from the estimates' own.
    pub se: f64,
    /// Two-sided, normal, of slope 0.
    pub p: f64,
    /// Σ (residual/se)² about the line, with two fewer degrees of freedom than estimates. Much more than those: the
    /// errors are too small, and so is p.
    pub chi2: f64,
}

/// Up to this many values without ties, p is exact.
pub const EXACT: usize = 40;

/// The rank test on values in order of time; `None` for fewer than three, or all equal.
pub fn mann_kendall(values: &[f64]) -> Option<MannKendall> {
    let n = values.len();
    let mut s = 0i64;
    for (i, &earlier) in values.iter().enumerate() {
        for &later in &values[i + 1..] {
            s += i64::from(later > earlier) - i64::from(later < earlier);
        }
    }
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let ties: Vec<f64> = sorted.chunk_by(|a, b| a == b).map(|tied| tied.len() as f64).collect();
    if n < 3 || ties.len() < 2 {
        return None;
    }
    let p = if ties.len() == n && n <= EXACT { exact(n, s.unsigned_abs()) } else { normal(n as f64, s, &ties) };
    Some(MannKendall { s, tau: s as f64 / (n * (n - 1) / 2) as f64, p })
}

/// P(|S| ≥ s): a random order of i values has 0 … i − 1 more inversions than one of i − 1, each equally likely.
fn exact(n: usize, s: u64) -> f64 {
    let mut chance = vec![1.0];
    for i in 2..=n {
        let mut next = vec![0.0; chance.len() + i - 1];
        for (inversions, p) in chance.iter().enumerate() {
            next[inversions..inversions + i].iter_mut().for_each(|sum| *sum += p / i as f64);
        }
        chance = next;
    }
    let pairs = (n * (n - 1) / 2) as i64;
    let reaches = |inversions: usize| (pairs - 2 * inversions as i64).unsigned_abs() >= s;
    let p: f64 = chance.iter().enumerate().filter(|&(inversions, _)| reaches(inversions)).map(|(_, p)| p).sum();
    p.min(1.0)
}

fn normal(n: f64, s: i64, ties: &[f64]) -> f64 {
    let term = |n: f64| n * (n - 1.0) * (2.0 * n + 5.0);
    let variance = (term(n) - ties.iter().map(|&t| term(t)).sum::<f64>()) / 18.0;
    two_sided((s.unsigned_abs() as f64 - 1.0).max(0.0) / variance.sqrt())
}

/// The weighted line through `points` (place, estimate, standard error); `None` for fewer than three points, one place, or
/// errors that are not positive.
pub fn slope(points: &[(f64, f64, f64)]) -> Option<Slope> {
    let errors_count = points.iter().all(|&(_, _, se)| se > 0.0 && se.is_finite());
    if points.len() < 3 || !errors_count {
        return None;
    }
    let weighted =
        |value: &dyn Fn(f64, f64) -> f64| points.iter().map(|&(x, y, se)| value(x, y) / (se * se)).sum::<f64>();
    let weight = weighted(&|_, _| 1.0);
    let (mean_x, mean_y) = (weighted(&|x, _| x) / weight, weighted(&|_, y| y) / weight);
    let spread = weighted(&|x, _| (x - mean_x) * (x - mean_x));
    if spread <= 0.0 {
        return None;
    }
    let slope = weighted(&|x, y| (x - mean_x) * (y - mean_y)) / spread;
    let se = 1.0 / spread.sqrt();
    let residual = |x: f64, y: f64| y - mean_y - slope * (x - mean_x);
    let chi2 = weighted(&|x, y| residual(x, y) * residual(x, y));
    Some(Slope { slope, se, p: two_sided(slope / se), chi2 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Rng};

    #[test]
    fn exact_chances_are_those_of_all_orders() {
        // Of 24 orders of 4 values S = ±6 in 2, ±4 in 6, ±2 in 10, 0 in 6.
        let p = |values: [f64; 4]| mann_kendall(&values).expect("differ").p;
        assert!((p([1.0, 2.0, 3.0, 4.0]) - 2.0 / 24.0).abs() < 1e-15);
        assert!((p([4.0, 3.0, 1.0, 2.0]) - 8.0 / 24.0).abs() < 1e-15);
        assert!((p([2.0, 1.0, 4.0, 3.0]) - 18.0 / 24.0).abs() < 1e-15);
        assert!((p([3.0, 1.0, 4.0, 2.0]) - 1.0).abs() < 1e-15);
        let tau = mann_kendall(&[4.0, 3.0, 1.0, 2.0]).expect("differ").tau;
        assert!((tau + 4.0 / 6.0).abs() < 1e-15);
    }

    #[test]
    fn the_normal_approximation_joins_on_and_ties_are_corrected() {
        let s = 150;
        let (exactly, roughly) = (exact(40, s), normal(40.0, s as i64, &[1.0; 40]));
        assert!((exactly / roughly - 1.0).abs() < 0.02, "{exactly} {roughly}");
        // By hand: n = 5, ties 2 and 2; S = 6, variance (300 − 18 − 18)/18.
        let tied = mann_kendall(&[1.0, 1.0, 2.0, 2.0, 3.0]).expect("differ");
        assert_eq!(tied.s, 8);
        let z = 7.0 / (264.0f64 / 18.0).sqrt();
        assert!((tied.p - two_sided(z)).abs() < 1e-15);
        assert_eq!(mann_kendall(&[2.0; 9]), None);
        assert_eq!(mann_kendall(&[1.0, 2.0]), None);
    }

    #[test]
    fn without_trend_both_reject_at_the_stated_rate() {
        let (mut by_rank, mut by_line) = (0, 0);
        let worlds = 2000;
        for world in 0..worlds {
            let mut rng = Rng::split(world, Purpose::Statistics, 1);
            let points: Vec<_> = (0..8).map(|i| (f64::from(i), 3.4 + 0.1 * rng.normal(), 0.1)).collect();
            let values: Vec<f64> = points.iter().map(|&(_, y, _)| y).collect();
            by_rank += u32::from(mann_kendall(&values).expect("differ").p <= 0.05);
            by_line += u32::from(slope(&points).expect("a line").p <= 0.05);
        }
        // Ranks of 8 values allow no level of exactly 0.05: the next below is 0.0305 (|S| ≥ 18: 0.0305).
        let rate = |count: u32| f64::from(count) / worlds as f64;
        let within =
            |rate: f64, level: f64| (rate - level).abs() < 5.0 * (level * (1.0 - level) / worlds as f64).sqrt();
        assert!(within(rate(by_line), 0.05), "{}", rate(by_line));
        let level = (0..29).map(|s| exact(8, s)).filter(|&p| p <= 0.05).fold(0.0, f64::max);
        assert!(within(rate(by_rank), level), "{} {level}", rate(by_rank));
    }

    #[test]
    fn a_line_is_found_with_its_error() {
        let mut rng = Rng::new(5, Purpose::Statistics);
        let errors = [0.1, 0.2, 0.05, 0.4];
        let mut z = Vec::new();
        for _ in 0..1000 {
            let point = |i: usize| (i as f64, 2.0 - 0.3 * i as f64 + errors[i % 4] * rng.normal(), errors[i % 4]);
            let points: Vec<_> = (0..12).map(point).collect();
            let line = slope(&points).expect("a line");
            z.push((line.slope + 0.3) / line.se);
            assert!(line.p < 1e-3 && line.chi2 < 45.0, "{line:?}");
        }
        let mean = z.iter().sum::<f64>() / 1000.0;
        let square = z.iter().map(|z| z * z).sum::<f64>() / 1000.0;
        assert!(mean.abs() < 5.0 / 1000f64.sqrt() && (square - 1.0).abs() < 5.0 * (2.0f64 / 1000.0).sqrt());
        assert_eq!(slope(&[(1.0, 1.0, 0.1); 5]), None);
        assert_eq!(slope(&[(1.0, 1.0, 0.1), (2.0, 1.0, 0.0), (3.0, 1.0, 0.1)]), None);
    }
}
