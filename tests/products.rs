//! The matrix product's conformance suite, natively.
#![cfg(not(target_arch = "wasm32"))]
#[path = "suites/products.rs"]
mod suite;

#[test]
fn every_leaf_agrees_with_the_oracle() {
    println!("{}", suite::products("scalar"));
}
