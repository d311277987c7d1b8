//! Same settings, same bits: runs of 50 steps whose weights must have one fingerprint natively (tests/bits.rs), in scalar
//! and simd128 WebAssembly under Node, and in Chrome (tests/web.rs). Every platform is held against the same table, so
//! that all agree with one another.
use heavytail::experiment::selftest::reference;
use heavytail::experiment::updates::{Options, Updates};
use heavytail::experiment::{Experiment, Records};
use heavytail::linalg::REPRODUCIBLE;
use heavytail::model::params::fingerprint;
use heavytail::session::{loss_and_gradient, Session};
use serde_json::{json, Value};

/// 64-bit FNV-1a.
fn hash(text: &str) -> String {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    format!("{hash:016x}")
}

/// E1's result by way of its records.
fn e1(session: &Session) -> Value {
    let records = Records::gathered(|name| session.record(name)).expect("all are known");
    let mut updates = Updates::new(&records, Options::default()).expect("has its records");
    while updates.advance() < 1.0 {}
    json!(updates.result())
}

/// Runs the table and returns what it found; panics where a reproducible build differs from it.
pub fn bits() -> String {
    let mut found = Vec::new();
    for golden in &reference::RUNS {
        let mut session = Session::default();
        let changes: Value = serde_json::from_str(golden.changes).expect("the table holds JSON");
        session.set(changes.as_object().expect("changes are an object"), None).expect("the changes are valid");
        let mut steps = 0;
        while steps < reference::STEPS {
            steps += u64::from(session.advance().expect("these runs do not diverge"));
        }
        let [tokens, targets] = reference::sequence();
        let (loss, gradient) =
            loss_and_gradient::<f64>(*session.config(), session.weights(), &tokens, &targets).expect("the tokens fit");
        let words: Vec<f32> = gradient
            .iter()
            .flat_map(|g| [g.to_bits() as u32, (g.to_bits() >> 32) as u32])
            .map(f32::from_bits)
            .collect();
        let mut result = e1(&session);
        result["provenance"] = json!(session.provenance());
        // Where it ran differs by design.
        result["provenance"]["flavour"] = Value::Null;
        let run = [session.status().fingerprint, format!("{:016x}", fingerprint(&words)), hash(&result.to_string())];
        found.push((run, [golden.weights, golden.gradient, golden.result], loss));
    }
    let report = found
        .iter()
        .map(|([w, g, r], _, loss)| format!("weights {w}, f64 gradient {g}, E1 {r} (loss {loss:.6})"))
        .collect::<Vec<_>>()
        .join("; ");
    if REPRODUCIBLE {
        for (run, golden, _) in &found {
            assert_eq!(run, golden, "the bits differ from the other platforms'; found: {report}");
        }
    } else {
        assert!(
            found.iter().any(|(run, golden, _)| run[0] != golden[0]),
            "the relaxed build is as reproducible as the others: say so"
        );
        assert!(!Session::default().status().reproducible);
    }
    report
}
