// How much work a run is, told from its settings before it is begun: what estimates and the time left rest on.

/** The analysis of one experiment takes about as long as training so many tokens a step … */
const ANALYSIS = 90;
/** … and its bootstraps, whatever the run, as so many tokens of a model of one weight. */
const BOOTSTRAPS = 1.3e10;

/**
 * @typedef {object} Known
 * @property {Record<string, any>} settings  every knob of what the runs differ from
 * @property {import("../protocol.js").Preset[]} presets
 * @property {number} distinctWindows        of the text
 * @property {number} steps
 * @property {number} experiments            how many
 */

/** In tokens of the model that `settings` describe. @param {Record<string, any>} changes @param {Known} known */
export function workOf(changes, { settings, presets, distinctWindows, steps, experiments }) {
  const values = { ...settings, ...presets.find(({ key }) => key === changes.preset)?.values, ...changes };
  const windows = values.batch === "full" ? distinctWindows : Number(values.batch);
  // A token's work grows with the weights of the blocks.
  const training = steps * windows * Number(values.context) * weights(values);
  return (training + experiments * (steps * ANALYSIS * weights(values) + BOOTSTRAPS)) / weights(settings);
}

/** @param {Record<string, any>} values */
const weights = ({ layers, d_model, d_ff, vocab }) => layers * (4 * d_model ** 2 + 2 * d_model * d_ff) + 2 * vocab * d_model;
