//! What can be said of a text before any training: its size and its entropies, in nats.
use super::{windows, Corpus};
use serde::Serialize;

/// What is known of a text.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Facts {
    /// What a person calls the text.
    pub name: String,
    /// Characters.
    pub characters: usize,
    /// Distinct characters.
    pub symbols: usize,
    /// The distinct characters in the order of their code points.
    pub vocabulary: Vec<char>,
    /// H(x₁): the loss of a model that knows only how often each character occurs.
    pub unigram_entropy: f64,
    /// H(x₂|x₁): the loss of a model that sees one character; the paper's unmasked model plateaus near it.
    pub bigram_entropy: f64,
    /// The source's entropy rate, where it is known.
    pub entropy_rate: Option<f64>,
    /// Distinct windows of the context (T + 1 characters); `None`: more than [`windows::MOST_DISTINCT`].
    pub distinct_windows: Option<usize>,
}

impl Facts {
    /// The facts of `text` for windows of `context` characters. Time is linear in the text.
    pub fn of(text: &Corpus, context: usize) -> Self {
        let (unigram_entropy, bigram_entropy) = entropies(&text.tokens, text.vocabulary.len());
        Facts {
            name: text.name.clone(),
            characters: text.tokens.len(),
            symbols: text.vocabulary.len(),
            vocabulary: text.vocabulary.symbols().to_vec(),
            unigram_entropy,
            bigram_entropy,
            entropy_rate: text.entropy_rate,
            distinct_windows: windows::distinct(&text.tokens, context, windows::MOST_DISTINCT)
                .map(|starts| starts.len()),
        }
    }
}

/// H(x₁) and H(x₂|x₁) by counting. The text's end is joined to its start, so that every character has a successor and
/// the pairs have the characters' own frequencies.
fn entropies(tokens: &[u16], symbols: usize) -> (f64, f64) {
    let mut counts = vec![0usize; symbols];
    for &token in tokens {
        counts[usize::from(token)] += 1;
    }
    // Successors sorted by what they follow (a counting sort), then counted for one predecessor at a time: linear in
    // the text, and no table of symbols × symbols.
    let mut place = vec![0usize; symbols];
    for token in 1..symbols {
        place[token] = place[token - 1] + counts[token - 1];
    }
    let mut successors = vec![0u16; tokens.len()];
    for (&token, &next) in tokens.iter().zip(tokens[1..].iter().chain(&tokens[..1])) {
        let place = &mut place[usize::from(token)];
        successors[*place] = next;
        *place += 1;
    }
    let mut bigram = 0.0;
    let mut rest = &successors[..];
    let mut followed_by = vec![0usize; symbols];
    for &count in &counts {
        let (own, others) = rest.split_at(count);
        rest = others;
        followed_by.fill(0);
        for &next in own {
            followed_by[usize::from(next)] += 1;
        }
        bigram += count as f64 / tokens.len() as f64 * mean_surprise(&followed_by, count);
    }
    (mean_surprise(&counts, tokens.len()), bigram)
}

/// −Σ (c/total) ln(c/total).
fn mean_surprise(counts: &[usize], total: usize) -> f64 {
    let share = |&count: &usize| count as f64 / total as f64;
    counts.iter().filter(|&&count| count > 0).map(share).map(|p| -p * libm::log(p)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pangram_has_the_papers_bigram_entropy_and_35_windows() {
        let facts = Facts::of(&Corpus::pangram(), 50);
        assert!((facts.bigram_entropy - 0.3318).abs() < 5e-5, "{}", facts.bigram_entropy);
        assert_eq!(facts.distinct_windows, Some(35));
        assert_eq!((facts.characters, facts.symbols), (3500, 26));
    }

    #[test]
    fn entropies_are_those_of_a_count_by_hand() {
        // Pairs of "aabab": aa ab ba ab, and ba at the join. After a: 1/3 a, 2/3 b; after b: always a.
        let (unigram, bigram) = entropies(&[0, 0, 1, 0, 1], 2);
        let h = |p: f64| -p * p.ln() - (1.0 - p) * (1.0 - p).ln();
        assert!((unigram - h(0.4)).abs() < 1e-15);
        assert!((bigram - 0.6 * h(1.0 / 3.0)).abs() < 1e-15);
        assert_eq!(entropies(&[1, 0], 2).1, 0.0);
    }

    #[test]
    fn a_synthetic_texts_bigram_entropy_is_near_its_entropy_rate() {
        let text = Corpus::synthetic(11, 65).unwrap();
        let facts = Facts::of(&text, 50);
        // The text's own counts fit it slightly better than the source does.
        let rate = facts.entropy_rate.unwrap();
        assert!((facts.bigram_entropy - rate).abs() < 0.01, "{} {rate}", facts.bigram_entropy);
        assert!(facts.unigram_entropy > facts.bigram_entropy + 1.0);
        assert_eq!(facts.distinct_windows, None);
    }

    #[test]
    fn the_json_has_the_keys_of_the_interface() {
        let json = serde_json::to_value(Facts::of(&Corpus::from_bytes("ab", b"ab").unwrap(), 1)).unwrap();
        assert_eq!(json["vocabulary"], serde_json::json!(["a", "b"]));
        assert_eq!((&json["bigramEntropy"], &json["distinctWindows"]), (&0.0.into(), &1.into()));
    }
}
