// An ensemble: several runs apart from the visible one, each trained and analysed in one worker of the pool.
import { checkMachine, machineKnobs } from "../machine.js";
import { Refusal } from "../protocol.js";
import { fetchText, isFile, sourceOf } from "../texts.js";
import { STEPS, workOf } from "./work.js";

/** @typedef {import("./kinds.js").Asked} Asked */
/**
 * @typedef {object} Plan
 * @property {Record<string, any>[]} runs     each the changes that `set` takes, to the settings
 * @property {number} [steps]                 of each; 1,000
 * @property {Asked[]} experiments
 * @property {Asked[]} [figures]              wanted with the results
 * @property {Record<string, any>} [settings] every knob of the run; those of the visible run
 * @property {import("../wasm.js").Flavour} [flavour]
 */
/** @typedef {import("./kinds.js").Member & {changes: Record<string, any>}} Outcome  of one run */
/** Hears of each run when it ends, or at once where it was kept. @typedef {(index: number, outcome: Outcome) => void} OnOutcome */
/** @typedef {Omit<import("./batch.js").Hooks, "onOutcome"> & {onOutcome?: OnOutcome, key?: string, label?: string, tab?: string}} Options  hooks, and of its being kept */

const MACHINE = machineKnobs("scalar", { speed: "max", workers: 1 }).map(({ key }) => key);

/**
 * A plan with nothing left open: later, and elsewhere, it still means the same.
 * @param {Plan} plan
 * @param {{settings: Record<string, any>, flavour: import("../wasm.js").Flavour, version: string}} present
 */
export async function complete({ runs, steps = STEPS, experiments, figures = [], settings, flavour }, present) {
  const wrong = (/** @type {string} */ message) => new Refusal({ key: "call", message });
  if (!Array.isArray(runs) || runs.length === 0) throw wrong("An ensemble takes `runs`, a list of changes such as [{seed: 1}, {seed: 2}].");
  if (!Number.isSafeInteger(steps) || steps < 1) throw wrong(`An ensemble takes a whole number of steps from 1 on, not ${steps}.`);
  if (!Array.isArray(experiments)) throw wrong('An ensemble takes `experiments`, such as [{name: "E1"}].');
  for (const changes of runs) {
    const key = MACHINE.find((key) => key in changes);
    if (key) throw wrong(`“${key}” is the same for all runs of an ensemble.`);
  }
  const missing = Object.keys(present.settings).find((key) => settings && !(key in settings) && !MACHINE.includes(key));
  if (missing) throw wrong(`The \`settings\` of an ensemble hold a value of every knob; “${missing}” is missing. What differs from them stands in \`runs\`.`);
  checkMachine({ flavour });
  return {
    runs: await Promise.all(runs.map(withText)),
    steps,
    experiments,
    figures,
    settings: await withText(without(settings ?? present.settings, MACHINE)),
    flavour: flavour ?? present.flavour,
    version: present.version,
  };
}

/**
 * @param {import("./jobs.js").Jobs} jobs
 * @param {Awaited<ReturnType<typeof complete>>} plan
 * @param {Pick<import("./work.js").Known, "presets" | "distinctWindows">} known
 * @param {Options} options
 * @returns {Promise<Outcome[]>} in the order of the runs
 */
export async function ensemble(jobs, plan, known, { key, label = "Ensemble", tab, onOutcome, ...others }) {
  const { runs, settings, steps, experiments, figures, flavour } = plan;
  const files = new Set([settings, ...runs].map(({ text }) => text).filter(isFile));
  /** @type {import("./kinds.js").MemberContext} */
  const context = {
    flavour,
    ...named(settings, ({ changes, bytes }) => ({ settings: changes, custom: bytes })),
    texts: await Promise.all([...files].map(async (name) => /** @type {[string, Uint8Array]} */ ([name, await fetchText(name)]))),
    steps,
    experiments,
    figures,
  };
  /** @type {import("./jobs.js").Wanted} */
  const wanted = {
    kind: "member",
    context,
    jobs: runs.map((changes) => named(changes, (job) => job)),
    work: runs.map((changes) => workOf(changes, { ...known, settings, steps, experiments })),
    modules: [flavour, "analyst"],
    label,
  };
  const entire = (/** @type {import("./kinds.js").Member} */ outcome, /** @type {number} */ i) => ({ changes: runs[i], ...outcome });
  const hooks = { ...others, onOutcome: (/** @type {number} */ i, /** @type {any} */ outcome) => onOutcome?.(i, entire(outcome, i)) };
  const outcomes = await (key === undefined ? jobs.run(wanted, hooks) : jobs.runKept({ key, tab, plan }, wanted, hooks));
  return outcomes.map(entire);
}

/** Changes as plain data: a person's own text as its bytes. @param {Record<string, any>} changes */
async function withText(changes) {
  if (changes.text === undefined) return changes;
  const { name, bytes } = await sourceOf(changes.text);
  return { ...changes, text: bytes ?? name };
}

/** Such changes as the trainer takes them: a text by its name, its bytes apart. @template T @param {Record<string, any>} changes @param {(parts: import("./kinds.js").MemberJob) => T} use */
function named(changes, use) {
  const own = changes.text instanceof Uint8Array;
  return use(own ? { changes: { ...changes, text: "custom" }, bytes: changes.text } : { changes });
}

/** @param {Record<string, any>} values @param {string[]} keys */
const without = (values, keys) => Object.fromEntries(Object.entries(values).filter(([key]) => !keys.includes(key)));
