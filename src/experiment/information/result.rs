//! What E5 finds: courses over windows of data and null, each tensor alone, and the identity.
use super::identity::Identity;
use super::{Options, CLAIM};
use crate::experiment::headline::Headline;
use crate::experiment::verdict::Verdict;
use crate::observe::pairs::Pairs;
use crate::stats::bootstrap::Interval;
use crate::stats::constancy::Constancy;
use crate::stats::entropy::half_normal;
use crate::stats::principal::RandomDirections;
use serde::Serialize;

/// The entropy of |Δw| > 0, in nats.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entropy {
    /// Differential, of |Δw| in its own unit: it falls as updates shrink.
    pub absolute: f64,
    /// The root of their mean square.
    pub rms: f64,
    /// Of |Δw| over that: of the shape alone.
    pub relative: f64,
}

/// Mutual information in nats.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Estimate {
    /// What was counted less the baseline.
    pub information: f64,
    /// From the counts of bins.
    pub counted: f64,
    /// The mean of shuffled pairs.
    pub baseline: f64,
    /// The spread of shuffled pairs; `None` of one copy.
    pub baseline_sd: Option<f64>,
    /// Its 95 % interval by blocks of steps.
    pub interval: Option<Interval>,
}

/// One window.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Measured {
    /// First and last step.
    pub steps: [u64; 2],
    /// Pairs looked at.
    pub pairs: u64,
    /// Of them with an update of exactly zero.
    pub zeros: u64,
    /// Of |Δw|.
    pub entropy: Option<Entropy>,
    /// I(Δw; activity) by quantile bins.
    pub information: Option<Estimate>,
    /// By the paper's 50 × 50 bins of equal width.
    pub paper: Option<Estimate>,
    /// The share of the updates' variance along their first principal component.
    pub share: Option<f64>,
    /// β*, |cos| of that component and the one of the window before.
    pub beta: Option<f64>,
    /// Information · β*.
    pub product: Option<f64>,
    /// The same as the paper has it, nothing subtracted.
    pub paper_product: Option<f64>,
}

impl Measured {
    /// By quantile bins, less the baseline.
    pub fn information(&self) -> Option<f64> {
        self.information.map(|estimate| estimate.information)
    }

    /// As the paper has it.
    pub fn paper(&self) -> Option<f64> {
        self.paper.map(|estimate| estimate.counted)
    }
}

/// What follows with the paper's bins.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct PaperCourse {
    /// Of the paper's product after the transient.
    pub constancy: Option<Constancy>,
}

/// Windows of one length along a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Course {
    /// Steps a window.
    pub window: u64,
    /// Windows within the transient.
    pub transient: Vec<Measured>,
    /// After it. The first has no β*.
    pub windows: Vec<Measured>,
    /// Of the product after the transient; `None` of too few windows.
    pub constancy: Option<Constancy>,
    /// With the paper's bins.
    pub paper: PaperCourse,
}

/// The null models that are measured as the data are.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Nulls {
    /// Gaussian updates of each window's weights' and steps' scales, beside the same activities.
    pub gaussian_param_step: Vec<Course>,
}

/// One linear map alone, over all steps after the transient.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TensorInformation {
    /// Its name in the table of tensors.
    pub name: String,
    /// How many of its weights are followed.
    pub weights: usize,
    /// Information in its pairs.
    pub data: Option<Estimate>,
    /// In those of the null.
    pub gaussian_param_step: Option<Estimate>,
}

/// What the paper states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// In a sentence.
    pub source: &'static str,
}

/// The experiment's result.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InformationResult {
    /// "E5".
    pub experiment: &'static str,
    /// What the paper says.
    pub claim: &'static str,
    /// What follows.
    pub verdict: Verdict,
    /// What an ensemble reads of it.
    pub headline: Headline,
    /// One course for each length of window.
    pub data: Vec<Course>,
    /// Beside them.
    pub nulls: Nulls,
    /// Each linear map.
    pub tensors: Vec<TensorInformation>,
    /// How many weights are followed, and of how many.
    pub weights: [usize; 2],
    /// |cos| of directions drawn at random.
    pub random_directions: Option<RandomDirections>,
    /// The relative entropy that no law exceeds.
    pub half_normal: f64,
    /// The maximum-entropy identity after the transient.
    pub identity: Option<Identity>,
    /// What the paper states.
    pub paper: Statement,
}

impl InformationResult {
    /// Nothing measured yet.
    pub fn new(pairs: &Pairs, options: &Options) -> Self {
        let course = |&window: &u64| Course {
            window,
            transient: Vec::new(),
            windows: Vec::new(),
            constancy: None,
            paper: PaperCourse::default(),
        };
        let courses = || options.windows.iter().map(course).collect();
        let tensor =
            |name: &String| TensorInformation { name: name.clone(), weights: 0, data: None, gaussian_param_step: None };
        InformationResult {
            experiment: "E5",
            claim: CLAIM,
            verdict: Verdict::unfinished(),
            headline: Headline::default(),
            data: courses(),
            nulls: Nulls { gaussian_param_step: courses() },
            tensors: pairs.maps().iter().map(|map| tensor(&map.name)).collect(),
            weights: [pairs.synapses().len(), pairs.drawn_from()],
            random_directions: None,
            half_normal: half_normal(),
            identity: None,
            paper: Statement { source: "the product of I(Δw; activity), 50 × 50 bins of equal width, and β* of consecutive windows of 200 steps stays nearly constant" },
        }
    }
}
