// Long work: one piece at a time on the page, whichever pane began it; how far it is, how long it will take, and its end by
// success, refusal or cancel.
import { announce, make } from "../dom.js";
import { duration } from "../format.js";

/** @typedef {{signal: AbortSignal, onProgress: (progress: any) => void}} Hooks */
/** @typedef {{done?: (result: any) => void, resume?: {words: () => string, go: () => void}}} Ends  what follows; `resume` goes on after a cancel */

/** What runs now. @type {AbortController | null} */
let running = null;
/** @type {Set<Work>} */
const all = new Set();

/**
 * A batch that a reload left unfinished is to go on in its tab.
 * @param {HTMLElement} panel of the tab
 * @param {string} key what it is kept under
 * @param {(plan: import("../pool/ensemble.js").Plan) => void} go
 */
export const onResume = (panel, key, go) =>
  panel.addEventListener("resume", (event) => {
    const { detail } = /** @type {CustomEvent} */ (event);
    if (detail.key === key) go(detail.plan);
  });

export class Work {
  #buttons;
  #resume = make("button", { class: "quiet", hidden: true }, "Resume");
  #cancel = make("button", { class: "quiet", hidden: true }, "Cancel");
  #bar = make("progress", { max: 1, value: 0, hidden: true, "aria-label": "Progress" });
  #words = make("p", { class: "progress-words" });
  element = make("div", { class: "progress" }, this.#bar, this.#words, this.#resume, this.#cancel);
  #again = () => {};

  /** @param {HTMLElement} buttons holds those that start it; none can while anything runs */
  constructor(buttons) {
    this.#buttons = buttons;
    this.#resume.addEventListener("click", () => this.#again());
    this.#cancel.addEventListener("click", () => running?.abort());
    all.add(this);
  }

  /** @param {string} name @param {(hooks: Hooks) => Promise<any>} work @param {Ends} [ends] */
  async go(name, work, { done = () => {}, resume } = {}) {
    if (running) return;
    const mine = (running = new AbortController());
    this.#show(true, "Starting");
    for (const other of all) other.#allow(false);
    announce(`${name} runs`);
    try {
      const onProgress = (/** @type {any} */ progress) => mine.signal.aborted || this.#report(progress);
      done(await work({ signal: mine.signal, onProgress }));
      this.#show(false, "");
    } catch (reason) {
      const resumed = mine.signal.aborted ? resume : undefined;
      this.#show(false, resumed?.words() ?? /** @type {Error} */ (reason).message);
      this.#again = resumed?.go ?? (() => {});
      this.#resume.hidden = !resumed;
    } finally {
      running = null;
      for (const other of all) other.#allow(true);
    }
  }

  /** @param {boolean} free */
  #allow(free) {
    for (const button of this.#buttons.querySelectorAll("button")) button.disabled = !free;
    this.#resume.disabled = !free;
  }

  /** @param {{fraction: number, secondsLeft: number | null, phase: string}} progress */
  #report({ fraction, secondsLeft, phase }) {
    this.#bar.value = fraction;
    const left = secondsLeft !== null && Number.isFinite(secondsLeft) ? `, ${duration(secondsLeft)} left` : "";
    this.#words.textContent = `${phase}: ${Math.floor(100 * fraction)} %${left}`;
  }

  /** @param {boolean} busy @param {string} words */
  #show(busy, words) {
    this.#bar.hidden = this.#cancel.hidden = !busy;
    this.#resume.hidden = true;
    // Without a value a bar says only that something goes on.
    this.#bar.removeAttribute("value");
    this.#words.textContent = words;
  }
}
