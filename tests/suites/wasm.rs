//! What runs alike in Node (tests/node.rs) and in headless Chrome (tests/web.rs).
use heavytail::linalg::FLAVOUR;
use wasm_bindgen_test::{console_log, wasm_bindgen_test};

#[path = "bits.rs"]
mod bits;
#[path = "products.rs"]
mod products;

/// The leaf that this build was asked to exercise; a build by hand asks for none in particular.
const WANTED: &str = match option_env!("HEAVYTAIL_WANT_FLAVOUR") {
    Some(flavour) => flavour,
    None => FLAVOUR,
};

#[wasm_bindgen_test]
fn the_wanted_leaf_is_the_one_that_runs() {
    assert_eq!(FLAVOUR, WANTED);
}

#[wasm_bindgen_test]
fn every_leaf_agrees_with_the_oracle() {
    console_log!("{}", products::products(WANTED));
}

#[wasm_bindgen_test]
fn fifty_steps_have_the_same_bits_everywhere() {
    console_log!("{}", bits::bits());
}
