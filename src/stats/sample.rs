//! A `Sample`: the numbers that a tail can be fitted to, checked once, so that no estimator has to.
use crate::error::Error;

/// Fewer positive values than this are no tail: the estimator's bias alone, of order 1/n, would exceed a tenth.
pub const MIN_VALUES: usize = 10;

/// At least [`MIN_VALUES`] positive finite numbers, ascending, not all equal; exact zeros are counted apart, because a
/// power law has no place for them.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    values: Vec<f64>,
    zeros: u64,
    end: Option<f64>,
}

impl Sample {
    /// Sorts and checks `values`. Refuses NaN, infinite and negative numbers, too few positive ones, and all equal ones
    /// ([`Error::Data`]).
    pub fn new(values: impl IntoIterator<Item = f64>) -> Result<Self, Error> {
        // A Vec is taken over as it stands: nothing is copied.
        let mut positive: Vec<f64> = values.into_iter().collect();
        let given = positive.len();
        if let Some(index) = positive.iter().position(|&x| !(x >= 0.0 && x.is_finite())) {
            return Err(Error::Data(refusal(index + 1, positive[index])));
        }
        positive.retain(|&x| x > 0.0);
        let zeros = (given - positive.len()) as u64;
        positive.sort_unstable_by(f64::total_cmp);
        if positive.len() < MIN_VALUES {
            let apart = match zeros {
                0 => String::new(),
                _ => format!(" ({zeros} exact zeros are counted apart)"),
            };
            return Err(Error::Data(format!(
                "Too little data: {} positive values{apart}. A tail needs at least {MIN_VALUES}, and 50 or more to say much.",
                positive.len()
            )));
        }
        if positive[0] == positive[positive.len() - 1] {
            return Err(Error::Data(format!(
                "All {} positive values are equal ({}). A tail needs values that differ.",
                positive.len(),
                positive[0]
            )));
        }
        Ok(Sample { values: positive, zeros, end: None })
    }

    /// Without what lies above `x_max`: laws fitted to the rest end there. Refuses an x_max that leaves too little
    /// ([`Error::Data`]).
    pub fn cut(&self, x_max: f64) -> Result<Self, Error> {
        let kept = &self.values[..self.values.partition_point(|&x| x <= x_max)];
        if kept.len() < MIN_VALUES || kept[0] == kept[kept.len() - 1] {
            return Err(Error::Data(format!(
                "x_max = {x_max} leaves {} positive values. A tail needs at least {MIN_VALUES} that differ.",
                kept.len()
            )));
        }
        Ok(Sample { values: kept.to_vec(), zeros: self.zeros, end: Some(x_max) })
    }

    /// The x_max at which it was cut.
    pub fn end(&self) -> Option<f64> {
        self.end
    }

    /// The positive values, ascending.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// How many exact zeros came with them.
    pub fn zeros(&self) -> u64 {
        self.zeros
    }

    /// The largest value.
    pub fn max(&self) -> f64 {
        self.values[self.values.len() - 1]
    }
}

fn refusal(position: usize, x: f64) -> String {
    if x.is_nan() {
        format!("Value {position} is not a number (NaN). Leave such values out and try again.")
    } else if x.is_infinite() {
        format!("Value {position} is infinite. Leave such values out and try again.")
    } else {
        format!(
            "Value {position} is negative ({x}). A tail is one of magnitudes: give absolute values, or leave it out."
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(values: &[f64]) -> String {
        Sample::new(values.iter().copied()).expect_err("should be refused").to_string()
    }

    #[test]
    fn sorts_and_counts_zeros_apart() {
        let given: Vec<f64> = (0..20).map(|i| f64::from((i * 7) % 20)).collect();
        let sample = Sample::new(given.into_iter().chain([-0.0])).expect("19 positive values");
        assert_eq!(sample.values(), (1..20).map(f64::from).collect::<Vec<_>>());
        assert_eq!((sample.zeros(), sample.max()), (2, 19.0));
    }

    #[test]
    fn a_cut_keeps_what_lies_below_and_refuses_to_leave_too_little() {
        let sample = Sample::new((0..30).map(f64::from)).expect("29 positive values");
        let cut = sample.cut(12.0).expect("12 values");
        assert_eq!((cut.max(), cut.values().len(), cut.zeros(), cut.end()), (12.0, 12, 1, Some(12.0)));
        let sentence = "x_max = 5.5 leaves 5 positive values. A tail needs at least 10 that differ.";
        assert_eq!(sample.cut(5.5).expect_err("refused").to_string(), sentence);
        assert!(sample.cut(f64::NAN).is_err());
    }

    #[test]
    fn bad_input_gets_a_sentence_that_says_what_and_where() {
        let seven: Vec<f64> = (1..8).map(f64::from).collect();
        assert_eq!(
            refused(&seven),
            "Too little data: 7 positive values. A tail needs at least 10, and 50 or more to say much."
        );
        assert_eq!(
            refused(&[0.0; 30]),
            "Too little data: 0 positive values (30 exact zeros are counted apart). A tail needs at least 10, and 50 or more to say much."
        );
        assert_eq!(refused(&[0.25; 30]), "All 30 positive values are equal (0.25). A tail needs values that differ.");
        let with = |x: f64| refused(&[1.0, 2.0, x, 4.0]);
        assert_eq!(
            with(-0.5),
            "Value 3 is negative (-0.5). A tail is one of magnitudes: give absolute values, or leave it out."
        );
        assert_eq!(with(f64::NAN), "Value 3 is not a number (NaN). Leave such values out and try again.");
        for infinite in [f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(with(infinite), "Value 3 is infinite. Leave such values out and try again.");
        }
    }
}
