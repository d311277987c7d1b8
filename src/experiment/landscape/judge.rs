//! E4's verdict, by a rule that docs/methods.md states.
use super::analysis::{ConditionResult, Response, TensorResponse};
use super::ratio::Ratio;
use crate::experiment::headline::{Headline, Number};
use crate::experiment::verdict::{Grade, Verdict};
use std::collections::BTreeMap;

/// What else may make the picture, by their keys: a gradient whose components are so distributed, and tensors of different
/// scale taken together.
const GRADIENT: &str = "gradientDistribution";
const POOLING: &str = "pooling";

/// Which law a tail is closer to, where its interval leaves out 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Closer {
    Exponential,
    Power,
    Neither,
}

fn closer(ratio: &Ratio) -> Closer {
    match ratio.interval {
        [low, _] if low > 0.0 => Closer::Exponential,
        [_, high] if high < 0.0 => Closer::Power,
        _ => Closer::Neither,
    }
}

fn law(response: &Response) -> Option<Closer> {
    response.successive.ratio.as_ref().map(closer)
}

/// How many tensors of the pool that could be judged satisfy `of`, and how many there are.
fn count(data: &ConditionResult, of: impl Fn(&TensorResponse) -> Option<bool>) -> (usize, usize) {
    let judged: Vec<bool> = data.tensors.iter().filter(|tensor| tensor.in_tail).filter_map(of).collect();
    (judged.iter().filter(|&&yes| yes).count(), judged.len())
}

/// Whether the picture is there, and what else may make it.
struct Judged {
    verdict: Verdict,
    /// Of [`GRADIENT`] and [`POOLING`], where there is a picture.
    by: Option<[bool; 2]>,
}

/// The verdict, and what an ensemble reads of it: `nulls` are the controls.
pub fn judge(data: &ConditionResult, nulls: &BTreeMap<&'static str, ConditionResult>) -> (Verdict, Headline) {
    let Judged { verdict, by } = judged(data);
    let alone = |explains: bool| if explains { Grade::Explained } else { Grade::Supported };
    let grades = by.map_or([verdict.grade; 2], |by| by.map(alone));
    let against = [GRADIENT, POOLING].map(String::from).into_iter().zip(grades).collect();
    let number = |label: String, of: &dyn Fn(&ConditionResult) -> Option<f64>| {
        Number::new(label, of(data), nulls.iter().map(|(key, null)| (*key, of(null))))
    };
    let ratio = |response: Option<&Response>| Some(response?.successive.ratio.as_ref()?.per_value);
    let linear = |response: Option<&Response>| response.map(|r| r.odd_even.odd / r.odd_even.even);
    // +δ and −δ by turns, so that the last but one is the largest +δ.
    let last = |pooled: &[Response]| pooled.len().checked_sub(2);
    let at = |delta: Option<&Response>| delta.map_or(0.0, |response| response.delta);
    let large = at(last(&data.pooled).map(|last| &data.pooled[last]));
    let small = at(data.pooled.first());
    let numbers = vec![
        number(format!("log-likelihood ratio at δ = {large}"), &|c| {
            ratio(last(&c.pooled).map(|last| &c.pooled[last]))
        }),
        number(format!("log-likelihood ratio at δ = {small}"), &|c| ratio(c.pooled.first())),
        number(format!("odd ÷ even part at δ = {small}"), &|c| linear(c.pooled.first())),
    ];
    (verdict, Headline { against, numbers })
}

/// The rule. All is read from |L(i) − L(i+1)| of +δ, the paper's own quantity, at the smallest and the largest |δ|.
fn judged(data: &ConditionResult) -> Judged {
    let verdict =
        |grade, null: Option<&str>, sentence: String| Verdict { grade, null: null.map(String::from), sentence };
    let without = |verdict| Judged { verdict, by: None };
    let up: Vec<&Response> = data.pooled.iter().step_by(2).collect();
    let (Some(small), Some(large)) = (up.first(), up.last()) else {
        return without(verdict(Grade::NotEnoughData, None, "No δ was measured.".into()));
    };
    let (Some(at_small), Some(at_large), true) = (law(small), law(large), up.len() >= 2) else {
        let sentence = "It takes two sizes of δ with 100 changed losses each to compare laws.".into();
        return without(verdict(Grade::NotEnoughData, None, sentence));
    };
    let (small_delta, large_delta) = (small.delta, large.delta);
    let name = |closer: Closer| match closer {
        Closer::Exponential => "closer to an exponential law",
        Closer::Power => "closer to a power law",
        Closer::Neither => "as close to one law as to the other",
    };
    if (at_small, at_large) != (Closer::Exponential, Closer::Power) {
        return without(verdict(
            Grade::NotSupported,
            None,
            format!(
                "Pooled, the larger half of the loss differences is {} at δ = {small_delta} and {} at δ = {large_delta}, not exponential first and a power law later.",
                name(at_small),
                name(at_large)
            ),
        ));
    }
    let (linear, tensors) = count(data, |tensor| tensor.responses.first().map(|response| response.odd_even.linear));
    let last = 2 * (up.len() - 1);
    let (power, judged) =
        count(data, |tensor| tensor.responses.get(last).and_then(law).map(|closer| closer == Closer::Power));
    let gradient = small.odd_even.linear || 2 * linear > tensors;
    let pooling = judged > 0 && 2 * power < judged;
    let first = format!("at δ = {small_delta} the response is linear in {linear} of {tensors} tensors: the gradient's distribution, not ruggedness");
    let second = format!("at δ = {large_delta} a power law is closer in {power} of {judged} tensors: pooling tensors of different scale makes it");
    let verdict = match (gradient, pooling) {
        (true, true) => verdict(
            Grade::Explained,
            Some(GRADIENT),
            format!("Pooled it looks as claimed, but {first}, and {second}."),
        ),
        (true, false) => {
            verdict(Grade::Explained, Some(GRADIENT), format!("Pooled it looks as claimed, but {first}."))
        }
        (false, true) => verdict(Grade::Explained, Some(POOLING), format!("Pooled it looks as claimed, but {second}.")),
        (false, false) => verdict(
            Grade::Supported,
            None,
            format!(
                "The differences turn from exponential to a power law between δ = {small_delta} and δ = {large_delta}, in {power} of {judged} tensors as well as pooled, and the response at the smallest δ is not linear."
            ),
        ),
    };
    Judged { verdict, by: Some([gradient, pooling]) }
}
