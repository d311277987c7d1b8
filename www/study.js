// What is measured: experiments on the run of the page, and ensembles of runs apart from it. Loaded when something first is.
import { Analyst } from "./analyst.js";
import { lazy } from "./lazy.js";
import { poolSize } from "./machine.js";
import { measure } from "./measure.js";
import { Meter } from "./meter.js";
import { complete, ensemble } from "./pool/ensemble.js";
import { Jobs } from "./pool/jobs.js";
import { Refusal } from "./protocol.js";
import { settingsOf } from "./settings.js";

/** @typedef {{config: object, windows: number, workers: number, moved: {deltas?: number[], vectors?: boolean}}} Task */
/** @typedef {{onProgress?: (progress: import("./meter.js").Progress) => void, signal?: AbortSignal}} Hooks */

const selfTesting = lazy(() => import("./selftest.js"));

/** Of an analysis with parts, what these take; the rest is told by the experiment itself. */
const PARTS = 0.98;

/** Of a self-test, what the analyst takes. */
const ANALYST = 0.2;

/** An evaluation takes no more windows (src/text/windows.rs). */
const MOST_WINDOWS = 64;

/** When the last of some parts ends, in seconds, if whoever is free takes the next. @param {number[]} parts @param {number} workers */
function lastEnd(parts, workers) {
  const ends = new Array(workers).fill(0);
  for (const seconds of parts) ends[ends.indexOf(Math.min(...ends))] += seconds;
  return Math.max(...ends);
}

export class Study {
  #lab;
  #engine;
  /** Of E4's kinds of work, by task. @type {Map<string, Promise<number[]>>} */
  #trials = new Map();

  /**
   * @param {import("./lab.js").Heavytail} lab
   * @param {() => import("./engine.js").Engine} engine  in use
   * @param {(state: import("./pool/pool.js").State) => void} onstate  hears how far the workers are
   */
  constructor(lab, engine, onstate) {
    this.#lab = lab;
    this.#engine = engine;
    this.jobs = new Jobs(poolSize(settingsOf(this.#lab).workers), onstate);
  }

  /** @param {string} name @param {import("./measure.js").Options} options */
  async run(name, { steps, reset, onProgress, signal, ...options }) {
    const { analyst } = this.#engine();
    await analyst.records(name); // refuses what is no experiment before the run is touched
    return measure(this.#lab, (progress) => this.#analyse(name, options, progress, signal), { steps, reset, onProgress, signal });
  }

  /** @param {string} name @param {Omit<import("./measure.js").Options, "steps" | "reset">} options */
  async result(name, { onProgress = () => {}, signal, ...options }) {
    const meter = new Meter(onProgress);
    return this.#analyse(name, options, (fraction) => meter.report("analysis", fraction), signal);
  }

  /** @param {string} name @param {object} options @returns {Promise<{seconds: number, workers: number}>} */
  async cost(name, options) {
    if (name !== "E4") throw new Refusal({ key: "call", message: `The time of ${name} is not told first; that of E4 is.` });
    const task = await this.#task(options);
    const parts = await this.#told(task, options, await this.#trial(task));
    return { seconds: lastEnd(parts, task.workers), workers: task.workers };
  }

  /** What E4's time depends on, but for how many weights are moved. @param {{deltas?: number[], vectors?: boolean}} options */
  async #task({ deltas, vectors }) {
    const { config } = await this.#engine().call("model");
    const windows = Math.min(MOST_WINDOWS, this.#lab.status()?.text.distinctWindows ?? MOST_WINDOWS);
    return { config, windows, workers: poolSize(settingsOf(this.#lab).workers), moved: { deltas, vectors } };
  }

  /** How many seconds each part of E4 will take. @param {Task} task @param {object} options @param {number[]} trial @param {number} [parts] of them, if known */
  #told({ config, windows }, options, trial, parts) {
    return this.#engine().analyst.landscapeSeconds(config, windows, parts, options, trial);
  }

  /**
   * How much work each part of an experiment is. E4 counts its operations, which differ sixfold in how long they take: where it has
   * been tried, its work is the seconds that were told. Nothing waits for a trial, or fails by it.
   * @param {string} name @param {object} options @param {number[]} counted @returns {Promise<number[]>}
   */
  async #work(name, options, counted) {
    if (name !== "E4") return counted;
    try {
      const task = await this.#task(options);
      const trial = await Promise.race([this.#trials.get(JSON.stringify(task)), null]);
      const told = trial ? await this.#told(task, options, trial, counted.length) : counted;
      return told.length === counted.length ? told : counted;
    } catch {
      return counted;
    }
  }

  /**
   * How many seconds a little of each kind of E4's work takes one of so many workers, on average. They try it all at once: cores that
   * are busy together are slower than one alone.
   * @param {Task} task @returns {Promise<number[]>}
   */
  #trial(task) {
    const key = JSON.stringify(task);
    const known = this.#trials.get(key);
    if (known) return known;
    const trial = this.#tried(task);
    trial.catch(() => this.#trials.delete(key));
    this.#trials.set(key, trial);
    return trial;
  }

  /** @param {Task} task */
  async #tried({ config, workers, moved }) {
    const { records } = await this.#engine().call("records", [["landscape"]]);
    const now = await this.#engine().call("model");
    if (JSON.stringify(now.config) !== JSON.stringify(config)) throw new Refusal({ key: "call", message: "The model was changed meanwhile: ask again." });
    const crew = Array.from({ length: workers }, () => new Analyst());
    try {
      const each = await Promise.all(crew.map((one) => one.landscapeTrial(records[0].bytes.slice(), moved)));
      return each[0].map((_, kind) => each.reduce((sum, seconds) => sum + seconds[kind], 0) / workers);
    } finally {
      crew.forEach((one) => one.stop());
    }
  }

  /** @param {object} options @param {Hooks} hooks */
  calibrate(options, hooks) {
    return this.#apart("calibration", options, hooks);
  }

  /** @param {Hooks & {onLine?: (line: import("./selftest.js").Line) => void}} hooks */
  async selfTest({ onLine = () => {}, onProgress = () => {}, signal }) {
    const { linesOf, trainerLines } = await selfTesting();
    const meter = new Meter(onProgress);
    const first = (/** @type {import("./meter.js").Progress} */ { fraction }) => meter.report("the analyst", ANALYST * fraction);
    const known = await this.#apart("selfTest", {}, { onProgress: first, signal });
    /** @type {import("./selftest.js").Line[]} */
    const lines = [...known.lines];
    lines.forEach(onLine);
    const all = linesOf(known);
    const add = (/** @type {import("./selftest.js").Line} */ line) => {
      onLine(line);
      lines.push(line);
      meter.report("the builds", ANALYST + (1 - ANALYST) * ((lines.length - known.lines.length) / all));
    };
    meter.report("the builds", ANALYST);
    await trainerLines(known, { onLine: add, signal });
    return { lines, provenance: known.provenance };
  }

  /** @param {import("./pool/ensemble.js").Plan} plan @param {import("./pool/ensemble.js").Options} options */
  async ensemble(plan, options) {
    const values = settingsOf(this.#lab);
    const own = (/** @type {Record<string, any>} */ settings) => (settings.text === "custom" ? { ...settings, text: this.#engine().text } : settings);
    const { provenance } = await this.#engine().call("records", [[]]);
    const known = { presets: this.#lab.presets(), distinctWindows: this.#lab.status()?.text.distinctWindows ?? 1 };
    return ensemble(this.jobs, await complete({ ...plan, settings: own(plan.settings ?? values) }, { settings: values, flavour: values.flavour, version: provenance.version }), known, options);
  }

  /** An experiment that needs no run. @param {string} name @param {object} options @param {Hooks} hooks */
  async #apart(name, options, { onProgress = () => {}, signal }) {
    const meter = new Meter(onProgress);
    const stopped = () => new Refusal({ key: "run", message: "Stopped. Nothing was changed." });
    if (signal?.aborted) throw stopped();
    try {
      const { provenance, ...result } = await this.#analyse(name, options, (fraction) => meter.report("measuring", fraction), signal);
      return { ...result, provenance: { version: provenance.version } };
    } catch (reason) {
      throw signal?.aborted ? stopped() : reason;
    }
  }

  /** @param {string} name @param {object} options @param {(fraction: number) => void} [progress] @param {AbortSignal} [signal] gives it up */
  async #analyse(name, options, progress = () => {}, signal) {
    const { analyst } = this.#engine();
    const stop = () => void analyst.giveUp();
    signal?.addEventListener("abort", stop);
    try {
      const { records, provenance } = await this.#engine().call("records", [await analyst.records(name)]);
      const { run, parts } = await analyst.begin(name, options, records);
      const work = await this.#work(name, options, parts);
      /** @type {import("./pool/jobs.js").Wanted} */
      const wanted = { kind: "part", context: { name, options, records }, jobs: [...parts.keys()], work, modules: ["analyst"], label: name };
      const outcomes = parts.length > 0 ? await this.#partsOf(wanted, provenance, { onProgress: ({ fraction }) => progress(PARTS * fraction), signal }) : [];
      const result = await analyst.finish(run, outcomes, progress);
      return { ...result, provenance };
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  }

  /**
   * Parts are kept until all are done: the same question about the same run, asked after a reload, goes on where it stopped.
   * @param {import("./pool/jobs.js").Wanted} wanted @param {any} provenance of the records: equal ones have the same bits @param {Hooks} hooks
   */
  async #partsOf(wanted, provenance, hooks) {
    const { name, options, records } = wanted.context;
    const of = records.length > 0 ? provenance : provenance.version; // calibration knows of no run
    return this.jobs.runKept({ key: `parts of ${name}`, plan: { options, of }, passing: true }, wanted, hooks);
  }
}
