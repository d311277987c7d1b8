//! The measurement of one sheet, in slices: entropy, information with its baseline and interval, and the first principal component.
use super::result::{Entropy, Estimate, Measured};
use super::sheet::Sheet;
use super::Options;
use crate::observe::bins::{Bins, LOG2_ORIGIN, PER_OCTAVE};
use crate::observe::BLOCK;
use crate::rng::{Purpose, Rng};
use crate::stats::binned::Histogram;
use crate::stats::bootstrap::{mean_and_sd, Interval};
use crate::stats::entropy::differential;
use crate::stats::information::{equal_bins, quantile_bins, Joint};
use crate::stats::principal::{Component, Principal};

/// The paper's bins, of equal width.
pub const PAPER_BINS: usize = 50;

/// Blocks of steps that the interval draws from.
const BLOCKS: usize = 10;

/// Drawings of the interval.
const REPLICATES: usize = 200;

/// What is done next.
enum Stage {
    Entropy,
    /// Quantile bins of the updates, then of the activities.
    Quantiles(usize),
    /// Equal ones.
    Equal(usize),
    Count,
    /// That many shuffled copies have been counted.
    Shuffle(usize),
    Interval,
    Component(Principal),
    Done(Option<Component>),
}

/// The measurement under way.
pub struct Measure {
    /// What is measured.
    pub sheet: Sheet,
    bins: usize,
    shuffles: usize,
    seed: u64,
    /// Whether the first component is wanted.
    whole: bool,
    stage: Stage,
    entropy: Option<Entropy>,
    zeros: u64,
    /// Of the updates: quantile and equal bin of each.
    x: Vec<[u8; 2]>,
    /// Of the activities.
    y: Vec<[u8; 2]>,
    /// By quantile bins, one for each block of steps.
    blocks: Vec<Joint>,
    /// Counted information by quantile and by equal bins.
    counted: [f64; 2],
    /// Of each shuffled copy.
    shuffled: [Vec<f64>; 2],
    interval: Option<Interval>,
    rng: Rng,
}

impl Measure {
    /// All of it.
    pub fn whole(sheet: Sheet, options: &Options, seed: u64) -> Self {
        Measure { whole: true, ..Self::information(sheet, options, seed) }
    }

    /// Without the first component.
    pub fn information(sheet: Sheet, options: &Options, seed: u64) -> Self {
        let Options { bins, shuffles, .. } = *options;
        Measure {
            sheet,
            bins,
            shuffles,
            seed,
            whole: false,
            stage: Stage::Entropy,
            entropy: None,
            zeros: 0,
            x: Vec::new(),
            y: Vec::new(),
            blocks: Vec::new(),
            counted: [0.0; 2],
            shuffled: [Vec::new(), Vec::new()],
            interval: None,
            rng: Rng::new(seed, Purpose::Shuffles),
        }
    }

    /// One slice; true when all is measured.
    pub fn advance(&mut self) -> bool {
        let stage = std::mem::replace(&mut self.stage, Stage::Done(None));
        self.stage = match stage {
            Stage::Entropy => {
                self.measure_entropy();
                Stage::Quantiles(0)
            }
            Stage::Quantiles(side) => {
                let bins = self.bins;
                let (values, both) = self.side(side);
                *both = quantile_bins(values, bins).into_iter().map(|bin| [bin, 0]).collect();
                Stage::Equal(side)
            }
            Stage::Equal(side) => {
                let (values, both) = self.side(side);
                both.iter_mut().zip(equal_bins(values, PAPER_BINS)).for_each(|(both, bin)| both[1] = bin);
                if side == 0 {
                    Stage::Quantiles(1)
                } else {
                    Stage::Count
                }
            }
            Stage::Count => {
                self.count();
                Stage::Shuffle(0)
            }
            Stage::Shuffle(done) if done < self.shuffles => {
                self.rng.shuffle(&mut self.y);
                let information = self.joint(0..self.x.len()).map(|joint| joint.information());
                self.shuffled.iter_mut().zip(information).for_each(|(all, one)| all.push(one));
                Stage::Shuffle(done + 1)
            }
            Stage::Shuffle(_) => {
                (self.x, self.y) = (Vec::new(), Vec::new());
                Stage::Interval
            }
            Stage::Interval => {
                self.interval = self.by_blocks();
                if self.whole {
                    Stage::Component(Principal::new(&self.sheet.updates, self.sheet.steps))
                } else {
                    Stage::Done(None)
                }
            }
            Stage::Component(mut principal) => {
                if principal.advance() {
                    Stage::Done(principal.component())
                } else {
                    Stage::Component(principal)
                }
            }
            done => done,
        };
        matches!(self.stage, Stage::Done(_))
    }

    /// The first component, once all is measured; `None` where nothing varies.
    pub fn component(&self) -> Option<Component> {
        match &self.stage {
            Stage::Done(found) => found.clone(),
            _ => None,
        }
    }

    /// Weights of the sheet.
    pub fn weights(&self) -> usize {
        self.sheet.width()
    }

    /// What was found of a window's steps, given what lies along its first component and how it agrees with the last.
    pub fn measured(&self, steps: [u64; 2], share: Option<f64>, beta: Option<f64>) -> Measured {
        let information = self.estimate();
        let paper = self.of(1, None);
        Measured {
            steps,
            pairs: self.sheet.updates.len() as u64,
            zeros: self.zeros,
            entropy: self.entropy,
            product: beta.zip(information).map(|(beta, estimate)| beta * estimate.information),
            paper_product: beta.zip(paper).map(|(beta, estimate)| beta * estimate.counted),
            information,
            paper,
            share,
            beta,
        }
    }

    /// By quantile bins.
    pub fn estimate(&self) -> Option<Estimate> {
        self.of(0, self.interval)
    }

    fn of(&self, which: usize, interval: Option<Interval>) -> Option<Estimate> {
        let counted = self.counted[which];
        let (baseline, baseline_sd) = match &self.shuffled[which][..] {
            [] => return None,
            &[one] => (one, None),
            several => {
                let (mean, sd) = mean_and_sd(several);
                (mean, Some(sd))
            }
        };
        let shift = |one: Interval| Interval { low: one.low - baseline, high: one.high - baseline, sd: one.sd };
        Some(Estimate {
            information: counted - baseline,
            counted,
            baseline,
            baseline_sd,
            interval: interval.map(shift),
        })
    }

    /// The updates and their bins, or the activities and theirs.
    fn side(&mut self, side: usize) -> (&[f32], &mut Vec<[u8; 2]>) {
        match side {
            0 => (&self.sheet.updates, &mut self.x),
            _ => (&self.sheet.activities, &mut self.y),
        }
    }

    fn measure_entropy(&mut self) {
        let mut bins = Bins::default();
        for chunk in self.sheet.updates.chunks(BLOCK) {
            let mut block = [0.0; BLOCK];
            block[..chunk.len()].copy_from_slice(chunk);
            bins.see(&block, chunk.len());
        }
        self.zeros = bins.zeros();
        let positive = self.sheet.updates.len() as u64 - self.zeros;
        let squares: f64 = self.sheet.updates.iter().map(|&x| f64::from(x) * f64::from(x)).sum();
        let histogram =
            Histogram { log2_origin: LOG2_ORIGIN, log2_ratio: 1.0 / PER_OCTAVE as f64, counts: bins.counts() };
        self.entropy = differential(&histogram).map(|absolute| {
            let rms = (squares / positive as f64).sqrt();
            Entropy { absolute, rms, relative: absolute - libm::log(rms) }
        });
    }

    /// The counts of some pairs, by quantile bins and by equal ones.
    fn joint(&self, places: std::ops::Range<usize>) -> [Joint; 2] {
        let mut joint = [Joint::new(self.bins), Joint::new(PAPER_BINS)];
        let (x, y) = (&self.x[places.clone()], &self.y[places]);
        for (which, joint) in joint.iter_mut().enumerate() {
            joint.count(x.iter().zip(y).map(|(x, y)| (x[which], y[which])));
        }
        joint
    }

    fn count(&mut self) {
        let (steps, width) = (self.sheet.steps, self.sheet.width());
        let mut total = self.joint(0..0);
        for block in 0..BLOCKS {
            let rows = block * steps / BLOCKS..(block + 1) * steps / BLOCKS;
            let [quantile, equal] = self.joint(rows.start * width..rows.end * width);
            total[0].add(&quantile);
            total[1].add(&equal);
            self.blocks.push(quantile);
        }
        self.counted = total.map(|joint| joint.information());
    }

    /// The counted information's 95 % interval, by the spread of blocks of steps drawn anew: not by their mean, since drawing anew adds
    /// to the information, as counting does.
    fn by_blocks(&self) -> Option<Interval> {
        let drawn: Vec<f64> = (0..REPLICATES)
            .map(|replicate| {
                let mut rng = Rng::split(self.seed, Purpose::Statistics, replicate as u64);
                let mut joint = Joint::new(self.bins);
                (0..BLOCKS).for_each(|_| joint.add(&self.blocks[rng.below(BLOCKS as u64) as usize]));
                joint.information()
            })
            .collect();
        Interval::of_units(self.counted[0], &drawn, BLOCKS, 0.95)
    }
}
