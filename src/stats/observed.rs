//! What the laws are fitted to: values, counts of bins, or integers, each with a weight, on [x_min, x_max], and the
//! sums that make most likelihoods a matter of a few operations.
use super::binned::Histogram;
use crate::error::Error;
use std::cell::RefCell;

/// A positive number beside its logarithm, which every law asks for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// x > 0, or ∞.
    pub x: f64,
    /// ln x.
    pub ln: f64,
}

impl Point {
    /// x with its logarithm.
    pub fn new(x: f64) -> Self {
        Point { x, ln: libm::log(x) }
    }

    /// No upper end.
    pub const INFINITY: Point = Point { x: f64::INFINITY, ln: f64::INFINITY };
}

/// What was counted.
#[derive(Debug, Clone)]
pub enum Cells {
    /// Exact values of a continuous quantity: laws enter with their densities.
    Points(Vec<Point>),
    /// Intervals: laws enter with the probabilities of these.
    Bins(Vec<(Point, Point)>),
    /// Whole numbers: laws on integers enter with their probabilities, continuous ones rounded to integers.
    Integers(Vec<Point>),
}

/// Values in units of `unit`, on [start, end].
#[derive(Debug, Clone)]
pub struct Observed {
    unit: f64,
    start: Point,
    end: Point,
    cells: Cells,
    /// One a cell; `None` where each counts once.
    weights: Option<Vec<f64>>,
    size: f64,
    mean_ln: f64,
    mean_ln2: f64,
    mean: f64,
    /// The last few (β, mean of x^β): differences ask for the same β several times, and each is a pass over the data.
    powers: RefCell<Vec<(f64, f64)>>,
}

fn refuse(sentence: impl Into<String>) -> Error {
    Error::Data(sentence.into())
}

/// Checks x_min and x_max.
fn range(x_min: f64, x_max: Option<f64>) -> Result<(), Error> {
    if !(x_min > 0.0 && x_min.is_finite()) {
        return Err(refuse(format!("x_min must be a positive number, and {x_min} is not.")));
    }
    match x_max {
        Some(x_max) if !(x_max > x_min && x_max.is_finite()) => {
            Err(refuse(format!("x_max must be a number above x_min = {x_min}, and {x_max} is not.")))
        }
        _ => Ok(()),
    }
}

/// Checks that each value has a weight that is not negative.
fn checked(weights: &[f64], values: usize) -> Result<(), Error> {
    if weights.len() != values {
        return Err(refuse(format!("There are {values} values and {} weights.", weights.len())));
    }
    match weights.iter().position(|&w| !(w >= 0.0 && w.is_finite())) {
        Some(i) => {
            Err(refuse(format!("Weight {} must be a number that is not negative, and {} is not.", i + 1, weights[i])))
        }
        None => Ok(()),
    }
}

impl Observed {
    /// The `values` on [x_min, x_max], in any order, each counted as often as its weight says (once without `weights`).
    /// Refuses a range or weights that are none, and a tail of fewer than two different values ([`Error::Data`]).
    pub fn points(values: &[f64], weights: Option<&[f64]>, x_min: f64, x_max: Option<f64>) -> Result<Self, Error> {
        range(x_min, x_max)?;
        if let Some(weights) = weights {
            checked(weights, values.len())?;
        }
        let end = x_max.unwrap_or(f64::INFINITY);
        let inside = |i: &usize| values[*i] >= x_min && values[*i] <= end && weights.is_none_or(|w| w[*i] > 0.0);
        let kept: Vec<usize> = (0..values.len()).filter(inside).collect();
        let points = kept.iter().map(|&i| Point::new(values[i] / x_min)).collect();
        let weights = weights.map(|w| kept.iter().map(|&i| w[i]).collect());
        let end = x_max.map_or(Point::INFINITY, |x_max| Point::new(x_max / x_min));
        Self::new(x_min, Point::new(1.0), end, Cells::Points(points), weights)
    }

    /// Counts of bins: bin k lies between `edges[k]` and `edges[k + 1]`, both rising from a positive x_min. The law ends at the
    /// last edge where `cut`, and has no end otherwise. Refuses what is no such histogram ([`Error::Data`]).
    pub fn bins(edges: &[f64], counts: &[f64], cut: bool) -> Result<Self, Error> {
        if edges.len() != counts.len() + 1 {
            return Err(refuse(format!(
                "{} bins have {} edges, and there are {}.",
                counts.len(),
                counts.len() + 1,
                edges.len()
            )));
        }
        if !edges.windows(2).all(|pair| pair[0] < pair[1]) {
            return Err(refuse("The edges of the bins must rise."));
        }
        checked(counts, counts.len())?;
        let x_max = cut.then(|| edges[edges.len() - 1]);
        range(edges[0], x_max)?;
        let at = |k: usize| Point::new(edges[k] / edges[0]);
        let occupied: Vec<usize> = (0..counts.len()).filter(|&k| counts[k] > 0.0).collect();
        let cells = occupied.iter().map(|&k| (at(k), at(k + 1))).collect();
        let end = if cut { at(counts.len()) } else { Point::INFINITY };
        let counts = occupied.iter().map(|&k| counts[k]).collect();
        Self::new(edges[0], at(0), end, Cells::Bins(cells), Some(counts))
    }

    /// The bins of a histogram from bin `first` on, without an upper end.
    pub fn histogram(histogram: &Histogram, first: usize) -> Result<Self, Error> {
        let edges: Vec<f64> = (first..=histogram.counts.len()).map(|k| histogram.edge(k)).collect();
        let counts: Vec<f64> = histogram.counts[first..].iter().map(|&count| count as f64).collect();
        Self::bins(&edges, &counts, false)
    }

    /// Whole numbers on x_min ≤ k ≤ x_max with their counts, in any order; equal ones are taken together. Refuses other numbers
    /// ([`Error::Data`]).
    pub fn integers(values: &[f64], counts: &[f64], x_min: f64, x_max: Option<f64>) -> Result<Self, Error> {
        range(x_min, x_max)?;
        checked(counts, values.len())?;
        if let Some(x) = [x_min].iter().chain(&x_max).chain(values).find(|x| x.fract() != 0.0) {
            return Err(refuse(format!("A discrete tail is one of whole numbers, and {x} is none.")));
        }
        let end = x_max.unwrap_or(f64::INFINITY);
        let inside = |(x, count): &(f64, f64)| *x >= x_min && *x <= end && *count > 0.0;
        let mut kept: Vec<(f64, f64)> = values.iter().copied().zip(counts.iter().copied()).filter(inside).collect();
        kept.sort_by(|a, b| a.0.total_cmp(&b.0));
        kept.dedup_by(|next, before| {
            let equal = next.0 == before.0;
            if equal {
                before.1 += next.1;
            }
            equal
        });
        let points = kept.iter().map(|&(x, _)| Point::new(x)).collect();
        let counts = kept.iter().map(|&(_, count)| count).collect();
        let end = x_max.map_or(Point::INFINITY, |x_max| Point::new(x_max + 0.5));
        Self::new(1.0, Point::new(x_min - 0.5), end, Cells::Integers(points), Some(counts))
    }

    fn new(unit: f64, start: Point, end: Point, cells: Cells, weights: Option<Vec<f64>>) -> Result<Self, Error> {
        let mut tail = Observed {
            unit,
            start,
            end,
            cells,
            weights,
            size: 0.0,
            mean_ln: 0.0,
            mean_ln2: 0.0,
            mean: 0.0,
            powers: RefCell::default(),
        };
        let distinct = match &tail.cells {
            Cells::Points(at) => at.iter().any(|point| point.x != at[0].x),
            Cells::Integers(at) => at.len() > 1,
            Cells::Bins(at) => at.len() > 1,
        };
        if !distinct {
            return Err(refuse(format!(
                "Above x_min = {} there are not two different values to fit a law to.",
                if matches!(tail.cells, Cells::Integers(_)) { start.x + 0.5 } else { unit }
            )));
        }
        tail.size = tail.total(|_| 1.0);
        tail.mean_ln = tail.total(|point| point.ln) / tail.size;
        tail.mean_ln2 = tail.total(|point| point.ln * point.ln) / tail.size;
        tail.mean = tail.total(|point| point.x) / tail.size;
        Ok(tail)
    }

    /// Σ weight · f over the cells; a bin stands at the mean of its ends.
    fn total(&self, f: impl Fn(Point) -> f64) -> f64 {
        (0..self.len()).map(|i| self.weight(i) * f(self.stand_in(i))).sum()
    }

    /// A point of the cell: its value, or a bin's middle.
    fn stand_in(&self, i: usize) -> Point {
        match &self.cells {
            Cells::Points(at) | Cells::Integers(at) => at[i],
            Cells::Bins(at) => Point { x: 0.5 * (at[i].0.x + at[i].1.x), ln: 0.5 * (at[i].0.ln + at[i].1.ln) },
        }
    }

    /// The values' unit: laws are fitted to x/unit.
    pub fn unit(&self) -> f64 {
        self.unit
    }

    /// Where the laws begin, in units. For integers half a unit below the first.
    pub fn start(&self) -> Point {
        self.start
    }

    /// Where they end, in units.
    pub fn end(&self) -> Point {
        self.end
    }

    /// What was counted, in units.
    pub fn cells(&self) -> &Cells {
        &self.cells
    }

    /// Number of cells.
    pub fn len(&self) -> usize {
        match &self.cells {
            Cells::Points(at) | Cells::Integers(at) => at.len(),
            Cells::Bins(at) => at.len(),
        }
    }

    /// Never: a tail has two values at least.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How often cell i was seen.
    pub fn weight(&self, i: usize) -> f64 {
        self.weights.as_ref().map_or(1.0, |weights| weights[i])
    }

    /// n, the sum of the weights.
    pub fn size(&self) -> f64 {
        self.size
    }

    /// The mean of ln x.
    pub fn mean_ln(&self) -> f64 {
        self.mean_ln
    }

    /// The mean of ln² x.
    pub fn mean_ln2(&self) -> f64 {
        self.mean_ln2
    }

    /// The mean of x.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The mean of x^β.
    pub fn mean_power(&self, beta: f64) -> f64 {
        let known = self.powers.borrow().iter().find(|(known, _)| *known == beta).map(|(_, mean)| *mean);
        known.unwrap_or_else(|| {
            let mean = self.total(|point| libm::exp(beta * point.ln)) / self.size;
            let mut powers = self.powers.borrow_mut();
            if powers.len() == 4 {
                powers.remove(0);
            }
            powers.push((beta, mean));
            mean
        })
    }
}
