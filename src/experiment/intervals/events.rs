//! Which updates of a series are events: its steps in a window, its codes counted, its thresholds, and its columns, read a
//! few parameters at a time.
use crate::observe::series::{decode, Code, Series};
use crate::stats::quantile::{row_threshold, threshold, CODES};
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::rc::Rc;

/// Which updates are large.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Rule {
    /// Those above one threshold for all parameters, as in the paper.
    #[default]
    Pooled,
    /// Those above the parameter's own threshold: each parameter has equally many.
    PerParameter,
}

/// Columns that are read at once, at most: a cache line's worth of codes in each row.
pub const TILE: usize = 32;

/// A series on a window of steps.
#[derive(Debug, Clone)]
pub struct Frame {
    series: Rc<Series>,
    /// First step and the one after the last.
    steps: Range<u64>,
}

impl Frame {
    /// The steps of `series` that lie in `steps`; `None` where there are fewer than two.
    pub fn new(series: Rc<Series>, steps: Range<u64>) -> Option<Self> {
        let (first, last) = series.steps()?;
        let steps = steps.start.max(first)..steps.end.min(last + 1);
        (steps.end > steps.start + 1).then_some(Frame { series, steps })
    }

    /// The steps.
    pub fn steps(&self) -> Range<u64> {
        self.steps.clone()
    }

    /// How many steps.
    pub fn len(&self) -> usize {
        (self.steps.end - self.steps.start) as usize
    }

    /// How many parameters.
    pub fn width(&self) -> usize {
        self.series.parameters().len()
    }

    /// The parameter's index in the arena.
    pub fn parameter(&self, column: usize) -> u32 {
        self.series.parameters()[column]
    }

    /// The codes of the window's t-th step.
    fn row(&self, t: usize) -> &[Code] {
        self.series.row(self.steps.start + t as u64)
    }

    /// Copies columns, one after the other: [columns × steps].
    pub fn columns(&self, columns: Range<usize>, buffer: &mut Vec<Code>) {
        let len = self.len();
        buffer.clear();
        buffer.resize(columns.len() * len, 0);
        for t in 0..len {
            for (place, &code) in self.row(t)[columns.clone()].iter().enumerate() {
                buffer[place * len + t] = code;
            }
        }
    }
}

/// A frame, and what one pass over its rows tells of it.
#[derive(Debug, Clone)]
pub struct Surveyed {
    /// The series.
    pub frame: Frame,
    /// Its codes and scales.
    pub survey: Survey,
}

impl Surveyed {
    /// Nothing of it seen yet.
    pub fn new(frame: Frame) -> Self {
        let survey = Survey { counts: vec![0; CODES], parameters: vec![0.0; frame.width()], steps: Vec::new() };
        Surveyed { frame, survey }
    }

    /// Takes in the next row; whether it was the last.
    pub fn advance(&mut self) -> bool {
        let Survey { counts, parameters, steps } = &mut self.survey;
        let mut sum = 0.0;
        for (&code, total) in self.frame.row(steps.len()).iter().zip(parameters) {
            counts[usize::from(code)] += 1;
            let square = f64::from(decode(code)) * f64::from(decode(code));
            *total += square;
            sum += square;
        }
        steps.push(sum);
        steps.len() == self.frame.len()
    }
}

/// How often each code occurs, and the scales of parameters and steps.
#[derive(Debug, Clone)]
pub struct Survey {
    /// [CODES].
    counts: Vec<u64>,
    /// [width] Σ over steps of Δw².
    pub parameters: Vec<f64>,
    /// [steps] Σ over the parameters of Δw².
    pub steps: Vec<f64>,
}

/// Finds the events of a parameter.
#[derive(Debug, Clone)]
pub enum Cut {
    /// Codes from here on.
    Code(u32),
    /// This share of the parameter's own codes.
    Share(f64),
}

impl Cut {
    /// The rule with the share of values that are to be events.
    pub fn new(rule: Rule, survey: &Survey, share: f64) -> Self {
        match rule {
            Rule::Pooled => Cut::Code(threshold(&survey.counts, share).code),
            Rule::PerParameter => Cut::Share(share),
        }
    }

    /// The steps, from 0, at which `column` has events. `scratch` is overwritten.
    pub fn times(&self, column: &[Code], scratch: &mut Vec<Code>, times: &mut Vec<u32>) {
        let code = match *self {
            Cut::Code(code) => code,
            Cut::Share(share) => row_threshold(column, share, scratch),
        };
        times.clear();
        times.extend((0..).zip(column).filter(|&(_, &c)| u32::from(c) >= code).map(|(t, _)| t));
    }
}
