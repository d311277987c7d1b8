//! Heavytail Lab: is the learning of a neural network critical?
//!
//! A character Transformer trains (gradients by hand) and the distribution of its weight updates is measured beside
//! the laws and nulls that could produce the same picture. The way of the data is the module list:
//! text → model → train → observe → stats → experiment → figure → plot → pixels. Only `web` touches a browser, so
//! every other stage runs under `cargo test`. docs/architecture.md has the import law.
#![deny(missing_docs)]
#![deny(unsafe_code)]
// std's elementary functions have other bits on other platforms (clippy.toml); tests may use them.
#![cfg_attr(not(test), deny(clippy::disallowed_methods))]

pub mod error;
pub mod experiment;
pub mod figure;
pub mod knobs;
pub mod landscape;
pub mod linalg;
pub mod model;
pub mod observe;
pub mod plot;
pub mod rng;
pub mod session;
pub mod stats;
pub mod text;
pub mod train;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub mod web;
pub mod words;
