//! The analyst: takes the records of a run and answers with figures and results. It holds what outlasts a question: the
//! records and the experiments that have been started.
use super::{entry, Experiment, Part, Records};
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
    /// The part begun last, and the fraction of it that is done.
    part: Option<(Box<dyn Part>, f64)>,
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
        self.part = None;
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

    /// The work of each part that the experiment can have done elsewhere; none where it does all itself.
    ///
    /// # Errors
    /// [`Error::Call`] where none has been started.
    pub fn parts(&mut self) -> Result<Vec<f64>, Error> {
        Ok(self.experiment()?.parts())
    }

    /// Begins a part of the experiment, for whoever takes in its outcome; one that was under way is given up.
    ///
    /// # Errors
    /// [`Error::Call`] for an unknown part, or where no experiment has been started.
    pub fn begin_part(&mut self, index: usize) -> Result<(), Error> {
        self.part = Some((self.experiment()?.part(index)?, 0.0));
        Ok(())
    }

    /// One slice of the part's work; the fraction that is done, 1 when all is.
    ///
    /// # Errors
    /// [`Error::Call`] where none has been begun.
    pub fn advance_part(&mut self) -> Result<f64, Error> {
        let (part, done) = self.part.as_mut().ok_or_else(|| Error::Call("No part has been begun.".into()))?;
        if *done < 1.0 {
            *done = part.advance();
        }
        Ok(*done)
    }

    /// The outcome of the part.
    ///
    /// # Errors
    /// [`Error::Call`] where none has been begun, or it is not finished.
    pub fn outcome(&self) -> Result<Vec<u8>, Error> {
        match &self.part {
            Some((part, done)) if *done >= 1.0 => Ok(part.outcome()),
            Some(_) => Err(Error::Call("The part is not finished.".into())),
            None => Err(Error::Call("No part has been begun.".into())),
        }
    }

    /// Takes the outcome of a part done elsewhere, in any order.
    ///
    /// # Errors
    /// [`Error::Call`] for an unknown part, bytes that are no outcome of it, or where no experiment has been started.
    pub fn take(&mut self, index: usize, outcome: &[u8]) -> Result<(), Error> {
        self.experiment()?.take(index, outcome)
    }

    fn experiment(&mut self) -> Result<&mut Box<dyn Experiment>, Error> {
        let current = self.current.and_then(|name| self.experiments.get_mut(name));
        current.ok_or_else(|| Error::Call("No experiment has been started.".into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::updates::{FigureOptions, Live, Options};
    use crate::experiment::{options_of, Parts};

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
            "There is no experiment \"E9\"; there are \"E1\", \"E2\", \"E3\", \"E4\", \"E5\", \"calibration\", \"selfTest\"."
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
    /// Squares the numbers from 0 on, each in a part of two slices.
    struct Squares(Parts<u64>);

    struct Square {
        of: u64,
        slices: u64,
    }

    impl Part for Square {
        fn advance(&mut self) -> f64 {
            self.slices += 1;
            self.slices as f64 / 2.0
        }
        fn outcome(&self) -> Vec<u8> {
            postcard::to_allocvec(&(self.of * self.of)).expect("plain data")
        }
    }

    impl Experiment for Squares {
        fn advance(&mut self) -> f64 {
            self.0.advance(|index| Box::new(Square { of: index as u64, slices: 0 }))
        }
        fn result(&self) -> String {
            format!("{:?}", self.0.outcomes())
        }
        fn figure(&self, _options: &str) -> Result<Figure, Error> {
            Err(Error::Call("It has no figure.".into()))
        }
        fn parts(&self) -> Vec<f64> {
            self.0.work().to_vec()
        }
        fn part(&self, index: usize) -> Result<Box<dyn Part>, Error> {
            self.0.check(index)?;
            Ok(Box::new(Square { of: index as u64, slices: 0 }))
        }
        fn take(&mut self, index: usize, outcome: &[u8]) -> Result<(), Error> {
            self.0.take(index, outcome)
        }
    }

    fn squares() -> Analyst {
        let mut analyst = Analyst { current: Some("squares"), ..Analyst::default() };
        analyst.experiments.insert("squares", Box::new(Squares(Parts::new(vec![1.0, 2.0, 4.0, 8.0]))));
        analyst
    }

    /// The fractions until all is done.
    fn finish(analyst: &mut Analyst) -> Vec<f64> {
        let mut fractions = Vec::new();
        while fractions.last() != Some(&1.0) {
            fractions.push(analyst.advance().expect("started"));
        }
        fractions
    }

    #[test]
    fn parts_done_in_any_order_or_not_at_all_give_one_result() {
        let mut alone = squares();
        assert_eq!(alone.parts(), Ok(vec![1.0, 2.0, 4.0, 8.0]));
        let fractions = finish(&mut alone);
        assert!(fractions.len() == 8 && fractions.windows(2).all(|pair| pair[0] < pair[1]), "{fractions:?}");
        assert_eq!(alone.result().as_deref(), Ok("[Some(0), Some(1), Some(4), Some(9)]"));
        // The second case comes when part 0 is under way here, and half done.
        for (before, order) in [(0, vec![3, 1]), (1, vec![0, 2]), (0, vec![2, 0, 3, 1]), (5, vec![1, 1])] {
            let (mut elsewhere, mut here) = (squares(), squares());
            for _ in 0..before {
                here.advance().expect("started");
            }
            for index in order {
                elsewhere.begin_part(index).expect("there is one");
                assert_eq!(refused(elsewhere.outcome()), "The part is not finished.");
                while elsewhere.advance_part().expect("begun") < 1.0 {}
                here.take(index, &elsewhere.outcome().expect("finished")).expect("an outcome");
            }
            finish(&mut here);
            assert_eq!(here.result(), alone.result());
        }
    }

    #[test]
    fn parts_that_are_not_there_and_bytes_that_are_no_outcome_are_refused() {
        let mut analyst = squares();
        assert_eq!(refused(analyst.advance_part()), "No part has been begun.");
        assert_eq!(refused(analyst.outcome()), "No part has been begun.");
        let none = "There is no part 4: the experiment has 4, counted from 0.";
        assert_eq!((refused(analyst.begin_part(4)), refused(analyst.take(4, &[1]))), (none.into(), none.into()));
        assert!(refused(analyst.take(0, &[])).starts_with("These bytes are no outcome of part 0: "));
        assert_eq!(finish(&mut analyst).len(), 8, "nothing was taken in");
        assert_eq!(refused(Analyst::default().begin_part(0)), "No experiment has been started.");
    }
}
