//! E5's verdict: whether the product is nearly constant, and more so than permuted windows and the Gaussian null make it. The
//! rule with its numbers is in docs/methods.md.
use super::result::{Course, InformationResult, Measured};
use crate::experiment::headline::{Headline, Number};
use crate::experiment::nulls::Null;
use crate::experiment::verdict::{Grade, Verdict};
use crate::stats::constancy::{Constancy, MIN_PRODUCTS};
use crate::words::{fixed, grouped};

/// Nearly constant is a coefficient of variation of at most this.
pub const NEARLY: f64 = 0.2;

/// Chance gives a product as steady in fewer than this share of pairings.
pub const LEVEL: f64 = 0.05;

/// The windows of a course in another order.
const PERMUTED: &str = "permutedWindows";

/// What may explain a constant product.
const RIVALS: [&str; 2] = [PERMUTED, Null::GaussianParamStep.key()];

/// The verdict on a finished result: on the first course with enough products.
pub fn judge(result: &InformationResult) -> Verdict {
    against(result, &RIVALS)
}

/// What an ensemble reads of a finished result.
pub fn headline(result: &InformationResult) -> Headline {
    let mut courses = result.data.iter().zip(&result.nulls.gaussian_param_step);
    let judged = courses.find(|(course, _)| course.constancy.is_some());
    let (data, null) = (judged.map(|(data, _)| data), judged.map(|(_, null)| null));
    let gaussian = Null::GaussianParamStep.key();
    let constancy = |course: Option<&Course>| course.and_then(|course| course.constancy.clone());
    let variation = |course: Option<&Course>| constancy(course).map(|one| one.variation);
    let permuted = constancy(data).map(|one| 0.5 * (one.permuted.low + one.permuted.high));
    let mean = |course: Option<&Course>, of: fn(&Measured) -> Option<f64>| {
        let values: Vec<f64> = course?.windows.iter().filter_map(of).collect();
        Some(values.iter().sum::<f64>() / values.len() as f64)
    };
    let of_both = |label: &str, of: fn(&Measured) -> Option<f64>| {
        Number::new(label, mean(data, of), [(gaussian, mean(null, of))])
    };
    let numbers = vec![
        Number::new("variation of the product", variation(data), [(PERMUTED, permuted), (gaussian, variation(null))]),
        of_both("mean I(Δw; activity), nats", Measured::information),
        of_both("mean β*", |one| one.beta),
        of_both("mean of the product", |one| one.product),
    ];
    let alone = |rival: &str| (rival.to_string(), against(result, &[rival]).grade);
    Headline { against: RIVALS.map(alone).into(), numbers }
}

/// The verdict were these the only rivals.
fn against(result: &InformationResult, rivals: &[&str]) -> Verdict {
    let verdict = |grade, null: Option<&str>, sentence: String| Verdict { grade, null: null.map(Into::into), sentence };
    let judged = result.data.iter().zip(&result.nulls.gaussian_param_step);
    let judged = judged.filter_map(|(course, null)| Some((course, null, course.constancy.as_ref()?))).next();
    let (Some((course, null, constancy)), Some(random)) = (judged, &result.random_directions) else {
        return verdict(Grade::NotEnoughData, None, too_few(result));
    };
    let half = |holds: &dyn Fn(&Measured) -> bool| {
        2 * course.windows.iter().filter(|one| holds(one)).count() > course.windows.len()
    };
    let told = half(&|one| one.information.and_then(|one| one.interval).is_some_and(|interval| interval.low > 0.0));
    let aligned = half(&|one| one.beta.is_some_and(|beta| beta > random.interval.high));
    let numbers = format!("{}{}", numbers(course, null, constancy), longer(result, course));
    if !told {
        let sentence = format!("Updates tell nothing of the activity beyond shuffled pairs. {numbers}");
        return verdict(Grade::NotSupported, None, sentence);
    }
    if !aligned {
        let sentence = format!(
            "Successive windows agree no more than random directions do (|cos| up to {:.3}). {numbers}",
            random.interval.high
        );
        return verdict(Grade::NotSupported, None, sentence);
    }
    let varies = format!("varies by {:.0} %", 100.0 * constancy.variation);
    match (constancy.variation <= NEARLY, constancy.p < LEVEL) {
        (false, compensates) => {
            let rest = if compensates {
                "though less than with windows permuted: the two compensate in part"
            } else {
                "and no less than with windows permuted"
            };
            verdict(Grade::NotSupported, None, format!("The product is not constant: it {varies}, {rest}. {numbers}"))
        }
        (true, false) if rivals.contains(&PERMUTED) => {
            let sentence =
                format!("The product {varies}, but no less than with windows permuted: nothing compensates. {numbers}");
            verdict(Grade::Explained, Some(PERMUTED), sentence)
        }
        // Where the permuted windows are no rival, a null that is as steady as they are is one.
        (true, beyond) if rivals.contains(&RIVALS[1]) && steady(null, beyond) => {
            let sentence =
                format!("The product is nearly constant, it {varies}; but so is the Gaussian null's. {numbers}");
            verdict(Grade::Explained, Some(Null::GaussianParamStep.key()), sentence)
        }
        (true, _) => verdict(
            Grade::Supported,
            None,
            format!("The product is nearly constant, it {varies}, less than with windows permuted. {numbers}"),
        ),
    }
}

/// Whether a null's product is nearly constant as well, and, if need be, beyond permuted windows.
fn steady(null: &Course, beyond: bool) -> bool {
    null.constancy.as_ref().is_some_and(|one| one.variation <= NEARLY && (one.p < LEVEL || !beyond))
}

fn too_few(result: &InformationResult) -> String {
    let most = result.data.iter().map(|course| course.windows.iter().filter(|one| one.product.is_some()).count()).max();
    format!(
        "Not enough data: {} products of information and alignment after the transient, and a verdict needs {MIN_PRODUCTS}.",
        most.unwrap_or(0)
    )
}

/// What is known of the windows that are too long for a test.
fn longer(result: &InformationResult, judged: &Course) -> String {
    let course = &result.data[0];
    match course.windows.iter().filter(|one| one.product.is_some()).count() {
        0 => String::new(),
        _ if course.window == judged.window => String::new(),
        products => format!(
            " Windows of {} steps give {products} products, {}: too few for a test.",
            course.window,
            span(course, |one| one.product)
        ),
    }
}

/// Smallest and largest of a window's number.
fn span(course: &Course, of: impl Fn(&Measured) -> Option<f64>) -> String {
    let (low, high) = course
        .windows
        .iter()
        .filter_map(of)
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
    if low <= high {
        format!("{} to {}", fixed(low, 3), fixed(high, 3))
    } else {
        "none".into()
    }
}

fn numbers(course: &Course, null: &Course, constancy: &Constancy) -> String {
    let beta = |one: &Measured| one.beta;
    format!(
        "{} windows of {} steps: I {} nats (Gaussian null {}), β* {} (null {}); variation of the product {:.2}, permuted {:.2} to {:.2}, p {}.",
        grouped(course.windows.len()),
        course.window,
        span(course, Measured::information),
        span(null, Measured::information),
        span(course, beta),
        span(null, beta),
        constancy.variation,
        constancy.permuted.low,
        constancy.permuted.high,
        if constancy.p < 0.001 { "< 0.001".into() } else { format!("= {:.3}", constancy.p) },
    )
}
