// The lab's one documented module: everything that the page does goes through it, and a console, a notebook or a test
// can do the same with `window.heavytail`. The reference is docs/interface.md.
import { Engine } from "./engine.js";
import { lazy } from "./lazy.js";
import { checkMachine, machineKnobs, poolSize, stepsPerSecond } from "./machine.js";
import { Refusal, tokenIds } from "./protocol.js";
import { sourceOf } from "./texts.js";
import { compile, usableFlavour } from "./wasm.js";

const [fitting, studying] = [lazy(() => import("./fit.js")), lazy(() => import("./study.js"))];

/** @typedef {import("./protocol.js").Knob} Knob */
/** @typedef {import("./protocol.js").Status} Status */
/** @typedef {import("./wasm.js").Flavour} Flavour */

/**
 * Events, each with its value as `detail`: "status" (at most ten a second while running), "settings" (knobs, layout or
 * text changed), "error" (the run stopped by itself), "pool" (how far the workers are).
 */
export class Heavytail extends EventTarget {
  /** Resolves when the engine runs and, on the page, what the link asks for is set. @type {Promise<void>} */
  ready;
  /** The engine runs: what calls wait for by themselves. @type {Promise<void>} */
  #started;
  /** @type {Engine | undefined} */
  #engine;
  /** @type {{speed: string, workers: number | "auto"}} */
  #machine = { speed: "max", workers: "auto" };
  /** What is measured; loaded when something first is. @type {Promise<import("./study.js").Study> | undefined} */
  #study;
  /** Changes are made one after the other. @type {Promise<any>} */
  #last;

  /** @param {{flavour?: any, plays?: boolean}} [options] the build to start with, where this browser can run it; whether it trains at once */
  constructor({ flavour, plays } = {}) {
    super();
    this.#started = Engine.start(usableFlavour(flavour), plays).then((engine) => this.#adopt(engine));
    this.#last = this.#started.catch(() => {});
    this.ready = this.#started;
  }

  /** Every setting with its range, default and present value. @returns {Knob[]} */
  knobs() {
    return this.#engine ? [...this.#engine.settings.knobs, ...machineKnobs(this.#engine.flavour, this.#machine)] : [];
  }

  /** The named sets of values. */
  presets() {
    return this.#engine?.settings.presets ?? [];
  }

  /** Where each tensor lies in the weights. */
  layout() {
    return this.#engine?.settings.layout ?? [];
  }

  /** Step, loss, speed, fingerprint … as of the last answer or report; undefined until `ready`. */
  status() {
    return this.#engine?.status;
  }

  /** Changes settings, all or none. A setting that is not live takes the run back to step 0, paused. @param {Record<string, any>} changes @returns {Promise<void>} */
  set(changes) {
    return this.#inTurn(async (engine) => {
      if (!changes || typeof changes !== "object") {
        throw new Refusal({ key: "call", message: "set takes an object of settings, such as {lr: 0.1}." });
      }
      const { flavour, speed, workers, text, ...rest } = changes;
      checkMachine({ flavour, speed, workers });
      const source = text === undefined ? undefined : await sourceOf(text);
      if (source) rest.text = source.name;
      const moves = engine.failure || (flavour ?? engine.flavour) !== engine.flavour;
      if (moves) this.#adopt(await engine.successor(flavour ?? engine.flavour, rest, source?.bytes));
      else if (Object.keys(rest).length > 0) await engine.set(rest, source?.bytes);
      if (speed !== undefined) await this.#engine?.pace(stepsPerSecond(String(speed)));
      this.#machine = { speed: String(speed ?? this.#machine.speed), workers: workers ?? this.#machine.workers };
      if (workers !== undefined && this.#study) (await this.#study).jobs.size = poolSize(workers);
      if (speed !== undefined || workers !== undefined) this.#emit("settings", this.#engine?.settings);
    });
  }

  /** Trains until something stops it. @returns {Promise<void>} */
  play() {
    return this.#call("play");
  }

  /** Stops between two shards of a step; `play` goes on from there. @returns {Promise<void>} */
  pause() {
    return this.#call("pause");
  }

  /** Resolves after n steps, paused; rejects if something stops the run before. @param {number} [n] @returns {Promise<void>} */
  async step(n = 1) {
    if (!Number.isSafeInteger(n) || n < 0) {
      throw new Refusal({ key: "call", message: `step(n) takes a whole number of steps, not ${n}.` });
    }
    return this.#call("step", [n]);
  }

  /** Back to step 0 with the same settings and seed, paused. @returns {Promise<void>} */
  reset() {
    return this.#inTurn(async (engine) => (engine.failure ? this.#adopt(await engine.successor(engine.flavour)) : engine.call("reset")));
  }

  /**
   * A figure as data: "loss", "updates" with {view, tensor, window}, or that of an experiment by its name, as of its last analysis.
   * @param {string} name @param {object} [options] @returns {Promise<import("./protocol.js").Figure>} */
  async figure(name, options = {}) {
    if (name === "loss") return this.#call("lossFigure", [options]);
    if (name === "updates") return this.#call("updatesFigure", [options, await compile("painter")]);
    return (await this.#analyst()).figure(name, options);
  }

  /** The next characters of the text that the model writes. @param {number} length @param {{temperature?: number, restart?: boolean}} [options] @returns {Promise<string>} */
  sample(length, { temperature = 1, restart = false } = {}) {
    return this.#call("sample", [length, temperature, restart]);
  }

  /** All weights, in layout order. @returns {Promise<Float32Array>} */
  weights() {
    return this.#call("weights");
  }

  /** Back to step 0, paused, from given weights instead of the seed's. @param {ArrayLike<number>} weights in layout order @returns {Promise<void>} */
  setWeights(weights) {
    return this.#call("setWeights", [Float32Array.from(weights)]);
  }

  /**
   * Mean cross-entropy in nats over B × T tokens, dropout off, and its gradient in layout order.
   * @param {ArrayLike<number>} tokens @param {ArrayLike<number>} targets
   * @param {{precision?: "f32" | "f64"}} [options]
   * @returns {Promise<{loss: number, gradient: Float32Array | Float64Array}>}
   */
  async lossAndGradient(tokens, targets, { precision = "f32" } = {}) {
    const sequences = /** @type {const} */ ([tokenIds(tokens), tokenIds(targets)]);
    if (precision === "f32") return this.#call("lossAndGradient", [...sequences]);
    if (precision !== "f64") throw new Refusal({ key: "call", message: `The precision must be "f32" or "f64", not "${precision}".` });
    const model = await this.#call("model");
    return (await this.#analyst()).lossAndGradient(model, ...sequences);
  }

  /** The tail analysis of any numbers. @param {ArrayLike<number>} values @param {import("./fit.js").Options} [options] @returns {Promise<any>} */
  async fit(values, options = {}) {
    return (await fitting()).fit(await this.#analyst(), values, options);
  }

  /** Finite-size scaling: cutoff ∝ width^ν over at least three runs of E2; logSe is the standard error of ln cutoff. @param {{width: number, cutoff: number, logSe: number}[]} sizes @returns {Promise<{nu: number, se: number, p: number, chi2: number, widths: number}>} */
  async scaling(sizes) {
    return (await this.#analyst()).scaling(sizes);
  }

  /** What of the claims survives what. @param {object[]} runs {condition, seed, results} of an ensemble @returns {Promise<import("./experiment/ensemble.js").Matrix>} */
  async matrix(runs) {
    return (await this.#analyst()).matrix(runs);
  }

  /** What an experiment finds in the run so far, with its provenance. @param {string} name @param {Omit<import("./measure.js").Options, "steps" | "reset">} [options] @returns {Promise<any>} */
  async result(name, options = {}) {
    return (await this.#studies()).result(name, options);
  }

  /** How long E4's analysis will take with these options and the present settings, by work like its own. @param {string} name @param {object} [options] */
  async cost(name, options = {}) {
    return (await this.#studies()).cost(name, options);
  }

  /**
   * An experiment on the visible run: trains to `steps`, from step 0 unless `reset` is false, then analyses. What else is in
   * `options` is the experiment's own. Stopped by `signal` it loses nothing, and goes on with `reset: false`.
   * @param {string} name @param {import("./measure.js").Options} [options]
   * @returns {Promise<any>} its result
   */
  async run(name, options = {}) {
    return (await this.#studies()).run(name, options);
  }

  /**
   * Several runs apart from the visible one, in the workers of the pool. With a `key`, finished runs are kept over a reload.
   * @param {import("./pool/ensemble.js").Plan} plan
   * @param {import("./pool/ensemble.js").Options} [options]
   * @returns {Promise<import("./pool/ensemble.js").Outcome[]>} in the order of the runs
   */
  async ensemble(plan, options = {}) {
    return (await this.#studies()).ensemble(plan, options);
  }

  /** The worlds that can be calibrated, with their numbers. @returns {Promise<import("./wasm.js").World[]>} */
  worlds = async () => (await this.#analyst()).worlds();

  /** A known world through the lab's own pipeline; the visible run is left alone. @param {Record<string, any>} options @param {import("./study.js").Hooks} [hooks] @returns {Promise<any>} */
  calibrate = async (options, hooks = {}) => (await this.#studies()).calibrate(options, hooks);

  /** The lab's test of itself in this browser. @param {import("./study.js").Hooks & {onLine?: (line: import("./selftest.js").Line) => void}} [hooks] */
  selfTest = async (hooks = {}) => (await this.#studies()).selfTest(hooks);

  /** The pool of workers: its state, pause, resume, cancel, and what is kept. @returns {Promise<import("./pool/jobs.js").Jobs>} */
  get pool() {
    return this.#studies().then(({ jobs }) => jobs);
  }

  /**
   * Calls `handler` with each value of an event, and at once with the present one; the answer stops it.
   * @param {"status" | "settings" | "error" | "pool"} name
   * @param {(value: any) => void} handler
   */
  on(name, handler) {
    const listener = (/** @type {Event} */ event) => handler(/** @type {CustomEvent} */ (event).detail);
    this.addEventListener(name, listener);
    if (this.#engine && (name === "status" || name === "settings")) handler(this.#engine[name]);
    return () => this.removeEventListener(name, listener);
  }

  /** @param {string} method @param {any[]} [args] */
  async #call(method, args) {
    await this.#started;
    return /** @type {Engine} */ (this.#engine).call(method, args);
  }

  #analyst = () => this.#started.then(() => /** @type {Engine} */ (this.#engine).analyst);

  async #studies() {
    await this.#started;
    this.#study ??= studying().then(({ Study }) => new Study(this, () => /** @type {Engine} */ (this.#engine), (state) => this.#emit("pool", state)));
    this.#study.catch(() => (this.#study = undefined));
    return this.#study;
  }

  /** @param {(engine: Engine) => Promise<void>} work @returns {Promise<void>} */
  #inTurn(work) {
    const done = this.#last.then(() => this.#started).then(() => work(/** @type {Engine} */ (this.#engine)));
    this.#last = done.catch(() => {});
    return done;
  }

  /** @param {Engine} engine */
  #adopt(engine) {
    this.#engine?.stop();
    this.#engine = engine;
    engine.listener = (name, value) => this.#emit(name, value);
    this.#emit("settings", engine.settings);
    this.#emit("status", engine.status);
  }

  /** @param {string} name @param {any} detail */
  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
