//! The record "landscape" of a run.
use crate::model::config::Config;
use crate::observe::path::Path;
use crate::observe::record::LandscapeRecord;
use crate::text::windows;
use crate::train::StepView;

/// The weights of `view`, the `path` to them, and the evaluation's windows of `tokens`, as bytes.
pub fn record(config: &Config, tokens: &[u16], view: &StepView<'_>, path: &Path, seed: u64) -> Vec<u8> {
    let (checkpoints, characters) = (path.checkpoints(), config.context + 1);
    let starts = windows::evaluation(tokens, config.context);
    // The windows alone, one behind the other: a text may have millions of characters.
    let text = starts.iter().flat_map(|&start| &tokens[start as usize..][..characters]).copied().collect();
    let record = LandscapeRecord {
        config: *config,
        text,
        starts: (0..starts.len()).map(|window| (window * characters) as u32).collect(),
        initial: checkpoints.first().map_or(view.theta, |first| &first.theta).into(),
        theta: view.theta.into(),
        step: view.step,
        path: checkpoints.into(),
        seed,
    };
    // Weights are most of it; a buffer that grows would take twice their memory for a moment.
    let weights = (checkpoints.len() + 2) * view.theta.len();
    let buffer = Vec::with_capacity(4 * weights + 8 * starts.len() * characters + 1024);
    postcard::to_extend(&record, buffer).expect("records are plain data, which postcard takes whole")
}
