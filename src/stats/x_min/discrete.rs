//! Where the tail of whole numbers begins: the zeta law by maximum likelihood from each candidate on, and the smallest
//! Kolmogorov–Smirnov distance, as for continuous values.
use super::{Convention, Tail};
use crate::error::Error;
use crate::stats::laws::{fit, Law, Zeta};
use crate::stats::observed::Observed;
use crate::stats::sample::Sample;

/// Distinct whole numbers, ascending, and how often each was seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Whole {
    values: Vec<f64>,
    counts: Vec<f64>,
    end: Option<f64>,
}

/// Between values further apart than this the law's sum is made anew, not added up.
const GAP: f64 = 16.0;

impl Whole {
    /// The distinct values of a sample, cut where it is. Refuses numbers that are not whole ([`Error::Data`]).
    pub fn new(sample: &Sample) -> Result<Self, Error> {
        if let Some(x) = sample.values().iter().chain(&sample.end()).find(|x| x.fract() != 0.0) {
            return Err(Error::Data(format!(
                "A discrete fit takes whole numbers, and {x} is none. Fit it as continuous, or round the values first."
            )));
        }
        let (mut values, mut counts): (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
        for &x in sample.values() {
            if values.last() == Some(&x) {
                *counts.last_mut().expect("as long as the values") += 1.0;
            } else {
                values.push(x);
                counts.push(1.0);
            }
        }
        Ok(Whole { values, counts, end: sample.end() })
    }

    /// The numbers with their counts, on x_min and above, as laws are fitted to them. Refuses what is no tail
    /// ([`Error::Data`]).
    pub fn observed(&self, x_min: f64) -> Result<Observed, Error> {
        let first = self.values.partition_point(|&x| x < x_min);
        Observed::integers(&self.values[first..], &self.counts[first..], x_min, self.end)
    }

    /// The tail of the smallest distance, the smallest x_min among equals; candidates are all distinct values that leave at
    /// least `min_tail` values, two of them distinct. Refuses a sample without candidates ([`Error::Data`]).
    pub fn scan(&self, min_tail: usize, convention: Convention) -> Result<Tail, Error> {
        let mut size: f64 = self.counts.iter().sum();
        let mut best: Option<Tail> = None;
        for (k, &x_min) in self.values.iter().enumerate().take(self.values.len().saturating_sub(1)) {
            if size < min_tail as f64 {
                break;
            }
            let enough = best.map_or(f64::INFINITY, |best| best.ks);
            if let Some(tail) = self.candidate(k, x_min, convention, enough) {
                if tail.ks < enough {
                    best = Some(tail);
                }
            }
            size -= self.counts[k];
        }
        best.ok_or_else(|| {
            Error::Data(format!(
                "No x_min leaves a tail of at least {min_tail} values that differ: the sample has {}, {} of them distinct.",
                self.counts.iter().sum::<f64>(),
                self.values.len()
            ))
        })
    }

    /// The tail from a given x_min on. Refuses one that is not a whole number of at least 1 or leaves no tail ([`Error::Data`]).
    pub fn fixed(&self, x_min: f64, convention: Convention) -> Result<Tail, Error> {
        let first = self.values.partition_point(|&x| x < x_min);
        self.observed(x_min)?;
        self.candidate(first, x_min, convention, f64::INFINITY).ok_or_else(|| {
            Error::Data(format!("No discrete power law fits the values above x_min = {x_min}: they hardly differ."))
        })
    }

    /// The law fitted from x_min on, whose first value is `first`; a distance above `enough` may be any such.
    fn candidate(&self, first: usize, x_min: f64, convention: Convention, enough: f64) -> Option<Tail> {
        let observed = self.observed(x_min).ok()?;
        let fitted = fit::<Zeta>(&observed)?;
        let ks = self.distance(fitted.law, first, x_min, observed.size(), convention, enough);
        let alpha_se = fitted.standard_errors?[0];
        Some(Tail { x_min, n: observed.size() as usize, alpha: fitted.law.alpha, alpha_se, ks })
    }

    fn distance(&self, law: Zeta, first: usize, x_min: f64, size: f64, convention: Convention, enough: f64) -> f64 {
        let tail = self.end.map_or(law.above(x_min), |x_max| law.between(x_min, x_max));
        let (mut below, mut worst) = (0.0, 0.0f64);
        // P(K < at), of the law.
        let (mut at, mut cdf) = (x_min, 0.0);
        for (&x, &count) in self.values[first..].iter().zip(&self.counts[first..]) {
            if x - at > GAP {
                (at, cdf) = (x, 1.0 - tail.ccdf(x));
            }
            while at < x {
                cdf += tail.density(at);
                at += 1.0;
            }
            worst = worst.max((cdf - below / size).abs());
            below += count;
            if convention == Convention::BothSides {
                worst = worst.max((cdf + tail.density(x) - below / size).abs());
            }
            if worst > enough {
                break;
            }
        }
        worst
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Rng};

    fn whole(values: impl IntoIterator<Item = f64>) -> Whole {
        Whole::new(&Sample::new(values).expect("a sample")).expect("whole numbers")
    }

    fn zeta(alpha: f64, n: usize, seed: u64) -> Vec<f64> {
        let mut rng = Rng::split(seed, Purpose::Statistics, 40);
        let law = Zeta { alpha }.above(1.0);
        (0..n).map(|_| law.draw(&mut rng)).collect()
    }

    /// Each CCDF by its own sum, no running total, no early end.
    fn by_definition(whole: &Whole, x_min: f64, convention: Convention) -> Option<f64> {
        let first = whole.values.partition_point(|&x| x < x_min);
        let observed = whole.observed(x_min).ok()?;
        let law = fit::<Zeta>(&observed)?.law.above(x_min);
        let share = |below: &dyn Fn(f64) -> bool| {
            let inside = (first..whole.values.len()).filter(|&j| below(whole.values[j]));
            inside.map(|j| whole.counts[j]).sum::<f64>() / observed.size()
        };
        let each = whole.values[first..].iter().map(|&x| {
            let foot = (1.0 - law.ccdf(x) - share(&|y| y < x)).abs();
            let head = (1.0 - law.ccdf(x + 1.0) - share(&|y| y <= x)).abs();
            if convention == Convention::Powerlaw {
                foot
            } else {
                foot.max(head)
            }
        });
        Some(each.fold(0.0, f64::max))
    }

    #[test]
    fn the_scan_is_the_smallest_distance_over_all_candidates() {
        for (seed, convention) in [(1, Convention::BothSides), (2, Convention::Powerlaw), (3, Convention::BothSides)] {
            // A body below 6 that is no power law.
            let values = zeta(2.3, 600, seed).into_iter().map(|x| if x < 6.0 { 7.0 - x } else { x });
            let whole = whole(values);
            let found = whole.scan(10, convention).expect("a tail");
            let n_above = |x: f64| {
                let above = (0..whole.values.len()).filter(|&j| whole.values[j] >= x);
                above.map(|j| whole.counts[j]).sum::<f64>()
            };
            let all = whole.values.iter().filter(|&&x| n_above(x) >= 10.0);
            let smallest = all.filter_map(|&x| by_definition(&whole, x, convention)).fold(f64::INFINITY, f64::min);
            assert!((found.ks - smallest).abs() < 1e-12, "{} {smallest}", found.ks);
            assert!(found.x_min >= 5.0, "{found:?}");
        }
    }

    #[test]
    fn exponents_of_samples_of_known_law_lie_within_their_errors() {
        for (k, alpha) in [1.6, 2.5, 3.5].into_iter().enumerate() {
            let z: Vec<f64> = (0..100)
                .map(|seed| {
                    let fixed = whole(zeta(alpha, 500, 1000 * k as u64 + seed)).fixed(1.0, Convention::BothSides);
                    let tail = fixed.expect("a tail");
                    (tail.alpha - alpha) / tail.alpha_se
                })
                .collect();
            let mean = z.iter().sum::<f64>() / 100.0;
            let spread = (z.iter().map(|z| (z - mean).powi(2)).sum::<f64>() / 99.0).sqrt();
            assert!(mean.abs() < 0.5 && (spread - 1.0).abs() < 0.36, "{alpha}: {mean} {spread}");
        }
    }

    #[test]
    fn a_cut_law_is_fitted_on_its_range() {
        let values: Vec<f64> = zeta(2.0, 20_000, 9).into_iter().filter(|&x| x <= 20.0).collect();
        let sample = Sample::new(values).expect("a sample").cut(20.0).expect("all of it");
        let tail = Whole::new(&sample).expect("whole").fixed(1.0, Convention::BothSides).expect("a tail");
        assert!((tail.alpha - 2.0).abs() < 5.0 * tail.alpha_se && tail.ks < 0.02, "{tail:?}");
    }

    #[test]
    fn what_is_not_whole_or_no_tail_is_refused() {
        let sample = Sample::new((1..20).map(|i| f64::from(i) / 2.0)).expect("a sample");
        let sentence =
            "A discrete fit takes whole numbers, and 0.5 is none. Fit it as continuous, or round the values first.";
        assert_eq!(Whole::new(&sample).expect_err("refused").to_string(), sentence);
        let whole = whole(zeta(2.5, 50, 3));
        assert!(whole.fixed(0.5, Convention::BothSides).is_err());
        assert!(whole.fixed(1e9, Convention::BothSides).is_err());
        assert!(whole.scan(1000, Convention::BothSides).is_err());
    }
}
