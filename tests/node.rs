//! The suites in Node: `wasm-pack test --node`.
#![cfg(target_arch = "wasm32")]

#[path = "suites/wasm.rs"]
mod suites;
