//! Numbers as notes and sentences write them.

/// 1234567 → "1,234,567".
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A value and its standard error, to the error's second digit but at most four decimals: "3.412 ± 0.031".
pub fn plus_minus(value: f64, se: f64) -> String {
    let decimals = (1..4).find(|&d| se >= libm::pow(10.0, 1.0 - f64::from(d))).unwrap_or(4) as usize;
    format!("{value:.decimals$} ± {se:.decimals$}")
}

/// Three significant digits with a power of ten: "1.23e-4".
pub fn scientific(x: f64) -> String {
    format!("{x:.2e}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_for_people() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(plus_minus(3.41234, 0.0312), "3.412 ± 0.031");
        assert_eq!(plus_minus(3.41234, 0.312), "3.41 ± 0.31");
        assert_eq!(plus_minus(3.41234, 2.12), "3.4 ± 2.1");
        assert_eq!(plus_minus(3.41234, 0.000_012), "3.4123 ± 0.0000");
        assert_eq!(scientific(0.000_123_4), "1.23e-4");
    }
}
