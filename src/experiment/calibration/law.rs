//! Data sets of a known law through the tail analysis: once from the true x_min on, once from the x_min that it finds.
use super::outcome::{Estimate, Outcome, Seen};
use super::table::Options;
use crate::experiment::verdict::Grade;
use crate::figure::{Axis, Direction, Figure, Mark, Rule, Scale, Series, Tone};
use crate::rng::{Purpose, Rng};
use crate::stats;
use crate::stats::laws::{
    Conditioned, Exponential, Law, Lognormal, PowerLaw, StretchedExponential, TruncatedPowerLaw, Zeta,
};
use crate::stats::report::{self, Report};
use crate::stats::special::normal_quantile;
use crate::stats::vuong::Favour;
use crate::words::grouped;

/// A law above its x_min, whichever it is.
trait Known {
    /// Its name in results, and the names of its parameters.
    fn names(&self) -> (&'static str, &'static [&'static str]);
    /// Whether it lives on whole numbers.
    fn on_integers(&self) -> bool;
    fn draw(&self, rng: &mut Rng) -> f64;
    fn density(&self, x: f64) -> f64;
    fn ccdf(&self, x: f64) -> f64;
}

impl<L: Law> Known for Conditioned<L> {
    fn names(&self) -> (&'static str, &'static [&'static str]) {
        (L::NAME, L::PARAMETERS)
    }

    fn on_integers(&self) -> bool {
        L::ON_INTEGERS
    }

    fn draw(&self, rng: &mut Rng) -> f64 {
        Conditioned::draw(self, rng)
    }

    fn density(&self, x: f64) -> f64 {
        Conditioned::density(self, x)
    }

    fn ccdf(&self, x: f64) -> f64 {
        Conditioned::ccdf(self, x)
    }
}

fn known(options: &Options) -> Box<dyn Known> {
    let of = |key| options.get(key);
    let x_min = of("xMin");
    match options.kind.key {
        "zeta" => Box::new(Zeta { alpha: of("alpha") }.above(x_min)),
        "exponential" => Box::new(Exponential { lambda: of("lambda") }.above(x_min)),
        "lognormal" => Box::new(Lognormal { mu: of("mu"), sigma: of("sigma") }.above(x_min)),
        "truncatedPowerLaw" => Box::new(TruncatedPowerLaw { alpha: of("alpha"), lambda: of("lambda") }.above(x_min)),
        "stretchedExponential" => {
            Box::new(StretchedExponential { lambda: of("lambda"), beta: of("beta") }.above(x_min))
        }
        "powerLaw" => Box::new(PowerLaw { alpha: of("alpha") }.above(x_min)),
        key => unreachable!("{key}: the table has no other law"),
    }
}

/// The parameters that are to be recovered.
pub fn parameters(options: &Options) -> &'static [&'static str] {
    known(options).names().1
}

/// What the values below x_min look like: at the distance t · x_min below it their density is ∝ e^(kt), t from 0 to 1.
#[derive(Debug, Clone, Copy)]
struct Body {
    share: f64,
    k: f64,
}

impl Body {
    /// Such that the density has no step at x_min: (e^k − 1)/k = share/((1 − share) f x_min), f the law's density there.
    fn joining(share: f64, density: f64) -> Self {
        let wanted = share / ((1.0 - share) * density);
        let (mut low, mut high) = (-700.0, 700.0);
        for _ in 0..80 {
            let k: f64 = 0.5 * (low + high);
            let growth = if k == 0.0 { 1.0 } else { libm::expm1(k) / k };
            *(if growth < wanted { &mut low } else { &mut high }) = k;
        }
        Body { share, k: 0.5 * (low + high) }
    }

    /// A value, in units of x_min.
    fn draw(&self, rng: &mut Rng) -> f64 {
        let u = rng.uniform();
        let t = if self.k.abs() < 1e-9 { u } else { libm::log1p(u * libm::expm1(self.k)) / self.k };
        1.0 - t
    }
}

/// The values of a data set.
pub fn values(options: &Options, index: u64) -> Vec<f64> {
    let law = known(options);
    let x_min = options.get("xMin");
    let share = options.values.get("body").copied().unwrap_or(0.0);
    let body = Body::joining(share, law.density(x_min) * x_min);
    let mut rng = Rng::split(options.seed(), Purpose::Worlds, index);
    let mut one = || if rng.uniform() < body.share { x_min * body.draw(&mut rng) } else { law.draw(&mut rng) };
    (0..options.get("n") as usize).map(|_| one()).collect()
}

/// Whether the law is what the verdict is about.
pub fn is_power_law(options: &Options) -> bool {
    ["powerLaw", "zeta"].contains(&options.kind.key)
}

fn seen(report: &Report, law: &dyn Known) -> Seen {
    let (name, parameters) = law.names();
    let width = normal_quantile(0.975);
    let around = |value: f64, se: f64| Estimate { value, low: value - width * se, high: value + width * se };
    let own = report.alternatives.iter().find(|other| other.law == name);
    let estimates = match own {
        None => vec![Some(around(report.fit.alpha, report.fit.alpha_se))],
        Some(own) => {
            let estimate = |key| Some(around(*own.parameters.get(key)?, *own.standard_errors.get(key)?));
            parameters.iter().map(estimate).collect()
        }
    };
    let apart = |favour| matches!(favour, Favour::Indistinguishable | Favour::Inconclusive);
    Seen {
        grade: match report.verdict.grade {
            report::Grade::Supported => Grade::Supported,
            report::Grade::NotSupported => Grade::NotSupported,
            report::Grade::NotEnoughData => Grade::NotEnoughData,
        },
        null: None,
        named: own.is_some_and(|own| apart(own.verdict)),
        estimates,
        x_min: Some(report.fit.x_min),
    }
}

/// One data set, drawn and measured.
pub fn measure(options: &Options, index: u64) -> Outcome {
    let law = known(options);
    let values = values(options, index);
    let report = |x_min| {
        let how = report::Options { discrete: law.on_integers(), x_min, ..report::Options::default() };
        stats::fit(&values, &how).ok()
    };
    let reports = [report(Some(options.get("xMin"))), report(None)];
    let sketch = (index == 0).then(|| sketch(options, &*law, &values, reports[1].as_ref()));
    Outcome { seen: reports.iter().map(|report| report.as_ref().map(|report| seen(report, &*law))).collect(), sketch }
}

/// Points of the drawn distribution functions at most, and of the laws.
const POINTS: usize = 400;

/// The distribution function of the first data set, with the true law and the power law fitted to it.
fn sketch(options: &Options, law: &dyn Known, values: &[f64], report: Option<&Report>) -> Figure {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let n = sorted.len();
    let first_of = |x: f64| sorted.partition_point(|&value| value < x);
    // Closer together towards the largest, where each value counts.
    let ratio = libm::pow(n as f64, 1.0 / POINTS as f64);
    let ranks = (0..=POINTS).map(|i| libm::floor(libm::pow(ratio, i as f64)) as usize);
    let mut data: Vec<[f64; 2]> =
        ranks.map(|above| sorted[n - above.clamp(1, n)]).map(|x| [x, (n - first_of(x)) as f64 / n as f64]).collect();
    data.dedup();
    let largest = sorted[n - 1];
    let curve = |from: f64, share: f64, ccdf: &dyn Fn(f64) -> f64| -> Vec<[f64; 2]> {
        let step = libm::log(largest / from) / POINTS as f64;
        let x = |i: usize| from * libm::exp(step * i as f64);
        (0..=POINTS).map(x).map(|x| [x, share * ccdf(x)]).filter(|point| point[1] > 0.1 / n as f64).collect()
    };
    let x_min = options.get("xMin");
    let share = |from| (n - first_of(from)) as f64 / n as f64;
    let mut series = vec![
        Series { label: "first data set".into(), points: data, mark: Mark::Points, tone: Tone::Data },
        Series {
            label: "true law".into(),
            points: curve(x_min, share(x_min), &|x| law.ccdf(x)),
            mark: Mark::Dashed,
            tone: Tone::Null1,
        },
    ];
    let mut rules = Vec::new();
    if let Some(Report { fit, .. }) = report {
        let power = PowerLaw { alpha: fit.alpha }.above(fit.x_min);
        let points = curve(fit.x_min, share(fit.x_min), &|x| power.ccdf(x));
        series.push(Series { label: "fitted power law".into(), points, mark: Mark::Line, tone: Tone::Fit });
        rules.push(Rule { axis: Direction::X, at: fit.x_min, label: "x_min found".into(), tone: Tone::Fit, id: None });
    }
    let axis = |label: &str| Axis { label: label.into(), scale: Scale::Log, range: None };
    Figure {
        title: format!("The first data set: {} values, {}", grouped(n), options.kind.label),
        x: axis("x"),
        y: axis("P(X ≥ x)"),
        series,
        rules,
        notes: report.map(|report| report.verdict.sentence.clone()).into_iter().collect(),
        empty: None,
    }
}
