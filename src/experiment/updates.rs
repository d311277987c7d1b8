//! E1, the tails of the weight updates |Δw|: which power law, from where on, pooled and per tensor, the transient apart
//! from the rest; and whether Gaussians of the run's own scales give the same.
mod analysis;
mod figure;
mod fits;
mod hill;
mod live;

pub use analysis::{Analysis, Beside};
pub use figure::{FigureOptions, View};
pub use fits::{Finding, Fits, Source};
pub use hill::Hill;
pub use live::Live;

use super::nulls::{Gaussian, Null, Widths};
use super::standardised::Standardised;
use super::surrogate::Surrogate;
use super::{needed, options_of, Experiment, Records};
use crate::error::Error;
use crate::observe::history::History;
use crate::observe::record::{TailsRecord, Windows};
use crate::observe::scales::Scales;
use crate::observe::series::Series;
use crate::observe::tails::Stream;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::rc::Rc;

/// What the paper says.
pub const CLAIM: &str = "The magnitudes of the weight updates |Δw| are heavy-tailed: they follow a power law.";

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
    /// All tensors pooled.
    pub data: Analyses,
    /// What each null gives, pooled.
    pub nulls: BTreeMap<Null, Analyses>,
    /// The data divided by each null's scales, pooled.
    pub standardised: BTreeMap<Null, Analyses>,
    /// Each tensor alone.
    pub tensors: Vec<TensorResult>,
}

/// The experiment's options. As JSON: camelCase, every field optional, unknown ones refused.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Options {
    /// Of the nulls and bootstraps.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Options { seed: 1 }
    }
}

/// What is left to do, in order.
enum Part {
    /// A stream's window: its place, pooled first.
    Data(usize),
    Null(Null, Surrogate<Gaussian>),
    NullFits(Null, Surrogate<Gaussian>, usize),
    Standardised(Null, Surrogate<Standardised>),
}

/// The experiment under way.
pub struct Updates {
    tails: Rc<TailsRecord>,
    history: Rc<Windows<History>>,
    scales: Rc<Scales>,
    series: Rc<Series>,
    options: Options,
    part: Option<Part>,
    done: f64,
    result: UpdatesResult,
}

/// E1 on the records `tails`, `history`, `scales` and `series`.
pub fn start(records: &Records, options: &str) -> Result<Box<dyn Experiment>, Error> {
    Ok(Box::new(Updates::new(records, options_of(options)?)?))
}

impl Updates {
    /// The experiment on what has been recorded.
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
            data: Analyses::default(),
            nulls: BTreeMap::new(),
            standardised: BTreeMap::new(),
            tensors: tensors.collect(),
        };
        Ok(Updates {
            tails,
            history: needed("history", &records.history)?,
            scales: needed("scales", &records.scales)?,
            series: needed("series", &records.series)?,
            options,
            part: Some(Part::Data(0)),
            done: 0.0,
            result,
        })
    }

    /// What is fitted so far.
    pub fn result(&self) -> &UpdatesResult {
        &self.result
    }

    fn data(&mut self, place: usize) -> Option<Part> {
        let (streams, analyses, stream) = match place / 2 {
            0 => (&self.tails.pooled, &mut self.result.data, Stream::Pooled),
            i => (&self.tails.tensors[i - 1].windows, &mut self.result.tensors[i - 1].windows, Stream::Tensor(i - 1)),
        };
        let (record, history, analysis) = match place % 2 {
            0 => (&streams.transient, &self.history.transient, &mut analyses.transient),
            _ => (&streams.after, &self.history.after, &mut analyses.after),
        };
        *analysis = record.as_ref().map(|record| Analysis::of(record, history, stream, self.options.seed));
        if place + 1 < 2 * (1 + self.tails.tensors.len()) {
            return Some(Part::Data(place + 1));
        }
        self.scales.steps().map(|_| self.null(Null::ALL[0]))
    }

    fn null(&self, null: Null) -> Part {
        let widths = Widths::new(null, self.scales.clone());
        Part::Null(null, Surrogate::new(Gaussian::new(widths, self.options.seed), self.options.seed, 2))
    }

    fn null_fits(&mut self, null: Null, drawn: &Surrogate<Gaussian>, place: usize) {
        let (stream, data, into) = match place {
            0 => (Stream::Pooled, &self.result.data, &mut self.result.nulls),
            i => {
                let tensor = &mut self.result.tensors[i - 1];
                (Stream::Tensor(i - 1), &tensor.windows, &mut tensor.nulls)
            }
        };
        let after = drawn.tails.record(stream).map(|record| {
            let mut analysis = Analysis::of(&record, &drawn.history, stream, self.options.seed);
            let of = |history| analysis::Blocked { history, stream };
            analysis.beside = data.after.as_ref().and_then(|data| {
                analysis::beside(data, &of(&self.history.after), &of(&drawn.history), self.options.seed)
            });
            analysis
        });
        into.insert(null, Windows { transient: None, after });
    }

    fn standardised(&self, null: Null) -> Part {
        let source = Standardised::new(Widths::new(null, self.scales.clone()), self.series.clone());
        Part::Standardised(null, Surrogate::new(source, self.options.seed, 3))
    }
}

impl Experiment for Updates {
    fn advance(&mut self) -> f64 {
        let next_null = |null| Null::ALL.iter().copied().skip_while(move |&known| known != null).nth(1);
        self.part = match self.part.take() {
            None => return 1.0,
            Some(Part::Data(place)) => {
                self.done = 0.1 * place as f64 / (2.0 * (1.0 + self.tails.tensors.len() as f64));
                self.data(place)
            }
            Some(Part::Null(null, mut drawn)) => {
                let base = 0.1 + 0.35 * null as u32 as f64;
                let fraction = drawn.advance();
                self.done = base + 0.35 * fraction;
                Some(if fraction < 1.0 { Part::Null(null, drawn) } else { Part::NullFits(null, drawn, 0) })
            }
            Some(Part::NullFits(null, drawn, place)) => {
                self.null_fits(null, &drawn, place);
                Some(match next_null(null) {
                    _ if place < self.tails.tensors.len() => Part::NullFits(null, drawn, place + 1),
                    Some(next) => self.null(next),
                    None => self.standardised(Null::ALL[0]),
                })
            }
            Some(Part::Standardised(null, mut drawn)) => {
                let fraction = drawn.advance();
                self.done = 0.8 + 0.1 * (null as u32 as f64 + fraction);
                if fraction < 1.0 {
                    Some(Part::Standardised(null, drawn))
                } else {
                    let record = drawn.tails.record(Stream::Pooled);
                    let after =
                        record.map(|record| Analysis::of(&record, &drawn.history, Stream::Pooled, self.options.seed));
                    self.result.standardised.insert(null, Windows { transient: None, after });
                    next_null(null).map(|next| self.standardised(next))
                }
            }
        };
        if self.part.is_none() {
            1.0
        } else {
            self.done.min(0.999)
        }
    }

    fn result(&self) -> String {
        serde_json::to_string(&self.result).expect("a result is plain data")
    }
}

#[cfg(test)]
mod tests;
