// The jobs of the page: its pool of workers, the wasm modules that they need, and what is kept of them over a reload.
import { Refusal } from "../protocol.js";
import { Remote, startWorker } from "../remote.js";
import { compile } from "../wasm.js";
import { underWay, withLock } from "./locks.js";
import { Pool } from "./pool.js";
import { Store } from "./store.js";

/** @typedef {Omit<import("./batch.js").Request, "modules"> & {modules: import("../wasm.js").Module[]}} Wanted */

export class Jobs {
  #store = new Store();
  #pool;
  /** Keys of the batches that are under way. @type {Set<string>} */
  #keys = new Set();

  /** @param {number} size  workers at most @param {(state: import("./pool.js").State) => void} onstate */
  constructor(size, onstate) {
    this.#pool = new Pool(() => new Remote(startWorker("pool-worker.js", "pool"), (why) => why), size);
    this.#pool.onstate = onstate;
  }

  get state() {
    return this.#pool.state;
  }

  /** @param {number} size */
  set size(size) {
    this.#pool.size = size;
  }

  /** All workers hold, and keep what they have. */
  pause() {
    this.#pool.pause();
  }

  resume() {
    this.#pool.resume();
  }

  /** Ends what is under way. Finished jobs stay where they are kept. */
  cancel() {
    this.#pool.cancel();
  }

  /** What is kept of batches, and whether it is under way, here or in another tab. */
  async batches() {
    const [batches, running] = [await this.#store.list(), await underWay()];
    return batches.map((batch) => ({ ...batch, running: this.#keys.has(batch.key) || running(batch.key) }));
  }

  /** Forgets what is kept under a key. @param {string} key */
  discard(key) {
    return this.#store.discard(key);
  }

  /**
   * The outcomes of all jobs, in their order.
   * @param {Wanted} wanted
   * @param {import("./batch.js").Hooks} [hooks]
   */
  async run(wanted, hooks) {
    return this.#pool.run(await withModules(wanted), hooks);
  }

  /**
   * The same, kept: jobs that were finished under this key, and for the same plan, are not done again. While another tab does
   * what is kept under the key, nothing of this is. With `passing`, nothing is kept once all is done.
   * @param {Omit<import("./store.js").Kept, "total" | "label"> & {passing?: boolean}} kept
   * @param {Wanted} wanted
   * @param {import("./batch.js").Hooks} hooks
   * @returns {Promise<any[]>}
   */
  async runKept(kept, wanted, hooks) {
    const { key } = kept;
    if (this.#keys.has(key)) throw new Refusal({ key: "call", message: `What is kept as “${key}” is under way already.` });
    this.#keys.add(key);
    try {
      return await withLock(key, (alone) => (alone ? this.#keeping(kept, wanted, hooks) : this.#unkept(wanted, hooks)));
    } finally {
      this.#keys.delete(key);
    }
  }

  /** @type {Jobs["runKept"]} */
  async #keeping({ key, tab, plan, passing = false }, wanted, hooks) {
    const done = await this.#store.begin({ key, tab, plan, label: wanted.label ?? key, total: wanted.jobs.length });
    for (const [index, outcome] of done) hooks.onOutcome?.(index, outcome);
    const onOutcome = async (/** @type {number} */ index, /** @type {any} */ outcome) => {
      hooks.onOutcome?.(index, outcome);
      await this.#store.keep(key, index, outcome);
      this.#complain();
    };
    const outcomes = this.#pool.run({ ...(await withModules(wanted)), done }, { ...hooks, onOutcome });
    this.#complain();
    await outcomes;
    if (passing) await this.discard(key);
    return outcomes;
  }

  /** @param {Wanted} wanted @param {import("./batch.js").Hooks} hooks */
  async #unkept(wanted, hooks) {
    const outcomes = this.#pool.run(await withModules(wanted), hooks);
    this.#pool.say("Another tab of this page is at the same work, and keeps its finished jobs. Those of this tab are not kept: a reload would lose them.");
    return outcomes;
  }

  /** Says why finished jobs are not kept. */
  #complain() {
    if (this.#store.problem) this.#pool.say(this.#store.problem);
  }
}

/** @param {Wanted} wanted */
async function withModules({ modules, ...request }) {
  const compiled = await Promise.all(modules.map(async (name) => [name, await compile(name)]));
  return { ...request, modules: Object.fromEntries(compiled) };
}
