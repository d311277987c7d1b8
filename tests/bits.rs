//! The same bits as in every browser, natively.
#![cfg(not(target_arch = "wasm32"))]
#[path = "suites/bits.rs"]
mod suite;

#[test]
fn fifty_steps_have_the_same_bits_everywhere() {
    println!("{}", suite::bits());
}
