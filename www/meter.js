// How far long work is, and by its speed so far how long the rest will take.

/** @typedef {{fraction: number, secondsLeft: number | null, phase: string}} Progress  the fraction is of the whole */

export class Meter {
  #phase = "";
  #began = { time: 0, fraction: 0 };
  #onProgress;

  /** @param {(progress: Progress) => void} onProgress */
  constructor(onProgress) {
    this.#onProgress = onProgress;
  }

  /** @param {string} phase each has a speed of its own @param {number} fraction */
  report(phase, fraction) {
    const time = performance.now();
    if (phase !== this.#phase) {
      this.#phase = phase;
      this.#began = { time, fraction };
    }
    const made = fraction - this.#began.fraction;
    const secondsLeft = made > 0 ? ((time - this.#began.time) / 1000 / made) * (1 - fraction) : null;
    this.#onProgress({ fraction, secondsLeft, phase });
  }

  /** The speed so far no longer tells that of what comes, as after a pause. */
  restart() {
    this.#phase = "";
  }
}
