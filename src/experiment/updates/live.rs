//! E1's figure while the run is under way: its fit is kept until the window has grown by a tenth.
use super::figure::{figure, FigureOptions};
use super::fits::{fit, Fits};
use crate::error::Error;
use crate::figure::Figure;
use crate::observe::record::{TailRecord, Window};

/// The last record of one stream, and the last fits to every stream of its run that has been looked at.
#[derive(Default)]
pub struct Live {
    record: Option<TailRecord>,
    fits: Vec<(String, Window, Fits)>,
}

impl Live {
    /// Takes in the record `tail`.
    pub fn receive(&mut self, record: TailRecord) {
        if self.record.as_ref().is_some_and(|last| last.run != record.run) {
            self.fits.clear();
        }
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
        let Some(stream) = &record.stream else {
            return Ok(figure(options.view, record, None));
        };
        let [first, last] = stream.steps;
        let fresh = |fits: &Fits| {
            let (length, known) = (last - first + 1, fits.step - first + 1);
            fits.step == last || !record.complete && 10 * length < 11 * known
        };
        let of = |(tensor, window, _): &(String, Window, Fits)| *tensor == record.tensor && *window == record.window;
        let place = self.fits.iter().position(of).unwrap_or(self.fits.len());
        if place == self.fits.len() {
            self.fits.push((record.tensor.clone(), record.window, fit(stream)));
        } else if !fresh(&self.fits[place].2) {
            self.fits[place].2 = fit(stream);
        }
        Ok(figure(options.view, record, Some((stream, &self.fits[place].2))))
    }
}
