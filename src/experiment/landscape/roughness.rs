//! How rough a function is along a line: structure functions with their exponent H, and the autocorrelation of a walk.
use serde::Serialize;

/// Distances that H is fitted to, from the smallest: two octaves. Over longer ones a bend, such as a bowl's own width, would
/// lower it, and a smooth function would look rough.
pub const SHORTEST: usize = 4;

/// E|L(w + r) − L(w)|² over r and the exponent of r^{2H}.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Structure {
    /// Distances, ascending.
    pub r: Vec<f64>,
    /// Mean squared differences.
    pub s: Vec<f64>,
    /// Half the slope of ln S over ln r by least squares over the shortest distances; `None` where S is 0 at one of
    /// them or there are fewer than three.
    pub h: Option<f64>,
    /// The largest distance that `h` is of; 0 without one.
    pub h_up_to: f64,
    /// Its jackknife standard error over the series; `None` of fewer than three.
    pub se: Option<f64>,
}

/// The squared differences of each series, averaged over its own places.
fn structure(r: Vec<f64>, each: &[Vec<f64>]) -> Structure {
    let mean = |without: Option<usize>| -> Vec<f64> {
        let kept = || each.iter().enumerate().filter(|(i, _)| Some(*i) != without).map(|(_, s)| s);
        let count = kept().count() as f64;
        (0..r.len()).map(|k| kept().map(|s| s[k]).sum::<f64>() / count).collect()
    };
    let s = mean(None);
    let h = hurst(&r, &s);
    let h_up_to = h.map_or(0.0, |_| r[r.len().min(SHORTEST) - 1]);
    let left_out: Option<Vec<f64>> = (0..each.len()).map(|i| hurst(&r, &mean(Some(i)))).collect();
    let se = left_out.filter(|h| h.len() >= 3).map(|h| {
        let (n, mean) = (h.len() as f64, h.iter().sum::<f64>() / h.len() as f64);
        ((n - 1.0) / n * h.iter().map(|h| (h - mean) * (h - mean)).sum::<f64>()).sqrt()
    });
    Structure { r, s, h, h_up_to, se }
}

/// Half the slope of ln S over ln r at the smallest distances.
fn hurst(r: &[f64], s: &[f64]) -> Option<f64> {
    let (r, s) = (&r[..r.len().min(SHORTEST)], &s[..s.len().min(SHORTEST)]);
    if r.len() < 3 || !s.iter().all(|&s| s > 0.0 && s.is_finite()) {
        return None;
    }
    let n = r.len() as f64;
    let (x, y): (Vec<f64>, Vec<f64>) = r.iter().zip(s).map(|(&r, &s)| (libm::log(r), libm::log(s))).unzip();
    let (mean_x, mean_y) = (x.iter().sum::<f64>() / n, y.iter().sum::<f64>() / n);
    let along = x.iter().map(|x| (x - mean_x) * (x - mean_x)).sum::<f64>();
    let with = x.iter().zip(&y).map(|(x, y)| (x - mean_x) * (y - mean_y)).sum::<f64>();
    Some(0.5 * with / along)
}

/// Over all pairs of places of each series, whose places are `spacing` apart, up to a share of its length.
pub fn along(series: &[Vec<f64>], spacing: f64, share: f64) -> Structure {
    let lags = (share * series.iter().map(Vec::len).min().unwrap_or(0) as f64) as usize;
    let squares = |x: &Vec<f64>| -> Vec<f64> {
        let lag = |k: usize| x.iter().zip(&x[k..]).map(|(a, b)| (a - b) * (a - b)).sum::<f64>() / (x.len() - k) as f64;
        (1..=lags).map(lag).collect()
    };
    let r = (1..=lags).map(|k| k as f64 * spacing).collect();
    structure(r, &series.iter().map(squares).collect::<Vec<_>>())
}

/// From the middle place of each series to both sides.
pub fn from_middle(series: &[Vec<f64>], spacing: f64) -> Structure {
    let reach = series.iter().map(Vec::len).min().unwrap_or(0).saturating_sub(1) / 2;
    let squares = |x: &Vec<f64>| -> Vec<f64> {
        let from = x[reach];
        let at = |k: usize| [x[reach + k], x[reach - k]].iter().map(|x| (x - from) * (x - from)).sum::<f64>() / 2.0;
        (1..=reach).map(at).collect()
    };
    let r = (1..=reach).map(|k| k as f64 * spacing).collect();
    structure(r, &series.iter().map(squares).collect::<Vec<_>>())
}

/// The autocorrelation of a random walk's losses (Weinberger 1990).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Autocorrelation {
    /// ρ at lags 0, 1, 2 … steps, averaged over the walks.
    pub rho: Vec<f64>,
    /// −1/ln ρ(1), steps; `None` where ρ(1) is not between 0 and 1.
    pub length: Option<f64>,
}

/// Of walks about their own means, up to a quarter of their length.
pub fn autocorrelation(walks: &[Vec<f64>]) -> Autocorrelation {
    let lags = walks.iter().map(Vec::len).min().unwrap_or(0) / 4;
    let centred: Vec<Vec<f64>> = walks
        .iter()
        .map(|walk| {
            let mean = walk.iter().sum::<f64>() / walk.len() as f64;
            walk.iter().map(|x| x - mean).collect()
        })
        .collect();
    let product =
        |k: usize| -> f64 { centred.iter().map(|x| x.iter().zip(&x[k..]).map(|(a, b)| a * b).sum::<f64>()).sum() };
    let whole = if lags == 0 { 0.0 } else { product(0) };
    if whole <= 0.0 {
        return Autocorrelation { rho: Vec::new(), length: None };
    }
    let rho: Vec<f64> = (0..=lags).map(|k| product(k) / whole).collect();
    let length = rho.get(1).filter(|&&rho| rho > 0.0 && rho < 1.0).map(|&rho| -1.0 / libm::log(rho));
    Autocorrelation { rho, length }
}
