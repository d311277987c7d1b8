//! Numbers as a person reads them, from integers and powers of ten, so that no rounding can show: 10⁻⁵, never 9.999e-6.
use crate::words::{grouped, superscript};

/// n × 10^exponent with `decimals` places and the thousands grouped: 12,500 · 0.50 · −3.
pub fn plain(n: i64, exponent: i32, decimals: usize) -> String {
    let mut digits = n.unsigned_abs().to_string();
    if n != 0 {
        digits.extend(std::iter::repeat_n('0', exponent.max(0) as usize));
    }
    let places = (-exponent).max(0) as usize;
    if digits.len() <= places {
        digits.insert_str(0, &"0".repeat(places + 1 - digits.len()));
    }
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let mut out = format!("{}{}", if n < 0 { "−" } else { "" }, grouped(whole));
    if decimals > 0 {
        out.push('.');
        out.extend(fraction.chars().chain(std::iter::repeat('0')).take(decimals));
    }
    out
}

/// n × 10^exponent in scientific form without needless digits: 10⁻⁵ · 2.5×10⁷ · 0.
pub fn scientific(n: i64, exponent: i32) -> String {
    if n == 0 {
        return "0".into();
    }
    let digits = n.unsigned_abs().to_string();
    let power = exponent + digits.len() as i32 - 1;
    let (first, rest) = digits.split_at(1);
    let rest = rest.trim_end_matches('0');
    let sign = if n < 0 { "−" } else { "" };
    let mantissa = match (first, rest) {
        ("1", "") => String::new(),
        (_, "") => format!("{first}×"),
        _ => format!("{first}.{rest}×"),
    };
    format!("{sign}{mantissa}10{}", superscript(power))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_numbers() {
        let cases = [
            (0, 2, 0, "0"),
            (0, -1, 1, "0.0"),
            (125, 2, 0, "12,500"),
            (-3, 0, 0, "−3"),
            (5, -1, 1, "0.5"),
            (-15, -1, 2, "−1.50"),
            (1234567, -3, 3, "1,234.567"),
            (2, -4, 4, "0.0002"),
        ];
        for (n, exponent, decimals, expected) in cases {
            assert_eq!(plain(n, exponent, decimals), expected);
        }
    }

    #[test]
    fn scientific_numbers() {
        let cases =
            [(1, -5, "10⁻⁵"), (10, -5, "10⁻⁴"), (25, 6, "2.5×10⁷"), (-2, 300, "−2×10³⁰⁰"), (0, 3, "0"), (1, 0, "10⁰")];
        for (n, exponent, expected) in cases {
            assert_eq!(scientific(n, exponent), expected);
        }
    }
}
