// Long work: one piece at a time on the page, whichever pane began it; how far it is, how long it will take, and its end by
// success, refusal or cancel.
import { announce, make } from "../dom.js";
import { duration } from "../format.js";
import { onResume } from "../pool/resume.js";

/** @typedef {{signal: AbortSignal, onProgress: (progress: any) => void}} Hooks */
/** @typedef {{done?: (result: any) => void, stopped?: (message: string) => string, resume?: () => void}} Ends  what follows; `stopped` says what was kept */

/**
 * An ensemble whose finished runs are kept under `key`: what those runs are called, how a plan is measured, what is done with its result.
 * @typedef {{key: string, runs: string, measure: (plan: any, hooks: Hooks) => Promise<any>, done?: (result: any) => void}} Kept
 */

/** What runs now. @type {AbortController | null} */
let running = null;
/** @type {Set<Work>} */
const all = new Set();

/** How far it is, in a bar and in words, with a button that cancels it. */
export class ProgressView {
  #bar = make("progress", { max: 1, value: 0, hidden: true, "aria-label": "Progress" });
  #words = make("p", { class: "progress-words" });
  #cancel = make("button", { class: "quiet", hidden: true }, "Cancel");
  element;

  /** @param {() => void} cancel @param {...Node} more  that stand before the button */
  constructor(cancel, ...more) {
    this.#cancel.addEventListener("click", cancel);
    this.element = make("div", { class: "progress" }, this.#bar, this.#words, ...more, this.#cancel);
  }

  /** @param {boolean} busy @param {string} words */
  show(busy, words) {
    this.#bar.hidden = this.#cancel.hidden = !busy;
    // Without a value a bar says only that something goes on.
    this.#bar.removeAttribute("value");
    this.say(words);
  }

  /** @param {string} words */
  say(words) {
    this.#words.textContent = words;
  }

  /** @param {{fraction: number, secondsLeft?: number | null, phase: string}} progress */
  report({ fraction, secondsLeft, phase }) {
    this.#bar.value = fraction;
    const left = typeof secondsLeft === "number" && Number.isFinite(secondsLeft) ? `, ${duration(secondsLeft)} left` : "";
    this.say(`${phase}: ${Math.floor(100 * fraction)} %${left}`);
  }
}

export class Work {
  #buttons;
  #resume = make("button", { class: "quiet", hidden: true }, "Resume");
  #view = new ProgressView(() => running?.abort(), this.#resume);
  element = this.#view.element;
  #again = () => {};

  /** @param {HTMLElement} buttons holds those that start it; none can while anything runs */
  constructor(buttons) {
    this.#buttons = buttons;
    this.#resume.addEventListener("click", () => this.#again());
    all.add(this);
  }

  /** @param {string} name @param {(hooks: Hooks) => Promise<any>} work @param {Ends} [ends] */
  async go(name, work, { done = () => {}, stopped = (message) => message, resume } = {}) {
    if (running) return this.#view.say("Something else is running: cancel it, or wait for its end.");
    const mine = (running = new AbortController());
    this.#show(true, "Starting");
    for (const other of all) other.#allow(false);
    announce(`${name} runs`);
    try {
      const onProgress = (/** @type {any} */ progress) => mine.signal.aborted || this.#view.report(progress);
      done(await work({ signal: mine.signal, onProgress }));
      this.#show(false, "");
    } catch (reason) {
      const { message } = /** @type {Error} */ (reason);
      this.#show(false, mine.signal.aborted ? stopped(message) : message);
      if (resume) this.#again = resume;
      this.#resume.hidden = !(mine.signal.aborted && resume);
    } finally {
      running = null;
      for (const other of all) other.#allow(true);
    }
  }

  /** What begins an ensemble by its plan; it also goes on with one after a cancel or a reload. @param {string} name @param {Kept} kept */
  keeping(name, { key, runs, measure, done }) {
    const stopped = () => `Cancelled. The ${runs} that are finished are kept: resume does the rest.`;
    const go = (/** @type {any} */ plan) => this.go(name, (hooks) => measure(plan, hooks), { done, stopped, resume: () => go(plan) });
    onResume(key, go);
    return go;
  }

  /** @param {boolean} free */
  #allow(free) {
    for (const button of this.#buttons.querySelectorAll("button")) button.disabled = !free;
    this.#resume.disabled = !free;
  }

  /** @param {boolean} busy @param {string} words */
  #show(busy, words) {
    this.#resume.hidden = true;
    this.#view.show(busy, words);
  }
}
