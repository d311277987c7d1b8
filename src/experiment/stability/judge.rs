//! E2's verdict: whether the exponent is the same all along the run, and whether the null's is so too. The rule with its
//! numbers is in docs/methods.md.
use super::result::{Course, Estimate, StabilityResult};
use crate::experiment::nulls::Null;
use crate::experiment::updates::{DECADES, GONE, SAME};
use crate::experiment::verdict::{Grade, Verdict};

/// A stable exponent stays this near to its mean, as a share of it, or as near as chance allows.
pub const STABLE: f64 = 0.1;

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
    let ([low, high], [null_low, null_high]) = (result.data.range(), sample.gaussian_param_step.range());
    let found = format!("α stays within {low:.2} and {high:.2}{}", trend(&result.data));
    let null = format!("the {} within {null_low:.2} and {null_high:.2}", Null::GaussianParamStep.words());
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
    let same = |(data, null): (&Estimate, &Estimate)| {
        (data.alpha - null.alpha).abs() <= (SAME * data.alpha).max(chance(data).hypot(chance(null)))
    };
    let agree = sample.data.estimates().zip(sample.gaussian_param_step.estimates()).all(same);
    if agree && sample.standardised.mean() >= sample.data.mean() + GONE {
        let sentence = format!("Stable ({found}), but {null}: stability alone is no sign of criticality.");
        return verdict(Grade::Explained, Some(Null::GaussianParamStep), sentence);
    }
    verdict(Grade::Supported, None, format!("Stable: {found}, and not for the scales' sake; {null}."))
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
        format!(" ({word}, p = {:.2})", trend.p)
    })
}
