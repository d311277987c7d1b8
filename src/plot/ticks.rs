//! Where an axis has ticks, and what stands beside them.
use super::number::{plain, scientific};
use crate::figure::Scale;

/// A mark on an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// The value.
    pub at: f64,
    /// What stands beside it; `None`: a minor tick.
    pub label: Option<String>,
}

/// The ticks of an axis from `min` to `max` with about `most` labels (at least 2).
pub fn ticks(scale: Scale, min: f64, max: f64, most: usize) -> Vec<Tick> {
    match scale {
        Scale::Linear => linear(min, max, most),
        Scale::Log => log(min, max, most),
    }
}

/// Multiples of a step of 1, 2 or 5 × 10ᵉ, the smallest that gives no more than asked for, but at least two of them.
fn linear(min: f64, max: f64, most: usize) -> Vec<Tick> {
    // A millionth of a step beyond the ends counts, since the quotients are rounded.
    let indices = |step: f64| (libm::ceil(min / step - 1e-6) as i64, libm::floor(max / step + 1e-6) as i64);
    let finest = libm::floor(libm::log10((max - min) / most as f64)) as i32 - 1;
    let steps = (finest..).flat_map(|exponent| [1, 2, 5].map(|multiple| (multiple, exponent)));
    let (mut multiple, mut exponent) = (1, finest);
    for (m, e) in steps {
        let (first, last) = indices(m as f64 * pow10(e));
        if last <= first {
            break;
        }
        (multiple, exponent) = (m, e);
        if last - first <= most as i64 {
            break;
        }
    }
    let step = multiple as f64 * pow10(exponent);
    let (first, last) = indices(step);
    let largest = first.unsigned_abs().max(last.unsigned_abs()) as f64 * step;
    let written_out = exponent >= -5 && largest < 1e9;
    (first..=last)
        .map(|i| {
            let n = i * multiple;
            let label =
                if written_out { plain(n, exponent, (-exponent).max(0) as usize) } else { scientific(n, exponent) };
            Tick { at: i as f64 * step, label: Some(label) }
        })
        .collect()
}

/// Powers of ten; where there is room also 2 and 5 times these; where there is none, every second, third, … power.
fn log(min: f64, max: f64, most: usize) -> Vec<Tick> {
    let (low, high) = (libm::log10(min), libm::log10(max));
    let (floor, ceil) = (libm::floor(low) as i32, libm::ceil(high) as i32);
    let inside = |value: f64| value >= min * (1.0 - 1e-9) && value <= max * (1.0 + 1e-9);
    let count = |multiples: &[i64]| -> usize {
        (floor..=ceil).map(|e| multiples.iter().filter(|&&m| inside(m as f64 * pow10(e))).count()).sum()
    };
    // Beyond a few decades, multiples would be more labels than fit, and counting them would take long.
    let narrow = high - low <= 4.0;
    let labelled: &[i64] = if narrow && count(&[1, 2, 5]) <= most { &[1, 2, 5] } else { &[1] };
    if narrow && count(labelled) < 2 {
        return linear(min, max, most);
    }
    let powers = (floor..=ceil).filter(|&e| inside(pow10(e))).count().max(1);
    let stride =
        [1, 2, 3, 5, 10, 20, 30, 50, 100, 200].into_iter().find(|s| (powers - 1) / s <= most).unwrap_or(300) as i32;
    let written_out = floor >= -3 && ceil <= 4;
    let mut ticks = Vec::new();
    for exponent in floor..=ceil {
        for multiple in 1..=9 {
            let at = multiple as f64 * pow10(exponent);
            let major = labelled.contains(&multiple) && exponent % stride == 0;
            // Minor ticks are the multiples, or the powers where not every power has a label, or, too many, none.
            if !inside(at) || !(major || (multiple == 1 && powers <= 40) || (stride == 1 && powers <= 12)) {
                continue;
            }
            let label = major.then(|| match written_out {
                true => plain(multiple, exponent, (-exponent).max(0) as usize),
                false => scientific(multiple, exponent),
            });
            ticks.push(Tick { at, label });
        }
    }
    ticks
}

fn pow10(exponent: i32) -> f64 {
    libm::pow(10.0, f64::from(exponent))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(scale: Scale, min: f64, max: f64, most: usize) -> Vec<String> {
        ticks(scale, min, max, most).into_iter().filter_map(|tick| tick.label).collect()
    }

    #[test]
    fn linear_labels_are_round() {
        let labels = |min, max, most| labels(Scale::Linear, min, max, most);
        assert_eq!(labels(0.0, 1000.0, 5), ["0", "200", "400", "600", "800", "1,000"]);
        assert_eq!(labels(-1.0, 1.0, 4), ["−1.0", "−0.5", "0.0", "0.5", "1.0"]);
        assert_eq!(labels(0.31, 0.36, 5), ["0.31", "0.32", "0.33", "0.34", "0.35", "0.36"]);
        assert_eq!(labels(0.0, 3e-7, 3), ["0", "10⁻⁷", "2×10⁻⁷", "3×10⁻⁷"]);
        assert_eq!(labels(0.0, 2e12, 2), ["0", "10¹²", "2×10¹²"]);
    }

    #[test]
    fn log_labels_are_powers_with_2_and_5_where_there_is_room() {
        let labels = |min, max, most| labels(Scale::Log, min, max, most);
        assert_eq!(labels(1e-8, 1e-1, 10)[..2], ["10⁻⁸", "10⁻⁷"]);
        assert_eq!(labels(0.02, 4.0, 8), ["0.02", "0.05", "0.1", "0.2", "0.5", "1", "2"]);
        assert_eq!(labels(0.02, 4.0, 4), ["0.1", "1"]);
        assert_eq!(labels(1e-6, 3e-5, 8), ["10⁻⁶", "2×10⁻⁶", "5×10⁻⁶", "10⁻⁵", "2×10⁻⁵"]);
        assert_eq!(labels(1e-300, 1e300, 6), ["10⁻³⁰⁰", "10⁻²⁰⁰", "10⁻¹⁰⁰", "10⁰", "10¹⁰⁰", "10²⁰⁰", "10³⁰⁰"][..]);
    }

    #[test]
    fn a_narrow_log_axis_still_has_labels() {
        let labels = labels(Scale::Log, 0.33, 0.36, 5);
        assert_eq!(labels, ["0.33", "0.34", "0.35", "0.36"]);
    }

    #[test]
    fn minor_ticks_lie_between_the_powers() {
        let minor = ticks(Scale::Log, 1.0, 1e5, 6).iter().filter(|t| t.label.is_none()).count();
        assert_eq!(minor, 5 * 8);
    }

    /// Whatever the range, labels are at least 2, at most some more than asked for, all different, inside, ascending.
    #[test]
    fn any_range_has_a_sensible_number_of_ticks() {
        for scale in [Scale::Linear, Scale::Log] {
            for lower in -300..=288 {
                for span in [1.0001, 1.01, 1.5, 3.0, 11.0, 300.0, 1e5, 1e12] {
                    let min = pow10(lower);
                    let max = min * span;
                    for most in [2, 4, 10] {
                        let all = ticks(scale, min, max, most);
                        let mut labels: Vec<_> = all.iter().filter_map(|t| t.label.clone()).collect();
                        let (n, case) = (labels.len(), format!("{scale:?} {min} {max} {most}: {labels:?}"));
                        assert!((2..=2 * most + 2).contains(&n), "{case}");
                        labels.dedup();
                        assert_eq!(labels.len(), n, "{case}");
                        assert!(all.windows(2).all(|pair| pair[0].at < pair[1].at), "{case}");
                        let slack = (max - min) * 1e-5;
                        assert!(all.iter().all(|t| t.at >= min - slack && t.at <= max + slack), "{case}");
                    }
                }
            }
        }
    }
}
