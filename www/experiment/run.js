// The buttons that run an experiment: the paper's set-up with and without a mask, the settings as they are, or what has been
// recorded so far.
import { make } from "../dom.js";
import { STEPS } from "../pool/work.js";
import { Work } from "./work.js";

export class Run {
  element = make("div", { class: "run-bar" });
  #lab;
  #name;
  #done;
  #options;
  #work;

  /**
   * @param {import("../lab.js").Heavytail} lab
   * @param {{name: string, preset: string, options?: () => object}} experiment the preset's name, such as "Figure 1b"; what is
   *   asked of it
   * @param {(result: any) => void} done
   */
  constructor(lab, { name, preset, options = () => ({}) }, done) {
    this.#lab = lab;
    this.#name = name;
    this.#done = done;
    this.#options = options;
    const buttons = make("div", { class: "controls", role: "group", "aria-label": `Run ${preset}` }, make("strong", {}, `Run ${preset}`));
    const start = (/** @type {string} */ label, /** @type {string} */ title, /** @type {() => void} */ go, kind = "") => {
      const button = make("button", { class: kind, title }, label);
      button.addEventListener("click", go);
      buttons.append(button);
    };
    start("Paper-exact", `The paper's own set-up from step 0, ${STEPS} steps, then the analysis`, () => this.#preset("paper-exact"), "primary");
    start("Causal", `The same with a causal mask: the model cannot see what it is to predict`, () => this.#preset("causal"));
    start("These settings", `The settings as they are, from step 0, ${STEPS} steps, then the analysis`, () => this.#once({ reset: true }));
    start("As it stands", "The analysis of what has been recorded so far", () => this.#go((hooks) => lab.result(name, { ...options(), ...hooks })));
    this.#work = new Work(buttons);
    this.element.append(buttons, this.#work.element);
  }

  /** What begins an ensemble apart from the visible run. @param {import("./work.js").Kept} kept */
  keeping(kept) {
    return this.#work.keeping(this.#name, kept);
  }

  /** @param {(hooks: import("./work.js").Hooks) => Promise<any>} work */
  #go(work) {
    const stopped = () => `Cancelled at step ${this.#lab.status()?.step ?? 0}. Nothing is lost: resume goes on from there.`;
    return this.#work.go(this.#name, work, { done: this.#done, stopped, resume: () => this.#once({ reset: false }) });
  }

  /** The experiment once. @param {object} options of lab.run */
  #once(options) {
    return this.#go((hooks) => this.#lab.run(this.#name, { steps: STEPS, ...this.#options(), ...options, ...hooks }));
  }

  /** @param {string} preset */
  #preset(preset) {
    return this.#go(async (hooks) => {
      await this.#lab.set({ preset, speed: "max" });
      return this.#lab.run(this.#name, { steps: STEPS, reset: true, ...this.#options(), ...hooks });
    });
  }
}
