//! Exponential against power law on the larger half of some magnitudes, as a likelihood ratio that needs no iteration.
use crate::rng::Rng;
use serde::Serialize;

/// A tail of fewer values is not compared.
pub const LEAST: usize = 50;

/// The share of positive values that is the tail: the same for every δ, so that the curve over δ compares like with like.
pub const SHARE: f64 = 0.5;

/// How much closer an exponential law is to a tail than a power law, both fitted by maximum likelihood to x ≥ x_min.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Ratio {
    /// The median of the positive values.
    pub x_min: f64,
    /// Values ≥ x_min.
    pub n_tail: usize,
    /// The power law's exponent.
    pub alpha: f64,
    /// The exponential law's mean excess over x_min.
    pub excess: f64,
    /// R/n, the mean log-likelihood ratio of a value in nats: above 0 the exponential law is closer, below the power law.
    pub per_value: f64,
    /// Its 95 % bootstrap interval over the values.
    pub interval: [f64; 2],
    /// R/(√n σ) (Vuong 1989); `None` where σ is 0.
    pub normalized: Option<f64>,
    /// The bootstrap's values of `per_value`.
    #[serde(skip)]
    pub replicates: Vec<f64>,
}

/// With e = x/x_min − 1 and u = ln(x/x_min) a value's log-likelihood ratio is −ln ē − e/ē + ln ū + (1 + 1/ū)·u, and its mean
/// ū + ln(ū/ē).
fn mean_ratio(mean_e: f64, mean_u: f64) -> f64 {
    mean_u + libm::log(mean_u / mean_e)
}

/// A comparison under way: its bootstrap is drawn in slices.
pub struct Comparing {
    ratio: Ratio,
    /// e and u of each value of the tail.
    pairs: Vec<[f64; 2]>,
    replicates: usize,
    rng: Rng,
}

impl Comparing {
    /// On ascending positive values; `None` for too few of them, or a tail of equal ones.
    pub fn new(ascending: &[f64], replicates: usize, rng: Rng) -> Option<Self> {
        let first = ((1.0 - SHARE) * ascending.len() as f64) as usize;
        let tail = &ascending[first..];
        if tail.len() < LEAST || tail[0] == tail[tail.len() - 1] {
            return None;
        }
        let (x_min, n) = (tail[0], tail.len() as f64);
        let pairs: Vec<[f64; 2]> = tail.iter().map(|x| [x / x_min - 1.0, libm::log(x / x_min)]).collect();
        let mean = |k: usize| pairs.iter().map(|pair| pair[k]).sum::<f64>() / n;
        let [mean_e, mean_u] = [mean(0), mean(1)];
        let per_value = mean_ratio(mean_e, mean_u);
        let each = |[e, u]: &[f64; 2]| libm::log(mean_u / mean_e) - e / mean_e + (1.0 + 1.0 / mean_u) * u;
        let variance = pairs.iter().map(|pair| (each(pair) - per_value) * (each(pair) - per_value)).sum::<f64>() / n;
        let ratio = Ratio {
            x_min,
            n_tail: tail.len(),
            alpha: 1.0 + 1.0 / mean_u,
            excess: mean_e * x_min,
            per_value,
            interval: interval(&[]),
            normalized: (variance > 0.0).then(|| per_value * (n / variance).sqrt()),
            replicates: Vec::new(),
        };
        Some(Comparing { ratio, pairs, replicates, rng })
    }

    /// Whether all replicates have been drawn.
    pub fn is_done(&self) -> bool {
        self.ratio.replicates.len() == self.replicates
    }

    /// Draws replicates of about `draws` values in all, and says of how many.
    pub fn advance(&mut self, draws: usize) -> usize {
        let n = self.pairs.len();
        let more = draws.div_ceil(n).min(self.replicates - self.ratio.replicates.len());
        for _ in 0..more {
            let (mut e, mut u) = (0.0, 0.0);
            for _ in 0..n {
                let pair = self.pairs[self.rng.below(n as u64) as usize];
                (e, u) = (e + pair[0], u + pair[1]);
            }
            self.ratio.replicates.push(mean_ratio(e / n as f64, u / n as f64));
        }
        more * n
    }

    /// What was found.
    pub fn finish(mut self) -> Ratio {
        self.ratio.interval = interval(&self.ratio.replicates);
        self.ratio
    }
}

/// The 2.5th and 97.5th percentiles; NaN of nothing.
pub fn interval(values: &[f64]) -> [f64; 2] {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    [0.025, 0.975].map(|share| match sorted.len() {
        0 => f64::NAN,
        n => sorted[libm::round(share * (n - 1) as f64) as usize],
    })
}

/// Where a curve over |δ| first falls through 0, by straight lines over ln |δ|; deltas ascend.
pub fn crossing(deltas: &[f64], values: &[f64]) -> Option<f64> {
    let pairs = deltas.windows(2).zip(values.windows(2));
    pairs.into_iter().find(|(_, v)| v[0] > 0.0 && v[1] <= 0.0).map(|(d, v)| {
        let part = v[0] / (v[0] - v[1]);
        libm::exp(libm::log(d[0]) * (1.0 - part) + libm::log(d[1]) * part)
    })
}

/// The crossover from exponential to power law.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Crossover {
    /// |δ| at which neither law is closer.
    pub delta: f64,
    /// Its 95 % interval over the bootstrap curves that cross.
    pub interval: [f64; 2],
    /// The share of them that do.
    pub share: f64,
}

/// The crossover of ratios at ascending |δ|.
pub fn crossover(deltas: &[f64], ratios: &[Option<&Ratio>]) -> Option<Crossover> {
    let ratios: Vec<&Ratio> = ratios.iter().copied().collect::<Option<_>>()?;
    let delta = crossing(deltas, &ratios.iter().map(|ratio| ratio.per_value).collect::<Vec<_>>())?;
    let replicates = ratios.iter().map(|ratio| ratio.replicates.len()).min()?;
    let curve = |b: usize| ratios.iter().map(|ratio| ratio.replicates[b]).collect::<Vec<_>>();
    let crossings: Vec<f64> = (0..replicates).filter_map(|b| crossing(deltas, &curve(b))).collect();
    let share = crossings.len() as f64 / replicates.max(1) as f64;
    Some(Crossover { delta, interval: interval(&crossings), share })
}
