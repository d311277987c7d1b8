//! Special functions on f64 that `libm` lacks: logarithms that hold far into a tail, where the functions underflow.
mod exponential_integral;
mod normal;
mod zeta;

pub use exponential_integral::log_exponential_integral;
pub use normal::{chi_square_survival, log_erfcx, log_normal_survival, normal_quantile, two_sided};
pub use zeta::log_power_sum;

/// ln(1 − e^d) for d ≤ 0, without cancellation at either end (Mächler 2012).
pub fn log_one_minus_exp(d: f64) -> f64 {
    if d > -std::f64::consts::LN_2 {
        libm::log(-libm::expm1(d))
    } else {
        libm::log1p(-libm::exp(d))
    }
}

/// ln(e^a − e^b) for a ≥ b.
pub fn log_difference(a: f64, b: f64) -> f64 {
    if b == f64::NEG_INFINITY {
        return a;
    }
    a + log_one_minus_exp(b - a)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_of_differences_keep_their_digits_at_both_ends() {
        for (d, expected) in
            [(-1e-12, -27.631021115929048), (-1e-3, -6.908255237315471), (-40.0, -4.248354255291589e-18)]
        {
            let found = log_one_minus_exp(d);
            assert!((found / expected - 1.0).abs() < 1e-12, "{d}: {found}");
        }
        assert_eq!(log_difference(3.0, f64::NEG_INFINITY), 3.0);
        assert_eq!(log_difference(3.0, 3.0), f64::NEG_INFINITY);
        assert!((log_difference(-2000.0, -2001.0) + 2000.4586751453871).abs() < 1e-9);
    }
}
