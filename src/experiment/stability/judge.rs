//! E2's verdict: whether the exponent is the same all along the run, and whether the null's is so too. The rule with its
//! numbers is in docs/methods.md.
use super::result::{Course, Estimate, StabilityResult};
use crate::experiment::headline::{Headline, Number};
use crate::experiment::nulls::Null;
use crate::experiment::updates::{DECADES, SAME};
use crate::experiment::verdict::{Grade, Verdict};
use crate::words::{grouped, p_value};

/// A stable exponent stays this near to its mean, as a share of it, or as near as chance allows.
pub const STABLE: f64 = 0.1;

/// Scales are the parameters' own where those of odd and even steps are correlated at least so much.
pub const PERSISTENT: f64 = 0.5;

/// Standard errors that chance is allowed; the largest of eight deviations is looked at.
const ERRORS: f64 = 3.0;

/// The verdict on a finished result.
pub fn judge(result: &StabilityResult) -> Verdict {
    let verdict =
        |grade, null: Option<Null>, sentence: String| Verdict { grade, null: null.map(|n| n.key().into()), sentence };
    let complete = |course: &Course| {
        !course.windows.is_empty()
            && course.windows.iter().flatten().filter(|one| one.interval.is_some()).count() == course.windows.len()
    };
    let sample = &result.sample;
    let courses = [&result.data, &sample.data, &sample.gaussian_param_step, &sample.standardised];
    let Some(decades) = result.decades.filter(|_| courses.iter().all(|course| complete(course))) else {
        let sentence =
            "Not enough data: each window after the transient needs 50 steps, and enough values in its top 1 %.";
        return verdict(Grade::NotEnoughData, None, sentence.into());
    };
    let [low, high] = result.data.range();
    let ([seen_low, seen_high], [null_low, null_high]) = (sample.data.range(), sample.gaussian_param_step.range());
    let found = format!("α stays within {low:.2} and {high:.2}{}", trend(&result.data));
    let null = format!(
        "of {} sampled parameters, the data lie within {seen_low:.2} and {seen_high:.2}, and the {} within {null_low:.2} and {null_high:.2}",
        grouped(result.parameters[0]),
        Null::GaussianParamStep.words(),
    );
    if decades < DECADES {
        let sentence =
            format!("No heavy tail whose exponent could be stable: the top 1 % span only {decades:.1} decades.");
        return verdict(Grade::NotSupported, None, sentence);
    }
    if !stable(&result.data) {
        let sentence =
            format!("The exponent is not stable: from window to window α lies between {low:.2} and {high:.2}; {null}.");
        return verdict(Grade::NotSupported, None, sentence);
    }
    let near = |(data, null): (&Estimate, &Estimate)| {
        (data.alpha - null.alpha).abs() <= (STABLE * data.alpha).max(libm::hypot(chance(data), chance(null)))
    };
    let null_course = &sample.gaussian_param_step;
    let agree = sample.data.estimates().zip(null_course.estimates()).all(near)
        && (null_course.mean() / sample.data.mean() - 1.0).abs() <= SAME;
    if agree && result.persistence.iter().all(|one| one.is_some_and(|one| one >= PERSISTENT)) {
        let sentence =
            format!("Stable: {found}. But so is the null: {null}. Stability alone is no sign of criticality.");
        return verdict(Grade::Explained, Some(Null::GaussianParamStep), sentence);
    }
    verdict(Grade::Supported, None, format!("Stable: {found}, and not for the scales' sake: {null}."))
}

/// What an ensemble reads of a finished and judged result: the sampled parameters, so that data and null are alike.
pub fn headline(result: &StabilityResult) -> Headline {
    let null = Null::GaussianParamStep.key();
    let number = |label: String, of: &dyn Fn(&Course) -> Option<f64>| {
        Number::new(label, of(&result.sample.data), [(null, of(&result.sample.gaussian_param_step))])
    };
    let away = |course: &Course| {
        let mean = course.mean();
        course.estimates().map(|one| (one.alpha / mean - 1.0).abs()).reduce(f64::max).map(|share| 100.0 * share)
    };
    let mut numbers = vec![
        number("farthest window from the mean α, %".into(), &away),
        number("mean α of the windows".into(), &|course| Some(course.mean())),
        number("Kendall's τ of α with time".into(), &|course| Some(course.trend?.tau)),
    ];
    let windows = result.sample.data.windows.len();
    let of_window = |i: usize| {
        number(format!("α, window {} of {windows}", i + 1), &|course| Some(course.windows.get(i)?.as_ref()?.alpha))
    };
    numbers.extend((0..windows).map(of_window));
    Headline { against: [(null.to_string(), result.verdict.grade)].into(), numbers }
}

fn chance(estimate: &Estimate) -> f64 {
    ERRORS * estimate.interval.map_or(0.0, |interval| interval.sd)
}

fn stable(course: &Course) -> bool {
    let mean = course.mean();
    course.estimates().all(|one| (one.alpha - mean).abs() <= (STABLE * mean).max(chance(one)))
}

fn trend(course: &Course) -> String {
    course.trend.map_or(String::new(), |trend| {
        let word = if trend.p >= 0.05 {
            "no trend"
        } else if trend.tau > 0.0 {
            "rising"
        } else {
            "falling"
        };
        format!(" ({word}, {})", p_value(trend.p))
    })
}
