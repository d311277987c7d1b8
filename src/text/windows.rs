//! The windows of a text that the model is shown: seeded batches, the distinct ones, those for evaluation.
use crate::error::Error;
use crate::rng::{Purpose, Rng};
use crate::words::grouped;
use std::collections::HashMap;

/// A text with more distinct windows than this has no full batch: a step would take minutes.
pub const MOST_DISTINCT: usize = 4096;

/// The most windows that an evaluation takes.
pub const MOST_EVALUATED: usize = 64;

/// Windows drawn without replacement from all starts, reshuffled when exhausted.
#[derive(Debug, Clone)]
pub struct Windows {
    context: usize,
    /// All starts; those before `drawn` have been drawn in this round.
    starts: Vec<u32>,
    drawn: usize,
    rng: Rng,
}

impl Windows {
    /// The windows of `context` characters of a text of `characters`: `characters − context` starts.
    ///
    /// # Errors
    /// `Error::Text` when the text is shorter than the context and the one character to predict.
    pub fn new(characters: usize, context: usize, seed: u64) -> Result<Self, Error> {
        if context == 0 || characters <= context {
            return Err(Error::Text(format!(
                "The text has {} characters, and a context of {} needs at least {}. Give a longer text or choose a context of at most {}; the text in use is kept.",
                grouped(characters),
                grouped(context),
                grouped(context + 1),
                grouped(characters.saturating_sub(1)),
            )));
        }
        let starts = (0..characters - context).map(|start| start as u32).collect();
        Ok(Windows { context, starts, drawn: 0, rng: Rng::new(seed, Purpose::Batches) })
    }

    /// T.
    pub fn context(&self) -> usize {
        self.context
    }

    /// The number of starts, drawn or not.
    pub fn starts(&self) -> usize {
        self.starts.len()
    }

    /// Draws the next B windows into `inputs` and `targets`, both B × T, row by row. Allocates nothing.
    ///
    /// # Panics
    /// When the buffers are not of one length that T divides, or `tokens` is not the text of `new`.
    pub fn fill(&mut self, tokens: &[u16], inputs: &mut [u32], targets: &mut [u32]) {
        assert_eq!(tokens.len(), self.starts.len() + self.context, "the windows are those of another text");
        assert_eq!(inputs.len(), targets.len());
        assert_eq!(inputs.len() % self.context, 0, "the buffers hold whole windows");
        for (input, target) in inputs.chunks_exact_mut(self.context).zip(targets.chunks_exact_mut(self.context)) {
            copy(tokens, self.draw(), input, target);
        }
    }

    /// One step of Fisher–Yates: the shuffle is spread over the draws, so that a long text does not wait for it.
    fn draw(&mut self) -> u32 {
        if self.drawn == self.starts.len() {
            self.drawn = 0;
        }
        let left = self.starts.len() - self.drawn;
        let other = self.drawn + self.rng.below(left as u64) as usize;
        self.starts.swap(self.drawn, other);
        self.drawn += 1;
        self.starts[self.drawn - 1]
    }
}

/// Copies the windows that begin at `starts` into `inputs` and `targets`, both starts × T, row by row.
///
/// # Panics
/// When the buffers do not hold exactly these windows, or a window goes beyond the text.
pub fn copy_all(tokens: &[u16], starts: &[u32], inputs: &mut [u32], targets: &mut [u32]) {
    assert_eq!(inputs.len(), targets.len());
    assert_eq!(inputs.len() % starts.len(), 0, "the buffers hold whole windows");
    let context = inputs.len() / starts.len();
    let rows = inputs.chunks_exact_mut(context).zip(targets.chunks_exact_mut(context));
    for ((input, target), &start) in rows.zip(starts) {
        copy(tokens, start, input, target);
    }
}

fn copy(tokens: &[u16], start: u32, input: &mut [u32], target: &mut [u32]) {
    let window = &tokens[start as usize..][..input.len() + 1];
    for (to, &from) in input.iter_mut().zip(window) {
        *to = from.into();
    }
    for (to, &from) in target.iter_mut().zip(&window[1..]) {
        *to = from.into();
    }
}

/// The first start of each distinct window of `context` (two windows differ when any of their T + 1 characters do),
/// in the text's order; `None` when there are more than `limit`. A full batch is each of these once: over a periodic
/// text the exact mean but for the few windows that the ends make rarer.
pub fn distinct(tokens: &[u16], context: usize, limit: usize) -> Option<Vec<u32>> {
    /// An odd multiplier with well mixed bits (2⁶⁴ over the golden ratio).
    const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
    let length = context + 1;
    let mut firsts = Vec::new();
    if tokens.len() < length {
        return Some(firsts);
    }
    let digit = |token: u16| u64::from(token) + 1;
    let leaving = (1..length).fold(1u64, |power, _| power.wrapping_mul(BASE));
    let mut hash = tokens[..length].iter().fold(0u64, |h, &t| h.wrapping_mul(BASE).wrapping_add(digit(t)));
    let mut first_of: HashMap<u64, u32> = HashMap::new();
    for (start, window) in tokens.windows(length).enumerate() {
        if start > 0 {
            let gone = digit(tokens[start - 1]).wrapping_mul(leaving);
            hash = hash.wrapping_sub(gone).wrapping_mul(BASE).wrapping_add(digit(window[context]));
        }
        // A hash that another window has already taken goes on to the next free one, so that the count is exact.
        let mut key = hash;
        let known = loop {
            match first_of.get(&key) {
                Some(&first) if tokens[first as usize..][..length] == *window => break true,
                Some(_) => key = key.wrapping_add(1),
                None => break false,
            }
        };
        if !known {
            if firsts.len() == limit {
                return None;
            }
            first_of.insert(key, start as u32);
            firsts.push(start as u32);
        }
    }
    Some(firsts)
}

/// The windows that every evaluation takes: all distinct ones if they are at most [`MOST_EVALUATED`], else that many
/// evenly spaced from the first start to the last.
pub fn evaluation(tokens: &[u16], context: usize) -> Vec<u32> {
    distinct(tokens, context, MOST_EVALUATED).unwrap_or_else(|| {
        let last = (tokens.len() - context - 1) as u64;
        (0..MOST_EVALUATED as u64).map(|i| (i * last / (MOST_EVALUATED as u64 - 1)) as u32).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Corpus;
    use std::collections::BTreeSet;

    #[test]
    fn a_round_draws_every_start_once_and_the_next_in_another_order() {
        let mut windows = Windows::new(3500, 50, 11).unwrap();
        assert_eq!(windows.starts(), 3450);
        let mut round = || (0..3450).map(|_| windows.draw()).collect::<Vec<_>>();
        let (first, second) = (round(), round());
        for order in [&first, &second] {
            assert_eq!(order.iter().collect::<BTreeSet<_>>().len(), 3450);
        }
        assert_ne!(first, second);
        let again = Windows::new(3500, 50, 11).unwrap().draw();
        assert_eq!(again, first[0]);
        assert_ne!((0..8).map(|_| Windows::new(3500, 50, 12).unwrap().draw()).collect::<Vec<_>>(), first[..8]);
    }

    #[test]
    fn targets_are_the_next_characters() {
        let tokens: Vec<u16> = (0..100).collect();
        let mut windows = Windows::new(100, 7, 1).unwrap();
        let (mut inputs, mut targets) = ([0; 21], [0; 21]);
        for _ in 0..50 {
            windows.fill(&tokens, &mut inputs, &mut targets);
            for (input, target) in inputs.chunks(7).zip(targets.chunks(7)) {
                assert!((0..7u32).all(|t| input[t as usize] == input[0] + t && target[t as usize] == input[0] + t + 1));
            }
        }
    }

    #[test]
    fn a_text_that_is_too_short_is_refused_with_the_longest_context() {
        let message = Windows::new(50, 50, 1).unwrap_err().to_string();
        assert!(message.contains("at least 51") && message.contains("at most 49"), "{message}");
        let mut shortest = Windows::new(51, 50, 1).unwrap();
        assert_eq!((shortest.draw(), shortest.draw()), (0, 0));
        assert!(Windows::new(0, 1, 1).is_err() && Windows::new(10, 0, 1).is_err());
    }

    #[test]
    fn distinct_windows_are_those_of_a_set() {
        let pangram = Corpus::pangram().tokens;
        assert_eq!(distinct(&pangram, 50, MOST_DISTINCT), Some((0..35).collect()));
        assert_eq!((distinct(&pangram, 50, 35).map(|s| s.len()), distinct(&pangram, 50, 34)), (Some(35), None));
        let mut rng = Rng::new(4, Purpose::Text);
        for symbols in [2, 3, 5] {
            let tokens: Vec<u16> = (0..2000).map(|_| rng.below(symbols) as u16).collect();
            for context in [1, 2, 5, 40] {
                let by_set: BTreeSet<&[u16]> = tokens.windows(context + 1).collect();
                assert_eq!(distinct(&tokens, context, 5000).unwrap().len(), by_set.len());
            }
        }
        assert_eq!(distinct(&[0, 1], 2, 10), Some(vec![]));
    }

    #[test]
    fn evaluation_takes_all_distinct_windows_or_64_from_end_to_end() {
        assert_eq!(evaluation(&Corpus::pangram().tokens, 50).len(), 35);
        let starts = evaluation(&Corpus::synthetic(1, 65).unwrap().tokens, 50);
        assert_eq!((starts.len(), starts[0], starts[63]), (64, 0, 199_949));
        assert!(starts.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn copied_windows_are_those_of_their_starts() {
        let tokens: Vec<u16> = (10..30).collect();
        let (mut inputs, mut targets) = ([0; 6], [0; 6]);
        copy_all(&tokens, &[0, 16], &mut inputs, &mut targets);
        assert_eq!((inputs, targets), ([10, 11, 12, 26, 27, 28], [11, 12, 13, 27, 28, 29]));
    }
}
