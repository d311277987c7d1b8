//! The values of every step in bounded memory, for a random subset of what could be followed. When the memory is full, the
//! later half of the subset is dropped from all steps.
use serde::{Deserialize, Serialize};

/// Values of a chunk. Memory is taken chunk by chunk as a run goes on, since few runs fill it.
const CHUNK: usize = 1 << 18;

/// A row of values for each step, one for each of the followed items `I`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Columns<I, V> {
    /// Values that are kept at most.
    capacity: usize,
    /// The subset: the beginning of a random order.
    items: Vec<I>,
    /// [steps × items], as many whole rows a chunk as fit.
    chunks: Vec<Vec<V>>,
    first_step: u64,
}

impl<I: Copy, V: Copy> Columns<I, V> {
    /// Follows the first `most` items (at most 2¹⁸), as long as at most `capacity` values (at least one) make that possible.
    pub fn new(mut items: Vec<I>, most: usize, capacity: usize) -> Self {
        items.truncate(most.min(capacity).min(CHUNK));
        items.shrink_to_fit();
        Columns { capacity, items, chunks: Vec::new(), first_step: 0 }
    }

    /// The items, in their random order.
    pub fn items(&self) -> &[I] {
        &self.items
    }

    fn len(&self) -> usize {
        self.chunks.iter().map(Vec::len).sum()
    }

    /// The first and the last step that are kept.
    pub fn steps(&self) -> Option<(u64, u64)> {
        let rows = self.len().checked_div(self.items.len())?;
        (rows > 0).then(|| (self.first_step, self.first_step + rows as u64 - 1))
    }

    /// The values of a step that is kept, one for each item.
    pub fn row(&self, step: u64) -> &[V] {
        let (row, width) = ((step - self.first_step) as usize, self.items.len());
        let rows = CHUNK / width;
        &self.chunks[row / rows][row % rows * width..][..width]
    }

    /// Takes in the next step.
    pub fn see(&mut self, step: u64, value: impl Fn(I) -> V) {
        if self.chunks.is_empty() {
            self.first_step = step;
        }
        while self.len() + self.items.len() > self.capacity {
            // A run of more steps than the capacity has values ends the rows with their last item.
            if self.items.len() == 1 {
                return;
            }
            self.drop_half();
        }
        append(&mut self.chunks, self.items.len(), self.items.iter().map(|&item| value(item)));
    }

    /// Each chunk goes as soon as what is kept of it stands in a new one.
    fn drop_half(&mut self) {
        let width = self.items.len();
        let kept = width / 2;
        for chunk in std::mem::take(&mut self.chunks) {
            for row in chunk.chunks_exact(width) {
                append(&mut self.chunks, kept, row[..kept].iter().copied());
            }
        }
        self.items.truncate(kept);
    }
}

/// Adds a row of `width` values.
fn append<V>(chunks: &mut Vec<Vec<V>>, width: usize, row: impl Iterator<Item = V>) {
    if chunks.last().is_none_or(|last| last.len() + width > CHUNK) {
        chunks.push(Vec::with_capacity(CHUNK));
    }
    chunks.last_mut().expect("there is one now").extend(row);
}
