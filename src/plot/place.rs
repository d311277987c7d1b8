//! Finds room for text among the data.
use super::pen::{Point, Rect};
use super::trace::{inside, samples};

/// What is already drawn: points along the data, and boxes that hold text.
#[derive(Debug, Default)]
pub struct Ink {
    /// Points of data, in CSS pixels.
    pub points: Vec<Point>,
    /// Text.
    pub boxes: Vec<Rect>,
}

/// How far apart the ink of a line is noted, in CSS pixels.
const SPACING: f64 = 6.0;

impl Ink {
    /// Notes a drawn line.
    pub fn line(&mut self, run: &[Point]) {
        self.points.extend(samples(run, SPACING));
    }

    /// Takes the first of `candidates` that covers least, and remembers it as taken; `None` only for no candidates.
    /// Text over text is worse than any number of points.
    pub fn take(&mut self, candidates: impl IntoIterator<Item = Rect>) -> Option<Rect> {
        let best = candidates.into_iter().min_by_key(|rect| self.under(rect))?;
        self.boxes.push(best);
        Some(best)
    }

    /// Takes the first of `candidates` that covers nothing, if there is one.
    pub fn take_free(&mut self, candidates: impl IntoIterator<Item = Rect>) -> Option<Rect> {
        let free = candidates.into_iter().find(|rect| self.under(rect) == (0, 0))?;
        self.boxes.push(free);
        Some(free)
    }

    /// How many texts and points `rect` would cover.
    fn under(&self, rect: &Rect) -> (usize, usize) {
        let boxes = self.boxes.iter().filter(|&b| overlap(b, rect)).count();
        (boxes, self.points.iter().filter(|&&p| inside(p, rect)).count())
    }
}

fn overlap(a: &Rect, b: &Rect) -> bool {
    a.left < b.right() && b.left < a.right() && a.top < b.bottom() && b.top < a.bottom()
}

/// Boxes of this size in the corners of `plot`, upper right first, then in the middle of its sides.
pub fn corners(plot: &Rect, width: f64, height: f64, inset: f64) -> impl Iterator<Item = Rect> {
    let xs = [plot.right() - inset - width, plot.left + inset, plot.left + (plot.width - width) / 2.0];
    let ys = [plot.top + inset, plot.bottom() - inset - height, plot.top + (plot.height - height) / 2.0];
    [(0, 0), (1, 0), (1, 1), (0, 1), (0, 2), (2, 0), (2, 1), (1, 2)].into_iter().map(move |(x, y)| Rect {
        left: xs[x],
        top: ys[y],
        width,
        height,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_goes_where_neither_data_nor_text_is() {
        let plot = Rect { left: 0.0, top: 0.0, width: 200.0, height: 100.0 };
        let mut ink = Ink::default();
        let place = |ink: &mut Ink| ink.take(corners(&plot, 50.0, 20.0, 5.0)).map(|r| (r.left, r.top)).unwrap();
        assert_eq!(place(&mut ink), (145.0, 5.0));
        assert_eq!(place(&mut ink), (5.0, 5.0));
        // A falling line leaves the upper right free.
        let mut ink = Ink { points: (0..100).map(|i| (2.0 * f64::from(i), f64::from(i))).collect(), boxes: vec![] };
        assert_eq!(place(&mut ink), (145.0, 5.0));
        assert_eq!(place(&mut ink), (5.0, 75.0));
        // What must not cover anything is left out where nothing is free.
        assert_eq!(ink.take_free(corners(&plot, 50.0, 20.0, 5.0)).map(|r| (r.left, r.top)), Some((145.0, 40.0)));
        assert_eq!(ink.take_free(corners(&plot, 190.0, 90.0, 5.0)), None);
    }
}
