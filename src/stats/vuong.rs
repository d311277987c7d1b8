//! The likelihood ratio of two laws fitted to the same tail (Vuong 1989; Clauset, Shalizi, Newman 2009, §5 and appendix C).
use super::laws::{collapses, fit, log_likelihoods, Fitted, Law};
use super::laws::{Exponential, Lognormal, PowerLaw, StretchedExponential, TruncatedPowerLaw, TruncatedZeta};
use super::observed::{Cells, Observed};
use super::special::{chi_square_survival, two_sided};
use serde::Serialize;
use std::collections::BTreeMap;

/// A test rejects where its p is below this.
pub const LEVEL: f64 = 0.05;

/// What the data say about the power law and one alternative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Favour {
    /// The power law is significantly closer to the data.
    FavoursPower,
    /// The alternative is.
    FavoursAlternative,
    /// On these data the two fitted laws are one: the ratio's variance does not differ from 0.
    Indistinguishable,
    /// The two differ, but neither is significantly closer to the data.
    Inconclusive,
}

/// A likelihood ratio.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratio {
    /// R, the log-likelihood of the first law less that of the second.
    pub r: f64,
    /// R/(√n ω), ω the standard deviation of one value's ratio; `None` where that is 0.
    pub normalized: Option<f64>,
    /// The probability of so large a |R| were the laws equally close to the data.
    pub p: f64,
    /// n ω²: the statistic of Vuong's test of whether the two fitted laws differ at all.
    pub spread: f64,
}

/// The ratio of two laws, from ln of the density or probability that each gives a cell of the tail. Where the first is `nested`
/// in the second, on its boundary, p is that of the mixture ½χ²₀ + ½χ²₁ of 2|R|; else that of the normal law.
pub fn ratio(tail: &Observed, first: impl Fn(usize) -> f64, second: impl Fn(usize) -> f64, nested: bool) -> Ratio {
    let each: Vec<f64> = (0..tail.len()).map(|i| first(i) - second(i)).collect();
    let sum = |f: &dyn Fn(f64) -> f64| each.iter().enumerate().map(|(i, &l)| tail.weight(i) * f(l)).sum::<f64>();
    let r = sum(&|l| l);
    let mean = r / tail.size();
    let spread = sum(&|l| (l - mean) * (l - mean));
    let normalized = (spread > 0.0).then(|| r / spread.sqrt());
    let p = if nested {
        if r < 0.0 {
            0.5 * chi_square_survival(-2.0 * r)
        } else {
            1.0
        }
    } else {
        normalized.map_or(1.0, two_sided)
    };
    Ratio { r, normalized, p, spread }
}

impl Ratio {
    fn verdict(&self, nested: bool) -> Favour {
        let rejected = self.p < LEVEL;
        if nested {
            return if rejected { Favour::FavoursAlternative } else { Favour::Indistinguishable };
        }
        if chi_square_survival(self.spread) >= LEVEL {
            Favour::Indistinguishable
        } else if !rejected {
            Favour::Inconclusive
        } else if self.r > 0.0 {
            Favour::FavoursPower
        } else {
            Favour::FavoursAlternative
        }
    }
}

/// An alternative to the power law, fitted to the same tail.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Alternative {
    /// Its name.
    pub law: &'static str,
    /// By name; none where the best law of this family is its limit, the power law itself.
    pub parameters: BTreeMap<&'static str, f64>,
    /// By name, from the observed information, were the values independent; none where the likelihood is flat.
    pub standard_errors: BTreeMap<&'static str, f64>,
    /// Σ ln of densities, or of probabilities of bins or integers.
    pub log_likelihood: f64,
    /// The power law's log-likelihood less this; on whole numbers, that of the likelier of the zeta law and the rounded power
    /// law where the alternative runs into the latter.
    #[serde(rename = "R")]
    pub r: f64,
    /// R/n.
    #[serde(rename = "RPerN")]
    pub r_per_n: f64,
    /// R over its standard deviation; `null` where that is 0.
    #[serde(rename = "normalizedR")]
    pub normalized_r: Option<f64>,
    /// Two-sided; of the truncated law that of the boundary's mixture.
    pub p: f64,
    /// What follows.
    pub verdict: Favour,
}

impl Alternative {
    /// What a sentence calls it.
    pub fn words(&self) -> &'static str {
        match self.law {
            Exponential::NAME => "an exponential",
            Lognormal::NAME => "a lognormal",
            StretchedExponential::NAME => "a stretched exponential",
            _ => "a truncated power law",
        }
    }
}

/// The power law on a tail (zeta on integers) against each alternative, all conditioned on the same range.
pub fn alternatives(tail: &Observed) -> Vec<Alternative> {
    // On integers the continuous laws are rounded, and so is the power law that they run into.
    let Some(continuous) = fit::<PowerLaw>(tail) else { return Vec::new() };
    if matches!(tail.cells(), Cells::Integers(_)) {
        let Some(zeta) = fit::<super::laws::Zeta>(tail) else { return Vec::new() };
        let truncated = against::<TruncatedZeta, _, _>(tail, &zeta, Some(&zeta), true);
        others(tail, &zeta, &continuous, truncated)
    } else {
        let truncated = against::<TruncatedPowerLaw, _, _>(tail, &continuous, Some(&continuous), true);
        others(tail, &continuous, &continuous, truncated)
    }
}

fn others<P: Law>(
    tail: &Observed,
    power: &Fitted<P>,
    limit: &Fitted<PowerLaw>,
    truncated: Option<Alternative>,
) -> Vec<Alternative> {
    let apart = None::<&Fitted<PowerLaw>>;
    [
        against::<Exponential, _, _>(tail, power, apart, false),
        against_likelier::<Lognormal, _>(tail, power, limit),
        truncated,
        against_likelier::<StretchedExponential, _>(tail, power, limit),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// An alternative that runs into the rounded power law, against the likelier of that and the zeta law: what only the manner of
/// rounding gains is no merit of the alternative.
fn against_likelier<A: Law, P: Law>(
    tail: &Observed,
    power: &Fitted<P>,
    limit: &Fitted<PowerLaw>,
) -> Option<Alternative> {
    match limit.mean > power.mean {
        true => against::<A, _, _>(tail, limit, Some(limit), false),
        false => against::<A, _, _>(tail, power, Some(limit), false),
    }
}

/// One alternative. `limit` is what it runs into where its parameters leave all bounds, fitted to the same tail.
fn against<A: Law, P: Law, M: Law>(
    tail: &Observed,
    power: &Fitted<P>,
    limit: Option<&Fitted<M>>,
    nested: bool,
) -> Option<Alternative> {
    let inside = limit.is_none_or(|limit| !collapses::<A>(tail, limit.law.parameters()[0], limit.mean));
    let own = if inside { fit::<A>(tail) } else { None };
    // Rounding may leave a law that lies beside its limit below it.
    let own = own.filter(|own| limit.is_none_or(|limit| own.mean > limit.mean));
    let powers = log_likelihoods(&power.reduced, tail);
    let (ratio, log_likelihood) = match (&own, limit) {
        (Some(own), _) => (ratio(tail, powers, log_likelihoods(&own.reduced, tail), nested), own.log_likelihood),
        (None, Some(limit)) => {
            (ratio(tail, powers, log_likelihoods(&limit.reduced, tail), nested), limit.log_likelihood)
        }
        (None, None) => return None,
    };
    let named = |values: [f64; 2]| A::PARAMETERS.iter().copied().zip(values).collect::<BTreeMap<_, _>>();
    Some(Alternative {
        law: A::NAME,
        parameters: own.map(|own| named(own.law.parameters())).unwrap_or_default(),
        standard_errors: own.and_then(|own| own.standard_errors).map(named).unwrap_or_default(),
        log_likelihood,
        r: ratio.r,
        r_per_n: ratio.r / tail.size(),
        normalized_r: ratio.normalized,
        p: ratio.p,
        verdict: ratio.verdict(nested),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Rng};
    use crate::stats::laws::Zeta;

    fn found<'a>(all: &'a [Alternative], law: &str) -> &'a Alternative {
        all.iter().find(|a| a.law == law).expect("every alternative is there")
    }

    /// science.md's exact conditions on the tail's moments, against where the search ends.
    #[test]
    fn laws_run_into_the_power_law_exactly_where_theory_says() {
        let mut seen = [[0; 2]; 3];
        for seed in 0..400 {
            let mut rng = Rng::split(seed, Purpose::Statistics, 30);
            let law = PowerLaw { alpha: 1.3 + 3.0 * rng.uniform() }.above(1.0);
            let values: Vec<f64> = (0..[30, 300][seed as usize % 2]).map(|_| law.draw(&mut rng)).collect();
            let n = values.len() as f64;
            let mean = |f: &dyn Fn(f64) -> f64| values.iter().map(|&x| f(x)).sum::<f64>() / n;
            let (u, u2, z) = (mean(&|x| x.ln()), mean(&|x| x.ln().powi(2)), mean(&|x| x));
            let alpha = 1.0 + 1.0 / u;
            let tail = Observed::points(&values, None, 1.0, None).expect("a tail");
            let all = alternatives(&tail);
            let collapses = u2 >= 2.0 * u * u;
            let cuts = !(alpha > 2.0 && z >= (alpha - 1.0) / (alpha - 2.0));
            // Within 1e-3 of the border the gain is below n · 1e-6; below α = 3 it is as small further inside.
            let clear = (u2 / (2.0 * u * u) - 1.0).abs() > 1e-3;
            let clear_cut = alpha > 3.0 && (z * (alpha - 2.0) / (alpha - 1.0) - 1.0).abs() > 1e-3;
            let expected = [
                ("lognormal", !collapses, clear),
                ("stretchedExponential", !collapses, clear),
                ("truncatedPowerLaw", cuts, clear_cut || !cuts),
            ];
            for (k, (law, interior, _)) in expected.into_iter().enumerate().filter(|(_, (_, _, clear))| *clear) {
                let alternative = found(&all, law);
                assert_eq!(!alternative.parameters.is_empty(), interior, "{law} seed {seed}: {alternative:?}");
                seen[k][usize::from(interior)] += 1;
                if !interior {
                    assert_eq!((alternative.r, alternative.p), (0.0, 1.0), "{law}");
                    assert_eq!(alternative.verdict, Favour::Indistinguishable);
                }
            }
        }
        assert!(seen.iter().flatten().all(|&count| count > 30), "both sides are met: {seen:?}");
    }

    #[test]
    fn the_ratio_is_by_definition_also_with_weights() {
        let values = [1.0, 2.0, 4.0, 8.0];
        let weights = [3.0, 1.0, 2.0, 1.0];
        let tail = Observed::points(&values, Some(&weights), 1.0, None).expect("a tail");
        let differences = [0.5, -0.25, 0.125, 1.0];
        let found = ratio(&tail, |i| differences[i], |_| 0.0, false);
        let all: Vec<f64> = (0..4).flat_map(|i| vec![differences[i]; weights[i] as usize]).collect();
        let r: f64 = all.iter().sum();
        let spread: f64 = all.iter().map(|l| (l - r / 7.0).powi(2)).sum();
        assert!((found.r - r).abs() < 1e-15 && (found.spread - spread).abs() < 1e-14);
        let normalized = found.normalized.expect("it varies");
        // (1/√n Σ l) / ω with ω² = Σ (l − l̄)²/n.
        assert!((normalized - r / 7f64.sqrt() / (spread / 7.0).sqrt()).abs() < 1e-14);
        assert!((found.p - two_sided(normalized)).abs() < 1e-15);
        let nested = ratio(&tail, |_| 0.0, |i| differences[i].abs(), true);
        assert!((nested.p - 0.5 * chi_square_survival(2.0 * nested.r.abs())).abs() < 1e-15);
    }

    #[test]
    fn integers_are_compared_with_laws_on_integers() {
        let mut rng = Rng::new(5, Purpose::Statistics);
        let law = Zeta { alpha: 2.4 }.above(1.0);
        let values: Vec<f64> = (0..4000).map(|_| law.draw(&mut rng)).collect();
        let tail = Observed::integers(&values, &vec![1.0; 4000], 1.0, None).expect("a tail");
        let all = alternatives(&tail);
        assert_eq!(found(&all, "exponential").verdict, Favour::FavoursPower);
        // Near 1 the zeta law and the rounded continuous laws are different enough to be told apart.
        assert!(found(&all, "lognormal").r > -1.0, "{all:?}");
        let truncated = found(&all, "truncatedPowerLaw");
        assert!(truncated.r <= 1e-9 && truncated.r > -8.0, "{truncated:?}");
    }

    #[test]
    fn a_rounded_power_law_is_no_lognormal() {
        let mut rng = Rng::new(6, Purpose::Statistics);
        let law = PowerLaw { alpha: 3.0 }.above(0.5);
        let values: Vec<f64> = (0..4000).map(|_| law.draw(&mut rng).round()).collect();
        let tail = Observed::integers(&values, &vec![1.0; 4000], 1.0, None).expect("a tail");
        let all = alternatives(&tail);
        for law in ["lognormal", "stretchedExponential"] {
            assert_eq!(found(&all, law).verdict, Favour::Indistinguishable, "{all:?}");
        }
    }
}
