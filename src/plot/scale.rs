//! From values to fractions of an axis.
use crate::figure::{Axis, Scale};
use serde::Serialize;

/// Beyond this a value is not shown, nor on a log axis below its inverse: keeps every difference and step finite.
const LARGEST: f64 = 1e300;

/// What an axis shows, from end to end.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Extent {
    /// Linear or logarithmic.
    pub scale: Scale,
    /// The value at the lower end.
    pub min: f64,
    /// The value at the upper end.
    pub max: f64,
}

impl Extent {
    /// The extent of `axis`: its range where it has a valid one, else that of `values`, with the fraction `pad` of
    /// itself added at both ends. `None` when there is no value to show.
    pub fn of(axis: &Axis, values: impl Iterator<Item = f64>, pad: f64) -> Option<Self> {
        let scale = axis.scale;
        if let Some([min, max]) = axis.range.filter(|range| range.iter().all(|&v| shown(scale, v))) {
            if min < max && max - min > 1.0 / LARGEST {
                return Some(Extent { scale, min, max });
            }
        }
        let (min, max) = values
            .filter(|&v| shown(scale, v))
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(min, max), v| (min.min(v), max.max(v)));
        (min <= max).then(|| match scale {
            Scale::Linear => {
                let size = min.abs().max(max.abs());
                let nearly_equal = max - min <= (1e-9 * size).max(1.0 / LARGEST);
                let room = match nearly_equal {
                    true if size <= 1.0 / LARGEST => 1.0,
                    true => 0.1 * size,
                    false => pad * (max - min),
                };
                // An axis that begins near zero begins at zero.
                let from_zero = !nearly_equal && min >= 0.0 && min < 0.3 * (max - min);
                Extent { scale, min: if from_zero { 0.0 } else { min - room }, max: max + room }
            }
            Scale::Log => {
                let decades = libm::log10(max) - libm::log10(min);
                let room = if decades <= 1e-9 { 2.0 } else { libm::pow(10.0, pad * decades) };
                Extent { scale, min: (min / room).max(1.0 / LARGEST), max: (max * room).min(LARGEST) }
            }
        })
    }

    /// Where `value` lies, 0 at the lower end and 1 at the upper; `None` if the axis cannot show it wherever it ends.
    pub fn fraction(&self, value: f64) -> Option<f64> {
        let fraction = |v: f64, min: f64, max: f64| (v - min) / (max - min);
        shown(self.scale, value).then(|| match self.scale {
            Scale::Linear => fraction(value, self.min, self.max),
            Scale::Log => fraction(libm::log10(value), libm::log10(self.min), libm::log10(self.max)),
        })
    }
}

/// Whether an axis of this scale has a place for `value`.
fn shown(scale: Scale, value: f64) -> bool {
    match scale {
        Scale::Linear => value.abs() <= LARGEST,
        Scale::Log => (1.0 / LARGEST..=LARGEST).contains(&value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(scale: Scale, range: Option<[f64; 2]>) -> Axis {
        Axis { label: String::new(), scale, range }
    }

    #[test]
    fn a_range_from_the_data_is_padded_and_skips_what_cannot_be_shown() {
        let values = [f64::NAN, 10.0, -1.0, 0.0, f64::INFINITY, 1000.0];
        let log = Extent::of(&axis(Scale::Log, None), values.into_iter(), 0.05).unwrap();
        assert!((log.min - 10.0 / 10f64.powf(0.1)).abs() < 1e-9 && (log.max - 1000.0 * 10f64.powf(0.1)).abs() < 1e-9);
        let linear = Extent::of(&axis(Scale::Linear, None), values.into_iter(), 0.05).unwrap();
        assert!((linear.min + 51.05).abs() < 1e-9 && (linear.max - 1050.05).abs() < 1e-9);
        assert_eq!(Extent::of(&axis(Scale::Log, None), [0.0, -2.0, f64::NAN].into_iter(), 0.05), None);
    }

    #[test]
    fn near_zero_begins_at_zero_and_equal_values_get_room() {
        let of = |scale, values: &[f64]| Extent::of(&axis(scale, None), values.iter().copied(), 0.05).unwrap();
        assert_eq!(of(Scale::Linear, &[1.0, 1000.0]).min, 0.0);
        for value in [0.0, 3.5, -2e9, 1e300, 5e-324] {
            let e = of(Scale::Linear, &[value, value]);
            assert!(e.min < value && value < e.max, "{e:?}");
        }
        let e = of(Scale::Log, &[1e-7]);
        assert!(e.min < 1e-7 && 1e-7 < e.max);
    }

    #[test]
    fn a_range_that_is_none_is_not_used() {
        for range in [[1.0, 1.0], [2.0, 1.0], [f64::NAN, 1.0], [0.0, 1.0], [-1.0, f64::INFINITY]] {
            let e = Extent::of(&axis(Scale::Log, Some(range)), [1.0, 10.0].into_iter(), 0.0).unwrap();
            assert_eq!((e.min, e.max), (1.0, 10.0));
        }
    }

    #[test]
    fn fractions_are_finite_over_the_widest_ranges() {
        for (scale, min, max) in [(Scale::Linear, -1e300, 1e300), (Scale::Log, 1e-300, 1e300)] {
            let e = Extent { scale, min, max };
            for value in [-1e300, 0.0, 5e-324, 1e-300, 1.0, 1e300, f64::MAX, f64::NAN] {
                assert!(e.fraction(value).is_none_or(f64::is_finite));
            }
        }
        let e = Extent { scale: Scale::Log, min: 1e-4, max: 1.0 };
        assert!((e.fraction(1e-2).unwrap() - 0.5).abs() < 1e-12);
        assert_eq!(e.fraction(0.0), None);
    }
}
