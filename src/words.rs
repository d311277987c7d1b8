//! Numbers as notes and sentences write them.

/// A whole number, not negative, its digits grouped by three: 1234567 → "1,234,567".
pub fn grouped(n: impl ToString) -> String {
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

/// Three significant digits with a power of ten: "1.23×10⁻⁴". What is not finite has no power: "inf".
pub fn scientific(x: f64) -> String {
    let text = format!("{x:.2e}");
    match text.split_once('e') {
        Some((digits, power)) => format!("{digits}×10{}", superscript(power)),
        None => text,
    }
}

/// A whole number, raised: −12 → "⁻¹²".
pub fn superscript(n: impl ToString) -> String {
    let raise = |c| match c {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        '9' => '⁹',
        _ => '⁰',
    };
    n.to_string().chars().map(raise).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_by_three() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn errors_say_how_many_digits_count() {
        assert_eq!(plus_minus(3.41234, 0.0312), "3.412 ± 0.031");
        assert_eq!(plus_minus(3.41234, 0.312), "3.41 ± 0.31");
        assert_eq!(plus_minus(3.41234, 2.12), "3.4 ± 2.1");
        assert_eq!(plus_minus(3.41234, 0.000_012), "3.4123 ± 0.0000");
    }

    #[test]
    fn powers_of_ten_are_raised() {
        assert_eq!(scientific(0.000_123_4), "1.23×10⁻⁴");
        assert_eq!(scientific(9.999e21), "1.00×10²²");
        assert_eq!(scientific(f64::INFINITY), "inf");
        assert_eq!(superscript(-9_876_543_210_i64), "⁻⁹⁸⁷⁶⁵⁴³²¹⁰");
    }
}
