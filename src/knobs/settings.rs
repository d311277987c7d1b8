//! A value for every knob: a preset's, changed and checked, and described to the page.
use super::Setting::{self, Flag, Number, Word};
use super::{place, refuse, Kind, Knob, Preset, DEFAULT_PRESET, PAPER, PRESETS, TABLE};
use crate::error::Error;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

/// A value for every knob, in the table's order, each valid on its own. As JSON an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings([Setting; TABLE.len()]);

impl Default for Settings {
    fn default() -> Self {
        Settings::preset(DEFAULT_PRESET).expect("the default preset is in the table")
    }
}

impl Serialize for Settings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(TABLE.len()))?;
        for (knob, setting) in TABLE.iter().zip(&self.0) {
            map.serialize_entry(knob.key, setting)?;
        }
        map.end()
    }
}

impl Settings {
    /// A preset's values; `None` when there is none of that name.
    pub fn preset(key: &str) -> Option<Self> {
        let preset = PRESETS.iter().find(|preset| preset.key == key)?;
        let mut settings = Settings(PAPER);
        for (key, value) in [("preset", Word(preset.key))].iter().chain(preset.differs) {
            settings.0[place(key)?] = *value;
        }
        Some(settings)
    }

    /// These settings after `changes`, or the first reason against them. A changed `preset` sets every knob but the seed
    /// to the preset's value before the other changes apply.
    ///
    /// # Errors
    /// [`Error::Knob`] for an unknown key, a wrong type or a value out of range.
    pub fn with(&self, changes: &Map<String, Value>) -> Result<Self, Error> {
        let mut next = self.clone();
        if let Some(key) = changes.get("preset") {
            let preset = key.as_str().and_then(Settings::preset);
            next = preset.ok_or_else(|| refuse(&TABLE[0], key))?;
            next.0[place("seed").expect("a row")] = self.get("seed");
        }
        for (key, value) in changes {
            let place = place(key).ok_or_else(|| Error::knob(key, format!("There is no setting called \"{key}\".")))?;
            next.0[place] = TABLE[place].kind.accepts(value).ok_or_else(|| refuse(&TABLE[place], value))?;
        }
        Ok(next)
    }

    /// A knob's value.
    ///
    /// # Panics
    /// On a key that the table lacks.
    pub fn get(&self, key: &str) -> Setting {
        self.0[place(key).expect("the key stands in the table")]
    }

    /// A whole-number knob's value; 0 where it holds its word instead.
    pub fn integer(&self, key: &str) -> u64 {
        self.number(key) as u64
    }

    /// A number knob's value; NaN where it holds its word instead.
    pub fn number(&self, key: &str) -> f64 {
        match self.get(key) {
            Number(x) => x,
            _ => f64::NAN,
        }
    }

    /// A choice's value; empty where it holds no word.
    pub fn word(&self, key: &str) -> &'static str {
        match self.get(key) {
            Word(word) => word,
            _ => "",
        }
    }

    /// Whether a run under way can go on with `next`: only live knobs differ.
    pub fn continues(&self, next: &Settings) -> bool {
        TABLE.iter().all(|knob| knob.live || knob.key == "preset" || self.get(knob.key) == next.get(knob.key))
    }

    /// Every knob as the page and scripts see it (docs/interface.md).
    pub fn describe(&self) -> Vec<Described> {
        let default = Settings::default();
        let rows = TABLE.iter().zip(self.0.iter().zip(default.0)).map(|(knob, (&value, default))| {
            let Knob { key, label, group, live, help, .. } = *knob;
            let row = |kind| Described {
                key,
                label,
                group,
                kind,
                choices: None,
                min: None,
                max: None,
                word: None,
                live,
                help,
                value,
                default,
            };
            match knob.kind {
                Kind::Choice(choices) => {
                    let choices = choices.iter().map(|&(value, label)| Choice { value: Word(value), label });
                    Described { choices: Some(choices.collect()), ..row("choice") }
                }
                Kind::Flag { yes, no } => {
                    let choices = [(false, no), (true, yes)].map(|(value, label)| Choice { value: Flag(value), label });
                    Described { choices: Some(choices.into()), ..row("choice") }
                }
                Kind::Integer { min, max, word } => {
                    Described { min: Some(Number(min as f64)), max: Some(Number(max as f64)), word, ..row("integer") }
                }
                Kind::Number { min, max } => {
                    Described { min: Some(Number(min)), max: Some(Number(max)), ..row("number") }
                }
            }
        });
        rows.collect()
    }
}

/// A knob as the page and scripts see it.
#[derive(Debug, Serialize)]
pub struct Described {
    key: &'static str,
    label: &'static str,
    group: &'static str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    choices: Option<Vec<Choice>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<Setting>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<Setting>,
    word: Option<&'static str>,
    live: bool,
    help: &'static str,
    value: Setting,
    default: Setting,
}

#[derive(Debug, Serialize)]
struct Choice {
    value: Setting,
    label: &'static str,
}

/// A preset as the page and scripts see it.
#[derive(Debug, Serialize)]
pub struct DescribedPreset {
    key: &'static str,
    label: &'static str,
    help: &'static str,
    values: Settings,
}

/// Every preset as the page and scripts see it.
pub fn presets() -> Vec<DescribedPreset> {
    let Kind::Choice(labels) = TABLE[0].kind else { unreachable!("the first row is the preset's") };
    let rows = PRESETS.iter().zip(labels).filter_map(|(&Preset { key, help, .. }, &(_, label))| {
        Some(DescribedPreset { key, label, help, values: Settings::preset(key)? })
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn changes(json: Value) -> Map<String, Value> {
        json.as_object().expect("an object").clone()
    }

    #[test]
    fn every_preset_is_valid_and_says_what_it_differs_in() {
        let Kind::Choice(named) = TABLE[0].kind else { panic!("the first row is the preset's") };
        assert_eq!(named.iter().map(|(key, _)| *key).collect::<Vec<_>>(), PRESETS.map(|preset| preset.key));
        for preset in PRESETS {
            let settings = Settings::preset(preset.key).unwrap();
            assert_eq!(
                (settings.word("preset"), preset.differs.len()),
                (preset.key, settings.differs()),
                "each key once"
            );
            let written = serde_json::to_value(&settings).unwrap();
            assert_eq!(
                settings.with(written.as_object().unwrap()).unwrap(),
                settings,
                "each value is one its knob takes"
            );
        }
    }

    impl Settings {
        /// How many knobs differ from the paper's, the preset's name aside.
        fn differs(&self) -> usize {
            self.0.iter().zip(PAPER).skip(1).filter(|(a, b)| **a != *b).count()
        }
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
        assert_eq!(next.integer("context"), 64);
        assert!(!settings.continues(&next));
        assert!(settings.continues(&settings.with(&changes(json!({"lr": 0.2}))).unwrap()));
    }
}
