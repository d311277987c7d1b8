//! Text: where it comes from, its symbols, what is known about it, and the windows that the model is shown.
//!
//! A character is a Unicode scalar value; nothing is normalised, so that "\r\n" is two characters. A window of context
//! T is T characters and, as targets, the T that follow each of them: T + 1 characters of the text.
pub mod corpus;
pub mod facts;
pub mod markov;
pub mod vocabulary;
pub mod windows;

pub use corpus::Corpus;
pub use facts::Facts;
pub use vocabulary::Vocabulary;
pub use windows::Windows;
