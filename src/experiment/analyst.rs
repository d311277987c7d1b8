//! The analyst: takes the records of a run and answers with figures and results. It holds what outlasts a question: the
//! records and the experiments that have been started.
use super::{entry, Experiment, Records};
use crate::error::Error;
use crate::figure::Figure;
use std::collections::BTreeMap;

/// What the records of one lab are analysed by.
#[derive(Default)]
pub struct Analyst {
    records: Records,
    /// The last of each kind, by name.
    experiments: BTreeMap<&'static str, Box<dyn Experiment>>,
    /// The one under way, or finished last.
    current: Option<&'static str>,
}

impl Analyst {
    /// Takes a record in, as [`crate::observe::recorder::Recorder::record`] gives it.
    ///
    /// # Errors
    /// [`Error::Call`] for an unknown name, or bytes that are no such record.
    pub fn receive(&mut self, name: &str, record: &[u8]) -> Result<(), Error> {
        self.records.receive(name, record)
    }

    /// The figure of an experiment by its name, with its own options as JSON.
    ///
    /// # Errors
    /// [`Error::Call`] for an unknown figure or option, or where the experiment has not been started.
    pub fn figure(&mut self, name: &str, options: &str) -> Result<Figure, Error> {
        match self.experiments.get(name) {
            Some(experiment) => experiment.figure(options),
            None if entry(name).is_ok() => Err(Error::Call("Run the experiment: its figure will stand here.".into())),
            None => Err(Error::Call(format!(
                "There is no figure called \"{name}\"; there are \"loss\", \"updates\", and those of the experiments."
            ))),
        }
    }

    /// Begins an experiment on the records, with its own options as JSON; one that was under way is given up.
    ///
    /// # Errors
    /// [`Error::Call`] for an unknown experiment or option, or where a record is missing.
    pub fn start(&mut self, experiment: &str, options: &str) -> Result<(), Error> {
        let entry = entry(experiment)?;
        self.experiments.insert(entry.name, (entry.start)(&self.records, options)?);
        self.current = Some(entry.name);
        Ok(())
    }

    /// One slice of the experiment's work; the fraction that is done, 1 when all is.
    ///
    /// # Errors
    /// [`Error::Call`] where none has been started.
    pub fn advance(&mut self) -> Result<f64, Error> {
        Ok(self.experiment()?.advance())
    }

    /// The experiment's result as JSON.
    ///
    /// # Errors
    /// [`Error::Call`] where none has been started.
    pub fn result(&mut self) -> Result<String, Error> {
        Ok(self.experiment()?.result())
    }

    fn experiment(&mut self) -> Result<&mut Box<dyn Experiment>, Error> {
        let current = self.current.and_then(|name| self.experiments.get_mut(name));
        current.ok_or_else(|| Error::Call("No experiment has been started.".into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::options_of;
    use crate::experiment::updates::{FigureOptions, Live, Options};

    fn refused<T>(answer: Result<T, Error>) -> String {
        answer.err().expect("should be refused").to_string()
    }

    #[test]
    fn what_is_unknown_missing_or_no_record_is_refused() {
        let mut analyst = Analyst::default();
        assert_eq!(refused(analyst.receive("tales", &[])), "There is no record called \"tales\".");
        assert!(refused(analyst.receive("tails", &[1, 2, 3])).starts_with("These bytes are no record \"tails\": "));
        assert_eq!(
            refused(analyst.start("E9", "{}")),
            "There is no experiment \"E9\"; there are \"E1\", \"E2\", \"E3\", \"E5\"."
        );
        assert_eq!(refused(analyst.start("E1", "{}")), "The record \"tails\" has not been received.");
        assert_eq!(refused(analyst.advance()), "No experiment has been started.");
        let no_figure =
            "There is no figure called \"x\"; there are \"loss\", \"updates\", and those of the experiments.";
        assert_eq!(refused(analyst.figure("x", "{}")), no_figure);
        assert_eq!(refused(analyst.figure("E2", "{}")), "Run the experiment: its figure will stand here.");
        assert_eq!(
            refused(Live::default().figure(&FigureOptions::default())),
            "The record \"tail\" of this stream has not been received."
        );
        let misspelt = options_of::<Options>("{\"vew\": 1}");
        assert!(refused(misspelt).starts_with("The options were not understood: "));
    }
}
