// A rate over a sliding window: units per second while something runs.

const WINDOW = 2000; // ms

export class Rate {
  /** @type {{at: number, units: number}[]} */
  #events = [];
  #since = 0;

  /** Starts counting; what was counted before a pause says nothing about the speed after it. @param {number} at ms */
  start(at) {
    this.#events = [];
    this.#since = at;
  }

  /** @param {number} at ms @param {number} units */
  add(at, units) {
    this.#events.push({ at, units });
    while (this.#events.length > 1 && this.#events[0].at < at - WINDOW) this.#since = /** @type {any} */ (this.#events.shift()).at;
  }

  /** Events in the window. */
  get count() {
    return this.#events.length;
  }

  /** Units per second up to the last event; 0 before there is one. */
  get perSecond() {
    const last = this.#events.at(-1);
    if (!last || last.at <= this.#since) return 0;
    return (1000 * this.#events.reduce((sum, event) => sum + event.units, 0)) / (last.at - this.#since);
  }
}
