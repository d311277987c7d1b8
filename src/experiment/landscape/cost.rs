//! What E4 will take, before it begins.
use super::{Landscape, Options};
use crate::error::Error;
use crate::model::config::Config;
use crate::model::layout::Layout;
use crate::observe::record::LandscapeRecord;
use std::rc::Rc;

/// The work of all parts, about, in multiplications and additions, on a model whose loss is the mean over so many windows;
/// without checkpoints, whose share is small.
///
/// # Errors
/// As [`Landscape::new`].
pub fn cost(config: Config, windows: usize, options: Options) -> Result<f64, Error> {
    let weights = vec![0.0; Layout::new(&config).len];
    let record = LandscapeRecord {
        config,
        text: vec![0; config.context + 1],
        starts: vec![0; windows],
        initial: weights.clone().into(),
        theta: weights.into(),
        step: 0,
        path: Vec::new().into(),
        seed: 0,
    };
    Ok(Landscape::new(Rc::new(record), options)?.parts.work().iter().sum())
}
