//! The figures that the lab draws, with made-up data of the same kind.
use heavytail::figure::{Axis, Direction, Figure, Mark, Rule, Scale, Series, Tone};
use heavytail::rng::{Purpose, Rng};

pub fn axis(label: &str, scale: Scale) -> Axis {
    Axis { label: label.into(), scale, range: None }
}

pub fn series(label: &str, mark: Mark, tone: Tone, points: Vec<[f64; 2]>) -> Series {
    Series { label: label.into(), points, mark, tone }
}

/// A noisy loss that falls to the text's bigram entropy.
pub fn loss() -> Figure {
    let mut rng = Rng::new(1, Purpose::Statistics);
    let clean = |t: f64| 0.33 + 3.6 * libm::exp(-t / 45.0);
    let train = (1..=1000).map(|t| [t as f64, clean(t as f64) * libm::exp(0.08 * rng.normal())]).collect();
    let evaluation = (0..=20).map(|i| [50.0 * i as f64, clean(50.0 * i as f64)]).collect();
    Figure {
        title: "Loss".into(),
        x: axis("step", Scale::Linear),
        y: axis("cross-entropy (nats)", Scale::Linear),
        series: vec![
            series("batch", Mark::Line, Tone::Muted, train),
            series("evaluation", Mark::Points, Tone::Data, evaluation),
        ],
        rules: vec![Rule {
            axis: Direction::Y,
            at: 0.3318,
            label: "bigram entropy 0.3318".into(),
            tone: Tone::Floor,
            id: None,
        }],
        notes: vec![],
        empty: None,
    }
}

/// The survival function of Pareto values above x_min and of a body below it, with the fit and two nulls.
pub fn ccdf() -> Figure {
    let (x_min, alpha, tail) = (3e-5, 3.4, 0.08);
    let survival = |x: f64| {
        if x > x_min {
            tail * libm::pow(x / x_min, 1.0 - alpha)
        } else {
            1.0 - (1.0 - tail) * libm::pow(x / x_min, 0.6)
        }
    };
    let curve = |from: f64, to: f64, n: i32, f: &dyn Fn(f64) -> f64| -> Vec<[f64; 2]> {
        (0..=n).map(|i| from * libm::pow(to / from, f64::from(i) / f64::from(n))).map(|x| [x, f(x)]).collect()
    };
    let gauss = |x: f64| survival(x) * libm::exp(-libm::pow(x / 2e-4, 2.0));
    Figure {
        title: "Update magnitudes, all tensors pooled".into(),
        x: axis("|Δw|", Scale::Log),
        y: axis("fraction of updates larger than |Δw|", Scale::Log),
        series: vec![
            series("", Mark::Points, Tone::Muted, curve(1e-8, x_min, 120, &survival)),
            series("data", Mark::Points, Tone::Data, curve(x_min, 2e-3, 160, &survival)),
            series("Gaussian null", Mark::Dotted, Tone::Null1, curve(1e-6, 6e-4, 100, &gauss)),
            series("power law", Mark::Dashed, Tone::Fit, curve(x_min, 2e-3, 40, &survival)),
        ],
        rules: vec![Rule {
            axis: Direction::X,
            at: x_min,
            label: "x_min 3.0×10⁻⁵".into(),
            tone: Tone::Fit,
            id: Some("xMin".into()),
        }],
        notes: vec![
            "n = 327,515,200 (81,878 zeros apart)".into(),
            "α = 3.40 ± 0.01".into(),
            "x_min = 3.0×10⁻⁵, 1.8 decades".into(),
            "D = 0.0071".into(),
        ],
        empty: None,
    }
}

/// A density by steps over a wide range.
pub fn density() -> Figure {
    let bins: Vec<[f64; 2]> = (0..28)
        .map(|i| libm::pow(10.0, -7.0 + 0.16 * f64::from(i)))
        .map(|x| [x, 4e4 * libm::pow(1.0 + x / 1e-5, -3.4)])
        .collect();
    let null = bins.iter().map(|&[x, y]| [x, y * libm::exp(-x / 3e-5)]).filter(|&[_, y]| y > 1e-5).collect();
    Figure {
        title: "Density of update magnitudes".into(),
        x: axis("|Δw|", Scale::Log),
        y: axis("probability density", Scale::Log),
        series: vec![
            series("data", Mark::Steps, Tone::Data, bins),
            series("exponential", Mark::Dashed, Tone::Null2, null),
        ],
        rules: vec![],
        notes: vec!["n = 12,000".into()],
        empty: None,
    }
}

/// Exponents over training with their intervals, beside a null's band.
pub fn stability() -> Figure {
    let windows: Vec<(f64, f64)> =
        (0..9).map(|i| (100.0 * f64::from(i) + 50.0, 3.4 - 0.7 * libm::exp(-f64::from(i)))).collect();
    let null = |sign: f64| windows.iter().map(move |&(step, _)| [step, 3.42 + sign * 0.06]);
    Figure {
        title: "Exponent per window".into(),
        x: axis("step", Scale::Linear),
        y: axis("α", Scale::Linear),
        series: vec![
            series("Gaussian null, 95 %", Mark::Area, Tone::Null1, null(-1.0).chain(null(1.0).rev()).collect()),
            series(
                "95 % interval",
                Mark::Intervals,
                Tone::Data,
                windows.iter().flat_map(|&(step, alpha)| [[step, alpha - 0.08], [step, alpha + 0.08]]).collect(),
            ),
            series("data", Mark::Points, Tone::Data, windows.iter().map(|&(step, alpha)| [step, alpha]).collect()),
        ],
        rules: vec![Rule { axis: Direction::Y, at: 3.45, label: "paper 3.45".into(), tone: Tone::Floor, id: None }],
        notes: vec!["no trend: p = 0.41".into()],
        empty: None,
    }
}

/// When the busiest parameters had events: many points.
pub fn raster() -> Figure {
    let mut rng = Rng::new(3, Purpose::Statistics);
    let points = (0..60).flat_map(|row| (0..1000).map(move |step| [f64::from(step), f64::from(row)]));
    let events = points.filter(|_| rng.normal() > 1.6).collect();
    Figure {
        title: "Events of the busiest parameters".into(),
        x: axis("step", Scale::Linear),
        y: axis("parameter", Scale::Linear),
        series: vec![series("", Mark::Points, Tone::Data, events)],
        rules: vec![],
        notes: vec!["this would cover events".into()],
        empty: None,
    }
}

/// Too little data.
pub fn empty() -> Figure {
    let sentence = "Too few updates for a tail: 50 are needed and there are 12. Let the model train a few more steps.";
    Figure { series: vec![], rules: vec![], notes: vec![], empty: Some(sentence.into()), ..ccdf() }
}
