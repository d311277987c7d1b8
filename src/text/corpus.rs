//! A text ready for training: a name, its symbols, its tokens. Built in, made from a known source, or given as bytes.
use super::{markov, Vocabulary};
use crate::error::Error;
use crate::rng::{Purpose, Rng};
use crate::words::grouped;
use std::sync::Arc;

/// The largest text, in bytes: 20 MB.
pub const MOST_BYTES: usize = 20_000_000;

/// The symbols that the synthetic source has unless told otherwise: as many as the reference model of the benchmarks.
pub const SYNTHETIC_SYMBOLS: usize = 65;

/// The characters of a synthetic text.
pub const SYNTHETIC_LENGTH: usize = 200_000;

/// The paper's sentence, without spaces.
const PANGRAM: &str = "thequickbrownfoxjumpsoverthelazydog";

/// A text.
#[derive(Debug, Clone, PartialEq)]
pub struct Corpus {
    /// What a person calls it.
    pub name: String,
    /// Its distinct characters.
    pub vocabulary: Vocabulary,
    /// Each character's place in the vocabulary.
    pub tokens: Arc<[u16]>,
    /// The source's entropy rate in nats per character, where it is known: no model's expected loss is lower.
    pub entropy_rate: Option<f64>,
}

impl Corpus {
    /// The paper's text: 35 letters 100 times over, 3,500 characters of 26 symbols.
    pub fn pangram() -> Self {
        let (vocabulary, tokens) =
            Vocabulary::of(&PANGRAM.repeat(100)).expect("26 symbols are between 2 and the most that are possible");
        Corpus { name: "pangram".into(), vocabulary, tokens: tokens.into(), entropy_rate: None }
    }

    /// [`SYNTHETIC_LENGTH`] characters of a first-order Markov chain over `symbols` letters, drawn anew by `seed`.
    ///
    /// # Errors
    /// `Error::Text` when `symbols` is not in 2..=[`markov::MOST_SYMBOLS`].
    pub fn synthetic(seed: u64, symbols: usize) -> Result<Self, Error> {
        let mut rng = Rng::new(seed, Purpose::Text);
        let chain = markov::Chain::draw(symbols, &mut rng)?;
        let (vocabulary, tokens) = Vocabulary::of(&chain.text(SYNTHETIC_LENGTH, &mut rng))?;
        Ok(Corpus {
            name: "synthetic".into(),
            vocabulary,
            tokens: tokens.into(),
            entropy_rate: Some(chain.entropy_rate()),
        })
    }

    /// The same characters in an order drawn by `seed`: no longer of any source whose entropy rate is known.
    pub fn shuffled(&self, seed: u64) -> Self {
        let mut tokens = self.tokens.to_vec();
        Rng::split(seed, Purpose::Text, 1).shuffle(&mut tokens);
        Corpus { name: format!("{}, shuffled", self.name), tokens: tokens.into(), entropy_rate: None, ..self.clone() }
    }

    /// The text in `bytes`, UTF-8 of any script; a byte order mark at its start is dropped.
    ///
    /// # Errors
    /// `Error::Text`, with what was wrong, when it is larger than [`MOST_BYTES`], not UTF-8, empty, or has too few or
    /// too many distinct characters. Whether it is long enough for a context is [`super::Windows::new`]'s to say.
    pub fn from_bytes(name: &str, bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() > MOST_BYTES {
            return Err(Error::Text(format!(
                "The text has {} bytes and at most {} (20 MB) are possible. Give a part of it; the text in use is kept.",
                grouped(bytes.len()),
                grouped(MOST_BYTES)
            )));
        }
        let text = std::str::from_utf8(bytes).map_err(|error| not_utf8(bytes, error.valid_up_to()))?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.is_empty() {
            return Err(Error::Text(
                "The text is empty. Give at least 2 different characters; the text in use is kept.".into(),
            ));
        }
        let (vocabulary, tokens) = Vocabulary::of(text)?;
        Ok(Corpus { name: name.into(), vocabulary, tokens: tokens.into(), entropy_rate: None })
    }
}

/// The sentence for bytes that stop being UTF-8 at `offset`.
fn not_utf8(bytes: &[u8], offset: usize) -> Error {
    let guess = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => " (it looks like UTF-16)",
        _ if bytes[..offset].contains(&0) => " (it looks like a binary file)",
        _ => "",
    };
    Error::Text(format!(
        "The text is not UTF-8: byte {} has the value 0x{:02x}, which cannot stand there{guess}. Save it as UTF-8 and try again; the text in use is kept.",
        grouped(offset),
        bytes[offset],
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(bytes: &[u8]) -> String {
        let error = Corpus::from_bytes("mine", bytes).unwrap_err();
        assert_eq!(error.key(), "text");
        let message = error.to_string();
        assert!(message.ends_with("the text in use is kept."), "{message}");
        message
    }

    #[test]
    fn the_pangram_is_the_papers() {
        let text = Corpus::pangram();
        assert_eq!((text.tokens.len(), text.vocabulary.len()), (3500, 26));
        assert_eq!(text.tokens[..35], text.tokens[3465..]);
    }

    #[test]
    fn every_refusal_names_what_was_wrong() {
        assert!(refusal(b"").contains("is empty"));
        assert!(refusal("\u{feff}".as_bytes()).contains("is empty"));
        assert!(refusal(b"aaaa").contains("one character, 'a'"));
        assert!(refusal(b"Caf\xe9 au lait").contains("byte 3 has the value 0xe9"));
        assert!(refusal(b"\xff\xfea\0b\0").contains("UTF-16"));
        assert!(refusal(b"\x7fELF\0\0\x80").contains("binary"));
        // A sequence that the end of the file cuts off.
        assert!(refusal("ab€".as_bytes().split_last().unwrap().1).contains("byte 2 has the value 0xe2"));
        assert!(refusal(&vec![b'a'; MOST_BYTES + 1]).contains("20,000,001 bytes"));
    }

    #[test]
    fn two_characters_any_script_a_mark_and_line_ends_are_taken() {
        assert_eq!(Corpus::from_bytes("two", b"ab").unwrap().tokens[..], [0, 1]);
        let text = Corpus::from_bytes("any", "\u{feff}日本\r\n🐢\0".as_bytes()).unwrap();
        assert_eq!(text.vocabulary.symbols(), ['\0', '\n', '\r', '日', '本', '🐢']);
        assert_eq!(text.tokens[..], [3, 4, 2, 1, 5, 0]);
    }

    #[test]
    fn a_synthetic_text_has_all_its_symbols_and_the_seed_decides_it() {
        for symbols in [2, SYNTHETIC_SYMBOLS, markov::MOST_SYMBOLS] {
            for seed in 0..3 {
                let text = Corpus::synthetic(seed, symbols).unwrap();
                assert_eq!(text.vocabulary.len(), symbols, "seed {seed}");
                assert_eq!(text.tokens.len(), SYNTHETIC_LENGTH);
            }
        }
        let tokens = |seed| Corpus::synthetic(seed, 65).unwrap().tokens;
        assert_eq!(tokens(11), tokens(11));
        assert_ne!(tokens(11), tokens(12));
    }
}
