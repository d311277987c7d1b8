//! Numbers as notes and sentences write them. The standard library could write the fractions too, but with code and tables
//! that each wasm module would carry: a tenth of the trainer's.

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

/// A value and its standard error, to the error's second digit but at most four decimals: "3.412 ± 0.031", "3.4123 ± < 0.0001".
pub fn plus_minus(value: f64, se: f64) -> String {
    if se > 0.0 && se < 0.5e-4 {
        return format!("{} ± < 0.0001", fixed(value, 4));
    }
    let decimals = (1..4).find(|&d| se >= libm::pow(10.0, 1.0 - f64::from(d))).unwrap_or(4) as usize;
    format!("{} ± {}", fixed(value, decimals), fixed(se, decimals))
}

/// A probability to two decimals, and never as 0: "p = 0.03", "p < 0.01".
pub fn p_value(p: f64) -> String {
    if p < 0.01 {
        "p < 0.01".into()
    } else {
        format!("p = {}", fixed(p, 2))
    }
}

/// A number with so many decimals: "0.332", "−1.50". What is not finite, or has no such decimals in f64, is as [`number`] gives it.
pub fn fixed(x: f64, decimals: usize) -> String {
    let scaled = x.abs() * libm::pow(10.0, decimals as f64);
    // Not beyond 2⁵³, from where on f64 knows no odd numbers.
    if scaled.is_nan() || scaled >= 9e15 {
        return number(x);
    }
    let mut digits = (libm::round(scaled) as u64).to_string();
    if digits.len() <= decimals {
        digits.insert_str(0, &"0".repeat(decimals + 1 - digits.len()));
    }
    if decimals > 0 {
        digits.insert(digits.len() - decimals, '.');
    }
    if x < 0.0 {
        digits.insert(0, '−');
    }
    digits
}

/// A number as it was most likely typed: with the fewest decimals that give it back, or else as [`scientific`] does.
pub fn number(x: f64) -> String {
    let given_back = |decimals: &usize| {
        let power = libm::pow(10.0, *decimals as f64);
        x.abs() * power < 9e15 && libm::round(x * power) / power == x
    };
    match (0..=9).find(given_back) {
        Some(decimals) => fixed(x, decimals),
        None => scientific(x),
    }
}

/// Three significant digits with a power of ten: "1.23×10⁻⁴". What is not finite has no power: "inf".
pub fn scientific(x: f64) -> String {
    if x.is_nan() || x.is_infinite() {
        return if x.is_nan() {
            "NaN"
        } else if x > 0.0 {
            "inf"
        } else {
            "−inf"
        }
        .into();
    }
    let mut power = if x == 0.0 { 0 } else { libm::floor(libm::log10(x.abs())) as i32 };
    // In two steps: 10^308 is the largest power that f64 holds, and the smallest number is near 10^-324.
    let half = power / 2;
    let mut mantissa = x / libm::pow(10.0, f64::from(half)) / libm::pow(10.0, f64::from(power - half));
    if mantissa.abs() >= 9.995 {
        (mantissa, power) = (mantissa / 10.0, power + 1);
    }
    format!("{}×10{}", fixed(mantissa, 2), superscript(power))
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
        assert_eq!(plus_minus(3.41234, 0.000_012), "3.4123 ± < 0.0001");
    }

    #[test]
    fn a_probability_is_never_said_to_be_none() {
        assert_eq!(
            [0.0, 0.0099, 0.01, 0.034, 1.0].map(p_value),
            ["p < 0.01", "p < 0.01", "p = 0.01", "p = 0.03", "p = 1.00"]
        );
    }

    #[test]
    fn decimals_are_those_that_the_standard_library_writes() {
        let mut rng = crate::rng::Rng::new(5, crate::rng::Purpose::Statistics);
        for _ in 0..10_000 {
            let (x, decimals) = (100.0 * rng.normal(), rng.below(7) as usize);
            assert_eq!(fixed(x, decimals), format!("{x:.decimals$}").replace('-', "−"));
            let mantissa = format!("{:.2e}", 1e-3 * x).replace('-', "−");
            assert_eq!(scientific(1e-3 * x).split('×').next(), mantissa.split('e').next());
        }
    }

    #[test]
    fn numbers_are_written_as_they_were_typed() {
        let typed = ["0", "0.1", "1000", "-0.05", "0.333", "123456.789", "0.000000001"];
        assert_eq!(typed.map(|text| number(text.parse().expect("a number"))), typed.map(|text| text.replace('-', "−")));
        assert_eq!([1e300, 1.23456e-12, f64::NAN].map(number), ["1.00×10³⁰⁰", "1.23×10⁻¹²", "NaN"]);
        assert_eq!(fixed(f64::NAN, 2), "NaN");
        assert_eq!(fixed(1e17, 2), "1.00×10¹⁷");
    }

    #[test]
    fn powers_of_ten_are_raised() {
        assert_eq!(scientific(0.000_123_4), "1.23×10⁻⁴");
        assert_eq!(scientific(9.999e21), "1.00×10²²");
        assert_eq!([1e-310, 1e308, -2.5, 0.0].map(scientific), ["1.00×10⁻³¹⁰", "1.00×10³⁰⁸", "−2.50×10⁰", "0.00×10⁰"]);
        assert_eq!([f64::INFINITY, f64::NEG_INFINITY, f64::NAN].map(scientific), ["inf", "−inf", "NaN"]);
        assert_eq!(superscript(-9_876_543_210_i64), "⁻⁹⁸⁷⁶⁵⁴³²¹⁰");
    }
}
