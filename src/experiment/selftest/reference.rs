//! What the trainer's modules are held to wherever they run: the bits of some runs, and the shapes of products. tests/suites
//! and the page read the same tables.
use serde::Serialize;

/// Steps of a run whose bits are known.
pub const STEPS: u64 = 50;

/// A run, and the fingerprints of its weights after [`STEPS`] steps, of its f64 gradient there, and of its E1 result. They
/// change only when the arithmetic of a run is meant to change: tests/bits.rs prints the new ones.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Golden {
    /// What it is for.
    pub what: &'static str,
    /// The settings that differ from the default.
    #[serde(serialize_with = "as_json")]
    pub changes: &'static str,
    /// FNV-1a of the weights.
    pub weights: &'static str,
    /// FNV-1a of the gradient of [`sequence`], in f64.
    pub gradient: &'static str,
    /// FNV-1a of E1's result as JSON.
    pub result: &'static str,
}

fn as_json<S: serde::Serializer>(text: &str, to: S) -> Result<S::Ok, S::Error> {
    let value: serde_json::Value = serde_json::from_str(text).map_err(serde::ser::Error::custom)?;
    value.serialize(to)
}

/// The runs.
pub const RUNS: [Golden; 3] = [
    Golden {
        what: "post-norm, ReLU, no mask, sinusoids, dropout, SGD",
        changes: r#"{"preset": "paper-exact", "transient": 20}"#,
        weights: "bdce3cbdc34feb40",
        gradient: "bc3d8bf03123749a",
        result: "e3b322bd705c04f6",
    },
    Golden {
        what: "pre-norm, GELU, causal, learned positions, final norm, several shards a step, Adam",
        changes: r#"{"preset": "reference-128", "d_model": 32, "d_ff": 100, "heads": 2, "batch": 20, "optimizer": "adam", "lr": 0.001, "transient": 20}"#,
        weights: "91e7d20e8dcf662a",
        gradient: "bc1f2f1c1685e073",
        result: "e79c7aaeadf16b1c",
    },
    Golden {
        what: "full batch, momentum, odd sizes",
        changes: r#"{"preset": "classroom", "context": 13, "d_model": 30, "heads": 3, "d_ff": 65, "batch": "full", "optimizer": "momentum", "lr": 0.01, "transient": 20}"#,
        weights: "01c6a17d0f0e8ae1",
        gradient: "4a9c61999006ffb3",
        result: "a7e33513fa876810",
    },
];

/// Tokens and targets of the gradient: one sequence of 13, the shortest context of the runs.
pub fn sequence() -> [Vec<u32>; 2] {
    let tokens: Vec<u32> = (0..13u32).map(|i| i * 7 % 26).collect();
    let targets = tokens.iter().map(|token| (token + 1) % 26).collect();
    [tokens, targets]
}

/// Rows, columns and depths of single products: empty, smaller than a register, a tile and its rests.
const SIZES: [usize; 10] = [0, 1, 2, 3, 4, 5, 7, 8, 13, 65];

/// [batch, rows, columns, depth] of every product of the conformance suite; the first thousand are single ones.
pub fn products() -> Vec<[usize; 4]> {
    let single = SIZES.iter().flat_map(|&m| SIZES.iter().flat_map(move |&n| SIZES.iter().map(move |&k| [1, m, n, k])));
    // Batches; more than one block of K; the attention of the paper and the reference model; so many rows, in lines so far apart,
    // that they are packed in groups, with 1 or 2 rows beyond the pairs of strips of the first group or of the second.
    let others = [
        [0, 3, 3, 3],
        [3, 2, 9, 4],
        [4, 50, 50, 32],
        [4, 64, 32, 64],
        [2, 11, 17, 256],
        [1, 10, 20, 257],
        [1, 7, 9, 600],
        [1, 40, 20, 257],
        [1, 82, 9, 130],
        [1, 92, 8, 130],
        [1, 98, 9, 130],
        [1, 109, 17, 130],
    ];
    single.chain(others).collect()
}
