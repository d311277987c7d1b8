// Drives the training loop in slices so short that a pause, a question or a new setting is answered at once.

/** Length of a slice in ms. The last shard of work may overrun it by its own length. */
const SLICE = 20;

export class Runner {
  running = false;
  #interval = 0; // ms between steps; 0 is as fast as it goes
  #due = 0; // when the next step may start
  #generation = 0; // a turn that was asked for by an earlier generation is void
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {{total: number, done: number, resolve: () => void, reject: (reason: any) => void} | null} */
  #job = null;
  #advance;
  #events;
  #soon;

  /**
   * @param {() => boolean} advance  does one shard of work; true when a step has just been finished; throws to stop
   * @param {{step(): void, slice(): void, stop(reason: any): void}} events  a step was finished; a slice was; the run
   *   stopped by itself
   * @param {(turn: () => void) => void} soon  calls `turn` after whatever waits has been answered
   */
  constructor(advance, events, soon) {
    this.#advance = advance;
    this.#events = events;
    this.#soon = soon;
  }

  play() {
    if (this.running && !this.#job) return;
    this.pause();
    this.#start();
  }

  pause() {
    const job = this.#job;
    const message = `Stopped after ${job?.done} of ${job?.total} steps: the run was paused or changed.`;
    this.#halt({ key: "run", message });
  }

  /**
   * Resolves after n steps, at full speed, paused. Rejects when something else stops the run before.
   * @param {number} n
   * @returns {Promise<void>}
   */
  step(n) {
    this.pause();
    if (n === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#job = { total: n, done: 0, resolve, reject };
      this.#start();
    });
  }

  /** @param {number} stepsPerSecond */
  set speed(stepsPerSecond) {
    this.#interval = 1000 / stepsPerSecond;
    this.#due = 0;
    if (this.running) this.#start();
  }

  #start() {
    this.running = true;
    const generation = ++this.#generation;
    clearTimeout(this.#timer);
    this.#soon(() => this.#turn(generation));
  }

  /** @param {any} reason */
  #halt(reason) {
    this.running = false;
    this.#generation++;
    clearTimeout(this.#timer);
    const job = this.#job;
    this.#job = null;
    job?.reject(reason);
  }

  /** @param {number} generation */
  #turn(generation) {
    if (generation !== this.#generation) return;
    const end = performance.now() + SLICE;
    try {
      while (this.running && performance.now() < end && (this.#job || performance.now() >= this.#due)) {
        if (this.#advance()) this.#finishStep();
      }
    } catch (reason) {
      this.#halt(reason);
      this.#events.stop(reason);
      return;
    }
    this.#events.slice();
    if (!this.running) return;
    const wait = this.#job ? 0 : this.#due - performance.now();
    const next = () => this.#turn(generation);
    if (wait > 0) this.#timer = setTimeout(next, wait);
    else this.#soon(next);
  }

  #finishStep() {
    this.#due = Math.max(performance.now(), this.#due + this.#interval);
    this.#events.step();
    const job = this.#job;
    if (!job || ++job.done < job.total) return;
    this.#job = null;
    this.running = false;
    job.resolve();
  }
}
