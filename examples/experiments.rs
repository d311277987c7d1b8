//! Runs the experiments natively: trains a preset, keeps its records under target/records, and prints each result as one line
//! of JSON. A run that has been recorded is not trained again.
//! `cargo run --release --example experiments -- PRESET STEPS SEED…`; other knobs as JSON in the variable KNOBS, the
//! experiments, if not all, in EXPERIMENTS ("E1,E2").
use heavytail::experiment::{Records, REGISTRY};
use heavytail::session::Session;
use serde_json::{json, Map, Value};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let usage = "PRESET STEPS SEED…";
    let preset = arguments.next().expect(usage);
    let steps: u64 = arguments.next().expect(usage).parse().expect("a number of steps");
    let knobs: Map<String, Value> =
        std::env::var("KNOBS").map(|text| serde_json::from_str(&text).expect("JSON of knobs")).unwrap_or_default();
    for seed in arguments {
        let seed: u64 = seed.parse().expect("a seed");
        let mut changes = knobs.clone();
        changes.extend([("preset".into(), json!(preset)), ("seed".into(), json!(seed))]);
        let name =
            format!("{preset}-{steps}-{seed}{}", knobs.values().map(|value| format!("-{value}")).collect::<String>());
        let folder = Path::new("target/records").join(name.replace('"', ""));
        if !folder.is_dir() {
            record(&changes, steps, &folder);
        }
        analyse(&folder);
    }
}

/// Trains and writes the records.
fn record(changes: &Map<String, Value>, steps: u64, folder: &PathBuf) {
    let mut session = Session::default();
    session.set(changes, None).unwrap_or_else(|error| panic!("{error}"));
    let start = Instant::now();
    while session.status().step < steps {
        session.advance().unwrap_or_else(|error| panic!("{error}"));
    }
    eprintln!("{}: trained in {:.0} s", folder.display(), start.elapsed().as_secs_f64());
    std::fs::create_dir_all(folder).expect("target can be written to");
    for name in names() {
        let bytes = session.record(name).expect("a record of that name");
        std::fs::write(folder.join(name), bytes).expect("target can be written to");
    }
}

/// Every record that an experiment is made from.
fn names() -> BTreeSet<&'static str> {
    REGISTRY.iter().flat_map(|entry| entry.records).copied().collect()
}

/// Every experiment on the records of a folder.
fn analyse(folder: &Path) {
    let mut records = Records::default();
    for name in names() {
        let bytes = std::fs::read(folder.join(name)).expect("it was written");
        records.receive(name, &bytes).unwrap_or_else(|error| panic!("{error}"));
    }
    let run = folder.file_name().map(|name| name.to_string_lossy());
    let only = std::env::var("EXPERIMENTS").unwrap_or_default();
    for entry in REGISTRY.iter().filter(|entry| only.is_empty() || only.contains(entry.name)) {
        let start = Instant::now();
        let mut experiment = (entry.start)(&records, "{}").unwrap_or_else(|error| panic!("{error}"));
        let mut longest = 0.0f64;
        loop {
            let slice = Instant::now();
            let done = experiment.advance();
            longest = longest.max(slice.elapsed().as_secs_f64());
            if done >= 1.0 {
                break;
            }
        }
        let taken = start.elapsed().as_secs_f64();
        eprintln!("{} of {}: {taken:.1} s, the longest slice {:.0} ms", entry.name, folder.display(), 1e3 * longest);
        // As the experiment wrote it: to read numbers and write them again could cost their last bit.
        println!("{{\"run\":{},\"result\":{}}}", json!(run), experiment.result());
    }
}
