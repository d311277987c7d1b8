// Ensembles of runs: which runs a question about seeds and controls takes, about how long they will be, and what is kept of
// them. Nothing here touches the page.
import { workOf } from "../pool/work.js";

/** @typedef {{key: string, name: string, title: string, changes: Record<string, any>}} Condition */

/** The run as it is, and its controls: each differs from it in one thing. @type {Condition[]} */
export const CONDITIONS = [
  { key: "data", name: "the data", title: "The run as it is, held against all of its null models", changes: {} },
  { key: "frozen", name: "frozen net", title: "Weights stay the initial ones: each step's update is measured, but not applied", changes: { weights: "frozen" } },
  { key: "shuffledText", name: "shuffled text", title: "The text's characters in random order: nothing to learn but how often each occurs", changes: { shuffle: true } },
  { key: "fullBatch", name: "full batch", title: "Every distinct window in every step: no mini-batch noise", changes: { batch: "full" } },
  { key: "adam", name: "Adam", title: "The optimizer Adam at η = 0.001", changes: { optimizer: "adam", lr: 0.001 } },
];

/** Those that are another run. */
export const CONTROLS = CONDITIONS.filter(({ key }) => key !== "data");

/** E4 as its verdict needs it: single weights alone, as few as can be compared. */
const FEW = { perturbations: 30, controlPerturbations: 0, lines: 0, walks: 0, slicePoints: 0 };

/** What of each experiment an ensemble asks for. @type {{name: string, options?: Record<string, any>}[]} */
export const EXPERIMENTS = [{ name: "E1" }, { name: "E2" }, { name: "E3" }, { name: "E4", options: FEW }, { name: "E5" }];

/**
 * The changes of every condition for every seed, seed after seed.
 * @param {Record<string, any>} base how all differ from the settings of the page
 * @param {Condition[]} conditions
 * @param {number} first @param {number} count seeds
 * @returns {Record<string, any>[]}
 */
export function runsOf(base, conditions, first, count) {
  const seeds = Array.from({ length: count }, (_, i) => (first + i) % 2 ** 32);
  return seeds.flatMap((seed) => conditions.map(({ changes }) => ({ ...base, ...changes, seed })));
}

/** Which condition a run is of. @param {Record<string, any>} run */
const conditionOf = (run) => /** @type {Condition} */ (CONDITIONS.findLast(({ changes }) => Object.entries(changes).every(([key, value]) => run[key] === value))).key;

/**
 * Seconds that runs will take, from the speed at which the page trains; null while that is not known.
 * @param {Record<string, any>[]} runs their changes
 * @param {import("../pool/work.js").Known & {workers: number, tokensPerSecond: number}} known
 */
export function estimate(runs, known) {
  const { workers, tokensPerSecond } = known;
  if (!(tokensPerSecond > 0)) return null;
  const rounds = Math.ceil(runs.length / workers) / runs.length; // the last round may leave workers idle
  return (rounds * runs.reduce((sum, changes) => sum + workOf(changes, known), 0)) / tokensPerSecond;
}

/**
 * What the matrix reads of the runs' results: claim, verdict and headline. A run that diverged has none of them.
 * @param {{changes: Record<string, any>, results: Record<string, any>}[]} outcomes
 */
export const found = (outcomes) =>
  outcomes.map(({ changes, results }) => ({
    condition: conditionOf(changes),
    seed: Number(changes.seed),
    results: Object.fromEntries(Object.entries(results).flatMap(([name, { claim, verdict, headline }]) => (headline ? [[name, { claim, verdict, headline }]] : []))),
  }));

/** @typedef {{n: number, mean: number, interval: {low: number, high: number, sd: number}}} OverSeeds */
/** @typedef {{label: string, value: OverSeeds | null, difference: OverSeeds | null}} Averaged */
/** @typedef {{seed: number, grade: string, values: (number | null)[], sentence: string | null}} OfSeed */
/** @typedef {{kind: "data" | "null" | "control", key: string}} Column */
/** @typedef {Column & {experiment: string, grade: string | null, numbers: Averaged[], sentence: string, seeds: OfSeed[]}} Cell */
/** @typedef {{claims: {experiment: string, claim: string}[], columns: Column[], cells: Cell[]}} Matrix */

/** A number over seeds, to the second digit of its 95 % interval. @param {OverSeeds | null | undefined} over */
export function written(over) {
  if (!over) return null;
  const half = over.mean - over.interval.low;
  const digits = half > 0 ? Math.min(4, Math.max(0, 1 - Math.floor(Math.log10(half)))) : 2;
  return `${over.mean.toFixed(digits).replace("-", "−")} ± ${half.toFixed(digits)}`;
}

const GRADES = ["supported", "explained", "notSupported", "notEnoughData"];

/** The matrix as CSV: one line for each number of a cell, with its 95 % interval over seeds. @param {Matrix} matrix */
export function matrixCsv({ cells }) {
  const quoted = (/** @type {string} */ text) => `"${text.replaceAll('"', '""')}"`;
  const interval = (/** @type {OverSeeds | null} */ over) => (over ? [over.mean, over.interval.low, over.interval.high] : ["", "", ""]);
  const head = ["experiment", "kind", "column", "grade", "seeds", ...GRADES, "number", "mean", "low", "high", "data - this", "low", "high"];
  const lines = cells.flatMap(({ experiment, kind, key, grade, numbers, seeds }) => {
    const counts = GRADES.map((one) => seeds.filter(({ grade }) => grade === one).length);
    const cell = [experiment, kind, key, grade ?? "seedsDisagree", seeds.length, ...counts];
    return numbers.map(({ label, value, difference }) => [...cell, quoted(label), ...interval(value), ...interval(difference)].join(","));
  });
  return [head.join(","), ...lines, ""].join("\n");
}
