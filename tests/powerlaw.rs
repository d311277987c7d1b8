//! The lab's fits against Python's powerlaw 1.5 on committed samples, in that package's convention. Prints the largest
//! deviations: `cargo test --test powerlaw -- --nocapture`. powerlaw/make.py makes the samples and the answers.
#![cfg(not(target_arch = "wasm32"))]
use heavytail::stats::x_min::Convention;
use heavytail::stats::{fit, Fit, Options};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    alpha: f64,
    alpha_se: f64,
    x_min: f64,
    ks: f64,
    n_tail: u64,
}

#[derive(Deserialize)]
struct Answers {
    scanned: Answer,
    fixed: Answer,
}

/// The largest deviations so far: α, its error, x_min relative to itself, D.
#[derive(Default)]
struct Worst([f64; 4]);

impl Worst {
    fn take(&mut self, name: &str, ours: &Fit, theirs: &Answer) {
        let deviations = [
            (ours.alpha - theirs.alpha).abs(),
            (ours.alpha_se - theirs.alpha_se).abs(),
            (ours.x_min / theirs.x_min - 1.0).abs(),
            (ours.ks - theirs.ks).abs(),
        ];
        for ((worst, deviation), allowed) in self.0.iter_mut().zip(deviations).zip([1e-3, 1e-3, 1e-6, 1e-6]) {
            assert!(deviation <= allowed, "{name}: {deviation:e}; ours {ours:?}");
            *worst = worst.max(deviation);
        }
        assert_eq!(ours.n_tail, theirs.n_tail, "{name}");
    }
}

#[test]
fn fits_agree_with_python_powerlaw() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/powerlaw");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("a committed file");
    let answers: BTreeMap<String, Answers> = serde_json::from_str(&read("answers.json")).expect("what make.py writes");
    assert_eq!(answers.len(), 10);
    let (mut scanned, mut fixed) = (Worst::default(), Worst::default());
    for (name, answer) in &answers {
        let values: Vec<f64> =
            read(&format!("{name}.txt")).lines().map(|line| line.parse().expect("a number a line")).collect();
        let options = Options { min_tail: 2, convention: Convention::Powerlaw, ..Options::default() };
        scanned.take(name, &fit(&values, &options).expect("a tail").fit, &answer.scanned);
        let options = Options { x_min: Some(answer.fixed.x_min), ..options };
        fixed.take(name, &fit(&values, &options).expect("a tail").fit, &answer.fixed);
    }
    for (what, Worst([alpha, se, x_min, ks])) in [("x_min scanned", scanned), ("x_min fixed", fixed)] {
        println!(
            "{what}: largest deviations from powerlaw 1.5 over {} samples: α {alpha:.1e}, its error {se:.1e}, x_min {x_min:.1e} (relative), D {ks:.1e}",
            answers.len()
        );
    }
}
