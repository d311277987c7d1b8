//! A text source of known entropy rate: a first-order Markov chain with few likely successors to each symbol.
use crate::error::Error;
use crate::rng::Rng;

/// The most symbols of a chain: of more, some would hardly occur in a text of 200,000 characters.
pub const MOST_SYMBOLS: usize = 256;

/// Successors of each symbol: the entropy rate stays below ln 4 = 1.39 nats, against ln 65 = 4.17 for unrelated symbols.
const SUCCESSORS: usize = 4;

/// A stationary first-order Markov chain over `rows.len()` symbols.
#[derive(Debug, Clone)]
pub struct Chain {
    /// Per symbol, its successors and their probabilities; a successor may be listed more than once.
    rows: Vec<[(usize, f64); SUCCESSORS]>,
    /// The stationary distribution.
    stationary: Vec<f64>,
}

impl Chain {
    /// A chain over `symbols` symbols. Each symbol is followed by the next in a cycle, so that all are reached, and by
    /// three at random; the probabilities are uniform on the simplex, but for a tenth that the cycle always has.
    ///
    /// # Errors
    /// `Error::Text` when `symbols` is not in 2..=[`MOST_SYMBOLS`].
    pub fn draw(symbols: usize, rng: &mut Rng) -> Result<Self, Error> {
        if !(2..=MOST_SYMBOLS).contains(&symbols) {
            return Err(Error::Text(format!(
                "The synthetic text can have 2 to {MOST_SYMBOLS} symbols, and {symbols} were asked for; the text in use is kept."
            )));
        }
        let rows: Vec<_> = (0..symbols)
            .map(|symbol| {
                let weights: [f64; SUCCESSORS] = std::array::from_fn(|_| -libm::log(rng.uniform_positive()));
                let total: f64 = weights.iter().sum();
                std::array::from_fn(|k| match k {
                    0 => ((symbol + 1) % symbols, 0.1 + 0.9 * weights[0] / total),
                    _ => (rng.below(symbols as u64) as usize, 0.9 * weights[k] / total),
                })
            })
            .collect();
        let stationary = stationary(&rows);
        Ok(Chain { rows, stationary })
    }

    /// Σ_i π_i H(P_i) in nats per character.
    pub fn entropy_rate(&self) -> f64 {
        let mut row_probability = vec![0.0; self.rows.len()];
        let mut rate = 0.0;
        for (row, pi) in self.rows.iter().zip(&self.stationary) {
            row_probability.fill(0.0);
            for &(next, p) in row {
                row_probability[next] += p;
            }
            let entropy: f64 = row_probability.iter().filter(|&&p| p > 0.0).map(|&p| -p * libm::log(p)).sum();
            rate += pi * entropy;
        }
        rate
    }

    /// `length` characters, the first drawn from the stationary distribution.
    pub fn text(&self, length: usize, rng: &mut Rng) -> String {
        let letters: Vec<char> = letters().take(self.rows.len()).collect();
        let mut symbol = pick(self.stationary.iter().copied().enumerate(), rng);
        (0..length)
            .map(|_| {
                let letter = letters[symbol];
                symbol = pick(self.rows[symbol].iter().copied(), rng);
                letter
            })
            .collect()
    }
}

/// One of `options` (what, probability), the probabilities summing to 1 but for rounding.
fn pick(options: impl Iterator<Item = (usize, f64)>, rng: &mut Rng) -> usize {
    let mut left = rng.uniform();
    let mut last = 0;
    for (what, p) in options {
        last = what;
        left -= p;
        if left < 0.0 {
            break;
        }
    }
    last
}

/// π = πP, by iterating (P + 1)/2: the same π, and no period can keep it from converging.
fn stationary(rows: &[[(usize, f64); SUCCESSORS]]) -> Vec<f64> {
    let mut pi = vec![1.0 / rows.len() as f64; rows.len()];
    let mut next = vec![0.0; rows.len()];
    for _ in 0..100_000 {
        next.fill(0.0);
        for (row, p) in rows.iter().zip(&pi) {
            for &(to, q) in row {
                next[to] += p * q;
            }
        }
        let mut change = 0.0;
        for (p, n) in pi.iter_mut().zip(&next) {
            change += (n - *p).abs();
            *p = 0.5 * (*p + n);
        }
        if change < 1e-14 {
            break;
        }
    }
    let total: f64 = pi.iter().sum();
    pi.iter_mut().for_each(|p| *p /= total);
    pi
}

/// Printable letters and digits, at least [`MOST_SYMBOLS`] of them.
fn letters() -> impl Iterator<Item = char> {
    ('a'..='z').chain('A'..='Z').chain('0'..='9').chain(('À'..='ʯ').filter(|c| c.is_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Purpose;

    #[test]
    fn the_stationary_distribution_is_stationary() {
        let chain = Chain::draw(65, &mut Rng::new(5, Purpose::Text)).unwrap();
        let mut after = vec![0.0; 65];
        for (row, pi) in chain.rows.iter().zip(&chain.stationary) {
            assert!((row.iter().map(|(_, p)| p).sum::<f64>() - 1.0).abs() < 1e-12);
            for &(to, p) in row {
                after[to] += pi * p;
            }
        }
        for (a, b) in after.iter().zip(&chain.stationary) {
            assert!((a - b).abs() < 1e-13, "{a} {b}");
        }
    }

    #[test]
    fn a_fair_two_symbol_chain_has_the_entropy_of_a_coin() {
        let row = [(0, 0.25), (1, 0.25), (0, 0.25), (1, 0.25)];
        let rows = vec![row, row];
        let chain = Chain { stationary: stationary(&rows), rows };
        assert!((chain.entropy_rate() - std::f64::consts::LN_2).abs() < 1e-15);
    }

    /// The surprise of a text, −ln P(x₂|x₁) averaged, is an independent estimate of the entropy rate.
    #[test]
    fn the_entropy_rate_is_that_of_its_texts() {
        for seed in 0..4 {
            let mut rng = Rng::new(seed, Purpose::Text);
            let chain = Chain::draw(65, &mut rng).unwrap();
            let all: Vec<char> = letters().take(65).collect();
            let text: Vec<usize> =
                chain.text(200_000, &mut rng).chars().map(|c| all.iter().position(|&l| l == c).unwrap()).collect();
            let surprise: Vec<f64> = text
                .windows(2)
                .map(|pair| {
                    -chain.rows[pair[0]].iter().filter(|&&(to, _)| to == pair[1]).map(|(_, p)| p).sum::<f64>().ln()
                })
                .collect();
            // Means of blocks are nearly independent: five standard errors.
            let blocks: Vec<f64> = surprise.chunks_exact(1000).map(|b| b.iter().sum::<f64>() / 1000.0).collect();
            let mean = blocks.iter().sum::<f64>() / blocks.len() as f64;
            let variance = blocks.iter().map(|b| (b - mean).powi(2)).sum::<f64>() / (blocks.len() - 1) as f64;
            let error = (variance / blocks.len() as f64).sqrt();
            assert!((mean - chain.entropy_rate()).abs() < 5.0 * error, "{mean} {} {error}", chain.entropy_rate());
            assert!(error < 0.01 && chain.entropy_rate() < 1.3);
        }
    }

    #[test]
    fn there_are_letters_enough_and_a_number_out_of_range_is_refused() {
        let mut all: Vec<char> = letters().take(MOST_SYMBOLS).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), MOST_SYMBOLS);
        for symbols in [0, 1, MOST_SYMBOLS + 1] {
            assert!(Chain::draw(symbols, &mut Rng::new(1, Purpose::Text)).is_err());
        }
    }
}
