//! The settings: one row per knob gives its control, its URL key, its validation and its line in the documentation.
mod settings;

use crate::error::Error;
use crate::words::number;
use serde::{Serialize, Serializer};
use serde_json::Value;
pub use settings::{presets, Described, DescribedPreset, Settings};

/// A knob's value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Setting {
    /// One of the words that the knob takes.
    Word(&'static str),
    /// Yes or no.
    Flag(bool),
    /// A number; of a knob that takes whole ones, a whole one.
    Number(f64),
}

use Setting::{Flag, Number, Word};

impl Serialize for Setting {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Word(word) => serializer.serialize_str(word),
            Flag(flag) => serializer.serialize_bool(flag),
            // No knob takes negative numbers.
            Number(x) if x.fract() == 0.0 => serializer.serialize_u64(x as u64),
            Number(x) => serializer.serialize_f64(x),
        }
    }
}

/// What a knob takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// One of some words, each with what the page calls it.
    Choice(&'static [(&'static str, &'static str)]),
    /// Yes or no, and what the page calls either.
    Flag {
        /// `true`.
        yes: &'static str,
        /// `false`.
        no: &'static str,
    },
    /// A whole number in a range, or one word.
    Integer {
        /// The least.
        min: u64,
        /// The greatest.
        max: u64,
        /// A word that it takes beside numbers.
        word: Option<&'static str>,
    },
    /// A number in a range.
    Number {
        /// The least.
        min: f64,
        /// The greatest.
        max: f64,
    },
}

/// One setting.
#[derive(Debug, Clone, Copy)]
pub struct Knob {
    /// Its stable name: in scripts, links and lessons.
    pub key: &'static str,
    /// What the page calls it.
    pub label: &'static str,
    /// The panel's group.
    pub group: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// Whether it applies to the run that is under way; a change of any other starts the run anew.
    pub live: bool,
    /// What it does, in one sentence.
    pub help: &'static str,
}

const fn choice(choices: &'static [(&'static str, &'static str)]) -> Kind {
    Kind::Choice(choices)
}

const fn integer(min: u64, max: u64) -> Kind {
    Kind::Integer { min, max, word: None }
}

const fn knob(key: &'static str, label: &'static str, group: &'static str, kind: Kind, help: &'static str) -> Knob {
    Knob { key, label, group, kind, live: false, help }
}

/// Every knob, in the panel's order.
#[rustfmt::skip]
pub const TABLE: [Knob; 22] = [
    knob("preset", "Preset", "Model", choice(&[("paper-exact", "Paper, exactly"), ("causal", "Paper, causal"), ("classroom", "Classroom"), ("reference-128", "Reference 128")]),
        "A whole set-up at once; single knobs can then be changed."),
    knob("text", "Text", "Text", choice(&[("pangram", "Pangram (the paper's)"), ("synthetic", "Synthetic, entropy known"), ("moby-dick", "Moby-Dick"), ("custom", "Your own")]),
        "What the model reads and learns to continue."),
    knob("shuffle", "Shuffled text", "Text", Kind::Flag { yes: "on", no: "off" },
        "A control: the text's characters in random order, so that there is nothing to learn but how frequent they are."),
    knob("vocab", "Vocabulary rows", "Model", integer(0, 4096),
        "Rows of the embedding table; 0 means as many as the text has symbols. The paper's table has 50, of which its text uses 26."),
    knob("context", "Context", "Model", integer(1, 256),
        "Characters in a window (T)."),
    knob("d_model", "Width (d_model)", "Model", integer(2, 512),
        "Width of the residual stream; a multiple of the number of heads."),
    knob("heads", "Heads", "Model", integer(1, 16),
        "Attention heads; they share d_model equally."),
    knob("layers", "Layers", "Model", integer(1, 8),
        "Blocks of attention and feed-forward."),
    knob("d_ff", "Feed-forward width", "Model", integer(1, 2048),
        "Hidden width of the feed-forward block (d_ff)."),
    knob("norm", "Layer norm", "Model", choice(&[("post", "after"), ("pre", "before")]),
        "After each branch is added (post, the paper's) or before each branch (pre)."),
    knob("activation", "Activation", "Model", choice(&[("relu", "ReLU"), ("gelu", "GELU")]),
        "Non-linearity of the feed-forward block; GELU in its tanh form."),
    knob("mask", "Attention mask", "Model", choice(&[("none", "none"), ("causal", "causal")]),
        "Causal: a position sees itself and those before it. None (the paper's): it also sees the character that it should predict."),
    knob("positions", "Positions", "Model", choice(&[("sinusoidal", "sinusoidal"), ("learned", "learned")]),
        "Fixed sines beside embeddings times √d_model, or a learned row per position."),
    knob("final_norm", "Final norm", "Model", Kind::Flag { yes: "on", no: "off" },
        "A layer norm before the output layer."),
    knob("dropout", "Dropout", "Model", Kind::Number { min: 0.0, max: 0.9 },
        "Probability that a value is set to zero while training."),
    knob("seed", "Seed", "Training", integer(0, u32::MAX as u64),
        "All randomness follows from it: initial weights, batches, dropout, sampled text, statistics."),
    knob("optimizer", "Optimizer", "Training", choice(&[("sgd", "SGD"), ("momentum", "Momentum"), ("adam", "Adam"), ("adamw", "AdamW")]),
        "How a gradient becomes an update. The paper's is plain SGD; momentum 0.9; Adam with 0.9, 0.999; AdamW with decay 0.01."),
    Knob { live: true, ..knob("lr", "Learning rate", "Training", Kind::Number { min: 0.0, max: 1000.0 },
        "Size of a step down the gradient (η). The paper's is 0.1; Adam wants about 0.001.") },
    knob("batch", "Batch", "Training", Kind::Integer { min: 1, max: 512, word: Some("full") },
        "Windows a step, drawn without replacement; or \"full\": every distinct window once, without mini-batch noise."),
    knob("weights", "Weights", "Training", choice(&[("trained", "trained"), ("frozen", "frozen")]),
        "A control: frozen weights stay the initial ones. Updates are made and measured as ever, but not applied."),
    knob("evaluate_every", "Evaluate every", "Training", integer(1, 10_000),
        "Steps between evaluations: the loss with dropout off, over all distinct windows or 64 evenly spaced ones."),
    knob("transient", "Transient ends at", "Measurement", integer(0, 1_000_000),
        "Steps up to this one are measured apart from the rest, while the loss still falls."),
];

/// A named set-up: the values that differ from the first one's.
#[derive(Debug, Clone, Copy)]
pub struct Preset {
    /// As the knob `preset` names it.
    pub key: &'static str,
    /// What it is for, in one sentence.
    pub help: &'static str,
    /// The knobs that differ from [`PAPER`].
    differs: &'static [(&'static str, Setting)],
}

/// Every preset; the first is the default's base.
#[rustfmt::skip]
pub const PRESETS: [Preset; 4] = [
    Preset {
        key: "paper-exact",
        help: "Zhang and Tang 2025: two post-norm layers without a mask, dropout 0.1, plain SGD at 0.1, batch 8. Its loss stops near the text's bigram entropy, 0.33.",
        differs: &[],
    },
    Preset {
        key: "causal",
        help: "The paper's model with a causal mask and no dropout: it really has to predict, and its loss goes towards 0.",
        differs: &[("mask", Word("causal")), ("dropout", Number(0.0))],
    },
    Preset {
        key: "classroom",
        help: "A small causal model that trains fast on any machine.",
        differs: &[("mask", Word("causal")), ("dropout", Number(0.0)), ("d_model", Number(32.0)), ("d_ff", Number(128.0))],
    },
    Preset {
        key: "reference-128",
        help: "The decoder-style model that the benchmarks time, on a synthetic text whose entropy rate is known.",
        differs: &[
            ("text", Word("synthetic")), ("vocab", Number(0.0)), ("context", Number(64.0)), ("norm", Word("pre")),
            ("activation", Word("gelu")), ("mask", Word("causal")), ("positions", Word("learned")),
            ("final_norm", Flag(true)), ("dropout", Number(0.0)), ("batch", Number(32.0)),
        ],
    },
];

/// The preset that a page starts with: the paper's model made to predict, so that a visitor sees it learn.
pub const DEFAULT_PRESET: &str = "causal";

/// Preset paper-exact (docs/methods.md), in the table's order.
#[rustfmt::skip]
const PAPER: [Setting; TABLE.len()] = [
    Word("paper-exact"), Word("pangram"), Flag(false), Number(50.0), Number(50.0), Number(128.0), Number(4.0), Number(2.0),
    Number(512.0), Word("post"), Word("relu"), Word("none"), Word("sinusoidal"), Flag(false), Number(0.1), Number(11.0),
    Word("sgd"), Number(0.1), Number(8.0), Word("trained"), Number(50.0), Number(200.0),
];

/// Where a knob stands in the table.
fn place(key: &str) -> Option<usize> {
    TABLE.iter().position(|knob| knob.key == key)
}

impl Kind {
    /// The value as the knob keeps it; `None` where it does not take it.
    fn accepts(&self, value: &Value) -> Option<Setting> {
        match *self {
            Kind::Choice(choices) => {
                let given = value.as_str()?;
                choices.iter().find(|(known, _)| *known == given).map(|(known, _)| Word(known))
            }
            Kind::Flag { .. } => value.as_bool().map(Flag),
            Kind::Integer { min, max, word } => match value.as_f64() {
                Some(x) => (x.fract() == 0.0 && x >= min as f64 && x <= max as f64).then_some(Number(x)),
                None => word.filter(|_| value.as_str() == word).map(Word),
            },
            Kind::Number { min, max } => value.as_f64().filter(|x| (min..=max).contains(x)).map(Number),
        }
    }
}

/// The sentence for a value that a knob does not take.
fn refuse(knob: &Knob, value: &Value) -> Error {
    let takes = match knob.kind {
        Kind::Choice(choices) => {
            format!("one of {}", choices.iter().map(|(value, _)| *value).collect::<Vec<_>>().join(", "))
        }
        Kind::Flag { .. } => "true or false".into(),
        Kind::Integer { min, max, word: None } => format!("a whole number from {min} to {max}"),
        Kind::Integer { min, max, word: Some(word) } => format!("a whole number from {min} to {max}, or \"{word}\""),
        Kind::Number { min, max } => format!("a number from {} to {}", number(min), number(max)),
    };
    let given = match value {
        Value::Null => "nothing".into(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(given) => number(given.as_f64().unwrap_or(f64::NAN)),
        Value::String(text) => format!("\"{text}\""),
        Value::Array(_) => "a list".into(),
        Value::Object(_) => "an object".into(),
    };
    let given: String =
        if given.chars().count() > 40 { given.chars().take(39).chain(['…']).collect() } else { given };
    Error::knob(knob.key, format!("{} must be {takes}, not {given}.", knob.label))
}
