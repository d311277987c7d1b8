// The analyst, seen from the page: a worker that starts when something first has to be analysed. It gets records of the
// run and answers with figures and results; training goes on meanwhile.
import { buffersOf } from "./protocol.js";
import { Remote } from "./remote.js";

/** @typedef {import("./protocol.js").Recorded} Recorded */

export class Analyst {
  /** @type {Promise<Remote> | null} */
  #started = null;
  /** @type {Remote | null} */
  #remote = null;
  /** @type {(fraction: number) => void} */
  #progress = () => {};
  /** The last fit that its worker holds to each stream. @type {Map<string, import("./protocol.js").Fitted>} */
  #fitted = new Map();

  /**
   * E1's figure of the run under way. Most of a record is what a fit needs; `record` is asked for one without it while the
   * last fit will do.
   * @param {{tensor?: string, window?: string}} options
   * @param {(chosen: import("./protocol.js").Chosen) => Promise<Uint8Array>} record
   * @returns {Promise<import("./protocol.js").Figure>}
   */
  async live(options, record) {
    const { tensor = "pooled", window = "after" } = options;
    const stream = `${window} ${tensor}`;
    const bytes = await record({ tensor, window, fitted: this.#fitted.get(stream) ?? null });
    const { figure, fitted } = await this.#call("live", options, bytes);
    this.#fitted.set(stream, fitted);
    return figure;
  }

  /** The names of the trainer's records that an experiment is made from. @param {string} name @returns {Promise<string[]>} */
  records(name) {
    return this.#call("records", name);
  }

  /** A figure of an experiment that has been run. @param {string} name @param {object} options @returns {Promise<import("./protocol.js").Figure>} */
  figure(name, options) {
    return this.#call("figure", name, options);
  }

  /** Gives up the experiment under way, if there is one. @returns {Promise<void>} */
  giveUp() {
    return this.#call("giveUp");
  }

  /**
   * Begins an experiment on records; one that was under way is given up.
   * @param {string} name
   * @param {object} options
   * @param {Recorded[]} records  copied, since workers that do parts of the experiment need them too
   * @returns {Promise<{run: number, parts: number[]}>} its number, and the work of each part that can be done elsewhere
   */
  async begin(name, options, records) {
    return (await this.#remoteNow()).call("begin", [name, options, records]);
  }

  /**
   * Takes in the outcomes of all its parts and does the rest.
   * @param {number} run
   * @param {Uint8Array[]} outcomes
   * @param {(fraction: number) => void} [progress]
   * @returns {Promise<any>} its result
   */
  finish(run, outcomes, progress = () => {}) {
    this.#progress = progress;
    return this.#call("finish", run, outcomes);
  }

  /** @param {Float64Array} values @param {object} options @returns {Promise<any>} */
  fit(values, options) {
    return this.#call("fit", values, options);
  }

  /** @param {{width: number, cutoff: number, logSe: number}[]} sizes @returns {Promise<any>} */
  scaling(sizes) {
    return this.#call("scaling", sizes);
  }

  /** @param {object[]} runs @returns {Promise<import("./experiment/ensemble.js").Matrix>} */
  matrix(runs) {
    return this.#call("matrix", runs);
  }

  /**
   * Computed in f64.
   * @param {{config: object, weights: Float32Array}} model
   * @param {Uint32Array} tokens
   * @param {Uint32Array} targets
   * @returns {Promise<{loss: number, gradient: Float64Array}>}
   */
  lossAndGradient(model, tokens, targets) {
    return this.#call("lossAndGradient", model, tokens, targets);
  }

  stop() {
    this.#remote?.stop();
    this.#remote = this.#started = null;
  }

  /** @param {string} method @param {any[]} args */
  async #call(method, ...args) {
    return (await this.#remoteNow()).call(method, args, buffersOf(args));
  }

  #remoteNow() {
    this.#started ??= this.#start();
    return this.#started;
  }

  async #start() {
    const sentence = (/** @type {string} */ why) => `The analysis stopped (${why}). The run goes on; ask again to start it anew.`;
    const remote = new Remote(new URL("./analyst-worker.js", import.meta.url), "analyst", sentence);
    this.#remote = remote;
    remote.onreport = (_, fraction) => this.#progress(fraction);
    remote.onfailure = () => (this.#remote = this.#started = null);
    this.#fitted.clear();
    try {
      await remote.boot("painter");
    } catch (reason) {
      this.stop();
      throw reason;
    }
    return remote;
  }
}
