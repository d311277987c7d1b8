//! E3 on made-up worlds whose verdict is known.
use super::*;
use crate::experiment::verdict::{Grade, Verdict};
use crate::experiment::worlds::{Run, World};
use crate::figure::Tone;
use crate::model::layout::vectors;

/// Steps and parameters of a small world.
const STEPS: usize = 1000;
const WIDTH: usize = Run::<Series>::WIDTH;

const RENEWAL_ALPHA: f64 = 2.3;
const RENEWAL: World = World::Renewal { alpha: RENEWAL_ALPHA };

const ALL: [World; 5] = [World::Gaussian, World::Scales, World::Tide, RENEWAL, World::Spells];

fn series(world: World, seed: u64) -> Rc<Series> {
    Rc::new(Run::serial(world, STEPS as u64, seed).finish())
}

/// The verdict on the whole of a world, the exponent of the data, and by how much they are burstier than null B.
fn verdict(world: World, seed: u64) -> (Verdict, f64, Difference) {
    // Only where the times are no chance does the law of the intervals matter.
    let replicates = if matches!(world, World::Renewal { .. } | World::Spells) { 60 } else { 2 };
    let mut intervals = Intervals::of_verdict(series(world, seed), replicates, seed);
    while intervals.advance() < 1.0 {}
    let measured = intervals.result().case(Source::Data, Window::After, CLOSELY[0]).expect("analysed");
    let exponent = measured.exponent.as_ref().expect("many intervals");
    let IntervalsResult { verdict, headline, .. } = intervals.result();
    assert!(headline.agrees(verdict) && headline.against.len() == 4, "{headline:?}");
    assert_eq!(headline.number("exponent from x = 5 on").and_then(|one| one.data), Some(exponent.tail.alpha));
    let null = intervals.result().case(Source::RateModulated, Window::After, CLOSELY[0]).expect("analysed");
    let excess = null.excess.and_then(|excess| excess.of_a_parameter).expect("many intervals");
    (verdict.clone(), exponent.tail.alpha, excess)
}

#[test]
fn each_world_gets_its_verdict() {
    let seeds = 40;
    for world in ALL {
        let right = |verdict: &Verdict| match world {
            World::Scales => verdict.null.as_deref() == Some("shuffled"),
            World::Tide => verdict.null.as_deref() == Some("rateModulated"),
            World::Renewal { .. } => verdict.grade == Grade::Supported,
            World::Spells => {
                verdict.grade == Grade::NotSupported
                    && verdict.sentence.contains("intermittent, burstier than every null, but not a power law")
            }
            _ => verdict.grade == Grade::NotSupported,
        };
        let (mut wrong, mut exponents, mut excesses) = (0u32, Vec::new(), Vec::new());
        for seed in 0..seeds {
            let (verdict, exponent, excess) = verdict(world, seed);
            excesses.push(excess);
            if !right(&verdict) {
                wrong += 1;
                println!("{world:?}, wrong: {}", verdict.sentence);
            }
            exponents.push(exponent);
            if seed == 0 {
                println!("{world:?}: {}", verdict.sentence);
            }
        }
        let mean = exponents.iter().sum::<f64>() / seeds as f64;
        let truth = excesses.iter().map(|excess| excess.value).sum::<f64>() / seeds as f64;
        let holds = |excess: &&Difference| (excess.interval.low..=excess.interval.high).contains(&truth);
        let covered = excesses.iter().filter(holds).count();
        println!(
            "{world:?}: {wrong} of {seeds} verdicts wrong; mean exponent {mean:.3}; excess over B {truth:.3}, in {covered} of {seeds} intervals"
        );
        assert!(covered as u64 >= seeds - 5, "{world:?}");
        assert!(wrong <= 2, "{world:?}");
        if world == RENEWAL {
            // The window cuts off the longest, a few in a thousand.
            assert!((mean - RENEWAL_ALPHA).abs() < 0.05, "{mean}");
        }
    }
}

/// Everything of a small series, in order.
fn full(world: World, options: Options) -> (Intervals, Vec<f64>) {
    let mut intervals = Intervals::new(series(world, 3), options);
    let mut fractions = vec![intervals.advance()];
    while *fractions.last().expect("one") < 1.0 {
        fractions.push(intervals.advance());
    }
    (intervals, fractions)
}

#[test]
fn data_and_nulls_have_one_shape_and_the_nulls_keep_what_they_should() {
    let (intervals, fractions) = full(World::Tide, Options { transient_end: Some(200), seed: Some(11) });
    assert!(fractions.len() > 50 && fractions.windows(2).all(|pair| pair[0] <= pair[1]));
    let result = intervals.result();
    assert_eq!((result.steps.all, result.steps.after), (Some([1, 1000]), Some([201, 1000])));
    assert_eq!((result.parameters, result.drawn_from, result.verdicts.len()), (WIDTH, WIDTH, 2 * CLOSELY.len()));
    let json: serde_json::Value = serde_json::from_str(&Experiment::result(&intervals)).expect("JSON");
    let keys = |value: &serde_json::Value| value.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
    for window in [Window::All, Window::After] {
        let steps = if window == Window::All { STEPS } else { STEPS - 200 };
        for rule in [Rule::Pooled, Rule::PerParameter] {
            let of = |source: Source| result.of(source).of(window).expect("analysed").of(rule);
            let data = of(Source::Data);
            assert_eq!(data.iter().map(|measured| measured.share).collect::<Vec<_>>(), SHARES);
            for (i, measured) in data.iter().enumerate() {
                let cells = (WIDTH * steps) as f64;
                // Codes tie: 2⁻⁹ in x.
                assert!(
                    measured.realised <= measured.share
                        && measured.realised > 0.9 * measured.share - 1.0 / steps as f64
                );
                let events = |source: Source| of(source)[i].events as f64;
                assert_eq!(events(Source::Shuffled), measured.events as f64);
                for source in [Source::RateModulated, Source::Bernoulli] {
                    let spread = (measured.events as f64).sqrt();
                    assert!((events(source) - measured.events as f64).abs() <= 5.0 * spread, "{source:?} {measured:?}");
                }
                let gaussian = of(Source::GaussianParamStep)[i].realised;
                assert!(gaussian <= measured.share && gaussian * cells > 0.9 * measured.share * cells - WIDTH as f64);
                assert_eq!(measured.detail.is_some(), CLOSELY.contains(&Case { rule, share: measured.share }));
                assert!(measured.detail.as_ref().is_none_or(|detail| detail.ccdf.len() <= 200));
            }
        }
    }
    for source in [Source::Shuffled, Source::RateModulated, Source::Bernoulli, Source::GaussianParamStep] {
        assert_eq!(serde_json::to_value(source).expect("plain"), source.key());
    }
    for null in ["shuffled", "rateModulated", "bernoulli", "gaussianParamStep"] {
        let (data, null) = (&json["data"]["after"]["pooled"][4], &json["nulls"][null]["after"]["pooled"][4]);
        assert_eq!(keys(data), keys(null).into_iter().filter(|key| key != "excess").collect::<Vec<_>>());
        for (of, a) in [("ofAParameter", "/burstinessFinite/mean"), ("together", "/pooledBurstiness/value")] {
            let number =
                |value: &serde_json::Value, place: &str| value.pointer(place).and_then(serde_json::Value::as_f64);
            let excess = number(data, a).zip(number(null, a)).map(|(data, null)| data - null).expect("many intervals");
            assert!((number(&null["excess"][of], "/value").expect("many") - excess).abs() < 1e-12);
        }
        assert_eq!(keys(&data["exponent"]), ["alpha", "byBlocks", "byParameters", "ks", "n", "se", "xMin"]);
    }
    let raster = result.raster.after.as_ref().expect("analysed");
    assert_eq!(raster.len(), 64);
    assert!(raster.windows(2).all(|pair| pair[0].steps.len() >= pair[1].steps.len()));
    assert!(raster.iter().all(|row| row.resolution == 1 && row.events == row.steps.len() as u64));
    assert!(raster.iter().all(|row| row.steps.iter().all(|step| (201..=1000).contains(step))));
}

/// Events at every step but each third: a mark for each cell of a long run, and never more than the bound.
#[test]
fn a_long_raster_has_a_mark_for_each_cell_with_an_event() {
    let times: Vec<u32> = (0..30_000).filter(|t| t % 3 != 1).collect();
    for (steps, resolution) in [(30_000, 30), (1000, 1), (1001, 2)] {
        let times: Vec<u32> = times.iter().copied().filter(|&t| t < steps as u32).collect();
        let row = RasterRow::new(7, &times, 200, steps);
        assert_eq!((row.parameter, row.events, row.resolution), (7, times.len() as u64, resolution));
        assert!(row.steps.len() <= 1000 && row.steps[0] == 200);
        let cells = |steps: &mut dyn Iterator<Item = u64>| steps.map(|t| t / resolution).collect::<Vec<_>>();
        let mut all = cells(&mut times.iter().map(|&t| u64::from(t)));
        all.dedup();
        assert_eq!(cells(&mut row.steps.iter().map(|step| step - 200)), all);
    }
}

#[test]
fn the_same_seed_gives_the_same_result_and_another_other_nulls() {
    let result =
        |seed: Option<u64>| Experiment::result(&full(World::Gaussian, Options { transient_end: Some(900), seed }).0);
    let first = result(Some(1));
    assert_eq!(first, result(Some(1)));
    assert_ne!(first, result(Some(2)));
    assert_eq!(result(None), result(Some(3)), "unless told otherwise, the run's seed");
}

#[test]
fn a_run_that_has_not_left_the_transient_has_no_verdict() {
    let (intervals, _) = full(World::Gaussian, Options { transient_end: Some(999), seed: Some(1) });
    let result = intervals.result();
    assert_eq!((result.steps.after, result.verdict.grade), (None, Grade::NotEnoughData));
    assert_eq!(result.verdict.sentence, "Not enough data: no step after the transient has been analysed.");
    assert!(result.data.all.is_some() && result.data.after.is_none());
    let mut empty = Intervals::new(Rc::new(Series::new(&vectors(&[(4, true)]), 1, 100)), Options::default());
    assert_eq!((empty.advance(), empty.result().verdict.grade), (1.0, Grade::NotEnoughData));
}

fn figure(intervals: &Intervals, options: &FigureOptions) -> Figure {
    intervals.figure(&serde_json::to_string(options).expect("plain data")).expect("known options")
}

#[test]
fn every_figure_has_the_data_on_top_and_says_so_where_there_is_none() {
    let (intervals, _) = full(World::Gaussian, Options { transient_end: Some(999), seed: Some(1) });
    for view in [View::Ccdf, View::Exponent, View::Raster, View::Avalanches] {
        let options = FigureOptions { view, window: Window::All, ..FigureOptions::default() };
        let shown = figure(&intervals, &options);
        assert_eq!(shown.empty, None);
        assert_eq!(shown.series.len(), if view == View::Raster { 1 } else { 5 });
        assert_eq!(shown.series.last().map(|series| series.tone), Some(Tone::Data));
        assert!(shown.series.iter().all(|series| !series.points.is_empty()));
        assert_eq!(shown.notes.is_empty(), matches!(view, View::Exponent));
        let nothing = figure(&intervals, &FigureOptions { view, ..FigureOptions::default() });
        assert_eq!(nothing.empty.as_deref(), Some("Nothing of this has been analysed yet."));
        assert!(nothing.notes.is_empty() && nothing.series.is_empty());
    }
    assert!(intervals.figure(r#"{"view": "raster", "shar": 0.01}"#).is_err());
    // A parameter's own threshold has a share of its own that is looked at closely; nulls can be left out.
    let json = r#"{"window": "all", "rule": "perParameter", "nulls": ["shuffled"]}"#;
    let shown = intervals.figure(json).expect("known options");
    assert_eq!(shown.series.iter().map(|series| series.tone).collect::<Vec<_>>(), [Tone::Null1, Tone::Data]);
    assert!(shown.title.contains("top 5 % of each parameter's updates"), "{}", shown.title);
}
