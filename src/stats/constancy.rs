//! Is the product of two series more constant than chance makes it? Chance pairs the one's values with the other's in random order:
//! where the two compensate each other, the true pairing gives a steadier product than nearly all others.
use super::bootstrap::{percentiles, Interval};
use crate::rng::{Purpose, Rng};
use serde::Serialize;

/// Fewer products are too few: the coefficient of variation of n numbers is itself uncertain by 1/√(2(n − 1)).
pub const MIN_PRODUCTS: usize = 8;

/// The products' variation, beside that of permuted pairings.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Constancy {
    /// How many products.
    pub n: usize,
    /// Their mean.
    pub mean: f64,
    /// Their coefficient of variation, standard deviation over |mean|.
    pub variation: f64,
    /// Those of the two factors.
    pub of_factors: [f64; 2],
    /// Where 95 % of the permuted pairings' coefficients lie.
    pub permuted: Interval,
    /// The share of pairings, permuted ones and the true one, whose products vary no more than the true one's.
    pub p: f64,
    /// For each product: where 95 % of those lie that the permuted pairings have in its place.
    pub band: Vec<[f64; 2]>,
}

/// Standard deviation (n − 1) over |mean|.
pub fn variation(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
    (squares / (n - 1.0)).sqrt() / mean.abs()
}

/// The test on x_k · y_k with `permutations` random orders of y; `None` of fewer than [`MIN_PRODUCTS`].
pub fn constancy(x: &[f64], y: &[f64], permutations: usize, seed: u64) -> Option<Constancy> {
    let n = x.len();
    if n < MIN_PRODUCTS {
        return None;
    }
    let products = |y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).collect::<Vec<f64>>();
    let observed = products(y);
    let own = variation(&observed);
    let mut rng = Rng::new(seed, Purpose::Permutations);
    let mut order = y.to_vec();
    let (mut variations, mut places) = (Vec::new(), vec![Vec::new(); n]);
    for _ in 0..permutations {
        rng.shuffle(&mut order);
        let permuted = products(&order);
        variations.push(variation(&permuted));
        places.iter_mut().zip(permuted).for_each(|(place, product)| place.push(product));
    }
    let as_steady = variations.iter().filter(|&&one| one <= own).count();
    let band: Option<Vec<[f64; 2]>> = places
        .into_iter()
        .map(|place| percentiles(place, 0.95).map(|interval| [interval.low, interval.high]))
        .collect();
    Some(Constancy {
        n,
        mean: observed.iter().sum::<f64>() / n as f64,
        variation: own,
        of_factors: [variation(x), variation(y)],
        permuted: percentiles(variations, 0.95)?,
        p: (as_steady + 1) as f64 / (permutations + 1) as f64,
        band: band?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(seed: u64, coupled: bool) -> f64 {
        let mut rng = Rng::split(seed, Purpose::Statistics, 5);
        let x: Vec<f64> = (0..15).map(|_| 1.0 + rng.uniform()).collect();
        let y: Vec<f64> =
            x.iter().map(|x| if coupled { (1.0 + 0.1 * rng.normal()) / x } else { 1.0 + rng.uniform() }).collect();
        constancy(&x, &y, 499, seed).expect("enough").p
    }

    #[test]
    fn independent_series_are_called_constant_as_rarely_as_stated_and_compensating_ones_nearly_always() {
        let (mut by_chance, mut found) = (0, 0);
        for seed in 0..400 {
            by_chance += u32::from(p(seed, false) <= 0.05);
            found += u32::from(p(seed, true) <= 0.05);
        }
        println!("p ≤ 0.05 of 400: independent {by_chance}, compensating {found}");
        // 20 ± 4.4 are expected of the former: five standard deviations.
        assert!(by_chance <= 42 && found > 390, "{by_chance} {found}");
    }

    #[test]
    fn products_and_bands_are_those_of_the_pairings() {
        let (x, y) = ([1.0, 2.0, 4.0, 8.0, 1.0, 2.0, 4.0, 8.0], [8.0, 4.0, 2.0, 1.0, 8.0, 4.0, 2.0, 1.0]);
        let found = constancy(&x, &y, 999, 1).expect("eight");
        assert_eq!((found.n, found.mean, found.variation), (8, 8.0, 0.0));
        assert!(found.p < 0.01 && found.permuted.low > 0.0, "{found:?}");
        assert_eq!((found.band[0], found.band[3]), ([1.0, 8.0], [8.0, 64.0]));
        assert_eq!(constancy(&x[..7], &y[..7], 999, 1), None);
    }
}
