//! The run's own updates, each divided by the scale that a null gives it: where the null is true, they are N(0, 1); where
//! the tail is one of scales, it is gone.
use super::nulls::Widths;
use super::surrogate::Source;
use crate::observe::series::{decode, Series};
use std::ops::Range;
use std::rc::Rc;

/// |Δw| over its width, of those parameters of a series that have moved.
pub struct Standardised {
    widths: Widths,
    series: Rc<Series>,
    /// Place in the series' rows, 1/own width, tensor.
    parameters: Vec<(u32, f32, u32)>,
}

impl Standardised {
    /// The series divided by these widths.
    pub fn new(widths: Widths, series: Rc<Series>) -> Self {
        let parts = widths.scales().parts();
        let place = |(place, &index): (usize, &u32)| {
            let own = widths.parameters()[index as usize];
            let tensor = parts.partition_point(|part| part.range.end <= index as usize);
            (own > 0.0).then(|| (place as u32, 1.0 / own, tensor as u32))
        };
        let parameters = series.parameters().iter().enumerate().filter_map(place).collect();
        Standardised { widths, series, parameters }
    }
}

impl Source for Standardised {
    fn tensors(&self) -> Vec<(usize, bool)> {
        vec![(self.parameters.len(), true)]
    }

    fn steps(&self) -> Range<u64> {
        let scaled = self.widths.steps();
        self.series.steps().map_or(0..0, |(first, last)| scaled.start.max(first)..scaled.end.min(last + 1))
    }

    fn fill(&self, step: u64, update: &mut [f32]) {
        let per_tensor: Vec<f32> =
            self.widths.step(step).iter().map(|&width| if width > 0.0 { 1.0 / width } else { 0.0 }).collect();
        let row = self.series.row(step);
        for (x, &(place, own, tensor)) in update.iter_mut().zip(&self.parameters) {
            *x = decode(row[place as usize]) * (own * per_tensor[tensor as usize]);
        }
    }
}
