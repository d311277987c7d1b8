// What is kept of batches over a reload: each under its key, with what was asked and the outcomes of finished jobs. A browser
// may have no such storage, or no room in it: then nothing is kept, and the store says so.
import { remember } from "../storage.js";

/**
 * @typedef {object} Kept
 * @property {string} key
 * @property {string} label
 * @property {string} [tab]   that shows it
 * @property {any} plan       what was asked, as plain data
 * @property {number} total   jobs
 */

export class Store {
  /** Why nothing is kept any more. @type {string | null} */
  problem = null;
  /** @type {Promise<IDBDatabase>} */
  #database;

  constructor() {
    this.#database = open();
    this.#database.catch(() => {}); // whoever uses it hears
  }

  /** Every batch, and how many of its jobs are done. @returns {Promise<(Kept & {done: number})[]>} */
  list() {
    return this.#attempt([], async (batches, outcomes) => {
      /** @type {Kept[]} */
      const kept = await answer(batches.getAll());
      return Promise.all(kept.map(async (batch) => ({ ...batch, done: await answer(outcomes.count(allOf(batch.key))) })));
    });
  }

  /** What is known of a batch, which is begun anew where its plan has changed. @param {Kept} batch @returns {Promise<Map<number, any>>} outcomes by job */
  begin(batch) {
    return this.#attempt(new Map(), async (batches, outcomes) => {
      remember("kept", "yes");
      const before = await answer(batches.get(batch.key));
      await answer(batches.put(batch));
      if (!before || !same(before.plan, batch.plan)) {
        await answer(outcomes.delete(allOf(batch.key)));
        return new Map();
      }
      const [keys, values] = await Promise.all([answer(outcomes.getAllKeys(allOf(batch.key))), answer(outcomes.getAll(allOf(batch.key)))]);
      return new Map(keys.map((key, i) => [/** @type {[string, number]} */ (key)[1], values[i]]));
    });
  }

  /** @param {string} key @param {number} index @param {any} outcome */
  keep(key, index, outcome) {
    return this.#attempt(undefined, (_, outcomes) => answer(outcomes.put(outcome, [key, index])));
  }

  /** @param {string} key */
  discard(key) {
    return this.#attempt(undefined, async (batches, outcomes) => {
      await answer(batches.delete(key));
      await answer(outcomes.delete(allOf(key)));
    });
  }

  /**
   * @template T
   * @param {T} otherwise  the answer of a store that cannot
   * @param {(batches: IDBObjectStore, outcomes: IDBObjectStore) => Promise<any>} work
   * @returns {Promise<T>}
   */
  async #attempt(otherwise, work) {
    try {
      const transaction = (await this.#database).transaction(["batches", "outcomes"], "readwrite");
      const ended = new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = () => reject(transaction.error);
      });
      const [value] = await Promise.all([work(transaction.objectStore("batches"), transaction.objectStore("outcomes")), ended]);
      return value;
    } catch (thrown) {
      const why = /** @type {any} */ (thrown)?.name === "QuotaExceededError" ? "there is no room" : "the browser does not let the page store anything";
      this.problem = `Finished jobs are not kept (${why}). The work goes on, but a reload would lose it.`;
      return otherwise;
    }
  }
}

/** @returns {Promise<IDBDatabase>} */
async function open() {
  const request = indexedDB.open("heavytail", 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("batches", { keyPath: "key" });
    request.result.createObjectStore("outcomes"); // by [key of the batch, index of the job]
  };
  return answer(request);
}

/** The outcomes of a batch. @param {string} key */
const allOf = (key) => IDBKeyRange.bound([key, 0], [key, Infinity]);

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const answer = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** Whether two pieces of plain data are equal. @param {any} a @param {any} b @returns {boolean} */
export function same(a, b) {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return Object.is(a, b);
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && same(a[key], b[key]));
}
