//! A curve over steps in bounded memory: when it is full, neighbours are averaged and the resolution halves.

/// Points kept at most.
const CAPACITY: usize = 1024;

/// Mean values over equal stretches of steps.
#[derive(Debug, Clone)]
pub struct Curve {
    /// Values a point averages.
    stride: u32,
    /// Finished points: mean step, mean value.
    points: Vec<[f64; 2]>,
    /// The sums of the point that is being filled, and of how many values.
    open: ([f64; 2], u32),
}

impl Default for Curve {
    fn default() -> Self {
        Curve { stride: 1, points: Vec::with_capacity(CAPACITY), open: ([0.0; 2], 0) }
    }
}

impl Curve {
    /// The next step's value.
    pub fn push(&mut self, step: u64, value: f64) {
        let ([steps, values], n) = &mut self.open;
        *steps += step as f64;
        *values += value;
        *n += 1;
        if *n < self.stride {
            return;
        }
        let n = f64::from(*n);
        self.points.push([*steps / n, *values / n]);
        self.open = ([0.0; 2], 0);
        if self.points.len() == CAPACITY {
            for i in 0..CAPACITY / 2 {
                let ([a, b], [c, d]) = (self.points[2 * i], self.points[2 * i + 1]);
                self.points[i] = [(a + c) / 2.0, (b + d) / 2.0];
            }
            self.points.truncate(CAPACITY / 2);
            self.stride *= 2;
        }
    }

    /// The finished points.
    pub fn points(&self) -> &[[f64; 2]] {
        &self.points
    }

    /// How many steps a point averages.
    pub fn stride(&self) -> u32 {
        self.stride
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_bounded_and_means_are_exact() {
        let mut curve = Curve::default();
        for step in 1..=100_000u64 {
            curve.push(step, step as f64 * 2.0);
        }
        assert!(
            curve.points().len() < CAPACITY && curve.points().len() >= CAPACITY / 2 - 1,
            "{}",
            curve.points().len()
        );
        assert!(curve.points().iter().all(|[step, value]| (value - 2.0 * step).abs() < 1e-6));
        let gap = f64::from(curve.stride());
        assert!(curve.points().windows(2).all(|pair| (pair[1][0] - pair[0][0] - gap).abs() < 1e-6));
    }
}
