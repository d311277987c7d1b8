//! How unevenly events follow one another: the burstiness and memory of a sequence of intervals.
use serde::Serialize;

/// The measures of one sequence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Burst {
    /// B = (σ − m)/(σ + m): −1 regular, 0 Poisson, towards 1 bursty (Goh, Barabási 2008, eq. 1). σ is that of the n
    /// intervals themselves (divided by n), m their mean.
    pub b: f64,
    /// The form that the number of intervals does not bound, and that is 0 at a Poisson process' mean σ²/m² (Kim, Jo 2016, eq. 22). Its
    /// own mean is about −0.4/n there.
    pub a: f64,
    /// Correlation of neighbouring intervals (Goh, Barabási 2008, eq. 2); `None` where one side is constant.
    pub m: Option<f64>,
}

/// The mean of a measure over sequences and its spread.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Spread {
    /// How many sequences.
    pub n: u64,
    /// The mean.
    pub mean: f64,
    /// Standard deviation between sequences, with n − 1.
    pub sd: f64,
    /// sd/√n: the mean's standard error if sequences are independent.
    pub se: f64,
}

/// The measures of a sequence of intervals; `None` for fewer than two.
pub fn burst(intervals: &[u32]) -> Option<Burst> {
    if intervals.len() < 2 {
        return None;
    }
    let (mean, sd) = moments(intervals);
    let (n, r) = (intervals.len() as f64, sd / mean);
    let (more, less) = ((n + 1.0).sqrt(), (n - 1.0).sqrt());
    Some(Burst { b: (r - 1.0) / (r + 1.0), a: (more * r - less) / ((more - 2.0) * r + less), m: memory(intervals) })
}

/// How r = σ/m of intervals answers to some of them counting more than once: their influence on it (Hampel 1974). It sums to 0
/// over all intervals. The sums over blocks of steps, squared, estimate the variance where blocks are independent, whatever
/// the dependence within them (the infinitesimal jackknife: Jaeckel 1972).
#[derive(Debug, Clone, Copy)]
pub struct Influence {
    n: f64,
    mean: f64,
    sd: f64,
    /// Of the measure by r.
    slope: f64,
}

impl Influence {
    /// On B of so many intervals with this mean and standard deviation, neither of them 0.
    pub fn on_b(n: f64, mean: f64, sd: f64) -> Self {
        let r = sd / mean;
        Influence { n, mean, sd, slope: 2.0 / ((r + 1.0) * (r + 1.0)) }
    }

    /// On A of intervals that are not all equal; `None` where they are.
    pub fn on_a(intervals: &[u32]) -> Option<Self> {
        let (mean, sd) = moments(intervals);
        let (n, r) = (intervals.len() as f64, sd / mean);
        let (more, less) = ((n + 1.0).sqrt(), (n - 1.0).sqrt());
        let below = (more - 2.0) * r + less;
        (sd > 0.0).then_some(Influence { n, mean, sd, slope: 2.0 * less * (more - 1.0) / (below * below) })
    }

    /// Of `n` intervals with these sums of lengths and squared lengths.
    pub fn of(&self, n: f64, length: f64, square: f64) -> f64 {
        let off = length - self.mean * n;
        let squared = square - 2.0 * self.mean * length + self.mean * self.mean * n;
        let r =
            (squared - self.sd * self.sd * n) / (2.0 * self.mean * self.sd) - self.sd / (self.mean * self.mean) * off;
        self.slope * r / self.n
    }
}

/// Mean and standard deviation, divided by n.
fn moments(intervals: &[u32]) -> (f64, f64) {
    let n = intervals.len() as f64;
    let mean = intervals.iter().map(|&x| f64::from(x)).sum::<f64>() / n;
    let squares: f64 = intervals.iter().map(|&x| (f64::from(x) - mean) * (f64::from(x) - mean)).sum();
    (mean, (squares / n).sqrt())
}

fn memory(intervals: &[u32]) -> Option<f64> {
    let (earlier, later) = (&intervals[..intervals.len() - 1], &intervals[1..]);
    let ((mean_1, sd_1), (mean_2, sd_2)) = (moments(earlier), moments(later));
    let products = earlier.iter().zip(later).map(|(&x, &y)| (f64::from(x) - mean_1) * (f64::from(y) - mean_2));
    let covariance = products.sum::<f64>() / earlier.len() as f64;
    (sd_1 > 0.0 && sd_2 > 0.0).then(|| covariance / (sd_1 * sd_2))
}

/// Sums that a [`Spread`] comes of; of any number of sequences.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Spreading {
    n: u64,
    mean: f64,
    squares: f64,
}

impl Spreading {
    /// Takes in one sequence's measure (Welford's update, so that no digits cancel).
    pub fn add(&mut self, value: f64) {
        self.n += 1;
        let off = value - self.mean;
        self.mean += off / self.n as f64;
        self.squares += off * (value - self.mean);
    }

    /// The spread; `None` for fewer than two sequences.
    pub fn spread(&self) -> Option<Spread> {
        let n = self.n as f64;
        let sd = (self.squares / (n - 1.0)).sqrt();
        (self.n >= 2).then_some(Spread { n: self.n, mean: self.mean, sd, se: sd / n.sqrt() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Rng};

    #[test]
    fn the_bounds_are_those_of_the_definition() {
        let regular = burst(&[7; 20]).expect("20 intervals");
        assert_eq!((regular.b, regular.a, regular.m), (-1.0, -1.0, None));
        // One long interval among vanishing ones: as bursty as n allows. B stays below 1, A reaches it.
        let mut long = [0u32; 25];
        long[12] = 1_000_000;
        let burst = burst(&long).expect("25 intervals");
        assert!((burst.a - 1.0).abs() < 1e-12, "{}", burst.a);
        assert!((burst.b - (24f64.sqrt() - 1.0) / (24f64.sqrt() + 1.0)).abs() < 1e-12);
        assert_eq!(super::burst(&[5]), None);
    }

    #[test]
    fn a_poisson_process_has_a_of_0_whatever_its_length_and_b_below() {
        for n in [10, 40, 300] {
            let (mut a, mut b, mut m) = (Spreading::default(), Spreading::default(), Spreading::default());
            for world in 0..3000 {
                let mut rng = Rng::split(world, Purpose::Statistics, n);
                let draw = |_| (-1e6 * f64::ln(rng.uniform_positive())) as u32;
                let intervals: Vec<u32> = (0..n).map(draw).collect();
                let burst = burst(&intervals).expect("many");
                a.add(burst.a);
                b.add(burst.b);
                m.add(burst.m.expect("not constant"));
            }
            let (a, b, m) = (a.spread().expect("many"), b.spread().expect("many"), m.spread().expect("many"));
            // A's zero is that of the mean of r²; √ bends it by O(1/n).
            assert!(a.mean.abs() < 0.5 / n as f64 + 5.0 * a.se, "{n}: {a:?}");
            assert!(b.mean < a.mean && b.mean > -1.5 / n as f64 - 5.0 * b.se, "{n}: {b:?}");
            assert!(m.mean.abs() < 1.5 / n as f64 + 5.0 * m.se, "{n}: {m:?}");
        }
    }

    #[test]
    fn influences_sum_to_0_and_say_what_an_interval_more_or_less_changes() {
        let mut intervals: Vec<u32> = (0..4000).map(|i| 1 + i * i % 97).collect();
        let of = |influence: &Influence, x: u32| influence.of(1.0, f64::from(x), f64::from(x) * f64::from(x));
        let (mean, sd) = moments(&intervals);
        let all = burst(&intervals).expect("many");
        let (on_a, on_b) = (Influence::on_a(&intervals).expect("not equal"), Influence::on_b(4000.0, mean, sd));
        for influence in [&on_a, &on_b] {
            let sum: f64 = intervals.iter().map(|&x| of(influence, x)).sum();
            assert!(sum.abs() < 1e-12, "{sum}");
        }
        let last = intervals.pop().expect("many");
        let less = burst(&intervals).expect("many");
        assert!(((all.b - less.b) / of(&on_b, last) - 1.0).abs() < 0.01);
        // A knows of n besides.
        assert!(((all.a - less.a) / of(&on_a, last) - 1.0).abs() < 0.05);
        assert!(Influence::on_a(&[7; 20]).is_none());
    }

    #[test]
    fn memory_is_the_correlation_of_neighbours() {
        let alternating: Vec<u32> = (0..40).map(|i| if i % 2 == 0 { 1 } else { 9 }).collect();
        assert!((burst(&alternating).expect("many").m.expect("varies") + 1.0).abs() < 1e-12);
        let halves: Vec<u32> = (0..400).map(|i| if i < 200 { 1 } else { 9 }).collect();
        assert!(burst(&halves).expect("many").m.expect("varies") > 0.98);
    }
}
