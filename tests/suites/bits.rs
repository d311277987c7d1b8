//! Same settings, same bits: runs of 50 steps whose weights must have one fingerprint natively (tests/bits.rs), in scalar
//! and simd128 WebAssembly under Node, and in Chrome (tests/web.rs). Every platform is held against the same table, so
//! that all agree with one another.
use heavytail::experiment::updates::{Options, Updates};
use heavytail::experiment::{Experiment, Records};
use heavytail::linalg::REPRODUCIBLE;
use heavytail::model::params::fingerprint;
use heavytail::session::{loss_and_gradient, Session};
use serde_json::{json, Value};

const STEPS: u64 = 50;

/// A run, and the fingerprints of its weights after 50 steps, of its f64 gradient there, and of its E1 result. They change
/// only when the arithmetic of a run is meant to change: the test prints the new ones.
struct Golden {
    changes: fn() -> Value,
    weights: &'static str,
    gradient: &'static str,
    result: &'static str,
}

const RUNS: [Golden; 3] = [
    // Post-norm, ReLU, no mask, sinusoids, dropout, SGD.
    Golden {
        changes: || json!({"preset": "paper-exact", "transient": 20}),
        weights: "bdce3cbdc34feb40",
        gradient: "2ea32aedc1045e2f",
        result: "84b673cd0cf48601",
    },
    // Pre-norm, GELU, causal, learned positions, final norm, several shards a step, Adam, a text of known entropy rate.
    Golden {
        changes: || json!({"preset": "reference-128", "d_model": 32, "d_ff": 100, "heads": 2, "batch": 20, "optimizer": "adam", "lr": 0.001, "transient": 20}),
        weights: "91e7d20e8dcf662a",
        gradient: "f5f3a57cd99239d9",
        result: "e09890de71ddd82c",
    },
    // Full batch, momentum, odd sizes.
    Golden {
        changes: || json!({"preset": "classroom", "context": 13, "d_model": 30, "heads": 3, "d_ff": 65, "batch": "full", "optimizer": "momentum", "lr": 0.01, "transient": 20}),
        weights: "01c6a17d0f0e8ae1",
        gradient: "9fbe72953e8346e3",
        result: "c744a4dda9699ac8",
    },
];

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
    for golden in &RUNS {
        let mut session = Session::default();
        let changes = (golden.changes)();
        session.set(changes.as_object().expect("changes are an object"), None).expect("the changes are valid");
        let mut steps = 0;
        while steps < STEPS {
            steps += u64::from(session.advance().expect("these runs do not diverge"));
        }
        // One sequence of 13: the shortest context of the table.
        let tokens: Vec<u32> = (0..13u32).map(|i| i * 7 % 26).collect();
        let targets: Vec<u32> = tokens.iter().map(|t| (t + 1) % 26).collect();
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
