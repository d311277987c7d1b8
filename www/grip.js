// The grip of a rule that a reader can move along the chart: by mouse, touch, or arrow keys.
import { make } from "./dom.js";
import { measured } from "./format.js";
import { along, valueAt } from "./probe.js";

/** Parts of the axis that a key moves it by. @type {Record<string, number>} */
const KEYS = { ArrowRight: 0.004, ArrowUp: 0.004, ArrowLeft: -0.004, ArrowDown: -0.004, PageUp: 0.04, PageDown: -0.04, Home: -1, End: 1 };

export class Grip {
  /** Whether a pointer holds it. */
  held = false;
  #element;
  #move;
  /** @type {import("./probe.js").Drawn | null} */
  #drawn = null;
  #at = NaN;

  /**
   * @param {HTMLElement} host the chart's
   * @param {(at: number) => void} move in the axis's unit
   */
  constructor(host, move) {
    this.#move = move;
    this.#element = make("div", { class: "grip", role: "slider", tabindex: 0, "aria-orientation": "horizontal", hidden: true });
    host.append(this.#element);
    this.#element.addEventListener("keydown", (event) => this.#key(event));
    this.#element.addEventListener("pointerdown", (event) => {
      this.held = true;
      this.#element.setPointerCapture(event.pointerId);
      event.preventDefault(); // no text is marked
      this.#element.focus();
    });
    this.#element.addEventListener("pointermove", (event) => {
      if (!this.held || !this.#drawn) return;
      const { left, width } = this.#drawn.plot;
      this.#to((event.clientX - host.getBoundingClientRect().left - left) / width);
    });
    for (const end of ["pointerup", "pointercancel"]) this.#element.addEventListener(end, () => (this.held = false));
  }

  /**
   * Stands where the rule was drawn.
   * @param {import("./protocol.js").Rule | undefined} rule
   * @param {import("./probe.js").Drawn | null} drawn
   */
  follow(rule, drawn) {
    const place = rule && drawn ? along(rule.at, drawn.x) : NaN;
    this.#drawn = drawn;
    this.#element.hidden = !(place >= 0 && place <= 1);
    if (!rule || !drawn || this.#element.hidden) return;
    const { left, top, width, height } = drawn.plot;
    this.#element.style.cssText = `left: ${left + place * width}px; top: ${top}px; height: ${height}px;`;
    this.#say({ label: `${rule.label}: move it`, valuemin: drawn.x.min, valuemax: drawn.x.max });
    this.#stand(rule.at);
  }

  /** @param {number} at */
  #stand(at) {
    this.#at = at;
    this.#say({ valuenow: at, valuetext: measured(at) });
  }

  /** @param {Record<string, string | number>} states */
  #say(states) {
    for (const [name, value] of Object.entries(states)) this.#element.setAttribute(`aria-${name}`, String(value));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const step = KEYS[event.key];
    if (!step || !this.#drawn || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#to(along(this.#at, this.#drawn.x) + step * (event.shiftKey ? 5 : 1));
  }

  /** @param {number} place 0 to 1 */
  #to(place) {
    if (!this.#drawn) return;
    this.#stand(valueAt(Math.min(1, Math.max(0, place)), this.#drawn.x));
    this.#move(this.#at);
  }
}
