// The kinds of jobs that a worker of the pool does. A job is a generator: it yields the fraction that is done, each time after
// some milliseconds, and returns its outcome. The outcome follows from context and job alone, not from what the worker did
// before, so that it does not matter who does a job, or how often.

import { ANALYSIS_STEPS } from "./work.js";

/** @typedef {Partial<import("../wasm.js").TrainerModule & import("../wasm.js").AnalystModule>} Exports */
/** @typedef {{name: string, options?: object}} Asked  an experiment, or a figure of one */
/** @typedef {Generator<number, any, void>} Work */

/**
 * Several runs, each from a set-up of its own.
 * @typedef {object} MemberContext
 * @property {import("../wasm.js").Flavour} flavour
 * @property {Record<string, any>} settings   knob values that all runs start from
 * @property {Uint8Array} [custom]            the text, where the settings name one's own
 * @property {[string, Uint8Array][]} texts   that the build brought, by name
 * @property {number} steps
 * @property {Asked[]} experiments
 * @property {Asked[]} figures                of these experiments
 */
/** @typedef {{changes: Record<string, any>, bytes?: Uint8Array}} MemberJob  bytes: of a custom text */
/** @typedef {{results: Record<string, any>, figures: any[], provenance: any, diverged: string | null}} Member */
/** @typedef {{name: string, options: object, records: import("../protocol.js").Recorded[]}} PartContext  of an experiment */

/** What is ready for the jobs of one context. @type {Record<string, (context: any, exports: any) => (job: any) => Work>} */
export const KINDS = { part, member };

/** Parts of an experiment, each by its index; the outcome is what the experiment takes in. @param {PartContext} context @param {Exports} exports */
function part({ name, options, records }, { Analyst }) {
  const analyst = new /** @type {NonNullable<typeof Analyst>} */ (Analyst)();
  for (const { name, bytes } of records) analyst.receive(name, bytes);
  analyst.start(name, JSON.stringify(options));
  return function* (/** @type {number} */ index) {
    analyst.beginPart(index);
    for (let fraction = 0; fraction < 1; yield fraction) fraction = analyst.advancePart();
    return analyst.outcome();
  };
}

/**
 * One run of an ensemble and its experiments. A run that diverges has no results, but says so: of others nothing is lost.
 * @param {MemberContext} context @param {Exports} exports
 */
function member({ settings, custom, texts, steps, experiments, figures }, { Lab, Analyst }) {
  return function* (/** @type {MemberJob} */ { changes, bytes }) {
    const lab = new /** @type {NonNullable<typeof Lab>} */ (Lab)();
    const analyst = new /** @type {NonNullable<typeof Analyst>} */ (Analyst)();
    const names = new Set(experiments.flatMap(({ name }) => JSON.parse(analyst.records(name))));
    for (const [name, text] of texts) lab.provide(name, text);
    lab.set(settings, custom);
    if (Object.keys(changes).length > 0) lab.set(changes, bytes);

    const whole = steps + ANALYSIS_STEPS * experiments.length;
    /** @type {Member} */
    const outcome = { results: {}, figures: [], provenance: null, diverged: null };
    try {
      for (let step = 0; step < steps; yield step / whole) if (lab.advance()) step++;
    } catch (reason) {
      if (/** @type {any} */ (reason).key !== "run") throw reason;
      outcome.diverged = /** @type {any} */ (reason).message;
    }
    outcome.provenance = lab.provenance();
    if (!outcome.diverged) for (const name of names) analyst.receive(name, lab.record(name));
    lab.free();
    if (!outcome.diverged) {
      for (const [i, { name, options = {} }] of experiments.entries()) {
        analyst.start(name, JSON.stringify(options));
        for (let fraction = 0; fraction < 1; yield (steps + ANALYSIS_STEPS * (i + fraction)) / whole) fraction = analyst.advance();
        outcome.results[name] = { ...JSON.parse(analyst.result()), provenance: outcome.provenance };
      }
      outcome.figures = figures.map(({ name, options = {} }) => JSON.parse(analyst.figure(name, JSON.stringify(options))));
    }
    analyst.free();
    return outcome;
  };
}
