//! The lab's fits against Python's powerlaw 1.5 on committed samples, in that package's convention: x_min, α and D; and its other
//! laws on the same tails, by likelihood where its optimum is worse. Prints the largest deviations: `cargo test --test powerlaw -- --nocapture`. powerlaw/make.py makes the samples and the answers.
#![cfg(not(target_arch = "wasm32"))]
use heavytail::stats::laws::{self, Exponential, Fitted, Law, Lognormal, PowerLaw};
use heavytail::stats::laws::{StretchedExponential, TruncatedPowerLaw, TruncatedZeta, Zeta};
use heavytail::stats::observed::Observed;
use heavytail::stats::vuong::alternatives;
use heavytail::stats::x_min::Convention;
use heavytail::stats::{fit, Estimator, Fit, Options};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    alpha: f64,
    alpha_se: f64,
    x_min: f64,
    ks: f64,
    n_tail: u64,
}

/// A law other than the power law, on the tail of the fixed x_min.
#[derive(Deserialize)]
struct Other {
    parameters: Vec<f64>,
    #[serde(rename = "logLikelihood")]
    log_likelihood: f64,
    /// From mpmath, at powerlaw's parameters.
    #[serde(rename = "exactLogLikelihood")]
    exact: f64,
    #[serde(rename = "R")]
    r: f64,
    #[serde(rename = "normalizedR")]
    normalized_r: f64,
}

#[derive(Deserialize)]
struct Others {
    #[serde(rename = "powerLogLikelihood")]
    power: f64,
    exponential: Other,
    lognormal: Other,
    truncated_power_law: Other,
    stretched_exponential: Other,
}

#[derive(Deserialize)]
struct Answers {
    scanned: Answer,
    fixed: Answer,
    laws: Others,
}

fn read(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/powerlaw");
    std::fs::read_to_string(folder.join(name)).expect("a committed file")
}

/// Every sample with powerlaw's answers.
fn samples() -> Vec<(String, Vec<f64>, Answers)> {
    let answers: BTreeMap<String, Answers> = serde_json::from_str(&read("answers.json")).expect("what make.py writes");
    assert_eq!(answers.len(), 12);
    let values = |name: &str| read(name).lines().map(|line| line.parse().expect("a number a line")).collect();
    answers.into_iter().map(|(name, answers)| (name.clone(), values(&format!("{name}.txt")), answers)).collect()
}

/// Only the samples of whole numbers are fitted as such.
fn is_discrete(name: &str) -> bool {
    ["zeta", "geometric"].iter().any(|kind| name.starts_with(kind))
}

/// The largest deviations so far: α, its error, x_min relative to itself, D.
#[derive(Default)]
struct Worst([f64; 4]);

impl Worst {
    fn take(&mut self, name: &str, ours: &Fit, theirs: &Answer) {
        // On whole numbers powerlaw states the continuous law's error, and ends its search for α within 1e-4.
        let (error, distance) = match ours.estimator {
            Estimator::Discrete => ((ours.alpha - 1.0) / (ours.n_tail as f64).sqrt(), 1e-5),
            _ => (ours.alpha_se, 1e-6),
        };
        let deviations = [
            (ours.alpha - theirs.alpha).abs(),
            (error - theirs.alpha_se).abs(),
            (ours.x_min / theirs.x_min - 1.0).abs(),
            (ours.ks - theirs.ks).abs(),
        ];
        for ((worst, deviation), allowed) in self.0.iter_mut().zip(deviations).zip([1e-3, 1e-3, 1e-6, distance]) {
            assert!(deviation <= allowed, "{name}: {deviation:e}; ours {ours:?}");
            *worst = worst.max(deviation);
        }
        assert_eq!(ours.n_tail, theirs.n_tail, "{name}");
    }
}

#[test]
fn fits_agree_with_python_powerlaw() {
    let mut worst: [Worst; 4] = Default::default();
    for (name, values, answer) in &samples() {
        let [scanned, fixed] = if is_discrete(name) { [2, 3] } else { [0, 1] };
        let options = Options {
            discrete: is_discrete(name),
            min_tail: 2,
            convention: Convention::Powerlaw,
            ..Options::default()
        };
        worst[scanned].take(name, &fit(values, &options).expect("a tail").fit, &answer.scanned);
        let options = Options { x_min: Some(answer.fixed.x_min), ..options };
        worst[fixed].take(name, &fit(values, &options).expect("a tail").fit, &answer.fixed);
    }
    let what =
        ["values, x_min scanned", "values, x_min fixed", "whole numbers, x_min scanned", "whole numbers, x_min fixed"];
    for (what, Worst([alpha, se, x_min, ks])) in what.into_iter().zip(worst) {
        println!(
            "{what}: largest deviations from powerlaw 1.5: α {alpha:.1e}, its error {se:.1e}, x_min {x_min:.1e} (relative), D {ks:.1e}"
        );
    }
}

/// How the other laws compare.
#[derive(Default)]
struct Compared {
    fits: usize,
    /// Fits where ours is better by more than [`SAME`], and by how much at most, in nats.
    better: usize,
    most: f64,
    which: String,
    /// Where both are at the same optimum: largest deviations of parameters and of normalised R.
    parameters: f64,
    normalized_r: f64,
    /// Largest relative errors of our and of powerlaw's log-likelihood at powerlaw's parameters.
    errors: [f64; 2],
}

/// Log-likelihoods closer than this, in nats, are of the same optimum.
const SAME: f64 = 1e-3;

impl Compared {
    /// `theirs` is powerlaw's optimum as a law of ours.
    fn take<L: Law>(&mut self, name: &str, data: &Observed, power: f64, theirs: L, answer: &Other) {
        let ours: Fitted<L> = laws::fit(data).expect("a law");
        let at_theirs = laws::given(theirs.scaled(1.0 / data.unit()), data);
        let what = format!("{name}, {}", L::NAME);
        assert!(ours.log_likelihood >= at_theirs.log_likelihood - 1e-6, "{what}: {ours:?} {at_theirs:?}");
        self.fits += 1;
        let gain = ours.log_likelihood - at_theirs.log_likelihood;
        if gain > self.most {
            (self.most, self.which) = (gain, what.clone());
        }
        let error = |value: f64| ((value - answer.exact) / answer.exact).abs();
        let errors = [error(at_theirs.log_likelihood), error(answer.log_likelihood)];
        self.errors = std::array::from_fn(|i| self.errors[i].max(errors[i]));
        assert!(errors[0] < 1e-11, "{what}: {} {}", at_theirs.log_likelihood, answer.exact);
        if gain > SAME {
            self.better += 1;
            return;
        }
        let rounding = (answer.log_likelihood - answer.exact).abs();
        assert!((power - ours.log_likelihood - answer.r).abs() < 2.0 * SAME + rounding, "{what}");
        // A law that has run into the power law has no errors, and its parameters mean nothing.
        let Some(errors) = ours.standard_errors else { return };
        for (p, error) in errors.into_iter().enumerate().take(L::PARAMETERS.len()) {
            let deviation = (ours.law.parameters()[p] - theirs.parameters()[p]).abs() / error;
            self.parameters = self.parameters.max(deviation);
        }
        let all = alternatives(data);
        let named = all.iter().find(|alternative| alternative.law == L::NAME).expect("every law is there");
        if !named.parameters.is_empty() && rounding < SAME {
            let normalized = named.normalized_r.expect("two laws");
            self.normalized_r = self.normalized_r.max((normalized - answer.normalized_r).abs());
        }
    }
}

#[test]
fn other_laws_have_powerlaws_likelihood_or_a_higher_one() {
    let mut compared = Compared::default();
    for (name, values, Answers { fixed, laws: theirs, .. }) in &samples() {
        let data = if is_discrete(name) {
            Observed::integers(values, &vec![1.0; values.len()], fixed.x_min, None)
        } else {
            Observed::points(values, None, fixed.x_min, None)
        };
        let data = data.expect("a tail");
        let power = if is_discrete(name) {
            laws::fit::<Zeta>(&data).expect("a law").log_likelihood
        } else {
            laws::fit::<PowerLaw>(&data).expect("a law").log_likelihood
        };
        assert!((power / theirs.power - 1.0).abs() < 1e-9, "{name}: {power} {}", theirs.power);
        let exponential = Exponential { lambda: theirs.exponential.parameters[0] };
        compared.take(name, &data, power, exponential, &theirs.exponential);
        let [mu, sigma] = theirs.lognormal.parameters[..] else { panic!("two parameters") };
        compared.take(name, &data, power, Lognormal { mu, sigma }, &theirs.lognormal);
        // There the weight is (λx)^(β−1) e^(−(λx)^β).
        let [rate, beta] = theirs.stretched_exponential.parameters[..] else { panic!("two parameters") };
        let stretched = StretchedExponential { lambda: rate.powf(beta), beta };
        compared.take(name, &data, power, stretched, &theirs.stretched_exponential);
        let [alpha, lambda] = theirs.truncated_power_law.parameters[..] else { panic!("two parameters") };
        if is_discrete(name) {
            compared.take(name, &data, power, TruncatedZeta { alpha, lambda }, &theirs.truncated_power_law);
        } else {
            compared.take(name, &data, power, TruncatedPowerLaw { alpha, lambda }, &theirs.truncated_power_law);
        }
    }
    let Compared { fits, better, most, which, parameters, normalized_r, errors: [ours, theirs] } = compared;
    println!(
        "other laws: {fits} fits; largest relative error of the log-likelihood at powerlaw's parameters: ours {ours:.1e}, its own {theirs:.1e}"
    );
    println!("  at the same optimum: parameters within {parameters:.1e} standard errors, normalised R within {normalized_r:.1e}");
    println!("  {better} fits of ours are better by more than {SAME} nats, at most by {most:.1} ({which})");
    assert!(parameters < 0.05 && normalized_r < 0.01);
}
