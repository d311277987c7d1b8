//! The values of every step in bounded memory, for a random subset of what could be followed. When the memory is full, the
//! later half of the subset is dropped from all steps.
use serde::{Deserialize, Serialize};

/// A row of values for each step, one for each of the followed items `I`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Columns<I, V> {
    /// Values that are kept at most.
    capacity: usize,
    /// The subset: the beginning of a random order.
    items: Vec<I>,
    /// [steps × items].
    values: Vec<V>,
    first_step: u64,
}

impl<I: Copy, V: Copy> Columns<I, V> {
    /// Follows the first `most` items, as long as at most `capacity` values (at least one) make that possible.
    pub fn new(mut items: Vec<I>, most: usize, capacity: usize) -> Self {
        items.truncate(most.min(capacity));
        items.shrink_to_fit();
        Columns { capacity, items, values: Vec::new(), first_step: 0 }
    }

    /// Takes all memory now instead of as the run goes on.
    pub fn reserve(&mut self) {
        self.values.reserve_exact(self.capacity);
    }

    /// The items, in their random order.
    pub fn items(&self) -> &[I] {
        &self.items
    }

    /// The first and the last step that are kept.
    pub fn steps(&self) -> Option<(u64, u64)> {
        let rows = self.values.len().checked_div(self.items.len())?;
        (rows > 0).then(|| (self.first_step, self.first_step + rows as u64 - 1))
    }

    /// The values of a step that is kept, one for each item.
    pub fn row(&self, step: u64) -> &[V] {
        let width = self.items.len();
        &self.values[(step - self.first_step) as usize * width..][..width]
    }

    /// Takes in the next step.
    pub fn see(&mut self, step: u64, value: impl Fn(I) -> V) {
        if self.values.is_empty() {
            self.first_step = step;
        }
        while self.values.len() + self.items.len() > self.capacity {
            // A run of more steps than the capacity has values ends the rows with their last item.
            if self.items.len() == 1 {
                return;
            }
            self.drop_half();
        }
        self.values.extend(self.items.iter().map(|&item| value(item)));
    }

    fn drop_half(&mut self) {
        let width = self.items.len();
        let kept = width / 2;
        for row in 0..self.values.len() / width {
            self.values.copy_within(row * width..row * width + kept, row * kept);
        }
        self.values.truncate(self.values.len() / width * kept);
        self.items.truncate(kept);
    }
}
