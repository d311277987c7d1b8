//! Text: where it comes from, its symbols, what is known about it, and the windows that the model is shown.
//!
//! A character is a Unicode scalar value; nothing is normalised, so that "\r\n" is two characters. A window of context
//! T is T characters and, as targets, the T that follow each of them: T + 1 characters of the text.
pub mod corpus;
pub mod facts;
pub mod markov;
pub mod vocabulary;
pub mod windows;

pub use corpus::Corpus;
pub use facts::Facts;
pub use vocabulary::Vocabulary;
pub use windows::Windows;

/// A count as a person reads it: 3500 → "3,500".
fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn counts_are_grouped_by_three() {
        let cases = [(0, "0"), (999, "999"), (1000, "1,000"), (20_000_000, "20,000,000")];
        for (count, expected) in cases {
            assert_eq!(super::grouped(count), expected);
        }
    }
}
