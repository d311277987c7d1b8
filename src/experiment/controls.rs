//! What of the claims survives what: the results of many runs, several seeds under each condition, merged into one cell for
//! every claim and column. A column is the data, one of their nulls, or a control, which is another run. The rule is in
//! docs/methods.md.
use super::headline::Headline;
use super::verdict::{Grade, Verdict};
use crate::stats::bootstrap::{over_seeds, OverSeeds};
use crate::words::plus_minus;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The condition of the runs that the controls are held against, and the key of their column.
pub const DATA: &str = "data";

/// Fewer seeds that can say something have no grade together.
pub const MIN_SEEDS: usize = 3;

/// A grade stands where at least this share of the seeds that can say something has it.
pub const AGREE: f64 = 0.8;

/// A run of an ensemble. What else its results hold is not read.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Run {
    /// [`DATA`], or a control's name.
    pub condition: String,
    /// Its seed.
    pub seed: u64,
    /// By the experiment's name.
    pub results: BTreeMap<String, Found>,
}

/// What is read of a result.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Found {
    /// What the paper says.
    pub claim: String,
    /// What follows.
    pub verdict: Verdict,
    /// Against each null alone, and the numbers.
    pub headline: Headline,
}

/// What a column holds the claims against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// All nulls of the run itself.
    Data,
    /// One of these nulls.
    Null,
    /// The same experiment on another run.
    Control,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Which kind.
    pub kind: Kind,
    /// [`DATA`], the null's key, or the condition.
    pub key: String,
}

/// A claim of the paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Claim {
    /// Such as "E1".
    pub experiment: String,
    /// Its words.
    pub claim: String,
}

/// A number of a cell over its seeds; `null` for fewer than two.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Averaged {
    /// As the experiment names it.
    pub label: String,
    /// In this column.
    pub value: Option<OverSeeds>,
    /// The data's less this column's, in pairs of one seed; not of the data's own column.
    pub difference: Option<OverSeeds>,
}

/// One seed's part of a cell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OfSeed {
    /// The seed.
    pub seed: u64,
    /// What it says.
    pub grade: Grade,
    /// One for each of the cell's numbers.
    pub values: Vec<Option<f64>>,
    /// The run's own verdict; a null's column has none.
    pub sentence: Option<String>,
}

/// One claim in one column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cell {
    /// The claim's experiment.
    pub experiment: String,
    /// The column.
    #[serde(flatten)]
    pub column: Column,
    /// All seeds together; `null` where they disagree.
    pub grade: Option<Grade>,
    /// The first is the one that the verdict rests on above all.
    pub numbers: Vec<Averaged>,
    /// What the cell says.
    pub sentence: String,
    /// In the order of the runs.
    pub seeds: Vec<OfSeed>,
}

/// Claims × columns. A claim that has no such null has no such cell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Matrix {
    /// By experiment.
    pub claims: Vec<Claim>,
    /// The data, their nulls, the controls.
    pub columns: Vec<Column>,
    /// Claim by claim, in the columns' order.
    pub cells: Vec<Cell>,
}

/// Merges runs. Nulls and controls stand in the order in which they first occur.
pub fn matrix(runs: &[Run]) -> Matrix {
    let mut claims: BTreeMap<&str, &str> = BTreeMap::new();
    let mut columns: Vec<Column> = Vec::new();
    let mut column = |kind: Kind, key: &str| {
        let column = Column { kind, key: key.into() };
        if !columns.contains(&column) {
            columns.push(column);
        }
    };
    for run in runs {
        column(if run.condition == DATA { Kind::Data } else { Kind::Control }, &run.condition);
        for (experiment, found) in &run.results {
            claims.insert(experiment, &found.claim);
            if run.condition == DATA {
                found.headline.against.keys().for_each(|null| column(Kind::Null, null));
            }
        }
    }
    columns.sort_by_key(|column| column.kind as u8);
    let cells = claims.keys().flat_map(|experiment| columns.iter().filter_map(|column| cell(runs, experiment, column)));
    Matrix {
        cells: cells.collect(),
        claims: claims.iter().map(|(&name, &claim)| Claim { experiment: name.into(), claim: claim.into() }).collect(),
        columns,
    }
}

/// `None` where no run has anything for it.
fn cell(runs: &[Run], experiment: &str, column: &Column) -> Option<Cell> {
    let condition = if column.kind == Kind::Control { &column.key } else { DATA };
    let of = |condition: &str| -> Vec<(u64, &Found)> {
        let such = runs.iter().filter(|run| run.condition == condition);
        such.filter_map(|run| Some((run.seed, run.results.get(experiment)?))).collect()
    };
    let own = of(condition);
    // A run with too little data may have fewer numbers.
    let numbers = own.iter().map(|(_, found)| &found.headline.numbers).max_by_key(|numbers| numbers.len())?;
    let labels: Vec<&str> = numbers.iter().map(|number| number.label.as_str()).collect();
    let seeds: Vec<OfSeed> = own.iter().filter_map(|&(seed, found)| of_seed(seed, found, column, &labels)).collect();
    if seeds.is_empty() {
        return None;
    }
    let data = of(DATA);
    let number = |(i, label): (usize, &&str)| {
        let values: Vec<f64> = seeds.iter().filter_map(|one| one.values[i]).collect();
        let beside = |one: &OfSeed| {
            let (_, found) = data.iter().find(|(seed, _)| *seed == one.seed)?;
            Some(found.headline.number(label)?.data? - one.values[i]?)
        };
        let differences: Vec<f64> = match column.kind {
            Kind::Data => Vec::new(),
            Kind::Null | Kind::Control => seeds.iter().filter_map(beside).collect(),
        };
        Averaged {
            label: label.to_string(),
            value: over_seeds(&values, 0.95),
            difference: over_seeds(&differences, 0.95),
        }
    };
    let numbers: Vec<Averaged> = labels.iter().enumerate().map(number).collect();
    let grades: Vec<Grade> = seeds.iter().map(|one| one.grade).collect();
    let grade = together(&grades);
    let told = numbers.iter().find(|number| number.value.is_some());
    let sentence = sentence(grade, &grades, told, column);
    Some(Cell { experiment: experiment.into(), column: column.clone(), grade, numbers, sentence, seeds })
}

fn of_seed(seed: u64, found: &Found, column: &Column, labels: &[&str]) -> Option<OfSeed> {
    let Found { verdict, headline, .. } = found;
    let null = (column.kind == Kind::Null).then_some(&column.key);
    let value = |label: &&str| {
        let number = headline.number(label)?;
        null.map_or(number.data, |key| number.nulls.get(key).copied())
    };
    Some(OfSeed {
        seed,
        grade: match null {
            Some(key) => *headline.against.get(key)?,
            None => verdict.grade,
        },
        values: labels.iter().map(value).collect(),
        sentence: null.is_none().then(|| verdict.sentence.clone()),
    })
}

/// The grade of all seeds; `None` where they disagree.
fn together(grades: &[Grade]) -> Option<Grade> {
    let told: Vec<Grade> = grades.iter().copied().filter(|&grade| grade != Grade::NotEnoughData).collect();
    if told.len() < MIN_SEEDS {
        return Some(Grade::NotEnoughData);
    }
    let enough = |grade: &Grade| count(&told, *grade) as f64 >= AGREE * told.len() as f64;
    ALL.into_iter().find(enough)
}

const ALL: [Grade; 4] = [Grade::Supported, Grade::Explained, Grade::NotSupported, Grade::NotEnoughData];

fn count(grades: &[Grade], grade: Grade) -> usize {
    grades.iter().filter(|&&one| one == grade).count()
}

fn words(grade: Grade, kind: Kind) -> &'static str {
    match (grade, kind) {
        (Grade::Supported, Kind::Null) => "survives this null",
        (Grade::Supported, _) => "supported",
        (Grade::Explained, Kind::Null) => "explained by this null",
        (Grade::Explained, _) => "explained by a null",
        (Grade::NotSupported, _) => "not supported",
        (Grade::NotEnoughData, _) => "not enough data",
    }
}

fn sentence(grade: Option<Grade>, grades: &[Grade], number: Option<&Averaged>, column: &Column) -> String {
    let present = ALL.into_iter().filter(|&grade| count(grades, grade) > 0);
    let counted = present.map(|grade| format!("{} in {}", words(grade, column.kind), count(grades, grade)));
    let counted = format!("{} of {} seeds", counted.collect::<Vec<_>>().join(", "), grades.len());
    let head = match grade {
        None => format!("The seeds disagree: {counted}."),
        Some(Grade::NotEnoughData) => {
            format!("Too few seeds that can say something, and it takes {MIN_SEEDS}: {counted}.")
        }
        Some(_) => capital(&counted) + ".",
    };
    let written = |over: &OverSeeds| plus_minus(over.mean, over.mean - over.interval.low);
    let tail = number.and_then(|number| {
        let difference = number.difference.map_or(String::new(), |over| format!(", data − this {}", written(&over)));
        Some(format!(" Over the seeds, {}: {}{difference} (95 %).", number.label, written(&number.value?)))
    });
    head + &tail.unwrap_or_default()
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

#[cfg(test)]
mod tests;
