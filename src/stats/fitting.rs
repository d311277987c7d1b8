//! The tail analysis of any numbers as a resumable machine: sort, fit, compare, then one drawn data set after the other.
use super::bootstrap::null::{ContinuousNull, DiscreteNull};
use super::bootstrap::{Bootstrap, Replicate};
use super::discrete::{self, counts, Manner};
use super::hill::{hill, HillPoint};
use super::observed::Observed;
use super::report::{Options, Report};
use super::sample::Sample;
use super::vuong::{alternatives, Alternative};
use super::{x_min, Estimator, Fit};
use crate::error::Error;
use crate::rng::Rng;

/// More data sets than this are refused: they would take hours, and any number fits a field.
const MOST_DRAWN: usize = 100_000;

/// Draws a data set and measures it.
type Draw = Box<dyn Fn(&mut Rng) -> Option<f64>>;

/// What is drawn where it is asked for; x_min is found anew in each data set.
struct Drawn<T> {
    /// Of the fitted law: its distance from a law of its own.
    law: T,
    /// The values anew with replacement: α.
    values: T,
}

/// The tail analysis under way: maximum likelihood from the x_min of the smallest Kolmogorov–Smirnov distance, or from a
/// given one; the alternatives on the same tail; and, where it is asked for, the goodness of fit and α's interval.
pub struct Fitting {
    options: Options,
    /// `None` once it is over.
    stage: Option<Stage>,
    report: Option<Report>,
}

enum Stage {
    Values(Vec<f64>),
    Sample(Sample),
    Found(Box<Found>),
    Compared(Box<Compared>),
}

/// The power law's fit, the values it was fitted to, and what is to be drawn.
struct Found {
    fit: Fit,
    hill: Vec<HillPoint>,
    observed: Observed,
    draws: Option<Drawn<Draw>>,
}

struct Compared {
    fit: Fit,
    hill: Vec<HillPoint>,
    alternatives: Vec<Alternative>,
    drawn: Option<Drawn<Bootstrap<Draw>>>,
}

impl Drawn<Bootstrap<Draw>> {
    /// One more data set; the fraction of both kinds that is done.
    fn advance(&mut self) -> f64 {
        match self.law.advance() {
            law if law < 1.0 => 0.5 * law,
            _ => 0.5 + 0.5 * self.values.advance(),
        }
    }
}

/// The whole analysis at once. Refuses what is no sample or has no tail, with a sentence ([`Error::Data`]).
pub fn fit(values: &[f64], options: &Options) -> Result<Report, Error> {
    let mut fitting = Fitting::new(values.to_vec(), *options);
    while fitting.advance()? < 1.0 {}
    Ok(fitting.report.expect("an analysis that is over without a refusal has its report"))
}

impl Fitting {
    /// Of values in any order; nothing is done yet.
    pub fn new(values: Vec<f64>, options: Options) -> Self {
        Fitting { options, stage: Some(Stage::Values(values)), report: None }
    }

    /// One slice of the work: sorting, the fit, the alternatives, or a drawn data set, each a few passes over all values. The
    /// fraction that is done, 1 when all is.
    ///
    /// # Errors
    /// [`Error::Data`] for what is no sample or has no tail, and for options that are none; it is then over.
    pub fn advance(&mut self) -> Result<f64, Error> {
        // A drawn data set costs about as much as sorting and fitting.
        let replicates = self.options.bootstrap as f64;
        let (stage, done) = match self.stage.take() {
            None => return Ok(1.0),
            Some(Stage::Values(values)) => (Stage::Sample(self.sample(values)?), 0.5),
            Some(Stage::Sample(sample)) => {
                let found = if self.options.discrete { self.discrete(&sample) } else { self.continuous(&sample) };
                (Stage::Found(Box::new(found?)), 1.0)
            }
            Some(Stage::Found(found)) => {
                let Found { fit, hill, observed, draws } = *found;
                let begun = |draw| Bootstrap::new(draw, self.options.bootstrap, self.options.seed);
                let drawn = draws.map(|Drawn { law, values }| Drawn { law: begun(law), values: begun(values) });
                let compared = Compared { fit, hill, alternatives: alternatives(&observed), drawn };
                (Stage::Compared(Box::new(compared)), 2.5)
            }
            Some(Stage::Compared(mut compared)) => match compared.drawn.as_mut().map_or(1.0, Drawn::advance) {
                drawn if drawn < 1.0 => (Stage::Compared(compared), 3.0 + 2.0 * drawn * replicates),
                _ => {
                    let Compared { fit, hill, alternatives, drawn } = *compared;
                    let goodness = drawn.as_ref().and_then(|drawn| drawn.law.p_value(fit.ks));
                    let interval = drawn.and_then(|drawn| drawn.values.interval(0.95));
                    self.report = Some(Report::new(fit, goodness, interval, alternatives, hill));
                    return Ok(1.0);
                }
            },
        };
        self.stage = Some(stage);
        Ok(done / (3.0 + 2.0 * replicates))
    }

    /// What came of it; `None` before all is done.
    pub fn report(&self) -> Option<&Report> {
        self.report.as_ref()
    }

    fn sample(&self, values: Vec<f64>) -> Result<Sample, Error> {
        let Options { min_tail, x_max, bootstrap, .. } = self.options;
        if bootstrap > MOST_DRAWN {
            return Err(Error::Data(format!("bootstrap must be at most {MOST_DRAWN}, and {bootstrap} is not.")));
        }
        if min_tail < 2 {
            return Err(Error::Data(format!("minTail must be at least 2, and {min_tail} is not.")));
        }
        let sample = Sample::new(values)?;
        match x_max {
            Some(x_max) => sample.cut(x_max),
            None => Ok(sample),
        }
    }

    /// What is wanted: a distance has a meaning only where x_min was scanned for, and with a given x_min the standard error
    /// needs no drawings.
    fn draws<R: Replicate + 'static>(
        &self,
        sample: &Sample,
        null: impl FnOnce() -> R,
        alpha: impl Fn(&Sample) -> Option<f64> + 'static,
    ) -> Option<Drawn<Draw>> {
        let wanted = self.options.bootstrap > 0 && self.options.x_min.is_none();
        wanted.then(|| {
            let (null, values, end) = (null(), sample.values().to_vec(), sample.end());
            let anew = move |rng: &mut Rng| {
                let n = values.len() as u64;
                let drawn = Sample::new((0..n).map(|_| values[rng.below(n) as usize])).ok()?;
                match end {
                    Some(end) => alpha(&drawn.cut(end).ok()?),
                    None => alpha(&drawn),
                }
            };
            Drawn { law: Box::new(move |rng: &mut Rng| null.replicate(rng)) as Draw, values: Box::new(anew) as Draw }
        })
    }

    fn continuous(&self, sample: &Sample) -> Result<Found, Error> {
        let Options { min_tail, convention, .. } = self.options;
        let most = self.options.candidates.unwrap_or(usize::MAX);
        let tail = match self.options.x_min {
            Some(x_min) => x_min::fixed(sample, x_min, convention)?,
            None => x_min::scan_some(sample, min_tail, convention, most)?,
        };
        let draws = self.draws(
            sample,
            || ContinuousNull::new(sample, &tail, min_tail, convention).among(most),
            move |drawn| Some(x_min::scan_some(drawn, min_tail, convention, most).ok()?.alpha),
        );
        Ok(Found {
            fit: Fit::continuous(sample, &tail),
            hill: hill(sample),
            observed: Observed::points(sample.values(), None, tail.x_min, sample.end())?,
            draws,
        })
    }

    fn discrete(&self, sample: &Sample) -> Result<Found, Error> {
        let counts = counts(sample)?;
        let min_tail = self.options.min_tail as u64;
        let manner = Manner {
            end: sample.end().map(|end| end as u64),
            convention: self.options.convention,
            candidates: self.options.candidates.unwrap_or(usize::MAX),
        };
        let (values, weights): (Vec<f64>, Vec<f64>) = counts.iter().map(|&(x, count)| (x as f64, count as f64)).unzip();
        let observed = |x_min| Observed::integers(&values, &weights, x_min, sample.end());
        let tail = match self.options.x_min {
            Some(x_min) => {
                observed(x_min)?;
                let fixed = manner.fixed(&counts, x_min as u64);
                let none = || Error::Data(format!("No discrete power law fits the values from x_min = {x_min} on."));
                fixed.ok_or_else(none)?
            }
            None => manner.scan(&counts, min_tail)?,
        };
        let x_min = tail.x_min as f64;
        let fit = Fit {
            estimator: Estimator::Discrete,
            alpha: tail.alpha,
            alpha_se: tail.se,
            x_min,
            x_max: sample.max(),
            n: sample.values().len() as u64,
            n_zero: sample.zeros(),
            n_tail: tail.n,
            decades: libm::log10(sample.max() / x_min),
            ks: tail.ks,
        };
        let draws = self.draws(
            sample,
            || DiscreteNull::of(&counts, &tail, min_tail, manner),
            move |drawn| Some(manner.scan(&discrete::counts(drawn).ok()?, min_tail).ok()?.alpha),
        );
        Ok(Found { fit, hill: hill(sample), observed: observed(x_min)?, draws })
    }
}
