//! E1's figure while the run is under way: its fit is kept until the window has grown by a tenth.
use super::figure::{figure, FigureOptions};
use super::fits::{fit, Fits};
use crate::error::Error;
use crate::figure::Figure;
use crate::observe::record::{TailRecord, Window};
use std::collections::BTreeMap;

/// The last record of one stream, and the last fits to every stream that has been looked at.
#[derive(Default)]
pub struct Live {
    record: Option<TailRecord>,
    /// By tensor and window: of which run, and the fits.
    fits: BTreeMap<(String, Window), (u32, Fits)>,
}

impl Live {
    /// Takes in the record `tail`.
    pub fn receive(&mut self, record: TailRecord) {
        self.record = Some(record);
    }

    /// The figure of the stream that was received last.
    ///
    /// # Errors
    /// [`Error::Call`] where that is not the one that the options name.
    pub fn figure(&mut self, options: &FigureOptions) -> Result<Figure, Error> {
        let asked = |record: &&TailRecord| record.tensor == options.tensor && record.window == options.window;
        let record = self.record.as_ref().filter(asked);
        let record =
            record.ok_or_else(|| Error::Call("The record \"tail\" of this stream has not been received.".into()))?;
        let key = (record.tensor.clone(), record.window);
        if let Some(stream) = &record.stream {
            let [first, last] = stream.steps;
            let fresh = |fits: &Fits| {
                let (length, known) = (last - first + 1, fits.step - first + 1);
                fits.step == last || !record.complete && 10 * length < 11 * known
            };
            let known = self.fits.get(&key).is_some_and(|(run, fits)| *run == record.run && fresh(fits));
            if !known {
                self.fits.insert(key.clone(), (record.run, fit(stream)));
            }
        }
        let shown = record.stream.as_ref().zip(self.fits.get(&key).map(|(_, fits)| fits));
        Ok(figure(options.view, record, shown))
    }
}
