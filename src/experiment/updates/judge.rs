//! E1's verdict: first whether the tail looks like a power law at all, then whether a Gaussian of the run's own scales has the
//! same tail. The rule with its numbers is in docs/methods.md.
use super::{Analyses, Analysis, Finding, Hill, UpdatesResult, SHARES};
use crate::experiment::headline::{Headline, Number};
use crate::experiment::nulls::Null;
use crate::experiment::verdict::{Grade, Verdict};
use crate::stats::bootstrap::PValue;
use crate::stats::vuong::{self, Alternative};
use crate::stats::Fit;
use crate::words::{p_value, plus_minus};

/// The top 1 % of a heavy tail span at least so many decades.
pub const DECADES: f64 = 1.0;

/// A null's exponents are the data's when they differ by at most this share of α, or by what chance allows.
pub const SAME: f64 = 0.05;

/// And its tail begins where the data's does, within this share.
pub const SAME_X: f64 = 0.1;

/// Divided by a null's scales, a tail that was one of scales has an exponent larger by at least this.
pub const GONE: f64 = 1.0;

/// A Hill plot is flat where its exponents differ by at most this share of α, or by what chance allows.
pub const FLAT: f64 = 0.1;

/// A goodness of fit below this speaks against the power law (Clauset, Shalizi, Newman 2009, §4.1).
pub const FIT: f64 = 0.1;

/// Standard errors that chance is allowed.
const ERRORS: f64 = 2.0;

/// The verdict on a finished result.
pub fn judge(result: &UpdatesResult) -> Verdict {
    against(result, &Null::ALL)
}

/// What an ensemble reads of a finished result.
pub fn headline(result: &UpdatesResult) -> Headline {
    let alone = |null: Null| (null.key().to_string(), against(result, &[null]).grade);
    let data = result.data.after.as_ref();
    let number = |label: &str, of_data: Option<f64>, of_null: &dyn Fn(&Analysis) -> Option<f64>| {
        let of = |null: Null| (null.key(), after(result.nulls.get(&null)).and_then(of_null));
        Number::new(label, of_data, Null::ALL.map(of))
    };
    let shared = |label: &str, share: f64| {
        let alpha = |analysis: &Analysis| analysis.hill.iter().find(|hill| hill.share == share).map(|hill| hill.alpha);
        number(label, data.and_then(alpha), &alpha)
    };
    let [wide, middle, narrow] = SHARES;
    let numbers = vec![
        shared("α at the top 1 %", middle),
        shared("α at the top 5 %", wide),
        shared("α at the top 0.1 %", narrow),
        number("α from x_min on", data.and_then(fit_of).map(|fit| fit.alpha), &|null| Some(null.beside?.alpha)),
    ];
    Headline { against: Null::ALL.map(alone).into(), numbers }
}

/// The verdict were these the only nulls.
fn against(result: &UpdatesResult, nulls: &[Null]) -> Verdict {
    let graded = |grade, null: Option<Null>, sentence| Verdict { grade, null: null.map(|n| n.key().into()), sentence };
    let found = result.data.after.as_ref().and_then(|data| {
        let top = top(data).filter(|top| top.interval.is_some() && data.hill.len() == SHARES.len())?;
        Some((data, top, libm::log10(fit_of(data)?.x_max / top.x)))
    });
    let Some((data, top, decades)) = found else {
        let sentence = "Not enough data: a verdict needs 50 steps after the transient, and 50 values in the top 0.1 %.";
        return graded(Grade::NotEnoughData, None, sentence.into());
    };
    let alpha = format!("α = {} at the top 1 %, over {decades:.1} decades", plus_minus(top.alpha, error(top) / ERRORS));
    if decades < DECADES {
        return graded(Grade::NotSupported, None, format!("No heavy tail: {alpha} only."));
    }
    let gives = |null: Null| after(result.nulls.get(&null)).and_then(self::top).map_or(f64::NAN, |top| top.alpha);
    let off = |null: &Null| (gives(*null) - top.alpha).abs();
    let explaining = nulls.iter().copied().filter(|&null| explains(result, data, null));
    if let Some(null) = explaining.min_by(|a, b| off(a).total_cmp(&off(b))) {
        let gives = gives(null);
        let sentence = format!(
            "Looks like a power law ({alpha}), but the {} gives {gives:.2} there and the same at the top 5 and 0.1 %: the tail needs no heavy-tailed updates.",
            null.words(),
        );
        return graded(Grade::Explained, Some(null), sentence);
    }
    let against = objections(data, result.goodness, result.alternatives.as_deref().unwrap_or_default());
    let beyond = "no Gaussian null has this tail";
    match against {
        None => graded(Grade::Supported, None, format!("Consistent with a power law ({alpha}), and {beyond}.")),
        Some(why) => {
            let sentence = format!("Heavy-tailed ({alpha}; {beyond}), but no power law: {why}.");
            graded(Grade::NotSupported, None, sentence)
        }
    }
}

/// The top 1 %.
fn top(analysis: &Analysis) -> Option<&Hill> {
    analysis.hill.iter().find(|hill| hill.share == SHARES[1])
}

fn fit_of(analysis: &Analysis) -> Option<Fit> {
    match analysis.fits.binned {
        Finding::Fit(fit) => Some(fit),
        Finding::Refused { .. } => None,
    }
}

fn after(analyses: Option<&Analyses>) -> Option<&Analysis> {
    analyses?.after.as_ref()
}

fn error(hill: &Hill) -> f64 {
    ERRORS * hill.interval.map_or(0.0, |interval| interval.sd)
}

/// Whether a null has the data's tail, and the data without the null's scales have not.
fn explains(result: &UpdatesResult, data: &Analysis, null: Null) -> bool {
    let (Some(drawn), Some(divided)) = (after(result.nulls.get(&null)), after(result.standardised.get(&null))) else {
        return false;
    };
    let same = |(data, null): (&Hill, &Hill)| {
        let chance = libm::hypot(error(data), error(null));
        (data.alpha - null.alpha).abs() <= (SAME * data.alpha).max(chance) && (null.x / data.x - 1.0).abs() <= SAME_X
    };
    let gone = |(data, divided): (&Hill, &Hill)| divided.alpha >= data.alpha + GONE;
    drawn.hill.len() == data.hill.len()
        && data.hill.iter().zip(&drawn.hill).all(same)
        && top(data).zip(top(divided)).is_some_and(gone)
}

/// What speaks against a power law, in words.
fn objections(data: &Analysis, goodness: Option<PValue>, alternatives: &[Alternative]) -> Option<String> {
    let (low, high) =
        data.hill.iter().fold((f64::INFINITY, 0.0f64), |(low, high), hill| (low.min(hill.alpha), high.max(hill.alpha)));
    let chance = data.hill.iter().map(error).fold(0.0, f64::max);
    if high - low > (FLAT * low).max(chance) {
        let [.., last] = &data.hill[..] else { return None };
        return Some(format!(
            "its exponent is not one, but {:.2} at the top 5 % and {:.2} at the top 0.1 %",
            data.hill[0].alpha, last.alpha
        ));
    }
    let goodness = goodness.filter(|goodness| goodness.p < FIT)?;
    let better = alternatives.iter().find(|one| one.verdict == vuong::Favour::FavoursAlternative)?;
    Some(format!("its fit is rejected ({}), and {} fits better", p_value(goodness.p), better.words()))
}
