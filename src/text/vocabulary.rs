//! The symbols of a text, in the order of their code points; a symbol's place in that order is its token.
use crate::error::Error;
use crate::words::grouped;

/// The most symbols a text may have: the embedding and the head hold a row of d_model numbers for each, so that at
/// d_model 128 these tables alone have a million parameters, two and a half times the paper's whole model.
pub const MOST_SYMBOLS: usize = 4096;

/// Marks a code point that does not occur; no token, since there are at most [`MOST_SYMBOLS`].
const ABSENT: u16 = u16::MAX;

/// The distinct characters of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vocabulary {
    symbols: Vec<char>,
}

impl Vocabulary {
    /// The vocabulary of `text`, and `text` as tokens.
    ///
    /// # Errors
    /// `Error::Text` when there are fewer than 2 or more than [`MOST_SYMBOLS`] distinct characters.
    pub fn of(text: &str) -> Result<(Self, Vec<u16>), Error> {
        // One place per code point up to the text's last: two passes of one look-up each, whatever the script.
        let mut token_of = vec![ABSENT; text.chars().max().map_or(0, |last| last as usize + 1)];
        let mut symbols = Vec::new();
        for c in text.chars() {
            let token = &mut token_of[c as usize];
            if *token == ABSENT {
                *token = 0;
                symbols.push(c);
            }
        }
        if let [only] = symbols[..] {
            return Err(Error::Text(format!(
                "The text repeats one character, {only:?}: there is nothing to predict. Give a text with at least 2 different characters; the text in use is kept."
            )));
        }
        if symbols.len() > MOST_SYMBOLS {
            return Err(Error::Text(format!(
                "The text has {} different characters and at most {} are possible, as the model needs a row of weights for each. Give a shorter text; the text in use is kept.",
                grouped(symbols.len()),
                grouped(MOST_SYMBOLS)
            )));
        }
        symbols.sort_unstable();
        for (token, &c) in (0u16..).zip(&symbols) {
            token_of[c as usize] = token;
        }
        let tokens = text.chars().map(|c| token_of[c as usize]).collect();
        Ok((Vocabulary { symbols }, tokens))
    }

    /// The number of symbols.
    pub fn len(&self) -> usize {
        self.symbols.len()
    }

    /// Whether there are no symbols; never so for a text that was accepted.
    pub fn is_empty(&self) -> bool {
        self.symbols.is_empty()
    }

    /// The symbols; the index is the token.
    pub fn symbols(&self) -> &[char] {
        &self.symbols
    }

    /// The token of `symbol`, if it is one of ours.
    pub fn encode(&self, symbol: char) -> Option<u16> {
        self.symbols.binary_search(&symbol).ok().map(|token| token as u16)
    }

    /// The symbol of `token`; `None` for the unused rows of a table larger than the text needs.
    pub fn decode(&self, token: usize) -> Option<char> {
        self.symbols.get(token).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_are_sorted_and_tokens_decode_to_the_text() {
        let text = "żółw 🐢 żółw\r\n";
        let (vocabulary, tokens) = Vocabulary::of(text).unwrap();
        assert!(vocabulary.symbols().windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(vocabulary.len(), 8);
        let decoded: String = tokens.iter().map(|&t| vocabulary.decode(t.into()).unwrap()).collect();
        assert_eq!(decoded, text);
        for (token, &symbol) in vocabulary.symbols().iter().enumerate() {
            assert_eq!(vocabulary.encode(symbol), Some(token as u16));
        }
        assert_eq!((vocabulary.encode('?'), vocabulary.decode(8)), (None, None));
    }

    #[test]
    fn the_limits_are_those_that_are_stated() {
        let text = |n: u32| (0..n).filter_map(|i| char::from_u32(0x4e00 + i)).collect::<String>();
        assert_eq!(Vocabulary::of(&text(4096)).unwrap().0.len(), MOST_SYMBOLS);
        let message = Vocabulary::of(&text(4097)).unwrap_err().to_string();
        assert!(message.contains("4,097 different") && message.contains("4,096"), "{message}");
        let message = Vocabulary::of("\n\n\n").unwrap_err().to_string();
        assert!(message.contains("'\\n'") && message.contains("kept"), "{message}");
    }
}
