//! E3's verdict: intermittent only where the intervals are burstier than every null that leaves the times to chance, and
//! supported only where their tail can be a power law besides. The rule with its numbers is in docs/methods.md.
use super::excess::{Difference, Excess};
use super::nulls::{Source, SOURCES};
use super::pass::{Measured, MIN_INTERVALS};
use crate::experiment::headline::{Headline, Number};
use crate::experiment::updates::DECADES;
use crate::experiment::verdict::{Grade, Verdict};
use crate::stats::bootstrap::Interval;
use crate::stats::laws::{Law, TruncatedZeta};
use crate::stats::vuong::Favour;
use crate::words::{fixed, grouped, p_value, plus_minus};

/// With fewer intervals there is no verdict.
pub const MIN_TOTAL: u64 = 1000;

/// With fewer parameters that have 10 intervals there is no verdict.
pub const MIN_PARAMETERS: u64 = 30;

/// Data exceed a null by at least this much burstiness, and by more than chance.
pub const MARGIN: f64 = 0.05;

/// A goodness of fit below this rejects the power law (Clauset, Shalizi, Newman 2009, §4.1).
const REJECTED: f64 = 0.1;

/// The nulls that may explain the data, in this order. C is no rival: it says what is no broader than a coin's intervals.
const EXPLAINING: [Source; 3] = [Source::Shuffled, Source::RateModulated, Source::GaussianParamStep];

/// Before anything is known.
pub fn waiting() -> Verdict {
    let sentence = "Not enough data: no step after the transient has been analysed.".into();
    Verdict { grade: Grade::NotEnoughData, null: None, sentence }
}

/// What a sentence calls a null.
fn words(source: Source) -> &'static str {
    match source {
        Source::Data => "the data",
        Source::Shuffled => "null A, each parameter's event times shuffled",
        Source::RateModulated => "null B, independent events at the rates of parameters and steps",
        Source::Bernoulli => "null C, a coin for every parameter and step",
        Source::GaussianParamStep => "null D, Gaussian updates of the scales of parameters and steps",
    }
}

fn exceeds(excess: Option<Difference>) -> bool {
    excess.is_some_and(|excess| excess.value > MARGIN && excess.interval.low > 0.0)
}

fn excess(null: &Measured) -> Excess {
    null.excess.unwrap_or_default()
}

/// The verdict on one threshold, from each source's numbers; `None` while some are missing.
pub fn judge<'a>(of: impl Fn(Source) -> Option<&'a Measured>) -> Option<Verdict> {
    against(&of, &EXPLAINING)
}

/// What an ensemble reads of one threshold that has a verdict.
pub fn headline<'a>(of: impl Fn(Source) -> Option<&'a Measured>) -> Headline {
    let alone = |&null: &Source| {
        let grade = match against(&of, &[null])?.grade {
            // C is exceeded where all intervals together are broader than a coin's.
            Grade::Explained if null == Source::Bernoulli => law(of(Source::Data)?).0,
            grade => grade,
        };
        Some((null.key().to_string(), grade))
    };
    let nulls = &SOURCES[1..];
    let number = |label: &str, read: fn(&Measured) -> Option<f64>| {
        let of = |source: Source| of(source).and_then(read);
        Number::new(label, of(Source::Data), nulls.iter().map(|&null| (null.key(), of(null))))
    };
    let numbers = vec![
        number("burstiness A of a parameter", |measured| Some(measured.burstiness_finite?.mean)),
        number("exponent from x = 5 on", |measured| Some(measured.exponent.as_ref()?.tail.alpha)),
        number("B of all intervals together", |measured| Some(measured.pooled_burstiness?.value)),
        number("B of a parameter", |measured| Some(measured.burstiness?.mean)),
        number("memory M of a parameter", |measured| Some(measured.memory?.mean)),
    ];
    Headline { against: nulls.iter().filter_map(alone).collect(), numbers }
}

/// The verdict were these the only rivals.
fn against<'a>(of: &impl Fn(Source) -> Option<&'a Measured>, rivals: &[Source]) -> Option<Verdict> {
    let data = of(Source::Data)?;
    let parameters = data.burstiness_finite.map_or(0, |spread| spread.n);
    if data.intervals < MIN_TOTAL || parameters < MIN_PARAMETERS {
        let sentence = format!(
            "Not enough data: {} intervals, and {} parameters with at least {MIN_INTERVALS} of them; a verdict needs {} and {MIN_PARAMETERS}.",
            grouped(data.intervals), grouped(parameters), grouped(MIN_TOTAL),
        );
        return Some(Verdict { grade: Grade::NotEnoughData, null: None, sentence });
    }
    let mut nulls = Vec::new();
    for &source in rivals {
        nulls.push((source, of(source)?));
    }
    let possible: Vec<_> = nulls.iter().copied().filter(|(_, null)| !exceeds(excess(null).of_a_parameter)).collect();
    let together = |null: &Measured| exceeds(excess(null).together);
    let broader = |null: &Measured| together(null) || exceeds(excess(null).of_a_parameter);
    let of_both = possible.iter().copied().find(|(_, null)| !together(null));
    let by = |excess: Option<Difference>| excess.map_or(f64::NEG_INFINITY, |excess| excess.value);
    let nearest = |nulls: &[(Source, &'a Measured)], read: fn(&Excess) -> Option<Difference>| {
        nulls.iter().copied().min_by(|a, b| by(read(&excess(a.1))).total_cmp(&by(read(&excess(b.1)))))
    };
    let explaining = of_both.or_else(|| nearest(&possible, |excess| excess.together));
    let (grade, null, verdict) = match explaining {
        None => {
            let (grade, law) = law(data);
            (grade, None, format!("intermittent, burstier than every null, {law}"))
        }
        Some(_) if !broader(of(Source::Bernoulli)?) => {
            (Grade::NotSupported, None, format!("no broader than those of {}", words(Source::Bernoulli)))
        }
        Some((source, null)) => {
            let rest = match (of_both, excess(null).together) {
                (None, Some(more)) => format!("; only all parameters together are broader, by {} in B", range(more)),
                _ => String::new(),
            };
            (Grade::Explained, Some(source.key().to_string()), format!("explained by {}{rest}", words(source)))
        }
    };
    let beside = explaining.or_else(|| nearest(&nulls, |excess| excess.of_a_parameter))?;
    let sentence = format!("Intervals between large updates: {verdict}. {}", numbers(data, beside));
    Some(Verdict { grade, null, sentence })
}

/// Whether the intervals' own tail can be a power law, as the claim has it.
fn law(data: &Measured) -> (Grade, String) {
    let detail = data.detail.as_ref();
    let found = detail.and_then(|detail| Some((detail, detail.scanned?, detail.decades?, detail.goodness?)));
    let Some((detail, tail, longest, goodness)) = found else {
        return (Grade::NotSupported, "but without a tail that a power law could be fitted to".into());
    };
    let mut better = detail.alternatives.iter().filter(|one| one.verdict == Favour::FavoursAlternative);
    // The window cuts off every law: a cutoff is no objection by itself, but the power law ends there.
    let cut = better.clone().find(|one| one.law == TruncatedZeta::NAME).and_then(|one| one.parameters.get("lambda"));
    let decades = cut.map_or(longest, |lambda| longest.min(-libm::log10(lambda * tail.x_min as f64)).max(0.0));
    let range = format!("from x = {} on over {} decades (n = {})", tail.x_min, fixed(decades, 1), grouped(tail.n));
    let p = p_value(goodness.p);
    match better.find(|one| one.law != TruncatedZeta::NAME) {
        _ if decades < DECADES => (Grade::NotSupported, format!("but not a power law: the best one holds {range}")),
        Some(better) if goodness.p < REJECTED => {
            let sentence = format!(
                "but not a power law: the best one, {range}, is rejected ({p}), and {} fits better",
                better.words()
            );
            (Grade::NotSupported, sentence)
        }
        _ => (Grade::Supported, format!("and consistent with a power law {range} ({p})")),
    }
}

/// "0.117 (95 % interval 0.101 to 0.133)".
fn range(Difference { value, interval }: Difference) -> String {
    format!("{} (95 % interval {} to {})", fixed(value, 3), fixed(interval.low, 3), fixed(interval.high, 3))
}

/// Of the data and the null that comes closest. How much of the burstiness that null leaves is said whatever the verdict: what
/// is too much for chance but within the margin, no verdict tells.
fn numbers(data: &Measured, (source, null): (Source, &Measured)) -> String {
    let exponent = |measured: &Measured| match &measured.exponent {
        Some(exponent) => plus_minus(exponent.tail.alpha, exponent.tail.se),
        None => "none".into(),
    };
    let burst = |measured: &Measured| measured.burstiness_finite.map_or("none".into(), |own| fixed(own.mean, 3));
    let letter = match source {
        Source::RateModulated => "B",
        Source::GaussianParamStep => "D",
        _ => "A",
    };
    let left = match excess(null).of_a_parameter {
        None => String::new(),
        Some(more) => {
            let Interval { low, high, .. } = more.interval;
            let margin = fixed(MARGIN, 2);
            let meaning = match () {
                () if high < 0.0 => "that null is burstier still".into(),
                () if low <= 0.0 => "which may be chance".into(),
                () if more.value > MARGIN => format!("more than chance, and than the margin of {margin}"),
                () => format!("more than chance, but not than the margin of {margin}"),
            };
            format!(": an excess of {}, {meaning}", range(more))
        }
    };
    format!(
        "Burstiness A of a parameter {}, null {letter} {}{left}. Exponent from x = 5 on {}, null {letter} {}.",
        burst(data),
        burst(null),
        exponent(data),
        exponent(null)
    )
}
