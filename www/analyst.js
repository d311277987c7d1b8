// The analyst, seen from the page: a worker that starts when something first has to be analysed. It gets records of the
// run and answers with figures and results; training goes on meanwhile.
import { buffersOf, Refusal } from "./protocol.js";
import { Remote, startWorker } from "./remote.js";

/** @typedef {import("./protocol.js").Recorded} Recorded */

export class Analyst {
  /** @type {Promise<Remote> | null} */
  #started = null;
  /** @type {Remote | null} */
  #remote = null;
  /** @type {(fraction: number) => void} */
  #progress = () => {};
  /** What hears how far a fit is, by its number. @type {Map<number, (fraction: number) => void>} */
  #fits = new Map();
  #tasks = 0;

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

  /**
   * The tail analysis of any numbers, whose buffer goes to the worker. An abort rejects at once; the worker ends its slice.
   * @param {Float64Array} values
   * @param {object} options
   * @param {(fraction: number) => void} progress
   * @param {AbortSignal} [signal]
   * @returns {Promise<any>}
   */
  async fit(values, options, progress, signal) {
    const stopped = new Refusal({ key: "call", message: "The fit was stopped." });
    if (signal?.aborted) throw stopped;
    const task = this.#tasks++;
    const over = new AbortController();
    const stop = new Promise((_, reject) => signal?.addEventListener("abort", () => reject(stopped), { signal: over.signal }));
    this.#fits.set(task, progress);
    try {
      return await Promise.race([this.#call("fit", task, values, options), stop]);
    } catch (reason) {
      if (reason === stopped) this.#call("stopFit", task).catch(() => {}); // a worker that has failed fits no more
      throw reason;
    } finally {
      over.abort();
      this.#fits.delete(task);
    }
  }

  /** @param {{width: number, cutoff: number, logSe: number}[]} sizes @returns {Promise<any>} */
  scaling(sizes) {
    return this.#call("scaling", sizes);
  }

  /** The worlds that a calibration can be made of. @returns {Promise<import("./wasm.js").World[]>} */
  worlds() {
    return this.#call("worlds");
  }

  /**
   * How many seconds a little of each kind of E4's work takes this worker.
   * @param {Uint8Array} record @param {object} options @returns {Promise<number[]>}
   */
  landscapeTrial(record, options) {
    return this.#call("landscapeTrial", record, options);
  }

  /**
   * How many each part of E4 will take, where a trial took so many.
   * @param {object} config @param {number} windows @param {number | undefined} parts of them, if known @param {object} options @param {number[]} trial @returns {Promise<number[]>}
   */
  landscapeSeconds(config, windows, parts, options, trial) {
    return this.#call("landscapeSeconds", config, windows, parts, options, trial);
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
    const remote = new Remote(startWorker("analyst-worker.js", "analyst"), sentence);
    this.#remote = remote;
    remote.onreport = (name, value) => (name === "fit" ? this.#fits.get(value.task)?.(value.fraction) : this.#progress(value));
    remote.onfailure = () => (this.#remote = this.#started = null);
    try {
      await remote.boot("analyst");
    } catch (reason) {
      this.stop();
      throw reason;
    }
    return remote;
  }
}
