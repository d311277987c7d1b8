// The worker pool: batches of jobs, done by several workers at once. Outcomes stand in the order of the jobs, whoever did them
// and when. A worker that fails or falls silent is replaced, and its job is done again.
import { Refusal } from "../protocol.js";
import { Batch } from "./batch.js";

/** @typedef {Pick<import("../remote.js").Remote, "call" | "onreport" | "stop">} Worker */
/** A worker at a job. @typedef {{worker: Worker, batch: Batch, index: number, fraction: number, silent: number, patience: number}} Place */

/**
 * The pool, and the batch that it works at.
 * @typedef {object} State
 * @property {number} workers   at most so many
 * @property {number} busy
 * @property {boolean} paused
 * @property {string} label
 * @property {{done: number, total: number}} jobs
 * @property {number} fraction
 * @property {number | null} secondsLeft
 * @property {number} waiting   further batches
 * @property {number} replaced  workers, since there was last nothing to do
 * @property {string} message   what a person should know, or ""
 */

/** A job that is lost so often with its worker is given up. */
const TRIES = 3;
const TICK = 250; // ms
/** How long a worker may say nothing, in ms: while it loads, and at a job. */
const PATIENCE = { load: 60_000, job: 15_000 };

export class Pool {
  /** Hears of every change, and how far it is. @type {(state: State) => void} */
  onstate = () => {};
  #start;
  #size;
  #patience;
  /** @type {Batch[]} */
  #batches = [];
  /** @type {Set<Place>} */
  #places = new Set();
  #replaced = 0;
  #message = "";
  #paused = false;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;
  #ticked = 0;

  /**
   * @param {() => Worker} start
   * @param {number} size  workers at most
   * @param {{load: number, job: number}} [patience]
   */
  constructor(start, size, patience = PATIENCE) {
    this.#start = start;
    this.#size = size;
    this.#patience = patience;
  }

  /** @returns {State} */
  get state() {
    const [batch, ...others] = this.#batches;
    return {
      workers: this.#size,
      busy: this.#paused ? 0 : this.#places.size,
      paused: this.#paused,
      label: batch?.label ?? "",
      jobs: { done: batch?.outcomes.size ?? 0, total: batch?.jobs.length ?? 0 },
      fraction: batch?.fraction ?? 0,
      secondsLeft: this.#paused ? null : (batch?.secondsLeft ?? null),
      waiting: others.length,
      replaced: this.#replaced,
      message: this.#message,
    };
  }

  /** Workers at most; who is one too many ends its job first. @param {number} size */
  set size(size) {
    this.#size = size;
    this.#fill();
    this.#tell();
  }

  /**
   * The outcomes of all jobs, in their order. A refusal of one ends the batch; batches wait for one another.
   * @param {import("./batch.js").Request} request @param {import("./batch.js").Hooks} [hooks]
   * @returns {Promise<any[]>}
   */
  async run(request, hooks = {}) {
    const { signal } = hooks;
    const batch = new Batch(request, hooks);
    if (batch.complete) return batch.inOrder;
    if (signal?.aborted) throw batch.cancelled;
    if (this.#batches.length === 0) {
      this.#replaced = 0;
      this.#message = "";
    }
    this.#batches.push(batch);
    const cancel = () => this.#end(batch, batch.cancelled);
    signal?.addEventListener("abort", cancel);
    this.#ticked = performance.now();
    this.#timer ??= setInterval(() => this.#tick(), TICK);
    this.#fill();
    this.#tell();
    try {
      return await batch.ended;
    } finally {
      signal?.removeEventListener("abort", cancel);
    }
  }

  /** All workers hold within a slice of their work; training goes on. */
  pause() {
    if (this.#batches.length > 0) this.#hold(true);
  }

  resume() {
    for (const batch of this.#batches) batch.meter.restart();
    this.#hold(false);
    this.#fill();
  }

  /** Ends every batch; what is done of each is its caller's. */
  cancel() {
    for (const batch of [...this.#batches]) this.#end(batch, batch.cancelled);
  }

  /** Says what a person should know. @param {string} message */
  say(message) {
    this.#message = message;
    this.#tell();
  }

  /** @param {boolean} hold */
  #hold(hold) {
    this.#paused = hold;
    for (const place of this.#places) {
      place.silent = 0;
      place.worker.call("hold", [hold]).catch(() => {}); // who is lost by now is replaced anyway
    }
    this.#tell();
  }

  #next() {
    const batch = this.#batches.find(({ left }) => left.length > 0);
    return batch && { batch, index: /** @type {number} */ (batch.left.shift()) };
  }

  #fill() {
    while (!this.#paused && this.#places.size < this.#size) {
      const job = this.#next();
      if (!job) return;
      this.#employ(job);
    }
  }

  /** A worker from its first job to its last. @param {{batch: Batch, index: number} | undefined} job */
  async #employ(job) {
    const worker = this.#start();
    const place = /** @type {Place} */ ({ worker });
    this.#places.add(place);
    worker.onreport = (_, fraction) => {
      place.silent = 0;
      place.fraction = fraction;
    };
    for (let opened; job; job = this.#paused || this.#places.size > this.#size ? undefined : this.#next()) {
      const { batch, index } = job;
      Object.assign(place, { batch, index, fraction: 0, silent: 0, patience: this.#patience.load });
      try {
        if (opened !== batch) await worker.call("open", [batch.kind, batch.context, batch.modules]);
        opened = batch;
        Object.assign(place, { silent: 0, patience: this.#patience.job });
        const outcome = await worker.call("job", [batch.jobs[index]]);
        this.#finish(batch, index, outcome);
      } catch (reason) {
        this.#lose(place, /** @type {Refusal} */ (reason));
        break;
      }
    }
    this.#places.delete(place);
    worker.stop();
    this.#fill();
    this.#tell();
  }

  /** @param {Batch} batch @param {number} index @param {any} outcome */
  #finish(batch, index, outcome) {
    if (!this.#batches.includes(batch)) return;
    batch.finish(index, outcome);
    if (batch.complete) this.#end(batch);
    else this.#tell();
  }

  /** What a place cannot do: a refusal is the job's, all else the worker's. @param {Place} place @param {Refusal} reason */
  #lose({ batch, index }, reason) {
    if (!this.#batches.includes(batch)) return;
    if (reason.key !== "engine") {
      const which = batch.jobs.length > 1 ? `Job ${index + 1} of ${batch.jobs.length}: ` : "";
      this.#end(batch, new Refusal({ key: reason.key, message: which + reason.message }));
    } else if (++batch.losses[index] < TRIES) {
      this.#replaced++;
      batch.left.unshift(index);
      this.say("A worker died and was replaced; its job is done again.");
    } else {
      const message = `Job ${index + 1} of ${batch.jobs.length} was given up: ${TRIES} workers died at it (${reason.message}). Fewer workers at once need less memory: the setting “Workers”.`;
      this.#end(batch, new Refusal({ key: "engine", message }));
    }
  }

  /** @param {Batch} batch @param {Refusal} [reason] against it */
  #end(batch, reason) {
    if (!this.#batches.includes(batch)) return;
    this.#batches = this.#batches.filter((other) => other !== batch);
    batch.left = [];
    if (reason) {
      batch.reject(reason);
      for (const { worker } of this.#at(batch)) worker.stop(); // the quickest way to have its memory back
    } else {
      batch.report([]);
      batch.resolve(batch.inOrder);
    }
    if (this.#batches.length === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      this.#paused = false;
    }
    this.#tell();
  }

  /** Looks after who is silent. It takes more than one tick, however late: after a machine has slept, its workers still have to speak. */
  #tick() {
    const passed = performance.now() - this.#ticked;
    this.#ticked += passed;
    for (const place of this.#paused ? [] : [...this.#places]) {
      place.silent += Math.min(passed, place.patience / 2);
      if (place.silent > place.patience) place.worker.stop("It no longer answered.");
    }
    this.#tell();
  }

  /** @param {Batch} batch */
  #at(batch) {
    return [...this.#places].filter((place) => place.batch === batch);
  }

  #tell() {
    for (const batch of this.#paused ? [] : this.#batches) batch.report(this.#at(batch));
    this.onstate(this.state);
  }
}
