//! The settings: one row per knob gives its control, its URL key, its validation and its line in the documentation.
use crate::error::Error;
use serde::Serialize;
use serde_json::{json, Map, Value};

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
    /// JSON of the knobs that differ from [`paper`].
    differs: &'static str,
}

/// Every preset; the first is the default's base.
pub const PRESETS: [Preset; 4] = [
    Preset {
        key: "paper-exact",
        help: "Zhang and Tang 2025: two post-norm layers without a mask, dropout 0.1, plain SGD at 0.1, batch 8. Its loss stops near the text's bigram entropy, 0.33.",
        differs: "{}",
    },
    Preset {
        key: "causal",
        help: "The paper's model with a causal mask and no dropout: it really has to predict, and its loss goes towards 0.",
        differs: r#"{"mask": "causal", "dropout": 0}"#,
    },
    Preset {
        key: "classroom",
        help: "A small causal model that trains fast on any machine.",
        differs: r#"{"mask": "causal", "dropout": 0, "d_model": 32, "d_ff": 128}"#,
    },
    Preset {
        key: "reference-128",
        help: "The decoder-style model that the benchmarks time, on a synthetic text whose entropy rate is known.",
        differs: r#"{"text": "synthetic", "vocab": 0, "context": 64, "norm": "pre", "activation": "gelu", "mask": "causal", "positions": "learned", "final_norm": true, "dropout": 0, "batch": 32}"#,
    },
];

/// The preset that a page starts with: the paper's model made to predict, so that a visitor sees it learn.
pub const DEFAULT_PRESET: &str = "causal";

/// Every knob's value in preset paper-exact (docs/methods.md).
fn paper() -> Map<String, Value> {
    let values = json!({
        "preset": "paper-exact", "text": "pangram", "shuffle": false, "vocab": 50, "context": 50, "d_model": 128, "heads": 4, "layers": 2,
        "d_ff": 512, "norm": "post", "activation": "relu", "mask": "none", "positions": "sinusoidal", "final_norm": false,
        "dropout": 0.1, "seed": 11, "optimizer": "sgd", "lr": 0.1, "batch": 8, "weights": "trained", "evaluate_every": 50, "transient": 200,
    });
    match values {
        Value::Object(map) => map,
        _ => unreachable!("the literal above is an object"),
    }
}

/// A value for every knob, each valid on its own.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Settings(Map<String, Value>);

impl Default for Settings {
    fn default() -> Self {
        Settings::preset(DEFAULT_PRESET).expect("the default preset is in the table")
    }
}

impl Settings {
    /// A preset's values.
    ///
    /// # Errors
    /// [`Error::Knob`] when there is none of that name.
    pub fn preset(key: &str) -> Result<Self, Error> {
        let preset = PRESETS.iter().find(|preset| preset.key == key);
        let preset = preset.ok_or_else(|| refuse(find("preset").expect("a row"), &json!(key)))?;
        let mut values = paper();
        values.extend(preset.values());
        values.insert("preset".into(), key.into());
        Ok(Settings(values))
    }

    /// These settings after `changes`, or the first reason against them. A changed `preset` sets every knob but the seed
    /// to the preset's value before the other changes apply.
    ///
    /// # Errors
    /// [`Error::Knob`] for an unknown key, a wrong type or a value out of range.
    pub fn with(&self, changes: &Map<String, Value>) -> Result<Self, Error> {
        let mut next = match changes.get("preset") {
            Some(key) => {
                check("preset", key)?;
                let mut next = Settings::preset(key.as_str().unwrap_or_default())?;
                next.0.insert("seed".into(), self.0["seed"].clone());
                next
            }
            None => self.clone(),
        };
        for (key, value) in changes {
            check(key, value)?;
            next.0.insert(key.clone(), value.clone());
        }
        Ok(next)
    }

    /// A knob's value.
    ///
    /// # Panics
    /// On a key that the table lacks.
    pub fn get(&self, key: &str) -> &Value {
        &self.0[key]
    }

    /// A whole-number knob's value; 0 where it holds its word instead.
    pub fn integer(&self, key: &str) -> u64 {
        self.0[key].as_f64().unwrap_or(0.0) as u64
    }

    /// A number knob's value.
    pub fn number(&self, key: &str) -> f64 {
        self.0[key].as_f64().unwrap_or(f64::NAN)
    }

    /// Reads the knobs that `T`'s fields name.
    pub fn read<T: serde::de::DeserializeOwned>(&self) -> T {
        // Scripts may write 8.0 for 8: whole numbers cross as integers.
        let whole = |(key, value): (&String, &Value)| {
            let integer = matches!(find(key), Some(Knob { kind: Kind::Integer { .. }, .. })) && value.is_number();
            (key.clone(), if integer { json!(self.integer(key)) } else { value.clone() })
        };
        serde_json::from_value(Value::Object(self.0.iter().map(whole).collect())).expect("every value has been checked")
    }

    /// Whether a run under way can go on with `next`: only live knobs differ.
    pub fn continues(&self, next: &Settings) -> bool {
        TABLE.iter().all(|knob| knob.live || knob.key == "preset" || self.0[knob.key] == next.0[knob.key])
    }

    /// Every knob as the page and scripts see it (docs/interface.md).
    pub fn describe(&self) -> Value {
        let default = Settings::default();
        let rows = TABLE.iter().map(|knob| {
            let Knob { key, label, group, live, help, .. } = *knob;
            let (value, default) = (&self.0[key], &default.0[key]);
            let mut row = json!({"key": key, "label": label, "group": group, "live": live, "help": help, "value": value, "default": default});
            let of = |kind: &str, more: Value| {
                let Value::Object(mut more) = more else { unreachable!("each kind's own part is an object") };
                more.insert("kind".into(), kind.into());
                more
            };
            let own = match knob.kind {
                Kind::Choice(choices) => {
                    let choices: Vec<Value> = choices.iter().map(|(value, label)| json!({"value": value, "label": label})).collect();
                    of("choice", json!({ "choices": choices }))
                }
                Kind::Flag { yes, no } => of("choice", json!({"choices": [{"value": false, "label": no}, {"value": true, "label": yes}]})),
                Kind::Integer { min, max, word } => of("integer", json!({"min": min, "max": max, "word": word})),
                Kind::Number { min, max } => of("number", json!({"min": min, "max": max})),
            };
            row.as_object_mut().expect("the literal above is an object").extend(own);
            row
        });
        Value::Array(rows.collect())
    }
}

impl Preset {
    fn values(&self) -> Map<String, Value> {
        serde_json::from_str(self.differs).expect("a preset's differences are JSON (tested)")
    }
}

/// Every preset as the page and scripts see it.
pub fn presets() -> Value {
    let Kind::Choice(labels) = TABLE[0].kind else { unreachable!("the first row is the preset's") };
    let rows = PRESETS.iter().zip(labels).map(|(preset, (_, label))| {
        let values = Settings::preset(preset.key).expect("it is in the table");
        json!({"key": preset.key, "label": label, "help": preset.help, "values": values})
    });
    Value::Array(rows.collect())
}

fn find(key: &str) -> Option<&'static Knob> {
    TABLE.iter().find(|knob| knob.key == key)
}

/// Refuses a value that its knob does not take.
fn check(key: &str, value: &Value) -> Result<(), Error> {
    let Some(knob) = find(key) else {
        return Err(Error::knob(key, format!("There is no setting called \"{key}\".")));
    };
    let fits = match knob.kind {
        Kind::Choice(choices) => value.as_str().is_some_and(|value| choices.iter().any(|(known, _)| *known == value)),
        Kind::Flag { .. } => value.is_boolean(),
        Kind::Integer { min, max, word } => {
            let whole = |x: f64| x.fract() == 0.0 && x >= min as f64 && x <= max as f64;
            value.as_f64().is_some_and(whole) || (word.is_some() && value.as_str() == word)
        }
        Kind::Number { min, max } => value.as_f64().is_some_and(|x| x >= min && x <= max),
    };
    if fits {
        Ok(())
    } else {
        Err(refuse(knob, value))
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
        Kind::Number { min, max } => format!("a number from {min} to {max}"),
    };
    let given = value.to_string();
    let given: String =
        if given.chars().count() > 40 { given.chars().take(39).chain(['…']).collect() } else { given };
    Error::knob(knob.key, format!("{} must be {takes}, not {given}.", knob.label))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::config::Config;

    fn changes(json: Value) -> Map<String, Value> {
        json.as_object().expect("an object").clone()
    }

    #[test]
    fn every_preset_is_valid_and_says_what_it_differs_in() {
        let Kind::Choice(named) = TABLE[0].kind else { panic!("the first row is the preset's") };
        assert_eq!(named.iter().map(|(key, _)| *key).collect::<Vec<_>>(), PRESETS.map(|preset| preset.key));
        for preset in PRESETS {
            let settings = Settings::preset(preset.key).unwrap();
            for knob in TABLE {
                check(knob.key, settings.get(knob.key)).unwrap();
            }
            assert_eq!(settings.0.len(), TABLE.len(), "{}: a knob without a row, or the reverse", preset.key);
            settings.with(&settings.0).unwrap();
        }
        let paper: Config = Settings::preset("paper-exact").unwrap().read();
        assert_eq!(paper, Config::PAPER);
        let reference: Config =
            Settings::preset("reference-128").unwrap().with(&changes(json!({"vocab": 65}))).unwrap().read();
        assert_eq!(reference, Config::REFERENCE_128);
    }

    #[test]
    fn nonsense_is_refused_in_a_sentence_and_changes_nothing() {
        let settings = Settings::default();
        for (key, value) in [
            ("d_model", json!("wide")),
            ("d_model", json!(-1)),
            ("d_model", json!(1.5)),
            ("d_model", json!(1e300)),
            ("lr", json!(null)),
            ("lr", json!([0.1])),
            ("lr", json!(-0.1)),
            ("lr", json!("0.1")),
            ("batch", json!("half")),
            ("mask", json!("sparse")),
            ("mask", json!(1)),
            ("final_norm", json!("on")),
            ("preset", json!("mine")),
            ("seed", json!(4294967296u64)),
            ("colour", json!("blue")),
            ("text", json!({})),
            ("dropout", json!(1)),
        ] {
            let error = settings.with(&changes(json!({"context": 10, key: value}))).expect_err(key);
            assert_eq!(error.key(), key);
            assert!(error.to_string().ends_with('.'), "{error}");
        }
        assert_eq!(
            settings.with(&changes(json!({"batch": "half"}))).unwrap_err().to_string(),
            "Batch must be a whole number from 1 to 512, or \"full\", not \"half\"."
        );
    }

    #[test]
    fn a_preset_keeps_the_seed_and_yields_to_single_changes() {
        let settings = Settings::default().with(&changes(json!({"seed": 5, "lr": 0.7}))).unwrap();
        let next = settings.with(&changes(json!({"preset": "reference-128", "batch": 4.0}))).unwrap();
        assert_eq!((next.integer("seed"), next.number("lr"), next.integer("batch")), (5, 0.1, 4));
        assert_eq!(next.read::<Config>().context, 64);
        assert!(!settings.continues(&next));
        assert!(settings.continues(&settings.with(&changes(json!({"lr": 0.2}))).unwrap()));
    }
}
