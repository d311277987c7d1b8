//! The suites in headless Chrome: `wasm-pack test --headless --chrome`.
#![cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test_configure;

#[path = "suites/wasm.rs"]
mod suites;

wasm_bindgen_test_configure!(run_in_browser);
