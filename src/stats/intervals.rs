//! Intervals between events, counted by length: however many there are, one number for each length that occurs.

/// Counts of intervals by length in steps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Intervals {
    /// counts[x]: intervals of x steps; 0 for x = 0.
    counts: Vec<u64>,
}

/// The straight line's bins.
const LINEAR_BINS: usize = 50;

impl Intervals {
    /// Takes in one interval of at least one step.
    pub fn add(&mut self, length: u32) {
        let length = length as usize;
        if length >= self.counts.len() {
            self.counts.resize(length + 1, 0);
        }
        self.counts[length] += 1;
    }

    /// Length and count of each length that occurs, ascending.
    pub fn lengths(&self) -> Vec<(u64, u64)> {
        (0..).zip(&self.counts).filter(|&(_, &count)| count > 0).map(|(length, &count)| (length, count)).collect()
    }

    /// How many.
    pub fn n(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Length x and P(interval ≥ x), for each length that occurs.
    pub fn ccdf(&self) -> Vec<[f64; 2]> {
        let total = self.n();
        let mut above = total;
        let share = |(length, count)| {
            let share = above as f64 / total as f64;
            above -= count;
            [length as f64, share]
        };
        self.lengths().into_iter().map(share).collect()
    }

    /// The slope of a straight line, by least squares, through the logarithms of a histogram of 50 equal bins from 1 to the
    /// longest interval: what the paper fits. It is no estimate of an exponent: it weighs a bin of one value like one of a
    /// million, and gives about −2.5 even for a coin that is thrown at every step. For comparison only. `None` where
    /// fewer than three bins are filled.
    pub fn least_squares_slope(&self) -> Option<f64> {
        let longest = self.counts.len().saturating_sub(1);
        let width = (longest as f64 / LINEAR_BINS as f64).max(1.0);
        let mut bins = [0u64; LINEAR_BINS];
        for (length, count) in self.lengths() {
            let bin = ((length - 1) as f64 / width) as usize;
            bins[bin.min(LINEAR_BINS - 1)] += count;
        }
        let filled = bins.iter().enumerate().filter(|&(_, &count)| count > 0);
        let point =
            |(bin, &count): (usize, &u64)| (libm::log(1.0 + (bin as f64 + 0.5) * width), libm::log(count as f64), 1.0);
        super::trend::slope(&filled.map(point).collect::<Vec<_>>()).map(|line| line.slope)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Rng};

    #[test]
    fn lengths_are_counted_and_shared_out() {
        let mut intervals = Intervals::default();
        [3, 1, 3, 10].into_iter().for_each(|length| intervals.add(length));
        assert_eq!(intervals.lengths(), [(1, 1), (3, 2), (10, 1)]);
        assert_eq!(intervals.ccdf(), [[1.0, 1.0], [3.0, 0.75], [10.0, 0.25]]);
        assert_eq!((intervals.n(), intervals.least_squares_slope().is_some()), (4, true));
        assert_eq!(Intervals::default().ccdf(), Vec::<[f64; 2]>::new());
        assert_eq!(Intervals::default().least_squares_slope(), None);
    }

    /// The lesson: a coin has no power law, and a straight line through its logarithms is steep all the same.
    #[test]
    fn a_straight_line_gives_a_coin_an_exponent() {
        let mut rng = Rng::new(1, Purpose::Statistics);
        let mut intervals = Intervals::default();
        for _ in 0..100_000 {
            intervals.add(1 + (f64::ln(rng.uniform_positive()) / f64::ln_1p(-0.01)) as u32);
        }
        let slope = intervals.least_squares_slope().expect("many bins");
        assert!((-4.0..-2.0).contains(&slope), "{slope}");
    }
}
