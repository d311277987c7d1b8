//! What follows from an experiment's numbers: a grade and one plain sentence.
use serde::{Deserialize, Serialize};

/// How a claim stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Grade {
    /// The data exceed every null.
    Supported,
    /// A null gives the same.
    Explained,
    /// The data do not show what is claimed.
    NotSupported,
    /// Too little data to say.
    NotEnoughData,
}

/// The verdict on a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Verdict {
    /// How the claim stands.
    pub grade: Grade,
    /// The null that explains the data, where one does.
    pub null: Option<String>,
    /// One sentence that says so, with the numbers.
    pub sentence: String,
}

impl Verdict {
    /// Before an analysis is finished.
    pub fn unfinished() -> Self {
        let sentence = "Not enough data: the analysis is not finished.".into();
        Verdict { grade: Grade::NotEnoughData, null: None, sentence }
    }
}

/// What the paper shows for a claim.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Paper {
    /// Smallest and largest exponent, where it prints some.
    pub exponents: Option<[f64; 2]>,
    /// Where they stand, and how they were made.
    pub source: &'static str,
}
