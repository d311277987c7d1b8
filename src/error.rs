//! The one error type: whatever a person can type, load or lose, as a value with a clear sentence.
use std::fmt;

/// What went wrong. `Display` gives the sentence that the page prints; `key` names the field beside which it stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Error {
    /// A knob's value was refused; nothing was changed.
    Knob {
        /// The knob's key, e.g. `lr`.
        key: String,
        /// What was wrong, what is allowed, and what was kept.
        message: String,
    },
    /// A text was refused; the text in use stays.
    Text(String),
    /// Training stopped before a step that would have left finite numbers; the weights are those before it.
    Diverged {
        /// The step that was not taken (1-based).
        step: u64,
        /// What was not finite, e.g. "the loss is NaN".
        what: String,
    },
    /// A statistic has too little or unusable data.
    Data(String),
    /// A call from a script did not fit (wrong length, unknown name).
    Call(String),
}

impl Error {
    /// A refused knob.
    pub fn knob(key: &str, message: impl Into<String>) -> Self {
        Error::Knob { key: key.to_string(), message: message.into() }
    }

    /// The field that the sentence belongs to: a knob's key, or `text`, `run`, `data`, `call`.
    pub fn key(&self) -> &str {
        match self {
            Error::Knob { key, .. } => key,
            Error::Text(_) => "text",
            Error::Diverged { .. } => "run",
            Error::Data(_) => "data",
            Error::Call(_) => "call",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Knob { message, .. } | Error::Text(message) | Error::Data(message) | Error::Call(message) => {
                f.write_str(message)
            }
            Error::Diverged { step, what } => write!(
                f,
                "Training diverged at step {step}: {what}. The weights before that step are kept; lower the learning rate, or reset."
            ),
        }
    }
}

impl std::error::Error for Error {}
