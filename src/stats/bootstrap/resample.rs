//! The data drawn anew with replacement: value by value where values are independent, block by block (of steps, of
//! parameters) where only blocks are.
use super::Replicate;
use crate::rng::Rng;

/// Items, each drawn as a whole, and a statistic of the drawn ones.
#[derive(Debug, Clone)]
pub struct Redrawn<F> {
    items: usize,
    statistic: F,
}

impl<F: Fn(&[usize]) -> Option<f64>> Redrawn<F> {
    /// As many drawings as there are items; `statistic` gets the places of those that were drawn.
    pub fn new(items: usize, statistic: F) -> Self {
        Redrawn { items, statistic }
    }
}

impl<F: Fn(&[usize]) -> Option<f64>> Replicate for Redrawn<F> {
    fn replicate(&self, rng: &mut Rng) -> Option<f64> {
        let drawn: Vec<usize> = (0..self.items).map(|_| rng.below(self.items as u64) as usize).collect();
        (self.statistic)(&drawn)
    }
}
