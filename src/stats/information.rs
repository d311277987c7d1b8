//! Mutual information of pairs of numbers, in nats, from counts of bins. Counting alone overestimates it, by about
//! (bins − 1)²/2N for independent pairs; what the same count gives for shuffled pairs tells by how much.

/// The joint counts of two binned numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joint {
    bins: usize,
    /// [bins × bins]
    counts: Vec<u32>,
}

/// Bins of equal shares: the edges are the values at the ranks ⌊jN/bins⌋ for j = 1 … bins − 1, and a value's bin is the number of
/// edges that it reaches. Equal values share a bin, so that an atom of the law can leave others empty. At most 256 bins.
pub fn quantile_bins(values: &[f32], bins: usize) -> Vec<u8> {
    assert!((1..=256).contains(&bins), "a bin is a byte");
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f32::total_cmp);
    let edges: Vec<f32> = (1..bins).filter_map(|j| sorted.get(j * sorted.len() / bins)).copied().collect();
    values.iter().map(|x| edges.partition_point(|edge| edge <= x) as u8).collect()
}

/// Bins of equal width from the smallest value to the largest, at most 256; all in the first where those are equal. To standardise
/// the values first would change nothing.
pub fn equal_bins(values: &[f32], bins: usize) -> Vec<u8> {
    assert!((1..=256).contains(&bins), "a bin is a byte");
    let (low, high) =
        values.iter().fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), &x| (low.min(x), high.max(x)));
    let (low, width) = (f64::from(low), f64::from(high) - f64::from(low));
    let of = |&x: &f32| if width > 0.0 { (f64::from(x) - low) / width * bins as f64 } else { 0.0 };
    values.iter().map(|x| (of(x) as usize).min(bins - 1) as u8).collect()
}

impl Joint {
    /// Nothing counted yet.
    pub fn new(bins: usize) -> Self {
        Joint { bins, counts: vec![0; bins * bins] }
    }

    /// Counts pairs.
    pub fn count(&mut self, pairs: impl Iterator<Item = (u8, u8)>) {
        for (x, y) in pairs {
            self.counts[usize::from(x) * self.bins + usize::from(y)] += 1;
        }
    }

    /// Adds another's counts.
    pub fn add(&mut self, other: &Joint) {
        self.counts.iter_mut().zip(&other.counts).for_each(|(mine, theirs)| *mine += theirs);
    }

    /// Σ p_ij ln(p_ij/p_i p_j) of the counted shares; 0 of nothing.
    pub fn information(&self) -> f64 {
        let term = |n: u64| if n > 0 { n as f64 * libm::log(n as f64) } else { 0.0 };
        let (mut rows, mut columns) = (vec![0u64; self.bins], vec![0u64; self.bins]);
        for (place, &count) in self.counts.iter().enumerate() {
            rows[place / self.bins] += u64::from(count);
            columns[place % self.bins] += u64::from(count);
        }
        let total: u64 = rows.iter().sum();
        let sum = |counts: &[u64]| counts.iter().map(|&n| term(n)).sum::<f64>();
        let cells: f64 = self.counts.iter().map(|&n| term(n.into())).sum();
        ((cells - sum(&rows) - sum(&columns) + term(total)) / (total.max(1)) as f64).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Rng};
    use crate::stats::special::log_normal_survival;

    /// Plug-in information of pairs, and of the same with one side shuffled.
    fn both(x: &[f32], y: &[f32], bins: usize, binned: fn(&[f32], usize) -> Vec<u8>, rng: &mut Rng) -> [f64; 2] {
        let (x, mut y) = (binned(x, bins), binned(y, bins));
        let information = |y: &[u8]| {
            let mut joint = Joint::new(bins);
            joint.count(x.iter().copied().zip(y.iter().copied()));
            joint.information()
        };
        let plug_in = information(&y);
        rng.shuffle(&mut y);
        [plug_in, information(&y)]
    }

    fn gaussian(rho: f64, n: usize, rng: &mut Rng) -> (Vec<f32>, Vec<f32>) {
        let other = libm::sqrt(1.0 - rho * rho);
        let pair = |_| {
            let (a, b) = (rng.normal(), rng.normal());
            (a as f32, (rho * a + other * b) as f32)
        };
        (0..n).map(pair).unzip()
    }

    /// The information that quantile bins of a Gaussian pair keep, by integration.
    fn kept(rho: f64, bins: usize) -> f64 {
        let below = |t: f64| 1.0 - libm::exp(log_normal_survival(t));
        let edges: Vec<f64> = (0..=bins)
            .map(|j| match j {
                0 => f64::NEG_INFINITY,
                j if j == bins => f64::INFINITY,
                j => crate::stats::special::normal_quantile(j as f64 / bins as f64),
            })
            .collect();
        let width = libm::sqrt(1.0 - rho * rho);
        let points = 400;
        let mut information = 0.0;
        for i in 0..bins {
            // Points of equal probability within the strip.
            let xs = (0..points).map(|k| {
                crate::stats::special::normal_quantile((i as f64 + (k as f64 + 0.5) / points as f64) / bins as f64)
            });
            let xs: Vec<f64> = xs.collect();
            for pair in edges.windows(2) {
                let at = |edge: f64, x: f64| match edge {
                    edge if edge == f64::INFINITY => 1.0,
                    edge if edge == f64::NEG_INFINITY => 0.0,
                    edge => below((edge - rho * x) / width),
                };
                let p = xs.iter().map(|&x| at(pair[1], x) - at(pair[0], x)).sum::<f64>() / points as f64 / bins as f64;
                if p > 0.0 {
                    information += p * libm::log(p * (bins * bins) as f64);
                }
            }
        }
        information
    }

    #[test]
    fn gaussians_of_known_information() {
        let (n, replicates, bins) = (100_000, 20, 32);
        println!("{n} pairs, {replicates} replicates: ρ, −½ ln(1 − ρ²), what 32 × 32 quantile bins keep of it;");
        println!("counted; minus shuffled ± spread; 50 × 50 equal bins counted; minus shuffled");
        for rho in [0.0, 0.1, 0.3, 0.6, 0.9] {
            let truth = -0.5 * libm::log(1.0 - rho * rho);
            let kept = kept(rho, bins);
            let drawn: Vec<[f64; 4]> = (0..replicates)
                .map(|replicate| {
                    let mut rng = Rng::split(7, Purpose::Statistics, replicate);
                    let (x, y) = gaussian(rho, n, &mut rng);
                    let [counted, shuffled] = both(&x, &y, bins, quantile_bins, &mut rng);
                    let [paper, paper_shuffled] = both(&x, &y, 50, equal_bins, &mut rng);
                    [counted, counted - shuffled, paper, paper - paper_shuffled]
                })
                .collect();
            let mean = |i: usize| drawn.iter().map(|row| row[i]).sum::<f64>() / replicates as f64;
            let spread = (drawn.iter().map(|row| (row[1] - mean(1)).powi(2)).sum::<f64>() / 19.0).sqrt();
            println!(
                "{rho} {truth:.4} {kept:.4}; {:.4}; {:.4} ± {spread:.4}; {:.4}; {:.4}",
                mean(0),
                mean(1),
                mean(2),
                mean(3)
            );
            // Four standard errors of the mean; where there is much information, counting it has a smaller bias than
            // counting none, so that the shuffled baseline takes away up to that much too much.
            let bias = (bins as f64 - 1.0).powi(2) / (2.0 * n as f64);
            let error = 4.0 * spread / (replicates as f64).sqrt();
            assert!(mean(1) < kept + error && mean(1) > kept - bias - error, "{rho}: {} {kept}", mean(1));
            assert!(kept <= truth + 1e-6 && kept > 0.93 * truth - 1e-6, "bins keep nearly all: {kept} of {truth}");
            assert!((mean(0) - mean(1) - bias).abs() < 0.2 * bias, "the bias is the expected one");
        }
    }

    #[test]
    fn bins_are_shares_or_widths_and_ties_stay_together() {
        let values = [5.0, -1.0, 0.0, 0.0, 0.0, 0.0, 2.0, 9.0];
        assert_eq!(quantile_bins(&values, 4), [3, 0, 2, 2, 2, 2, 2, 3]);
        assert_eq!(equal_bins(&values, 5), [3, 0, 0, 0, 0, 0, 1, 4]);
        let rising: Vec<f32> = (0..100).map(|i| i as f32).collect();
        let expected: Vec<u8> = (0..100).map(|i| (i / 10) as u8).collect();
        assert_eq!((quantile_bins(&rising, 10), equal_bins(&[3.0; 4], 50)), (expected, vec![0; 4]));
        assert!(quantile_bins(&[], 16).is_empty() && equal_bins(&[], 50).is_empty());
    }

    #[test]
    fn information_of_a_table_by_hand() {
        let mut joint = Joint::new(2);
        assert_eq!(joint.information(), 0.0);
        joint.count([(0, 0), (0, 0), (1, 1), (1, 1)].into_iter());
        assert!((joint.information() - std::f64::consts::LN_2).abs() < 1e-15);
        let mut other = Joint::new(2);
        other.count([(0, 1), (0, 1), (1, 0), (1, 0)].into_iter());
        joint.add(&other);
        assert_eq!(joint.information(), 0.0);
    }
}
