//! Runs a preset natively and prints what the experiments find:
//! `cargo run --release --example experiments -- PRESET STEPS SEED…`
use heavytail::experiment::{Records, REGISTRY};
use heavytail::session::Session;
use serde_json::{json, Value};
use std::time::Instant;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let preset = arguments.next().expect("a preset");
    let steps: u64 = arguments.next().expect("steps").parse().expect("a number");
    let more: Value = serde_json::from_str(&std::env::var("KNOBS").unwrap_or_else(|_| "{}".into())).expect("JSON");
    for seed in arguments {
        let seed: u64 = seed.parse().expect("a seed");
        let mut session = Session::default();
        let mut changes = json!({"preset": preset, "seed": seed}).as_object().cloned().expect("an object");
        changes.extend(more.as_object().cloned().unwrap_or_default());
        session.set(&changes, None).expect("valid");
        let start = Instant::now();
        while session.status().step < steps {
            session.advance().expect("does not diverge");
        }
        eprintln!("trained in {:.1} s", start.elapsed().as_secs_f64());
        let mut records = Records::default();
        for name in ["tails", "history", "scales", "series"] {
            let bytes = session.record(name, "{}").expect("known");
            eprintln!("{name}: {} kB", bytes.len() / 1024);
            records.receive(name, &bytes).expect("a record");
        }
        for entry in &REGISTRY {
            let start = Instant::now();
            let mut experiment = (entry.start)(&records, "{}").expect("has its records");
            let (mut slices, mut longest) = (0, 0.0f64);
            loop {
                let slice = Instant::now();
                let done = experiment.advance();
                longest = longest.max(slice.elapsed().as_secs_f64());
                slices += 1;
                if done >= 1.0 {
                    break;
                }
            }
            eprintln!(
                "{}: {:.1} s, {slices} slices, the longest {:.0} ms",
                entry.name,
                start.elapsed().as_secs_f64(),
                1e3 * longest
            );
            println!("{preset} {seed} {} {}", entry.name, experiment.result());
        }
    }
}
