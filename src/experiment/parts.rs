//! Parts of an experiment that can be done apart, such as by several workers, with the same outcome to the bit whoever does
//! them.
use crate::error::Error;
use serde::de::DeserializeOwned;

/// A part under way.
pub trait Part {
    /// One slice of work, some tens of milliseconds at most; the fraction that is done, 1 when all is.
    fn advance(&mut self) -> f64;
    /// What was found, in postcard's format; complete once [`Part::advance`] has given 1.
    fn outcome(&self) -> Vec<u8>;
}

/// The outcomes of an experiment's parts, as they come in.
pub struct Parts<T> {
    work: Vec<f64>,
    outcomes: Vec<Option<T>>,
    running: Option<(usize, Box<dyn Part>)>,
}

impl<T: DeserializeOwned> Parts<T> {
    /// Of parts with so much work each, in any unit; nothing is done yet.
    pub fn new(work: Vec<f64>) -> Self {
        let outcomes = work.iter().map(|_| None).collect();
        Parts { work, outcomes, running: None }
    }

    /// The work of each part.
    pub fn work(&self) -> &[f64] {
        &self.work
    }

    /// What is known of each part.
    pub fn outcomes(&self) -> &[Option<T>] {
        &self.outcomes
    }

    /// That there is a part `index`.
    ///
    /// # Errors
    /// [`Error::Call`] where there is none.
    pub fn check(&self, index: usize) -> Result<(), Error> {
        let count = self.work.len();
        if index < count {
            return Ok(());
        }
        Err(Error::Call(format!("There is no part {index}: the experiment has {count}, counted from 0.")))
    }

    /// Takes the outcome of a part done elsewhere, in any order.
    ///
    /// # Errors
    /// [`Error::Call`] where there is no such part, or the bytes are no outcome; nothing is taken then.
    pub fn take(&mut self, index: usize, outcome: &[u8]) -> Result<(), Error> {
        self.check(index)?;
        let outcome = postcard::from_bytes(outcome)
            .map_err(|error| Error::Call(format!("These bytes are no outcome of part {index}: {error}.")))?;
        self.outcomes[index] = Some(outcome);
        self.running.take_if(|(running, _)| *running == index);
        Ok(())
    }

    /// One slice of the first part that nobody has taken in; the fraction of all parts' work that is done, 1 when all is.
    pub fn advance(&mut self, begin: impl FnOnce(usize) -> Box<dyn Part>) -> f64 {
        let Some(index) = self.outcomes.iter().position(Option::is_none) else { return 1.0 };
        let (index, part) = self.running.get_or_insert_with(|| (index, begin(index)));
        let (index, mut done) = (*index, part.advance());
        if done >= 1.0 {
            let outcome = part.outcome();
            self.take(index, &outcome).expect("a part of our own, as it gives its outcome");
            done = 0.0;
        }
        if self.outcomes.iter().all(Option::is_some) {
            return 1.0;
        }
        let known = self.work.iter().zip(&self.outcomes).filter(|(_, outcome)| outcome.is_some());
        let finished: f64 = known.map(|(work, _)| work).sum();
        // Rounding must not say that all is done before it is.
        ((finished + done * self.work[index]) / self.work.iter().sum::<f64>()).min(1.0 - f64::EPSILON)
    }
}
