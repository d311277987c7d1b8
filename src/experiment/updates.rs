//! E1, the tails of the weight updates |Δw|: which power law, from where on, pooled and per tensor, the transient apart
//! from the rest; and whether Gaussians of the run's own scales have the same tail.
mod analysis;
mod figure;
mod fits;
mod judge;
mod live;
mod overlay;

pub use analysis::{Analysis, Beside, Hill, SHARES};
pub use figure::{FigureOptions, View};
pub use fits::{Finding, Fits, Source};
pub use judge::{DECADES, SAME};
pub use live::Live;
pub use overlay::{Options as OverlayOptions, View as OverlayView};

use super::headline::Headline;
use super::nulls::{Gaussian, Null, Widths};
use super::standardised::Standardised;
use super::surrogate::Surrogate;
use super::verdict::{Paper, Verdict};
use super::{needed, options_of, Experiment, Records};
use crate::error::Error;
use crate::figure::Figure;
use crate::observe::history::History;
use crate::observe::record::{StreamRecord, TailsRecord, Windows};
use crate::observe::scales::Scales;
use crate::observe::series::Series;
use crate::observe::tails::Stream;
use crate::stats::bootstrap::null::ContinuousNull;
use crate::stats::bootstrap::{Bootstrap, PValue};
use crate::stats::vuong::Alternative;
use analysis::Blocked;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::rc::Rc;

/// What the paper says.
pub const CLAIM: &str = "The magnitudes of the weight updates |Δw| are heavy-tailed: they follow a power law.";

/// What the paper prints, as exponents of the density.
pub const PAPER: Paper = Paper {
    exponents: Some([3.4, 3.5]),
    source: "Zhang, Tang, PNAS 122(51) e2523012122 (2025), figure 1b: straight lines by least squares through linear bins, all steps",
};

/// Drawings for the goodness of fit.
const REPLICATES: usize = 100;

/// Both windows of one stream; `null` where no step of it has been made.
pub type Analyses = Windows<Option<Analysis>>;

/// One tensor's part of the result.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TensorResult {
    /// Its name in the table of tensors.
    pub name: String,
    /// Whether it is part of the pooled tail; key biases are not.
    pub in_tail: bool,
    /// What is known of it.
    #[serde(flatten)]
    pub windows: Analyses,
    /// What each null gives for it.
    pub nulls: BTreeMap<Null, Analyses>,
}

/// The experiment's result.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdatesResult {
    /// "E1".
    pub experiment: &'static str,
    /// What the paper says.
    pub claim: &'static str,
    /// What follows for all tensors pooled, after the transient.
    pub verdict: Verdict,
    /// What an ensemble reads of it.
    pub headline: Headline,
    /// All tensors pooled.
    pub data: Analyses,
    /// The power law against each alternative: the pooled tail after the transient, of the continuous fit.
    pub alternatives: Option<Vec<Alternative>>,
    /// Its goodness of fit.
    pub goodness: Option<PValue>,
    /// What each null gives, pooled.
    pub nulls: BTreeMap<Null, Analyses>,
    /// The data divided by each null's scales, pooled.
    pub standardised: BTreeMap<Null, Analyses>,
    /// Each tensor alone.
    pub tensors: Vec<TensorResult>,
    /// What the paper prints.
    pub paper: Paper,
}

/// The experiment's options. As JSON: camelCase, every field optional, unknown ones refused.
#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Options {
    /// All random numbers of the nulls and bootstraps follow from it; by default the run's own.
    pub seed: Option<u64>,
}

/// What is under way; each part hands over to the next.
enum Part {
    /// A stream's window, by its place: the pooled transient, the pooled rest, the first tensor's transient …
    Data(usize),
    /// Could the pooled tail be a power law at all?
    Goodness {
        observed: f64,
        drawn: Bootstrap<ContinuousNull>,
    },
    /// A null's steps; to begin it is a slice of its own.
    Drawing(Null, Option<Surrogate<Gaussian>>),
    /// A null's streams, by their place.
    Fitting(Null, Surrogate<Gaussian>, usize),
    /// The data's steps, divided by a null's scales; likewise.
    Dividing(Null, Option<Surrogate<Standardised>>),
    Done,
}

/// The experiment under way.
pub struct Updates {
    tails: Rc<TailsRecord>,
    history: Rc<Windows<History>>,
    scales: Rc<Scales>,
    series: Rc<Series>,
    seed: u64,
    part: Part,
    result: UpdatesResult,
    /// Each null's streams: pooled, then tensor after tensor.
    drawn: BTreeMap<Null, Vec<StreamRecord>>,
}

/// E1 on the records `tails`, `history`, `scales` and `series`.
pub fn start(records: &Records, options: &str) -> Result<Box<dyn Experiment>, Error> {
    Ok(Box::new(Updates::new(records, options_of(options)?)?))
}

impl Updates {
    /// The experiment on what has been recorded.
    ///
    /// # Errors
    /// [`Error::Call`] where a record is missing.
    pub fn new(records: &Records, options: Options) -> Result<Self, Error> {
        let tails = needed("tails", &records.tails)?;
        let tensors = tails.tensors.iter().map(|tensor| TensorResult {
            name: tensor.name.clone(),
            in_tail: tensor.in_tail,
            windows: Analyses::default(),
            nulls: BTreeMap::new(),
        });
        let result = UpdatesResult {
            experiment: "E1",
            claim: CLAIM,
            verdict: Verdict::unfinished(),
            headline: Headline::default(),
            data: Analyses::default(),
            alternatives: None,
            goodness: None,
            nulls: BTreeMap::new(),
            standardised: BTreeMap::new(),
            tensors: tensors.collect(),
            paper: PAPER,
        };
        let series = needed("series", &records.series)?;
        Ok(Updates {
            tails,
            history: needed("history", &records.history)?,
            scales: needed("scales", &records.scales)?,
            seed: options.seed.unwrap_or(series.seed()),
            series,
            part: Part::Data(0),
            result,
            drawn: BTreeMap::new(),
        })
    }

    /// What is known so far.
    pub fn result(&self) -> &UpdatesResult {
        &self.result
    }

    fn blocked<'a>(&self, history: &'a History, place: usize) -> Blocked<'a> {
        let stream = place.checked_sub(1).map_or(Stream::Pooled, Stream::Tensor);
        Blocked { history, stream, seed: self.seed }
    }

    fn data(&mut self, place: usize) -> Part {
        let history = self.history.clone();
        let (stream, late) = (place / 2, place % 2 == 1);
        let blocked = self.blocked(if late { &history.after } else { &history.transient }, stream);
        let (records, analyses) = match stream {
            0 => (&self.tails.pooled, &mut self.result.data),
            i => (&self.tails.tensors[i - 1].windows, &mut self.result.tensors[i - 1].windows),
        };
        let (record, analysis) = match late {
            false => (&records.transient, &mut analyses.transient),
            true => (&records.after, &mut analyses.after),
        };
        *analysis = record.as_ref().map(|record| Analysis::of(record, blocked));
        if place + 1 < 2 * (1 + self.tails.tensors.len()) {
            return Part::Data(place + 1);
        }
        let goodness = self.tails.pooled.after.as_ref().and_then(|record| {
            self.result.alternatives =
                self.result.data.after.as_ref().and_then(|data| fits::alternatives(record, &data.fits));
            fits::null(record)
        });
        match goodness {
            Some((observed, null)) => Part::Goodness { observed, drawn: Bootstrap::new(null, REPLICATES, self.seed) },
            None => self.drawing(Null::ALL.first()),
        }
    }

    /// The null, or what follows the last one.
    fn drawing(&mut self, null: Option<&Null>) -> Part {
        match null {
            Some(&null) if self.scales.steps().is_some() => Part::Drawing(null, None),
            _ => self.dividing(Null::ALL.first()),
        }
    }

    fn fit_null(&mut self, null: Null, drawn: &Surrogate<Gaussian>, place: usize) {
        let history = self.history.clone();
        let (of_data, blocked) = (self.blocked(&history.after, place), self.blocked(&drawn.history, place));
        let (data, nulls) = match place {
            0 => (&self.result.data, &mut self.result.nulls),
            i => {
                let tensor = &mut self.result.tensors[i - 1];
                (&tensor.windows, &mut tensor.nulls)
            }
        };
        if let Some(record) = drawn.tails.record(blocked.stream) {
            let after = Analysis::of_null(&record, blocked, data.after.as_ref().map(|data| (data, of_data)));
            nulls.insert(null, Windows { transient: None, after: Some(after) });
            self.drawn.entry(null).or_default().push(record);
        }
    }

    fn dividing(&mut self, null: Option<&Null>) -> Part {
        match null {
            Some(&null) if self.scales.steps().is_some() => Part::Dividing(null, None),
            _ => {
                self.result.verdict = judge::judge(&self.result);
                self.result.headline = judge::headline(&self.result);
                Part::Done
            }
        }
    }

    /// Roughly, in time.
    fn fraction(&self) -> f64 {
        let (streams, nulls) = (1.0 + self.tails.tensors.len() as f64, Null::ALL.len() as f64);
        match &self.part {
            Part::Data(place) => 0.1 * *place as f64 / (2.0 * streams),
            Part::Goodness { drawn, .. } => 0.1 + 0.1 * drawn.values().len() as f64 / REPLICATES as f64,
            Part::Drawing(null, drawn) => {
                let drawn = drawn.as_ref().map_or(0.0, Surrogate::fraction);
                0.2 + 0.6 * (*null as u32 as f64 + 0.8 * drawn) / nulls
            }
            Part::Fitting(null, _, place) => {
                0.2 + 0.6 * (*null as u32 as f64 + 0.8 + 0.2 * *place as f64 / streams) / nulls
            }
            Part::Dividing(null, divided) => {
                let divided = divided.as_ref().map_or(0.0, Surrogate::fraction);
                0.8 + 0.2 * (*null as u32 as f64 + divided) / nulls
            }
            Part::Done => 1.0,
        }
    }
}

impl Experiment for Updates {
    fn advance(&mut self) -> f64 {
        let after = |null: Null| Null::ALL.get(null as usize + 1);
        self.part = match std::mem::replace(&mut self.part, Part::Done) {
            Part::Data(place) => self.data(place),
            Part::Goodness { observed, mut drawn } => {
                if drawn.advance() < 1.0 {
                    Part::Goodness { observed, drawn }
                } else {
                    self.result.goodness = drawn.p_value(observed);
                    self.drawing(Null::ALL.first())
                }
            }
            Part::Drawing(null, None) => {
                let source = Gaussian::new(Widths::new(null, self.scales.clone()), self.seed);
                Part::Drawing(null, Some(Surrogate::new(source, self.seed, 2)))
            }
            Part::Drawing(null, Some(mut drawn)) => match drawn.advance() {
                done if done < 1.0 => Part::Drawing(null, Some(drawn)),
                _ => Part::Fitting(null, drawn, 0),
            },
            Part::Fitting(null, drawn, place) => {
                self.fit_null(null, &drawn, place);
                match place < self.tails.tensors.len() {
                    true => Part::Fitting(null, drawn, place + 1),
                    false => self.drawing(after(null)),
                }
            }
            Part::Dividing(null, None) => {
                let source = Standardised::new(Widths::new(null, self.scales.clone()), self.series.clone());
                Part::Dividing(null, Some(Surrogate::new(source, self.seed, 3)))
            }
            Part::Dividing(null, Some(mut drawn)) => {
                if drawn.advance() < 1.0 {
                    Part::Dividing(null, Some(drawn))
                } else {
                    let record = drawn.tails.record(Stream::Pooled);
                    let divided = record.map(|record| Analysis::of(&record, self.blocked(&drawn.history, 0)));
                    self.result.standardised.insert(null, Windows { transient: None, after: divided });
                    self.dividing(after(null))
                }
            }
            Part::Done => Part::Done,
        };
        self.fraction()
    }

    fn result(&self) -> String {
        serde_json::to_string(&self.result).expect("a result is plain data")
    }

    fn figure(&self, options: &str) -> Result<Figure, Error> {
        overlay::figure(self, &options_of(options)?)
    }
}

#[cfg(test)]
mod tests;
