// Starts an experiment, shows how far it is and how long it will take, and stops it. One at a time on the page.
import { announce, make } from "../dom.js";
import { duration } from "../format.js";

const STEPS = 1000;

/** @typedef {{signal: AbortSignal, onProgress: (progress: any) => void}} Hooks */
/** @typedef {(hooks: Hooks) => Promise<any>} Work */

/** What runs now, whichever pane began it. @type {AbortController | null} */
let running = null;
const panes = new Set();

/** Buttons, a progress bar, and what it says. */
export class Run {
  element = make("div", { class: "run-bar" });
  #lab;
  #name;
  #done;
  #buttons = make("div", { class: "controls" });
  #resume = make("button", { class: "quiet", hidden: true }, "Resume");
  #cancel = make("button", { class: "quiet", hidden: true }, "Cancel");
  #bar = make("progress", { max: 1, value: 0, hidden: true, "aria-label": "Progress" });
  #words = make("p", { class: "progress-words" });

  /**
   * @param {import("../lab.js").Heavytail} lab
   * @param {{name: string, preset: string}} experiment the preset's name, such as "Figure 1b"
   * @param {(result: any) => void} done
   */
  constructor(lab, { name, preset }, done) {
    this.#lab = lab;
    this.#name = name;
    this.#done = done;
    const start = (/** @type {string} */ label, /** @type {string} */ title, /** @type {() => void} */ go, kind = "") => {
      const button = make("button", { class: kind, title }, label);
      button.addEventListener("click", go);
      this.#buttons.append(button);
    };
    this.#buttons.append(make("strong", {}, preset));
    start("Paper-exact", `The paper's own set-up from step 0, ${STEPS} steps, then the analysis`, () => this.#preset("paper-exact"), "primary");
    start("Causal", `The same with a causal mask: the model cannot see what it is to predict`, () => this.#preset("causal"), "primary");
    start("These settings", `The settings as they are, from step 0, ${STEPS} steps, then the analysis`, () => this.#once({ reset: true }));
    start("As it stands", "The analysis of what has been recorded so far", () => this.#go(() => this.#lab.result(this.#name)));
    this.#resume.addEventListener("click", () => this.#once({ reset: false }));
    this.#cancel.addEventListener("click", () => running?.abort());
    const state = make("div", { class: "progress" }, this.#bar, this.#words, this.#resume, this.#cancel);
    this.element.append(this.#buttons, state);
    panes.add(this);
  }

  /** What goes on apart from the visible run and has no result of its own. @param {Work} work */
  queue(work) {
    return this.#go(work, { done: () => {}, resumable: false });
  }

  /** The experiment once. @param {object} options of lab.run */
  #once(options) {
    return this.#go((hooks) => this.#lab.run(this.#name, { steps: STEPS, ...options, ...hooks }));
  }

  /** @param {Work} work @param {{done?: (result: any) => void, resumable?: boolean}} [options] */
  async #go(work, { done = this.#done, resumable = true } = {}) {
    if (running) return;
    const mine = (running = new AbortController());
    this.#show(true, "Starting");
    for (const pane of panes) pane.allow(false);
    announce(`${this.#name} runs`);
    try {
      const onProgress = (/** @type {any} */ progress) => mine.signal.aborted || this.#report(progress);
      done(await work({ signal: mine.signal, onProgress }));
      this.#show(false, "");
    } catch (reason) {
      const at = this.#lab.status()?.step ?? 0;
      const cancelled = mine.signal.aborted && resumable;
      this.#show(false, cancelled ? `Cancelled at step ${at}. Nothing is lost: resume goes on from there.` : /** @type {Error} */ (reason).message);
      this.#resume.hidden = !cancelled;
    } finally {
      running = null;
      for (const pane of panes) pane.allow(true);
    }
  }

  /** @param {boolean} free */
  allow(free) {
    for (const button of this.#buttons.querySelectorAll("button")) button.disabled = !free;
    this.#resume.disabled = !free;
  }

  /** @param {string} preset */
  #preset(preset) {
    return this.#go(async (hooks) => {
      await this.#lab.set({ preset, speed: "max" });
      return this.#lab.run(this.#name, { steps: STEPS, reset: true, ...hooks });
    });
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
