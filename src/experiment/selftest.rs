//! The lab's tests of itself, for whoever wants to see them pass in their own browser: gradients against finite differences,
//! random numbers and special functions against known values, moved weights against plain evaluation, fits against another
//! package's. Some also run natively, in
//! tests/; what the page then does with the trainer's modules has its table here.
pub mod gradient;
mod known;
mod landscape;
mod powerlaw;
pub mod reference;

use super::{options_of, Experiment, Records};
use crate::error::Error;
use crate::figure::Figure;
use serde::{Deserialize, Serialize};

/// What a check found: a green or a red line.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// Its key.
    pub name: &'static str,
    /// What was checked, in words.
    pub what: String,
    /// Whether it passed.
    pub passed: bool,
    /// The largest deviation that was found.
    pub found: f64,
    /// What is allowed.
    pub limit: f64,
}

impl Line {
    fn new(name: &'static str, what: String, found: f64, limit: f64) -> Self {
        // A NaN has not passed.
        Line { name, what, passed: found <= limit, found, limit }
    }
}

/// The self-test has no options.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Options {}

/// The result.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SelfTestResult<'a> {
    experiment: &'static str,
    lines: &'a [Line],
    /// Runs whose bits are known, for the trainer's modules.
    golden: &'static [reference::Golden],
    /// [batch, rows, columns, depth] of products, for the trainer's modules.
    products: Vec<[usize; 4]>,
}

/// The self-test under way.
#[derive(Default)]
pub struct SelfTest {
    gradients: gradient::Check,
    landscape: Option<landscape::Check>,
    lines: Vec<Line>,
}

/// The self-test; it needs no records.
pub fn start(_records: &Records, options: &str) -> Result<Box<dyn Experiment>, Error> {
    let Options {} = options_of(options)?;
    Ok(Box::new(SelfTest::default()))
}

impl SelfTest {
    /// The lines so far.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }
}

impl Experiment for SelfTest {
    fn advance(&mut self) -> f64 {
        match self.lines.len() {
            0 => {
                let done = self.gradients.advance();
                if done >= 1.0 {
                    self.lines.push(self.gradients.line());
                }
                0.7 * done
            }
            1 => {
                let check = self.landscape.get_or_insert_with(Default::default);
                let done = check.advance();
                if done >= 1.0 {
                    self.lines.push(check.line());
                    self.landscape = None;
                }
                0.7 + 0.2 * done
            }
            2 => {
                self.lines.extend(known::lines());
                0.95
            }
            _ => {
                if !self.lines.iter().any(|line| line.name == powerlaw::NAME) {
                    self.lines.push(powerlaw::line());
                }
                1.0
            }
        }
    }

    fn result(&self) -> String {
        let result = SelfTestResult {
            experiment: "selfTest",
            lines: &self.lines,
            golden: &reference::RUNS,
            products: reference::products(),
        };
        serde_json::to_string(&result).expect("a result is plain data")
    }

    fn figure(&self, _options: &str) -> Result<Figure, Error> {
        Err(Error::Call("The self-test has lines and no figure.".into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_green() {
        let mut test = SelfTest::default();
        let mut done = 0.0;
        while done < 1.0 {
            let now = test.advance();
            assert!(now >= done);
            done = now;
        }
        for line in test.lines() {
            println!("{line:?}");
            assert!(line.passed, "{line:?}");
        }
        let names: Vec<&str> = test.lines().iter().map(|line| line.name).collect();
        assert_eq!(names, ["gradients", "landscape", "random", "functions", "powerlaw"]);
        let result: serde_json::Value = serde_json::from_str(&test.result()).expect("JSON");
        assert_eq!(result["golden"][0]["changes"]["preset"], "paper-exact");
        assert!(start(&Records::default(), "{\"fast\": true}").is_err());
    }

    #[test]
    fn a_line_is_red_where_the_limit_is_exceeded_or_nothing_is_known() {
        let passed = |found| Line::new("x", String::new(), found, 1e-6).passed;
        assert!(passed(1e-6) && !passed(1.1e-6) && !passed(f64::NAN));
    }
}
