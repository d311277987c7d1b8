//! E1's figure while the run is under way: its fit is kept until a record brings what a new one needs.
use super::figure::{figure, FigureOptions};
use super::fits::{fit, Fits};
use crate::error::Error;
use crate::figure::Figure;
use crate::observe::record::{TailRecord, Window};
use crate::observe::recorder::{Chosen, Fitted};

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
        let of = |(tensor, window, _): &(String, Window, Fits)| *tensor == record.tensor && *window == record.window;
        let place = self.fits.iter().position(of);
        let fits = match place {
            _ if record.due => fit(stream),
            Some(place) => self.fits.swap_remove(place).2,
            None => return Err(Error::Call("The record \"tail\" holds no sample, and there is no fit yet.".into())),
        };
        self.fits.retain(|known| !of(known));
        let drawn = figure(options.view, record, Some((stream, &fits)));
        self.fits.push((record.tensor.clone(), record.window, fits));
        Ok(drawn)
    }

    /// The record that a figure is made from, which leaves out what only a new fit needs while the last one will do.
    pub fn chosen(&self, options: &FigureOptions) -> Chosen {
        let FigureOptions { tensor, window, .. } = options.clone();
        let of = |(known, at, _): &&(String, Window, Fits)| *known == tensor && *at == window;
        let last = self.record.as_ref().zip(self.fits.iter().find(of));
        let fitted = last.map(|(record, (_, _, fits))| Fitted { run: record.run, step: fits.step });
        Chosen { tensor, window, fitted }
    }
}
