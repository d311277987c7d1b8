//! Avalanches of an activity, and the scaling relations that they would obey at a critical point.
//!
//! An avalanche is a maximal run of steps whose activity lies above a threshold, the median of the activity (Poil et al.,
//! J. Neurosci. 32, 9817, 2012, take half of it); its duration T is the run's length, its size S the activity above the
//! threshold, summed: counted from zero, the size of short avalanches would only be their duration (Villegas, di Santo,
//! Burioni, Muñoz, Phys. Rev. E 100, 012133, 2019). Runs that the window cuts off are left out.
use serde::Serialize;

/// The avalanches of one activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Avalanches {
    /// The median: steps above it belong to an avalanche.
    pub threshold: u64,
    /// Duration in steps and size in events above the threshold, in order of time.
    pub each: Vec<(u64, u64)>,
}

/// ⟨S⟩ of the avalanches of one duration.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MeanSize {
    /// T, in steps.
    pub duration: u64,
    /// How many avalanches.
    pub n: u64,
    /// ⟨S⟩(T), in events.
    pub size: f64,
}

/// The avalanches of `activity`, the events of each step.
pub fn avalanches(activity: &[u64]) -> Avalanches {
    let mut sorted = activity.to_vec();
    sorted.sort_unstable();
    let threshold = sorted.get(sorted.len().saturating_sub(1) / 2).copied().unwrap_or(0);
    let runs = activity.chunk_by(|&a, &b| (a > threshold) == (b > threshold));
    let last = runs.clone().count().saturating_sub(1);
    let inner = runs.enumerate().filter(|&(place, run)| place > 0 && place < last && run[0] > threshold);
    let measure = |(_, run): (usize, &[u64])| (run.len() as u64, run.iter().map(|c| c - threshold).sum());
    Avalanches { threshold, each: inner.map(measure).collect() }
}

impl Avalanches {
    /// ⟨S⟩(T) for each duration that occurs, ascending.
    pub fn mean_sizes(&self) -> Vec<MeanSize> {
        let mut each = self.each.clone();
        each.sort_unstable();
        let mean = |same: &[(u64, u64)]| MeanSize {
            duration: same[0].0,
            n: same.len() as u64,
            size: same.iter().map(|&(_, size)| size as f64).sum::<f64>() / same.len() as f64,
        };
        each.chunk_by(|a, b| a.0 == b.0).map(mean).collect()
    }

    /// Durations and how often each occurs, ascending.
    pub fn durations(&self) -> Vec<(u64, u64)> {
        counted(self.each.iter().map(|&(duration, _)| duration))
    }

    /// Sizes and how often each occurs, ascending.
    pub fn sizes(&self) -> Vec<(u64, u64)> {
        counted(self.each.iter().map(|&(_, size)| size))
    }
}

fn counted(values: impl Iterator<Item = u64>) -> Vec<(u64, u64)> {
    let mut values: Vec<u64> = values.collect();
    values.sort_unstable();
    values.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as u64)).collect()
}

/// A number and its standard error.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Measured {
    /// The number.
    pub value: f64,
    /// Its standard error.
    pub se: f64,
}

/// 1/σνz, the exponent of ⟨S⟩(T) ∝ T^(1/σνz): a straight line through the logarithms, each duration weighted by its
/// number of avalanches; its error is that of the scatter about the line. `None` for fewer than three durations.
pub fn size_exponent(sizes: &[MeanSize]) -> Option<Measured> {
    let point = |mean: &MeanSize| (libm::log(mean.duration as f64), libm::log(mean.size), 1.0 / (mean.n as f64).sqrt());
    let line = super::trend::slope(&sizes.iter().map(point).collect::<Vec<_>>())?;
    let scatter = line.chi2 / (sizes.len() - 2) as f64;
    Some(Measured { value: line.slope, se: line.se * scatter.sqrt() })
}

/// The crackling relation (Sethna, Dahmen, Myers, Nature 410, 242, 2001): (α_T − 1)/(τ − 1) = 1/σνz.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Crackling {
    /// (α_T − 1)/(τ − 1), with the error that follows from those of α_T and τ, taken as independent.
    pub predicted: Measured,
    /// 1/σνz as measured.
    pub measured: Measured,
    /// Their difference in standard errors.
    pub z: f64,
    /// Two-sided p of z. That the relation holds is necessary at a critical point, not sufficient: noise obeys it too
    /// (Touboul, Destexhe, Phys. Rev. E 95, 012413, 2017).
    pub p: f64,
}

/// Tests the relation on the exponents of sizes τ and durations α_T and on 1/σνz.
pub fn crackling(size: Measured, duration: Measured, measured: Measured) -> Crackling {
    let value = (duration.value - 1.0) / (size.value - 1.0);
    let relative = |of: Measured| of.se / (of.value - 1.0);
    let se = value * (relative(size) * relative(size) + relative(duration) * relative(duration)).sqrt();
    let z = (measured.value - value) / (se * se + measured.se * measured.se).sqrt();
    Crackling { predicted: Measured { value, se }, measured, z, p: super::special::two_sided(z) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Rng};

    #[test]
    fn runs_above_the_median_are_avalanches_unless_the_window_cuts_them() {
        let found = avalanches(&[9, 9, 1, 5, 7, 2, 3, 0, 4, 1, 8]);
        // Sorted 0 1 1 2 3 4 5 7 8 9 9.
        assert_eq!(found, Avalanches { threshold: 4, each: vec![(2, 4)] });
        let found = avalanches(&[0, 2, 0, 3, 3, 0, 0, 2, 0]);
        assert_eq!((found.threshold, found.sizes()), (0, vec![(2, 2), (6, 1)]));
        assert_eq!((found.durations(), avalanches(&[]).each), (vec![(1, 2), (2, 1)], vec![]));
        let sizes = found.mean_sizes();
        assert_eq!(sizes[0], MeanSize { duration: 1, n: 2, size: 2.0 });
        assert_eq!(sizes[1], MeanSize { duration: 2, n: 1, size: 6.0 });
    }

    /// Size above the threshold of a random walk's excursion grows as T^(3/2).
    #[test]
    fn excursions_of_a_random_walk_have_their_exponent() {
        let mut rng = Rng::new(4, Purpose::Statistics);
        let mut activity = Vec::new();
        let mut height = 0i64;
        for _ in 0..400_000 {
            height += if rng.uniform() < 0.5 { 1 } else { -1 };
            activity.push(height.unsigned_abs());
        }
        // Excursions of |walk| from 0: its threshold is set by flattening the rest.
        let at_zero = activity.iter().filter(|&&c| c == 0).count();
        let mut padded = vec![0; activity.len() - 2 * at_zero + 10];
        padded.extend(&activity);
        padded.push(0);
        let sizes: Vec<MeanSize> =
            avalanches(&padded).mean_sizes().into_iter().filter(|mean| mean.duration > 8).collect();
        let exponent = size_exponent(&sizes).expect("many durations");
        assert!((exponent.value - 1.5).abs() < 5.0 * exponent.se + 0.03, "{exponent:?}");
    }

    #[test]
    fn the_relation_is_tested_with_its_error() {
        let of = |value, se| Measured { value, se };
        let exact = crackling(of(1.5, 0.01), of(2.0, 0.02), of(2.0, 0.03));
        assert!((exact.predicted.value - 2.0).abs() < 1e-12 && exact.z.abs() < 1e-12 && exact.p > 0.999);
        assert!((exact.predicted.se - 2.0 * (0.02f64 * 0.02 + 0.02 * 0.02).sqrt()).abs() < 1e-12);
        assert!(crackling(of(1.5, 0.01), of(2.0, 0.02), of(1.2, 0.03)).p < 1e-6);
    }
}
