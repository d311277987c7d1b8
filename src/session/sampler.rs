//! The text that the model writes: one character at a time, after the last T that stand.
use crate::error::Error;
use crate::rng::{Purpose, Rng};
use crate::text::Corpus;
use crate::train::Trainer;
use crate::words::number;

/// The hottest temperature: above it, all characters are nearly equally likely.
const HOTTEST: f64 = 100.0;

/// A rolling window of written text, begun with the text's own first characters.
#[derive(Debug, Clone)]
pub struct Sampler {
    window: Vec<u32>,
    context: usize,
    rng: Rng,
    weights: Vec<f64>,
}

impl Sampler {
    /// Begins anew.
    pub fn new(corpus: &Corpus, context: usize, seed: u64) -> Self {
        let window = corpus.tokens.iter().take(context).map(|&token| token.into()).collect();
        Sampler { window, context, rng: Rng::new(seed, Purpose::Sampling), weights: Vec::new() }
    }

    /// Draws the next character from softmax(logits / temperature) over the text's symbols; temperature 0 takes the most
    /// likely.
    ///
    /// # Errors
    /// [`Error::Call`] when the temperature is not in 0..=100.
    pub fn next(&mut self, trainer: &mut Trainer, corpus: &Corpus, temperature: f64) -> Result<char, Error> {
        if !(0.0..=HOTTEST).contains(&temperature) {
            return Err(Error::Call(format!(
                "The temperature must be a number from 0 to {}, not {}.",
                number(HOTTEST),
                number(temperature)
            )));
        }
        let logits = &trainer.next_logits(&self.window)?[..corpus.vocabulary.len()];
        let best = (0..logits.len()).fold(0, |best, i| if logits[i] > logits[best] { i } else { best });
        let token = if temperature == 0.0 {
            best
        } else {
            let largest = f64::from(logits[best]);
            self.weights.clear();
            self.weights.extend(logits.iter().map(|&x| libm::exp((f64::from(x) - largest) / temperature)));
            let mut left = self.rng.uniform() * self.weights.iter().sum::<f64>();
            // Rounding can leave a little after the last: the most likely one is then as good as any.
            self.weights
                .iter()
                .position(|weight| {
                    left -= weight;
                    left < 0.0
                })
                .unwrap_or(best)
        };
        if self.window.len() == self.context {
            self.window.remove(0);
        }
        self.window.push(token as u32);
        Ok(corpus.vocabulary.decode(token).expect("the logits are those of the text's symbols"))
    }
}
