// How much work a run is, told from its settings before it is begun: what estimates and the time left rest on.

/** Steps of a measurement, where no other number is asked for. */
export const STEPS = 1000;

/** As a share of a bar, before its speed is known, the analysis of one experiment takes as long as so many steps. */
export const ANALYSIS_STEPS = 300;

/** The analysis of one experiment takes about as long as training so many tokens a step … */
const ANALYSIS_TOKENS = 90;
/** … and its bootstraps, whatever the run, as so many tokens of a model of one weight. */
const BOOTSTRAPS = 1.3e10;
/** In a window, a moved weight of E4 takes about as long as training on so much of it; it has about so many windows and moves of each draw. */
const MOVE = { share: 0.16, windows: 35, ofDraw: 4 };

/**
 * @typedef {object} Known
 * @property {Record<string, any>} settings  every knob of what the runs differ from
 * @property {import("../protocol.js").Preset[]} presets
 * @property {number} distinctWindows        of the text
 * @property {number} steps
 * @property {import("./kinds.js").Asked[]} experiments
 */

/** In tokens of the model that `settings` describe. @param {Record<string, any>} changes @param {Known} known */
export function workOf(changes, { settings, presets, distinctWindows, steps, experiments }) {
  const values = { ...settings, ...presets.find(({ key }) => key === changes.preset)?.values, ...changes };
  const windows = values.batch === "full" ? distinctWindows : Number(values.batch);
  // A token's work grows with the weights of the blocks.
  const training = steps * windows * Number(values.context) * weights(values);
  const analyses = experiments.map(({ name, options }) => (name === "E4" ? moves(values, options) : steps * ANALYSIS_TOKENS * weights(values) + BOOTSTRAPS));
  return analyses.reduce((sum, work) => sum + work, training) / weights(settings);
}

/** E4's, whose work does not grow with the steps. @param {Record<string, any>} values @param {any} [options] */
function moves(values, { perturbations = 100 } = {}) {
  const matrices = 2 + 6 * values.layers;
  return MOVE.share * MOVE.windows * MOVE.ofDraw * perturbations * matrices * Number(values.context) * weights(values);
}

/** @param {Record<string, any>} values */
const weights = ({ layers, d_model, d_ff, vocab }) => layers * (4 * d_model ** 2 + 2 * d_model * d_ff) + 2 * vocab * d_model;
