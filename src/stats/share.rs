//! A share of independent trials with its interval.
use super::special::normal_quantile;
use serde::Serialize;

/// How many of how many, and the 95 % interval of the probability behind it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Share {
    /// Those that did.
    pub count: u64,
    /// All.
    pub of: u64,
    /// count/of.
    pub share: f64,
    /// The interval's lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

impl Share {
    /// The score interval (Wilson 1927), which holds also near 0 and 1, and for few trials (Brown, Cai, DasGupta 2001). `None`
    /// without any trial.
    pub fn new(count: u64, of: u64) -> Option<Self> {
        if of == 0 {
            return None;
        }
        let (n, share) = (of as f64, count as f64 / of as f64);
        let z = normal_quantile(0.975);
        let z2 = z * z;
        let centre = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
        let half = (z2 * (share * (1.0 - share) / n + z2 / (4.0 * n * n))).sqrt() / (1.0 + z2 / n);
        // At the ends rounding must not leave a rest.
        let low = if count == 0 { 0.0 } else { centre - half };
        let high = if count == of { 1.0 } else { centre + half };
        Some(Share { count, of, share, low, high })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Rng};
    use crate::stats::bootstrap::binomial::binomial;

    /// Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    #[test]
    fn intervals_are_those_of_the_literature() {
        for (count, of, low, high) in
            [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
        {
            let share = Share::new(count, of).expect("trials");
            assert!((share.low - low).abs() < 5e-5 && (share.high - high).abs() < 5e-5, "{share:?}");
        }
        assert_eq!(Share::new(0, 0), None);
        assert_eq!(Share::new(7, 7).map(|share| share.high), Some(1.0));
    }

    #[test]
    fn intervals_hold_the_truth_about_as_often_as_they_say() {
        let mut rng = Rng::new(4, Purpose::Statistics);
        for p in [0.02, 0.3, 0.95] {
            let holds = |_| {
                let share = Share::new(binomial(200, p, &mut rng), 200).expect("trials");
                f64::from(u8::from(share.low <= p && p <= share.high))
            };
            let covered = (0..4000).map(holds).sum::<f64>() / 4000.0;
            assert!((0.93..0.98).contains(&covered), "{p}: {covered}");
        }
    }
}
