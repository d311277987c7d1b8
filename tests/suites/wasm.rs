//! What runs alike in Node (tests/node.rs) and in headless Chrome (tests/web.rs).
use heavytail::linalg::FLAVOUR;
use heavytail::session::Session;
use serde_json::json;
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

/// Wasm memory never shrinks: had a session two runs for a moment, it would keep room for both.
#[wasm_bindgen_test]
fn a_run_takes_the_memory_of_the_one_before() {
    let mebibytes = || core::arch::wasm32::memory_size::<0>() / 16;
    let mut session = Session::default();
    let mut begin = |seed: u32| {
        let changes = json!({"d_model": 256, "heads": 8, "d_ff": 1024, "layers": 4, "seed": seed});
        session.set(changes.as_object().expect("an object"), None).expect("a large model is possible");
        // Weights, gradient, update.
        (12 * session.status().parameters) >> 20
    };
    let arenas = begin(1);
    let first = mebibytes();
    for seed in 2..5 {
        begin(seed);
    }
    session.reset();
    assert!(mebibytes() < first + arenas / 2, "{first} MiB have become {}; the arenas have {arenas}", mebibytes());
}
