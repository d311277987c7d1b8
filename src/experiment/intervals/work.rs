//! The work on one window, in small steps: survey the series, draw null D, then one pass for each threshold and source.
use super::events::{Cut, Frame, Rule, Surveyed, TILE};
use super::excess::{Blocked, Excess};
use super::nulls::{Gaussian, Redraw, Source, SOURCES};
use super::pass::{Pass, MIN_TAIL};
use super::result::{Case, IntervalsResult, RasterRow, Window};
use super::{CLOSELY, DRAWINGS, SHARES, SLICE};
use crate::observe::series::Code;
use crate::stats::bootstrap::null::DiscreteNull;
use crate::stats::bootstrap::Bootstrap;
use crate::stats::discrete::DiscreteTail;
use crate::stats::observed::Observed;
use crate::stats::vuong::{alternatives, Alternative};
use std::ops::Range;
use std::rc::Rc;

/// How much is done.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The thresholds.
    pub cases: Vec<Case>,
    /// Drawings of each goodness of fit.
    pub replicates: usize,
    /// All random numbers follow from it.
    pub seed: u64,
}

impl Plan {
    /// Every threshold of every rule, and all drawings.
    pub fn full(seed: u64) -> Self {
        let rules = [Rule::Pooled, Rule::PerParameter].into_iter();
        let cases = rules.flat_map(|rule| SHARES.map(|share| Case { rule, share })).collect();
        Plan { cases, replicates: DRAWINGS, seed }
    }
}

/// Rows of the raster.
const RASTER: usize = 64;

/// What a drawing of the goodness of fit costs, in codes.
const DRAWING: usize = SLICE / 2;

/// One window under way.
pub struct Work {
    window: Window,
    plan: Rc<Plan>,
    data: Surveyed,
    /// `None` when all is done.
    stage: Option<Stage>,
}

enum Stage {
    Survey,
    Draw(Box<Gaussian>),
    SurveyNull(Surveyed),
    Passes(Box<Passes>),
}

impl Work {
    /// Nothing done yet.
    pub fn new(window: Window, frame: Frame, plan: Rc<Plan>) -> Self {
        Work { window, plan, data: Surveyed::new(frame), stage: Some(Stage::Survey) }
    }

    /// Codes to be looked at in all.
    pub fn size(&self) -> usize {
        let codes = self.data.frame.width() * self.data.frame.len();
        let tested = self.plan.cases.iter().filter(|case| CLOSELY.contains(case)).count();
        codes * (3 + self.plan.cases.len() * SOURCES.len()) + tested * self.plan.replicates * DRAWING
    }

    /// One small step of the work; the codes that it looked at, 0 when all is done.
    pub fn advance(&mut self, result: &mut IntervalsResult) -> usize {
        let Some(stage) = self.stage.take() else { return 0 };
        let mut looked_at = self.data.frame.width();
        self.stage = match stage {
            Stage::Survey => Some(match self.data.advance() {
                false => Stage::Survey,
                true => Stage::Draw(Box::new(Gaussian::new(&self.data.survey, self.plan.seed))),
            }),
            Stage::Draw(mut gaussian) => match gaussian.advance() {
                false => Some(Stage::Draw(gaussian)),
                true => gaussian.frame().map(|frame| Stage::SurveyNull(Surveyed::new(frame))),
            },
            Stage::SurveyNull(mut null) => Some(match null.advance() {
                false => Stage::SurveyNull(null),
                true => Stage::Passes(Box::new(Passes::new(self.window, self.plan.clone(), null))),
            }),
            Stage::Passes(mut passes) => {
                looked_at = passes.advance(&self.data, result);
                (looked_at > 0).then_some(Stage::Passes(passes))
            }
        };
        looked_at
    }
}

/// All passes over one window.
struct Passes {
    window: Window,
    plan: Rc<Plan>,
    /// Null D.
    gaussian: Surveyed,
    /// Places in the plan's cases and in [`SOURCES`].
    case: usize,
    source: usize,
    /// Parameters that the pass has seen, and what it measured.
    column: usize,
    pass: Pass,
    /// The burstiness of the data at this threshold: of a parameter, and of all together.
    burstiness: [Option<Blocked>; 2],
    /// Nulls A to C, from what the data's pass has left.
    redraw: Redraw,
    goodness: Option<Goodness>,
    buffers: Buffers,
}

/// Whether the data's scanned tail at a threshold can be a power law, under way.
struct Goodness {
    rule: Rule,
    /// The data's intervals by length, and their scanned tail.
    lengths: Vec<(u64, u64)>,
    tail: DiscreteTail,
    bootstrap: Bootstrap<DiscreteNull>,
}

impl Goodness {
    /// The power law against its alternatives on the scanned tail.
    fn alternatives(&self) -> Vec<Alternative> {
        let (x, counts): (Vec<f64>, Vec<f64>) = self.lengths.iter().map(|&(x, n)| (x as f64, n as f64)).unzip();
        let tail = Observed::integers(&x, &counts, self.tail.x_min as f64, None);
        tail.map_or(Vec::new(), |tail| alternatives(&tail))
    }
}

#[derive(Default)]
struct Buffers {
    columns: Vec<Code>,
    scratch: Vec<Code>,
    times: Vec<u32>,
}

impl Passes {
    fn new(window: Window, plan: Rc<Plan>, gaussian: Surveyed) -> Self {
        Passes {
            window,
            plan,
            pass: Pass::new(gaussian.frame.len()),
            gaussian,
            case: 0,
            source: 0,
            column: 0,
            burstiness: [None; 2],
            redraw: Redraw::default(),
            goodness: None,
            buffers: Buffers::default(),
        }
    }

    fn advance(&mut self, data: &Surveyed, result: &mut IntervalsResult) -> usize {
        if let Some(mut goodness) = self.goodness.take() {
            if goodness.bootstrap.advance() < 1.0 {
                self.goodness = Some(goodness);
            } else if let Some(measured) = result.slot(Source::Data, self.window, goodness.rule).last_mut() {
                measured.tested(goodness.bootstrap.p_value(goodness.tail.ks), goodness.alternatives());
            }
            return DRAWING;
        }
        let Some(&case) = self.plan.cases.get(self.case) else { return 0 };
        let source = SOURCES[self.source];
        let tile = TILE.min(SLICE / data.frame.len()).max(1);
        let columns = self.column..(self.column + tile).min(data.frame.width());
        let looked_at = columns.len() * data.frame.len();
        self.column = columns.end;
        match source {
            Source::Data => take_in(data, case, columns, &mut self.pass, &mut self.buffers),
            Source::GaussianParamStep => take_in(&self.gaussian, case, columns, &mut self.pass, &mut self.buffers),
            _ => {
                for column in columns {
                    self.redraw.times(source, column, self.plan.seed, &mut self.buffers.times);
                    self.pass.see(&self.buffers.times);
                }
            }
        }
        if self.column == data.frame.width() {
            self.finish(data, case, source, result);
        }
        looked_at
    }

    /// A pass has seen all parameters: its numbers, and what follows from them.
    fn finish(&mut self, data: &Surveyed, case: Case, source: Source, result: &mut IntervalsResult) {
        let pass = std::mem::replace(&mut self.pass, Pass::new(data.frame.len()));
        let closely = CLOSELY.contains(&case);
        let (mut measured, burstiness) = pass.measured(case.share, self.plan.seed, closely);
        if source != Source::Data {
            let [of_a_parameter, together] = [0, 1].map(|i| Some(self.burstiness[i]?.minus(&burstiness[i]?)));
            measured.excess = Some(Excess { of_a_parameter, together });
        } else {
            self.burstiness = burstiness;
            let scanned = measured.detail.as_ref().and_then(|detail| detail.scanned);
            self.goodness = scanned.map(|tail| {
                let lengths = pass.lengths();
                let null = DiscreteNull::new(&lengths, &tail, MIN_TAIL);
                let bootstrap = Bootstrap::new(null, self.plan.replicates, self.plan.seed);
                Goodness { rule: case.rule, lengths, tail, bootstrap }
            });
            if case == CLOSELY[0] {
                *result.raster.slot(self.window) = Some(self.raster(data, case, &pass.parameters));
            }
            self.redraw = Redraw::new(pass.parameters, pass.activity);
        }
        result.slot(source, self.window, case.rule).push(measured);
        self.column = 0;
        self.source = (self.source + 1) % SOURCES.len();
        if self.source == 0 {
            self.case += 1;
            if closely {
                result.judge(self.window, case);
            }
        }
    }

    fn raster(&mut self, data: &Surveyed, case: Case, events: &[u32]) -> Vec<RasterRow> {
        let mut busiest: Vec<usize> = (0..events.len()).collect();
        busiest.sort_by_key(|&column| std::cmp::Reverse(events[column]));
        busiest.truncate(RASTER);
        let cut = Cut::new(case.rule, &data.survey, case.share);
        let Buffers { columns, scratch, times } = &mut self.buffers;
        let row = |column: usize| {
            data.frame.columns(column..column + 1, columns);
            cut.times(columns, scratch, times);
            RasterRow::new(data.frame.parameter(column), times, data.frame.steps().start, data.frame.len())
        };
        busiest.into_iter().map(row).collect()
    }
}

/// Shows a pass the events of some parameters of a series.
fn take_in(from: &Surveyed, case: Case, columns: Range<usize>, pass: &mut Pass, buffers: &mut Buffers) {
    let cut = Cut::new(case.rule, &from.survey, case.share);
    from.frame.columns(columns, &mut buffers.columns);
    for column in buffers.columns.chunks_exact(from.frame.len()) {
        cut.times(column, &mut buffers.scratch, &mut buffers.times);
        pass.see(&buffers.times);
    }
}
