//! What an ensemble of runs reads of a result, whatever the experiment: how its claim stands against each null alone, and the
//! few numbers that it rests on.
use super::verdict::Grade;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The heads of a result.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Headline {
    /// The grade that the verdict would have were this null the only one, by its key.
    pub against: BTreeMap<String, Grade>,
    /// What the verdict rests on; above all on the first.
    pub numbers: Vec<Number>,
}

impl Headline {
    /// The number of a label.
    pub fn number(&self, label: &str) -> Option<&Number> {
        self.numbers.iter().find(|number| number.label == label)
    }
}

/// A number of the data, beside that of each null.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Number {
    /// What it is, such as "α at the top 1 %".
    pub label: String,
    /// The run's; `null` where it has none.
    pub data: Option<f64>,
    /// Those of the nulls that have one, by their keys.
    pub nulls: BTreeMap<String, f64>,
}

impl Number {
    /// Only finite numbers are kept.
    pub fn new<'a>(
        label: impl Into<String>,
        data: Option<f64>,
        nulls: impl IntoIterator<Item = (&'a str, Option<f64>)>,
    ) -> Self {
        let finite = |value: Option<f64>| value.filter(|x| x.is_finite());
        let nulls = nulls.into_iter().filter_map(|(key, value)| Some((key.to_string(), finite(value)?)));
        Number { label: label.into(), data: finite(data), nulls: nulls.collect() }
    }
}

#[cfg(test)]
impl Headline {
    /// Whether the grades against single nulls are those that a verdict on all of them allows.
    pub fn agrees(&self, verdict: &super::verdict::Verdict) -> bool {
        let alone = |key: &String| self.against.get(key).copied();
        !self.against.is_empty()
            && match (verdict.grade, &verdict.null) {
                (Grade::Explained, Some(null)) => alone(null) == Some(Grade::Explained),
                (Grade::Supported, _) => self.against.values().all(|&grade| grade == Grade::Supported),
                (Grade::NotEnoughData, _) => self.against.values().all(|&grade| grade == Grade::NotEnoughData),
                _ => self.against.values().any(|&grade| grade != Grade::Supported),
            }
    }
}
