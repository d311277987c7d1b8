//! What the settings make of the model and its optimizer.
use crate::knobs::{Setting, Settings};
use crate::model::config::{Activation, Config, Mask, Norm, Positions};
use crate::train::Rule;

/// The shape of the model that the settings name; a vocabulary of 0 rows stands for as many as the text has symbols.
pub fn shape(settings: &Settings) -> Config {
    let size = |key| settings.integer(key) as usize;
    let is = |key, word| settings.word(key) == word;
    Config {
        vocab: size("vocab"),
        context: size("context"),
        d_model: size("d_model"),
        heads: size("heads"),
        layers: size("layers"),
        d_ff: size("d_ff"),
        norm: if is("norm", "pre") { Norm::Pre } else { Norm::Post },
        activation: if is("activation", "gelu") { Activation::Gelu } else { Activation::Relu },
        mask: if is("mask", "causal") { Mask::Causal } else { Mask::None },
        positions: if is("positions", "learned") { Positions::Learned } else { Positions::Sinusoidal },
        final_norm: settings.get("final_norm") == Setting::Flag(true),
        dropout: settings.number("dropout") as f32,
    }
}

/// The optimizer that the settings name.
pub fn rule(settings: &Settings) -> Rule {
    match settings.word("optimizer") {
        "momentum" => Rule::Momentum,
        "adam" => Rule::Adam,
        "adamw" => Rule::AdamW,
        _ => Rule::Sgd,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knobs::{Kind, TABLE};
    use serde_json::json;

    #[test]
    fn presets_are_the_models_that_they_name() {
        assert_eq!(shape(&Settings::preset("paper-exact").expect("known")), Config::PAPER);
        let reference = Settings::preset("reference-128").expect("known");
        assert_eq!(shape(&reference), Config { vocab: 0, ..Config::REFERENCE_128 });
    }

    /// Every word of a choice is the one that the type behind it is written by.
    #[test]
    fn every_choice_is_read_as_what_it_names() {
        for knob in TABLE {
            let Kind::Choice(choices) = knob.kind else { continue };
            if matches!(knob.key, "preset" | "text" | "weights") {
                continue;
            }
            for (word, _) in choices {
                let changes = json!({knob.key: word});
                let settings = Settings::default().with(changes.as_object().expect("an object")).expect("it takes it");
                let read = match knob.key {
                    "optimizer" => json!(rule(&settings)),
                    key => json!(shape(&settings))[key].clone(),
                };
                assert_eq!(read, json!(word), "{}", knob.key);
            }
        }
    }
}
