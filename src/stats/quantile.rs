//! The exact quantile of coded magnitudes, by counting: the threshold above which a stated share of them lies.
use serde::Serialize;

/// Codes are u16, in the magnitudes' order.
pub const CODES: usize = 1 << 16;

/// Values with a code of at least `code` are events.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Threshold {
    /// The smallest code that counts as an event; 0 never does, since it is the code of exact zeros. [`CODES`] where no
    /// code leaves few enough.
    #[serde(skip)]
    pub code: u32,
    /// The share of values that was asked for.
    pub asked: f64,
    /// The share that are events: at most `asked`, and less by no more than the share of values in the next code below.
    pub realised: f64,
}

/// The smallest threshold with at most `share` of all counted values above or on it; `counts[c]` values have the code c.
pub fn threshold(counts: &[u64], share: f64) -> Threshold {
    let total: u64 = counts.iter().sum();
    let allowed = share * total as f64;
    let (mut above, mut code) = (0u64, CODES as u32);
    for (c, &count) in counts.iter().enumerate().skip(1).rev() {
        if (above + count) as f64 > allowed {
            break;
        }
        above += count;
        code = c as u32;
    }
    Threshold { code, asked: share, realised: above as f64 / total.max(1) as f64 }
}

/// The same for one row of codes, without counting: the threshold's code. `scratch` is overwritten.
pub fn row_threshold(row: &[u16], share: f64, scratch: &mut Vec<u16>) -> u32 {
    let allowed = (share * row.len() as f64) as usize;
    let Some(place) = row.len().checked_sub(allowed + 1) else { return 1 };
    scratch.clear();
    scratch.extend_from_slice(row);
    let (_, &mut first_left_out, _) = scratch.select_nth_unstable(place);
    u32::from(first_left_out) + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Rng};

    fn counts(row: &[u16]) -> Vec<u64> {
        let mut counts = vec![0; CODES];
        row.iter().for_each(|&code| counts[usize::from(code)] += 1);
        counts
    }

    #[test]
    fn as_many_as_allowed_are_events_and_not_one_more() {
        let mut rng = Rng::new(1, Purpose::Statistics);
        let mut scratch = Vec::new();
        for case in 0..400 {
            // From heavy ties to almost none, with zeros.
            let kinds = 1 + rng.below(1 << (1 + case % 16));
            let row: Vec<u16> = (0..1 + rng.below(300)).map(|_| rng.below(kinds) as u16).collect();
            let share = rng.uniform();
            let events = |code: u32| row.iter().filter(|&&c| u32::from(c) >= code).count() as f64;
            let found = threshold(&counts(&row), share);
            let allowed = share * row.len() as f64;
            assert_eq!(found.realised, events(found.code) / row.len() as f64);
            assert!(events(found.code) <= allowed && found.code >= 1);
            assert!(found.code == 1 || events(found.code - 1) > allowed, "{found:?}");
            let by_row = row_threshold(&row, share, &mut scratch);
            assert_eq!(events(by_row), events(found.code));
        }
    }

    #[test]
    fn zeros_are_never_events() {
        let row = [0u16; 50];
        let found = threshold(&counts(&row), 0.2);
        assert_eq!((found.code, found.realised), (1, 0.0));
        assert_eq!(row_threshold(&row, 0.2, &mut Vec::new()), 1);
        assert_eq!(threshold(&counts(&[3; 50]), 0.01).code, 4);
    }
}
