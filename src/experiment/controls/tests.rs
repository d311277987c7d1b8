//! The matrix of made-up ensembles whose cells are known.
use super::*;
use crate::experiment::headline::Number;

/// A run of one experiment: its grade, its grade against the null "chance" alone, its number and the null's.
fn run(condition: &str, seed: u64, grade: Grade, alone: Grade, [data, null]: [f64; 2]) -> Run {
    let found = Found {
        claim: "Tails are heavy.".into(),
        verdict: Verdict { grade, null: None, sentence: format!("Seed {seed}.") },
        headline: Headline {
            against: [("chance".to_string(), alone)].into(),
            numbers: vec![Number::new("α", Some(data), [("chance", Some(null))])],
        },
    };
    Run { condition: condition.into(), seed, results: [("E1".to_string(), found)].into() }
}

fn cell_of<'a>(matrix: &'a Matrix, kind: Kind, key: &str) -> &'a Cell {
    let wanted = Column { kind, key: key.into() };
    matrix.cells.iter().find(|cell| cell.column == wanted).expect("a cell")
}

fn close(value: Option<OverSeeds>, n: usize, mean: f64, low: f64) -> bool {
    value.is_some_and(|v| v.n == n && (v.mean - mean).abs() < 1e-9 && (v.interval.low - low).abs() < 1e-3)
}

#[test]
fn cells_have_grade_and_number_over_seeds_with_differences_of_the_same_seed() {
    use Grade::{Explained, Supported};
    let mut runs = Vec::new();
    for (seed, alpha) in [(1, 3.0), (2, 4.0), (3, 5.0)] {
        runs.push(run("frozen", seed, Explained, Explained, [alpha - 1.0, 0.0]));
        runs.push(run(DATA, seed, Supported, Supported, [alpha, alpha - 2.0 - 0.1 * seed as f64]));
    }
    // A seed without the data's run: it counts for the control, and for no difference.
    runs.push(run("frozen", 9, Explained, Explained, [3.0, 0.0]));
    let matrix = matrix(&runs);
    assert_eq!(matrix.claims, [Claim { experiment: "E1".into(), claim: "Tails are heavy.".into() }]);
    let columns: Vec<_> = matrix.columns.iter().map(|column| (column.kind, column.key.as_str())).collect();
    assert_eq!(columns, [(Kind::Data, DATA), (Kind::Null, "chance"), (Kind::Control, "frozen")]);

    let data = cell_of(&matrix, Kind::Data, DATA);
    // Student's t for 2 degrees of freedom is 4.303; the standard error 1/√3.
    assert!(close(data.numbers[0].value, 3, 4.0, 4.0 - 4.3027 / 3f64.sqrt()), "{data:?}");
    assert_eq!((data.grade, data.numbers[0].difference), (Some(Supported), None));
    assert_eq!(data.sentence, "Supported in 3 of 3 seeds. Over the seeds, α: 4.0 ± 2.5 (95 %).");
    assert_eq!(data.seeds[1].sentence.as_deref(), Some("Seed 2."));

    let null = cell_of(&matrix, Kind::Null, "chance");
    assert!(close(null.numbers[0].difference, 3, 2.2, 2.2 - 0.1 * 4.3027 / 3f64.sqrt()), "{null:?}");
    assert_eq!(null.grade, Some(Supported));
    assert!(null.sentence.starts_with("Survives this null in 3 of 3 seeds."), "{}", null.sentence);
    assert!(null.sentence.ends_with("data − this 2.20 ± 0.25 (95 %)."), "{}", null.sentence);

    let frozen = cell_of(&matrix, Kind::Control, "frozen");
    assert!(close(frozen.numbers[0].difference, 3, 1.0, 1.0), "{frozen:?}");
    assert_eq!((frozen.grade, frozen.seeds.len(), frozen.numbers[0].value.map(|v| v.n)), (Some(Explained), 4, Some(4)));
}

#[test]
fn a_grade_stands_for_four_fifths_of_the_seeds_that_can_say_something() {
    use Grade::{Explained, NotEnoughData, NotSupported, Supported};
    let of = |grades: &[Grade]| {
        let runs: Vec<Run> =
            (0..).zip(grades).map(|(seed, &grade)| run(DATA, seed, grade, grade, [3.0, 3.0])).collect();
        let matrix = matrix(&runs);
        let cell = cell_of(&matrix, Kind::Data, DATA);
        (cell.grade, cell.sentence.split('.').next().unwrap_or_default().to_string())
    };
    let mostly = [Explained, Explained, Explained, Explained, NotSupported];
    assert_eq!(of(&mostly), (Some(Explained), "Explained by a null in 4, not supported in 1 of 5 seeds".into()));
    let split = [Explained, Explained, Supported, Explained, NotSupported];
    let words = "The seeds disagree: supported in 1, explained by a null in 3, not supported in 1 of 5 seeds";
    assert_eq!(of(&split), (None, words.into()));
    let few = "Too few seeds that can say something, and it takes 3: supported in 2 of 2 seeds";
    assert_eq!(of(&[Supported, Supported]), (Some(NotEnoughData), few.into()));
    // Those that cannot say anything are no reason against the others.
    let silent = [Supported, NotEnoughData, Supported, NotEnoughData, Supported];
    assert_eq!(of(&silent).0, Some(Supported));
    assert_eq!(of(&[Supported, NotEnoughData, Supported]).0, Some(NotEnoughData));
}

#[test]
fn one_seed_has_no_interval_and_missing_numbers_are_none() {
    let mut runs = vec![run(DATA, 1, Grade::Supported, Grade::Supported, [3.0, 2.0])];
    let cell = |runs: &[Run]| cell_of(&matrix(runs), Kind::Data, DATA).clone();
    assert_eq!(cell(&runs).numbers, [Averaged { label: "α".into(), value: None, difference: None }]);
    assert!(!cell(&runs).sentence.contains("Over the seeds"), "{}", cell(&runs).sentence);
    let mut silent = run(DATA, 0, Grade::NotEnoughData, Grade::NotEnoughData, [f64::NAN, 2.0]);
    silent.results.values_mut().for_each(|found| found.headline = Headline::default());
    runs.insert(0, silent);
    let seeds = cell(&runs).seeds;
    assert_eq!(seeds.iter().map(|one| one.values.as_slice()).collect::<Vec<_>>(), [[None], [Some(3.0)]]);
    assert_eq!(matrix(&[]), Matrix { claims: vec![], columns: vec![], cells: vec![] });
}
