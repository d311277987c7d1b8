//! The worlds that a calibration can be made of, and the numbers that each is made by: one row gives the page's control
//! and the validation.
use crate::error::Error;
use crate::words::{grouped, number};
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What a world goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Pipeline {
    /// The tail analysis of any numbers.
    #[serde(rename = "fit")]
    Fit,
    /// The update tails beside their nulls.
    E1,
    /// The intervals between large updates beside their nulls.
    E3,
}

/// A number that a world is made by.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Row {
    /// Its name as an option.
    pub key: &'static str,
    /// What the page calls it.
    pub label: &'static str,
    /// One line about it.
    pub help: &'static str,
    /// The smallest.
    pub min: f64,
    /// The largest.
    pub max: f64,
    /// Unless told otherwise.
    pub default: f64,
    /// Whether only whole numbers are taken.
    pub whole: bool,
}

/// A world by its rows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Kind {
    /// Its name as an option.
    pub key: &'static str,
    /// What the page calls it.
    pub label: &'static str,
    /// What it goes through.
    pub pipeline: Pipeline,
    /// What is true of it.
    pub help: &'static str,
    /// Its numbers.
    pub rows: &'static [Row],
    /// About how long a data set of the default size takes in a browser, in seconds.
    pub seconds: f64,
}

const fn row(key: &'static str, label: &'static str, help: &'static str, range: [f64; 3], whole: bool) -> Row {
    Row { key, label, help, min: range[0], max: range[2], default: range[1], whole }
}

const ALPHA: Row = row("alpha", "α", "the exponent of the density", [1.2, 2.5, 6.0], false);
const X_MIN: Row = row("xMin", "x_min", "where the law begins", [1e-6, 1.0, 1e6], false);
const BODY: Row = row(
    "body",
    "body",
    "the share of values below x_min, of an exponential density that joins the law's",
    [0.0, 0.5, 0.95],
    false,
);
const N: Row = row("n", "n", "values in a data set", [50.0, 1000.0, 100_000.0], true);
const SEED: Row = row("seed", "seed", "all random numbers follow from it", [0.0, 11.0, 4_294_967_295.0], true);
const SETS: Row = row("sets", "data sets", "how often a world is drawn and measured", [1.0, 1000.0, 10_000.0], true);
const RUNS: Row = Row { default: 20.0, max: 1000.0, ..SETS };
const EVENTFUL: Row = Row { default: 100.0, ..RUNS };
const STEPS: Row = row("steps", "steps", "steps of a run of 320 parameters", [300.0, 1000.0, 5000.0], true);
const AFTER: Row =
    row("steps", "steps", "steps of a run of 2,000 parameters, after a transient of 10", [50.0, 120.0, 1000.0], true);
const LAMBDA: Row = row("lambda", "λ", "the rate, per unit of x", [1e-6, 0.7, 1e3], false);

/// Every world.
pub const TABLE: [Kind; 16] = [
    Kind {
        key: "powerLaw",
        label: "Power law",
        pipeline: Pipeline::Fit,
        help: "density ∝ x^−α from x_min on",
        rows: &[ALPHA, X_MIN, BODY, N, SETS, SEED],
        seconds: 0.001,
    },
    Kind {
        key: "zeta",
        label: "Power law of whole numbers",
        pipeline: Pipeline::Fit,
        help: "probability ∝ k^−α, the zeta law",
        rows: &[ALPHA, Row { max: 1e6, min: 1.0, whole: true, ..X_MIN }, N, SETS, SEED],
        seconds: 0.003,
    },
    Kind {
        key: "exponential",
        label: "Exponential",
        pipeline: Pipeline::Fit,
        help: "density ∝ e^−λx: no heavy tail",
        rows: &[LAMBDA, X_MIN, BODY, N, SETS, SEED],
        seconds: 0.001,
    },
    Kind {
        key: "lognormal",
        label: "Lognormal",
        pipeline: Pipeline::Fit,
        help: "ln x is Gaussian: heavy, but no power law",
        rows: &[
            row("mu", "μ", "the mean of ln x", [-10.0, 0.5, 10.0], false),
            row("sigma", "σ", "the standard deviation of ln x", [0.05, 1.0, 5.0], false),
            X_MIN,
            BODY,
            N,
            SETS,
            SEED,
        ],
        seconds: 0.001,
    },
    Kind {
        key: "truncatedPowerLaw",
        label: "Power law with a cutoff",
        pipeline: Pipeline::Fit,
        help: "density ∝ x^−α e^−λx",
        rows: &[
            Row { default: 1.5, min: 0.0, ..ALPHA },
            Row { default: 0.1, help: "the cutoff’s rate, per unit of x", ..LAMBDA },
            X_MIN,
            BODY,
            N,
            SETS,
            SEED,
        ],
        seconds: 0.001,
    },
    Kind {
        key: "stretchedExponential",
        label: "Stretched exponential",
        pipeline: Pipeline::Fit,
        help: "P(X ≥ x) ∝ e^−λx^β",
        rows: &[
            Row { default: 1.0, help: "the rate, per unit of x^β", ..LAMBDA },
            row("beta", "β", "the power; 1 is the exponential", [0.1, 0.6, 3.0], false),
            X_MIN,
            BODY,
            N,
            SETS,
            SEED,
        ],
        seconds: 0.001,
    },
    Kind {
        key: "paretoUpdates",
        label: "Updates of one power law",
        pipeline: Pipeline::E1,
        help: "independent, the same law for all parameters and steps: E1 should support it",
        rows: &[Row { default: 3.0, ..ALPHA }, AFTER, RUNS, SEED],
        seconds: 1.2,
    },
    Kind {
        key: "spreadUpdates",
        label: "Gaussian updates of spread scales",
        pipeline: Pipeline::E1,
        help: "a scale a parameter, spread as a power law, and one a step: E1 should explain it by a null",
        rows: &[
            Row { default: 2.8, help: "the exponent of the scales", ..ALPHA },
            AFTER,
            RUNS,
            SEED,
        ],
        seconds: 1.2,
    },
    Kind {
        key: "tensorUpdates",
        label: "Gaussian updates, a scale a tensor and step",
        pipeline: Pipeline::E1,
        help: "two tensors of very different scales: E1 should explain it by a null",
        rows: &[Row { default: 400.0, ..AFTER }, RUNS, SEED],
        seconds: 1.4,
    },
    Kind {
        key: "gaussianUpdates",
        label: "Gaussian updates of one scale",
        pipeline: Pipeline::E1,
        help: "no heavy tail: E1 should not support it",
        rows: &[AFTER, RUNS, SEED],
        seconds: 1.2,
    },
    Kind {
        key: "lognormalUpdates",
        label: "Lognormal updates",
        pipeline: Pipeline::E1,
        help: "a heavy tail, but no power law: E1 should not support it",
        rows: &[
            row("sigma", "σ", "the standard deviation of the logarithm", [0.5, 1.3, 3.0], false),
            AFTER,
            RUNS,
            SEED,
        ],
        seconds: 1.2,
    },
    Kind {
        key: "bernoulli",
        label: "Events by chance (Bernoulli)",
        pipeline: Pipeline::E3,
        help: "every update as likely to be large as any other: E3 should not support it",
        rows: &[STEPS, EVENTFUL, SEED],
        seconds: 0.27,
    },
    Kind {
        key: "scales",
        label: "Events by chance, parameters differ",
        pipeline: Pipeline::E3,
        help: "some parameters have more events than others: E3 should explain it by null A",
        rows: &[STEPS, EVENTFUL, SEED],
        seconds: 0.18,
    },
    Kind {
        key: "tide",
        label: "Events by chance, steps differ",
        pipeline: Pipeline::E3,
        help: "all parameters have more events at some steps: E3 should explain it by null B",
        rows: &[STEPS, EVENTFUL, SEED],
        seconds: 0.13,
    },
    Kind {
        key: "renewal",
        label: "Renewal process",
        pipeline: Pipeline::E3,
        help: "power-law waiting times from 5 steps on: E3 should support it. The run’s end cuts off the longest, which steepens their exponent",
        rows: &[
            Row { default: 2.3, min: 1.8, max: 3.0, help: "the exponent of the waiting times", ..ALPHA },
            STEPS,
            EVENTFUL,
            SEED,
        ],
        seconds: 0.08,
    },
    Kind {
        key: "bursts",
        label: "Bursts",
        pipeline: Pipeline::E3,
        help: "each parameter has quiet and busy spells of its own: intermittent, but E3 should find no power law",
        rows: &[STEPS, EVENTFUL, SEED],
        seconds: 0.17,
    },
];

/// Values drawn in all at most.
const MOST_VALUES: f64 = 1e8;

/// A world and all its numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Which.
    pub kind: &'static Kind,
    /// A number for each of its rows.
    pub values: BTreeMap<&'static str, f64>,
}

impl Options {
    /// From JSON: {world, and any of its rows}. What a world does not know, or cannot be, is refused by name.
    ///
    /// # Errors
    /// [`Error::Knob`] with the option's name as key.
    pub fn parse(json: &str) -> Result<Self, Error> {
        let given: Map<String, Value> = super::super::options_of(json)?;
        let world = given.get("world").map_or("powerLaw", |name| name.as_str().unwrap_or_default());
        let kind = TABLE.iter().find(|kind| kind.key == world).ok_or_else(|| {
            let known: Vec<&str> = TABLE.iter().map(|kind| kind.key).collect();
            Error::knob("world", format!("There is no such world; there are {}.", known.join(", ")))
        })?;
        let mut values: BTreeMap<&str, f64> = kind.rows.iter().map(|row| (row.key, row.default)).collect();
        for (key, value) in given.iter().filter(|(key, _)| *key != "world") {
            let row = kind.rows.iter().find(|row| row.key == key).ok_or_else(|| {
                let known: Vec<&str> = kind.rows.iter().map(|row| row.key).collect();
                Error::knob(key, format!("{} has no number \"{key}\"; it has {}.", kind.label, known.join(", ")))
            })?;
            values.insert(row.key, row.check(value)?);
        }
        let options = Options { kind, values };
        let all = options.get("sets") * options.values.get("n").copied().unwrap_or(1.0);
        if all > MOST_VALUES {
            return Err(Error::knob(
                "sets",
                format!(
                    "{} values in all are more than the {} that a calibration draws: fewer data sets, or smaller ones.",
                    grouped(all),
                    grouped(MOST_VALUES)
                ),
            ));
        }
        Ok(options)
    }

    /// A number of a row that the world has.
    pub fn get(&self, key: &str) -> f64 {
        self.values[key]
    }

    /// Data sets.
    pub fn sets(&self) -> u64 {
        self.get("sets") as u64
    }

    /// The seed.
    pub fn seed(&self) -> u64 {
        self.get("seed") as u64
    }
}

impl Row {
    fn check(&self, value: &Value) -> Result<f64, Error> {
        let range = || {
            let whole = if self.whole { "a whole number" } else { "a number" };
            format!("{} takes {whole} from {} to {}, not {value}.", self.label, number(self.min), number(self.max))
        };
        let fits = |x: &f64| (self.min..=self.max).contains(x) && (!self.whole || x.fract() == 0.0);
        value.as_f64().filter(fits).ok_or_else(|| Error::knob(self.key, range()))
    }
}
