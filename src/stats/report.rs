//! The tail analysis of any numbers, as it is asked for and answered: options, the fit with its alternatives, and the sentence
//! that says what follows.
use super::bootstrap::{Interval, PValue};
use super::hill::HillPoint;
use super::sample::MIN_VALUES;
use super::vuong::{Alternative, Favour};
use super::x_min::Convention;
use super::Fit;
use serde::{Deserialize, Serialize};

/// How [`super::fit`] goes about it. As JSON: camelCase, every field optional, unknown ones refused.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Options {
    /// Whole numbers, fitted by the zeta law.
    pub discrete: bool,
    /// A fixed x_min, instead of the scan.
    pub x_min: Option<f64>,
    /// An upper end: larger values are left out, and all laws end there.
    pub x_max: Option<f64>,
    /// The scan leaves at least this many values in the tail; at least 2.
    pub min_tail: usize,
    /// The scan looks at no more candidates than this, spaced evenly among the distinct values (whole numbers: geometrically);
    /// at all of them without it.
    pub candidates: Option<usize>,
    /// The Kolmogorov–Smirnov convention.
    pub convention: Convention,
    /// Data sets drawn for the test of goodness of fit, and as many for α's interval; none without it.
    pub bootstrap: usize,
    /// What they are drawn from.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            discrete: false,
            x_min: None,
            x_max: None,
            min_tail: MIN_VALUES,
            candidates: None,
            convention: Convention::BothSides,
            bootstrap: 0,
            seed: 11,
        }
    }
}

/// How much of a power law there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Grade {
    /// No alternative is favoured, and the exponential is rejected.
    Supported,
    /// An alternative is favoured.
    NotSupported,
    /// The tail is too short, or even an exponential cannot be told apart.
    NotEnoughData,
}

/// What follows, in words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verdict {
    /// For colours and tables.
    pub grade: Grade,
    /// For people.
    pub sentence: String,
}

/// A fitted tail with all that is held against it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The power law.
    #[serde(flatten)]
    pub fit: Fit,
    /// How often data drawn from the law, x_min chosen anew, are as far from it; `null` without a bootstrap or a scan.
    pub p: Option<f64>,
    /// Its standard error from the number of data sets drawn.
    pub p_se: Option<f64>,
    /// The 95 % interval of α by as many drawings of the values anew, independent as they must be, with x_min found anew in
    /// each; `null` without a bootstrap or a scan. The standard error of the fit is that at its x_min: it knows nothing of the search.
    pub interval: Option<Interval>,
    /// Exponential, lognormal, truncated power law, stretched exponential, each conditioned on the same range.
    pub alternatives: Vec<Alternative>,
    /// The exponent against the threshold, from the largest values on.
    pub hill: Vec<HillPoint>,
    /// What follows.
    pub verdict: Verdict,
}

impl Report {
    /// With the sentence that follows.
    pub(super) fn new(
        fit: Fit,
        goodness: Option<PValue>,
        interval: Option<Interval>,
        alternatives: Vec<Alternative>,
        hill: Vec<HillPoint>,
    ) -> Self {
        let verdict = verdict(&fit, goodness, &alternatives);
        let (p, p_se) = (goodness.map(|test| test.p), goodness.map(|test| test.se));
        Report { fit, p, p_se, interval, alternatives, hill, verdict }
    }
}

/// Of data that follow the fitted law, a tenth has a smaller p (Clauset, Shalizi, Newman 2009, §4.2).
const GOODNESS: f64 = 0.1;

/// Fewer values in a tail than this say little about its law (Clauset, Shalizi, Newman 2009, §3.4).
const FEW: u64 = 50;

fn verdict(fit: &Fit, p: Option<PValue>, alternatives: &[Alternative]) -> Verdict {
    let n = fit.n_tail;
    let power = match fit.alpha_se {
        se if se < 0.0005 => format!("a power law (α = {:.4} ± {:.4})", fit.alpha, se),
        se if se < 0.005 => format!("a power law (α = {:.3} ± {:.3})", fit.alpha, se),
        se => format!("a power law (α = {:.2} ± {:.2})", fit.alpha, se),
    };
    let named = |wanted: &dyn Fn(Favour) -> bool| -> Vec<&str> {
        alternatives.iter().filter(|a| wanted(a.verdict)).map(|a| a.words()).collect()
    };
    let favoured = alternatives.iter().filter(|a| a.verdict == Favour::FavoursAlternative);
    let best = favoured.max_by(|a, b| a.log_likelihood.total_cmp(&b.log_likelihood));
    let rejected = named(&|favour| favour == Favour::FavoursPower);
    let open = named(&|favour| matches!(favour, Favour::Indistinguishable | Favour::Inconclusive));
    let (grade, sentence) = if n < FEW {
        let few = format!("Not enough data: the tail holds {n} values, and {FEW} or more say something about its law.");
        (Grade::NotEnoughData, few)
    } else if let Some(best) = best {
        (Grade::NotSupported, format!("Not {power}: {} is favoured on n = {n} (p = {:.1e}).", best.words(), best.p))
    } else if let Some(PValue { p, .. }) = p.filter(|test| test.p < GOODNESS) {
        (Grade::NotSupported, format!("Not {power}: of data drawn from it {:.0} % are as far from it.", 100.0 * p))
    } else if !rejected.contains(&"an exponential") {
        (Grade::NotEnoughData, format!("On n = {n}, {power} and an exponential cannot be told apart."))
    } else if open.is_empty() {
        (Grade::Supported, format!("Consistent with {power} over {:.1} decades, n = {n}.", fit.decades))
    } else {
        let others = match &open[..] {
            [all @ .., last] if !all.is_empty() => format!("{} or {last}", all.join(", ")),
            one => one.concat(),
        };
        let sentence = format!(
            "Consistent with {power} over {:.1} decades; {others} cannot be told apart from it on n = {n}.",
            fit.decades
        );
        (Grade::Supported, sentence)
    };
    Verdict { grade, sentence }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Rng};
    use crate::stats::laws::{Exponential, Law, PowerLaw, Zeta};
    use crate::stats::{fit, Estimator, Fitting};

    fn draws(n: usize, mut draw: impl FnMut(&mut Rng) -> f64) -> Vec<f64> {
        let mut rng = Rng::new(2, Purpose::Statistics);
        (0..n).map(|_| draw(&mut rng)).collect()
    }

    /// Half of the values are a body below x_min = 1, so that the search can go wrong both ways.
    #[test]
    fn the_interval_with_x_min_found_anew_covers_alpha_where_the_standard_error_does_not() {
        let worlds = 100;
        let law = PowerLaw { alpha: 2.5 }.above(1.0);
        let (mut covered, mut by_error) = (0u32, 0u32);
        for world in 0..worlds {
            let mut rng = Rng::split(world, Purpose::Statistics, 77);
            let one = |rng: &mut Rng| if rng.uniform() < 0.5 { rng.uniform() } else { law.draw(rng) };
            let values: Vec<f64> = (0..500).map(|_| one(&mut rng)).collect();
            let report = fit(&values, &Options { bootstrap: 60, ..Options::default() }).expect("has a tail");
            let interval = report.interval.expect("drawn");
            covered += u32::from(interval.low <= 2.5 && 2.5 <= interval.high);
            by_error += u32::from((report.fit.alpha - 2.5).abs() <= 1.96 * report.fit.alpha_se);
        }
        println!("x_min found anew: {covered} of {worlds} hold α; the standard error at the x_min found: {by_error}");
        assert!(f64::from(covered) >= 0.92 * worlds as f64 && covered > by_error);
    }

    #[test]
    fn any_numbers_give_a_report_in_the_scripts_words() {
        let law = PowerLaw { alpha: 2.5 }.above(3.0);
        let mut values = draws(5000, |rng| law.draw(rng));
        values.extend([0.0; 7]);
        let report = fit(&values, &Options { x_min: Some(3.0), ..Options::default() }).expect("a power law");
        let found = report.fit;
        assert_eq!((found.n, found.n_zero, found.n_tail), (5000, 7, 5000));
        assert!((found.alpha - 2.5).abs() < 5.0 * found.alpha_se && found.ks < 0.03 && found.decades > 1.0);
        assert_eq!(report.verdict.grade, Grade::Supported);
        assert!(
            report.verdict.sentence.starts_with("Consistent with a power law (α = 2."),
            "{}",
            report.verdict.sentence
        );
        let json = serde_json::to_value(report).expect("plain numbers");
        let keys = |value: &serde_json::Value| -> Vec<String> {
            value.as_object().expect("an object").keys().cloned().collect()
        };
        let expected = [
            "alpha",
            "alphaSe",
            "alternatives",
            "decades",
            "estimator",
            "hill",
            "interval",
            "ks",
            "n",
            "nTail",
            "nZero",
            "p",
            "pSe",
            "verdict",
            "xMax",
            "xMin",
        ];
        assert_eq!(keys(&json), expected);
        let expected =
            ["R", "RPerN", "law", "logLikelihood", "normalizedR", "p", "parameters", "standardErrors", "verdict"];
        assert_eq!(keys(&json["alternatives"][0]), expected);
        assert_eq!(
            keys(&json["alternatives"][1]["parameters"]).len(),
            keys(&json["alternatives"][1]["standardErrors"]).len()
        );
    }

    /// An x_min that a result states must pick the same values when it is handed back.
    #[test]
    fn an_x_min_handed_back_is_the_same_to_the_last_bit() {
        let mut rng = crate::rng::Rng::split(3, crate::rng::Purpose::Statistics, 9);
        for _ in 0..1000 {
            let x_min = rng.uniform() * 1e-4;
            let text = serde_json::json!({ "xMin": x_min }).to_string();
            assert_eq!(serde_json::from_str::<Options>(&text).expect("known").x_min, Some(x_min));
        }
    }

    #[test]
    fn options_come_from_json_and_unknown_ones_are_refused() {
        let options: Options =
            serde_json::from_str(r#"{"xMin": 2, "convention": "powerlaw", "discrete": true}"#).expect("known");
        let expected =
            Options { x_min: Some(2.0), convention: Convention::Powerlaw, discrete: true, ..Options::default() };
        assert_eq!(options, expected);
        assert!(serde_json::from_str::<Options>(r#"{"xmin": 2}"#).is_err());
        assert_eq!(
            fit(&[1.0], &Options { min_tail: 1, ..Options::default() }).expect_err("refused").to_string(),
            "minTail must be at least 2, and 1 is not."
        );
        assert_eq!(
            fit(&[1.0], &Options { bootstrap: usize::MAX, ..Options::default() }).expect_err("refused").to_string(),
            format!("bootstrap must be at most 100000, and {} is not.", usize::MAX)
        );
    }

    #[test]
    fn sentences_say_what_the_data_allow() {
        let sentence = |values: &[f64]| {
            let report = fit(values, &Options { x_min: Some(1.0), ..Options::default() }).expect("a tail");
            (report.verdict.grade, report.verdict.sentence)
        };
        let power = PowerLaw { alpha: 2.5 }.above(1.0);
        let exponential = Exponential { lambda: 1.0 }.above(1.0);
        let (grade, text) = sentence(&draws(30, |rng| power.draw(rng)));
        assert_eq!(grade, Grade::NotEnoughData);
        assert_eq!(text, "Not enough data: the tail holds 30 values, and 50 or more say something about its law.");
        let (grade, text) = sentence(&draws(2000, |rng| exponential.draw(rng)));
        assert_eq!(grade, Grade::NotSupported);
        assert!(text.starts_with("Not a power law (α = ") && text.contains(" is favoured on n = 2000 (p = "), "{text}");
        // Over a short range the two laws are nearly one.
        let steep = PowerLaw { alpha: 40.0 }.above(1.0);
        let (grade, text) = sentence(&draws(60, |rng| steep.draw(rng)));
        assert_eq!(grade, Grade::NotEnoughData, "{text}");
        assert!(text.ends_with("and an exponential cannot be told apart."), "{text}");
    }

    #[test]
    fn slices_add_up_to_the_whole_and_a_refusal_ends_them() {
        let law = PowerLaw { alpha: 2.5 }.above(1.0);
        let values = draws(300, |rng| law.draw(rng));
        let options = Options { bootstrap: 12, ..Options::default() };
        let mut fitting = Fitting::new(values.clone(), options);
        let mut fractions = Vec::new();
        while fitting.report().is_none() {
            fractions.push(fitting.advance().expect("a tail"));
        }
        assert_eq!(
            fractions.len(),
            3 + 2 * 12 - 1,
            "a drawn set a slice; the last of the law and the first of the values share one"
        );
        assert!(fractions.windows(2).all(|pair| pair[0] < pair[1]) && fractions.last() == Some(&1.0), "{fractions:?}");
        assert_eq!(fitting.report(), Some(&fit(&values, &options).expect("a tail")));
        let mut refused = Fitting::new(vec![1.0; 5], options);
        assert!(refused.advance().is_err());
        assert_eq!((refused.advance(), refused.report()), (Ok(1.0), None));
    }

    #[test]
    fn goodness_of_fit_is_tested_where_it_is_asked_for() {
        let law = PowerLaw { alpha: 2.5 }.above(1.0);
        let options = Options { bootstrap: 40, min_tail: 100, ..Options::default() };
        let p = |values: &[f64], options: &Options| fit(values, options).expect("a tail").p;
        let power = draws(400, |rng| law.draw(rng));
        let test = p(&power, &options).expect("replicates");
        assert!(test >= GOODNESS, "{test}");
        assert_eq!(p(&power, &Options { x_min: Some(1.0), ..options }), None);
        assert_eq!(p(&power, &Options { bootstrap: 0, ..options }), None);
        let cut = Options { x_max: Some(20.0), candidates: Some(50), ..options };
        assert!(p(&power, &cut).expect("replicates") >= GOODNESS);
        let exponential = Exponential { lambda: 0.2 }.above(1.0);
        let values = draws(2000, |rng| exponential.draw(rng).floor());
        for x_max in [None, Some(12.0)] {
            let coins = Options { discrete: true, min_tail: 1000, x_max, ..options };
            assert!(p(&values, &coins).expect("replicates") < GOODNESS);
        }
    }

    #[test]
    fn whole_numbers_are_fitted_by_the_zeta_law_and_ends_are_respected() {
        let law = Zeta { alpha: 2.3 }.above(1.0);
        let values = draws(3000, |rng| law.draw(rng));
        let discrete = Options { discrete: true, ..Options::default() };
        let report = fit(&values, &discrete).expect("a tail");
        assert_eq!(report.fit.estimator, Estimator::Discrete);
        assert!((report.fit.alpha - 2.3).abs() < 4.0 * report.fit.alpha_se, "{report:?}");
        let cut = fit(&values, &Options { x_max: Some(50.0), x_min: Some(1.0), ..discrete }).expect("a tail");
        assert!((cut.fit.alpha - 2.3).abs() < 4.0 * cut.fit.alpha_se && cut.fit.x_max <= 50.0, "{cut:?}");
        let continuous = PowerLaw { alpha: 2.0 }.above(1.0);
        let values = draws(3000, |rng| continuous.draw(rng));
        let cut = fit(&values, &Options { x_max: Some(8.0), ..Options::default() }).expect("a tail");
        assert!((cut.fit.alpha - 2.0).abs() < 4.0 * cut.fit.alpha_se && cut.fit.x_max <= 8.0, "{cut:?}");
        let refused = fit(&[0.5; 20].map(|x| x), &discrete).expect_err("all equal");
        assert!(refused.to_string().starts_with("All 20"), "{refused}");
    }
}
