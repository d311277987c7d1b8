//! A published fit whose data are ours to ship: how often the words of Moby-Dick occur (Clauset, Shalizi, Newman 2009, tables 6.1
//! and 6.3). `cargo test --test published -- --nocapture` prints ours beside it. powerlaw/words.mjs makes the file; the words of
//! the published count were split by rules that are not stated: 18,855 words there, 18,621 here.
#![cfg(not(target_arch = "wasm32"))]
use heavytail::stats::vuong::Favour;
use heavytail::stats::{fit, Options};
use std::path::Path;

/// The published exponent and x_min with their errors (theirs from a bootstrap).
const ALPHA: [f64; 2] = [1.95, 0.02];
const X_MIN: [f64; 2] = [7.0, 2.0];
/// Words in the tail.
const TAIL: [f64; 2] = [2958.0, 987.0];

#[test]
fn words_of_moby_dick_have_the_published_exponent() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/powerlaw/moby-dick-words.txt");
    let text = std::fs::read_to_string(path).expect("a committed file");
    let occurrences: Vec<f64> = text
        .lines()
        .flat_map(|line| {
            let (occurrences, words) = line.split_once(' ').expect("two numbers a line");
            let words: usize = words.parse().expect("a number of words");
            vec![occurrences.parse().expect("a number of occurrences"); words]
        })
        .collect();
    let report = fit(&occurrences, &Options { discrete: true, ..Options::default() }).expect("a tail");
    let found = report.fit;
    println!(
        "words of Moby-Dick: α = {:.3} ± {:.3} from x_min = {} on, {} of {} words, D = {:.4}",
        found.alpha, found.alpha_se, found.x_min, found.n_tail, found.n, found.ks
    );
    println!("  published:        α = 1.95 ± 0.02 from x_min = 7 ± 2 on, 2958 ± 987 of 18855 words");
    for alternative in &report.alternatives {
        println!(
            "  {} {:?} p = {:.3}: {:?}",
            alternative.law, alternative.normalized_r, alternative.p, alternative.verdict
        );
    }
    println!("  {}", report.verdict.sentence);
    for (ours, [published, error]) in [(found.alpha, ALPHA), (found.x_min, X_MIN), (found.n_tail as f64, TAIL)] {
        assert!((ours - published).abs() <= error, "{ours}, published {published} ± {error}");
    }
    // Published: exponential rejected, lognormal not told apart (p = 0.69), a cutoff not needed (p = 0.18).
    let favour = |law: &str| report.alternatives.iter().find(|a| a.law == law).expect("every law is there").verdict;
    assert_eq!(favour("exponential"), Favour::FavoursPower);
    assert!(matches!(favour("lognormal"), Favour::Indistinguishable | Favour::Inconclusive));
    assert_eq!(favour("truncatedPowerLaw"), Favour::Indistinguishable);
}
