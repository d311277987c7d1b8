// A batch: jobs of one kind over one context, what is known of them, and how far they are.
import { Meter } from "../meter.js";
import { Refusal } from "../protocol.js";

/**
 * @typedef {object} Request
 * @property {string} kind
 * @property {any} context             what its jobs have in common; plain data
 * @property {any[]} jobs              plain data
 * @property {number[]} [work]         of each job, in any unit; equal by default
 * @property {object} modules          compiled, by name
 * @property {string} [label]          what a person calls it
 * @property {Map<number, any>} [done] outcomes that are known already
 */
/**
 * @typedef {object} Hooks
 * @property {(progress: import("../meter.js").Progress) => void} [onProgress]
 * @property {(index: number, outcome: any) => void} [onOutcome]  in the order in which jobs end
 * @property {AbortSignal} [signal]
 */

export class Batch {
  fraction = 0;
  /** @type {number | null} */
  secondsLeft = null;
  /** @type {(outcomes: any[]) => void} */
  resolve = () => {};
  /** @type {(reason: Refusal) => void} */
  reject = () => {};
  /** All outcomes, in the order of the jobs. @type {Promise<any[]>} */
  ended = new Promise((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });
  #work;
  #onOutcome;

  /** @param {Request} request @param {Hooks} hooks */
  constructor({ kind, context, jobs, work = jobs.map(() => 1), modules, label = "", done = new Map() }, { onProgress, onOutcome }) {
    this.kind = kind;
    this.context = context;
    this.modules = modules;
    this.jobs = jobs;
    this.label = label;
    /** @type {Map<number, any>} */
    this.outcomes = new Map(done);
    /** Jobs that nobody does yet. */
    this.left = [...jobs.keys()].filter((index) => !this.outcomes.has(index));
    /** How often each was lost with its worker. */
    this.losses = jobs.map(() => 0);
    this.#work = work;
    this.#onOutcome = onOutcome;
    this.meter = new Meter((progress) => {
      this.fraction = progress.fraction;
      this.secondsLeft = progress.secondsLeft;
      onProgress?.(progress);
    });
  }

  /** @param {number} index @param {any} outcome */
  finish(index, outcome) {
    this.outcomes.set(index, outcome);
    this.#onOutcome?.(index, outcome);
  }

  get complete() {
    return this.outcomes.size === this.jobs.length;
  }

  get inOrder() {
    return this.jobs.map((_, index) => this.outcomes.get(index));
  }

  /** Why it ends when a person stops it. */
  get cancelled() {
    return new Refusal({ key: "run", message: `Cancelled with ${this.outcomes.size} of ${this.jobs.length} jobs done.` });
  }

  /** @param {{index: number, fraction: number}[]} underWay */
  report(underWay) {
    const total = this.#work.reduce((sum, work) => sum + work, 0);
    let made = 0;
    for (const index of this.outcomes.keys()) made += this.#work[index];
    for (const { index, fraction } of underWay) if (!this.outcomes.has(index)) made += this.#work[index] * fraction;
    this.meter.report("jobs", total > 0 ? made / total : 1);
  }
}
