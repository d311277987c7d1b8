// The jobs of the page: its pool of workers, the wasm modules that they need, and what is kept of them over a reload.
import { Refusal } from "../protocol.js";
import { Remote } from "../remote.js";
import { compile } from "../wasm.js";
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
    const script = new URL("./worker.js", import.meta.url);
    this.#pool = new Pool(() => new Remote(new Worker(script, { type: "module", name: "pool" }), (why) => why), size);
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

  /** What is kept of batches, and whether it is under way. */
  async batches() {
    return (await this.#store.list()).map((batch) => ({ ...batch, running: this.#keys.has(batch.key) }));
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
   * The same, kept: jobs that were finished under this key, and for the same plan, are not done again.
   * @param {Omit<import("./store.js").Kept, "total" | "label">} kept
   * @param {Wanted} wanted
   * @param {import("./batch.js").Hooks} hooks
   */
  async runKept({ key, tab, plan }, wanted, hooks) {
    if (this.#keys.has(key)) throw new Refusal({ key: "call", message: `What is kept as “${key}” is under way already.` });
    this.#keys.add(key);
    try {
      const done = await this.#store.begin({ key, tab, plan, label: wanted.label ?? key, total: wanted.jobs.length });
      for (const [index, outcome] of done) hooks.onOutcome?.(index, outcome);
      const onOutcome = async (/** @type {number} */ index, /** @type {any} */ outcome) => {
        hooks.onOutcome?.(index, outcome);
        await this.#store.keep(key, index, outcome);
        this.#complain();
      };
      const outcomes = this.#pool.run({ ...(await withModules(wanted)), done }, { ...hooks, onOutcome });
      this.#complain();
      return await outcomes;
    } finally {
      this.#keys.delete(key);
    }
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
