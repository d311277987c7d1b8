//! Finite-size scaling: a critical system's cutoff grows with its size as a power of it; a tail without criticality has one
//! that need not.
use crate::error::Error;
use crate::stats::bootstrap::student_two_sided;
use crate::stats::trend::slope;
use serde::{Deserialize, Serialize};

/// The cutoff of one run.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Size {
    /// Its width, d_model.
    pub width: f64,
    /// Its cutoff, in any unit that is the same for all.
    pub cutoff: f64,
    /// The standard error of ln cutoff.
    pub log_se: f64,
}

/// cutoff ∝ width^ν.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Scaling {
    /// ν.
    pub nu: f64,
    /// Its standard error: the cutoffs' own, or larger where they scatter more about the line.
    pub se: f64,
    /// Two-sided, of ν = 0: Student's with two degrees of freedom fewer than widths, since an error within a run does not know how runs differ.
    pub p: f64,
    /// Σ (residual/se)² about the line; two degrees of freedom fewer than widths.
    pub chi2: f64,
    /// Widths.
    pub widths: usize,
}

/// The exponent by weighted least squares of ln cutoff on ln width. Refuses fewer than three widths, and numbers that
/// are not positive ([`Error::Data`]).
pub fn scaling(sizes: &[Size]) -> Result<Scaling, Error> {
    let positive = |size: &Size| [size.width, size.cutoff, size.log_se].iter().all(|x| *x > 0.0 && x.is_finite());
    if !sizes.iter().all(positive) {
        return Err(Error::Data("A width, a cutoff and its standard error must be positive numbers.".into()));
    }
    let points: Vec<_> =
        sizes.iter().map(|size| (libm::log(size.width), libm::log(size.cutoff), size.log_se)).collect();
    let line = slope(&points).ok_or_else(|| {
        Error::Data(format!("Finite-size scaling needs three widths that differ, and {} were given.", sizes.len()))
    })?;
    let scatter = (line.chi2 / (sizes.len() - 2) as f64).max(1.0).sqrt();
    let se = line.se * scatter;
    Ok(Scaling {
        nu: line.slope,
        se,
        p: student_two_sided(line.slope / se, sizes.len() - 2),
        chi2: line.chi2,
        widths: sizes.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Rng};

    #[test]
    fn the_exponent_is_recovered_within_its_error() {
        let mut inside = 0;
        for replicate in 0..400 {
            let mut rng = Rng::split(replicate, Purpose::Statistics, 9);
            let mut size = |width: f64| {
                let log_se = 0.1;
                Size { width, cutoff: 3.0 * libm::pow(width, 0.7) * libm::exp(log_se * rng.normal()), log_se }
            };
            let found = scaling(&[16.0, 32.0, 64.0, 128.0].map(&mut size)).expect("four widths");
            inside += u32::from((found.nu - 0.7).abs() < 1.96 * found.se);
        }
        // 95 % where the errors are as stated; the scatter's correction only widens. Five standard deviations below.
        assert!(inside > 380 - 22, "{inside} of 400");
    }

    /// Cutoffs that do not grow, five times as scattered as their errors say.
    #[test]
    fn errors_that_are_too_small_do_not_make_an_exponent() {
        let sets = 1000;
        let mut found = 0;
        for replicate in 0..sets {
            let mut rng = Rng::split(replicate, Purpose::Statistics, 10);
            let mut size = |width: f64| Size { width, cutoff: libm::exp(0.5 * rng.normal()), log_se: 0.1 };
            found += u32::from(scaling(&[16.0, 64.0, 128.0].map(&mut size)).expect("three widths").p < 0.05);
        }
        // 5 %, and four standard deviations of a count of 1,000.
        assert!(found < 50 + 28, "{found} of {sets}");
    }

    #[test]
    fn what_has_no_exponent_is_refused() {
        let size = |width: f64, cutoff: f64| Size { width, cutoff, log_se: 0.1 };
        let refused = |sizes: &[Size]| scaling(sizes).expect_err("refused").to_string();
        let few = "Finite-size scaling needs three widths that differ, and 2 were given.";
        assert_eq!(refused(&[size(16.0, 1.0), size(32.0, 2.0)]), few);
        assert!(refused(&[size(16.0, 1.0), size(32.0, -2.0), size(64.0, 1.0)]).starts_with("A width, a cutoff"));
        assert!(refused(&[size(16.0, 1.0), size(32.0, f64::NAN), size(64.0, 1.0)]).starts_with("A width, a cutoff"));
    }
}
