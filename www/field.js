// One setting as a form field: label, control, what was refused beside it.
import { make } from "./dom.js";
import { nudge } from "./format.js";
import { decimal, valueOf } from "./values.js";

/** @typedef {import("./protocol.js").Knob} Knob */
/** @typedef {import("./protocol.js").Value} Value */

const SEGMENTS = { choices: 3, letters: 16 }; // more than that becomes a list

export class Field {
  #knob;
  #apply;
  /** @type {HTMLInputElement | HTMLSelectElement | HTMLFieldSetElement} */
  #control;
  #error;

  /**
   * @param {Knob} knob
   * @param {(value: Value) => Promise<void>} apply
   */
  constructor(knob, apply) {
    this.#knob = knob;
    this.#apply = apply;
    const id = `knob-${knob.key}`;
    this.#error = make("p", { class: "error", id: `${id}-error`, role: "alert", hidden: true });
    const described = { "aria-describedby": `${id}-help ${id}-error` };
    const title = knob.live ? null : "A change starts the run anew";
    this.#control = this.#build(id, described);
    const segments = this.#control instanceof HTMLFieldSetElement;
    const mark = knob.live ? "" : make("span", { class: "anew", title, "aria-hidden": true }, "↺");
    const label = segments ? make("span", { class: "label", id: `${id}-label` }, knob.label, mark) : make("label", { class: "label", for: id }, knob.label, mark);
    const help = `${knob.help}${knob.live ? "" : " A change starts the run anew."}`;
    this.element = make("div", { class: "field", "data-knob": knob.key }, label, this.#control, make("p", { class: "help", id: `${id}-help` }, help), this.#error);
    this.element.dataset.help = `${knob.label}: ${help}`;
    this.update(knob);
  }

  /** Shows the value in use, unless a person is typing another. @param {Knob} knob */
  update(knob) {
    this.#knob = knob;
    if (this.#control instanceof HTMLFieldSetElement) {
      for (const input of this.#control.querySelectorAll("input")) input.checked = input.value === String(knob.value);
    } else if (this.#control.value !== String(knob.value) && !(this.#refused && document.activeElement === this.#control)) {
      this.#control.value = String(knob.value);
      this.#show(null);
    }
  }

  get #refused() {
    return !this.#error.hidden;
  }

  /** @param {string} id @param {Record<string, string>} described */
  #build(id, described) {
    const { kind, choices = [], key } = this.#knob;
    if (kind !== "choice") return this.#text(id, described);
    const letters = choices.reduce((sum, { label }) => sum + label.length, 0);
    if (choices.length <= SEGMENTS.choices && letters <= SEGMENTS.letters) {
      const set = make("fieldset", { class: "segments", "aria-labelledby": `${id}-label`, ...described });
      for (const { value, label } of choices) {
        set.append(make("label", {}, make("input", { type: "radio", name: id, value: String(value) }), make("span", {}, label)));
      }
      set.addEventListener("change", (event) => this.#try(/** @type {HTMLInputElement} */ (event.target).value));
      return set;
    }
    const list = make("select", { id, ...described, name: key });
    for (const { value, label } of choices) list.append(make("option", { value: String(value) }, label));
    list.addEventListener("change", () => this.#try(list.value));
    return list;
  }

  /** @param {string} id @param {Record<string, string>} described */
  #text(id, described) {
    const input = make("input", { id, type: "text", autocomplete: "off", spellcheck: "false", inputmode: this.#knob.word ? "text" : "decimal", ...described });
    input.addEventListener("change", () => this.#try(input.value));
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        input.value = String(this.#knob.value);
        this.#show(null);
      }
      const direction = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
      const value = decimal(input.value);
      if (direction === 0 || Number.isNaN(value)) return;
      event.preventDefault();
      input.value = String(nudge(value, direction, this.#knob.kind === "integer"));
      this.#try(input.value);
    });
    return input;
  }

  /** @param {string} typed */
  async #try(typed) {
    try {
      await this.#apply(valueOf(this.#knob, typed));
      this.#show(null);
    } catch (reason) {
      this.#show(/** @type {Error} */ (reason).message);
    }
  }

  /** @param {string | null} message */
  #show(message) {
    const { kind, choices, value } = this.#knob;
    // A list shows the value in use again; a typed value stays, to be mended.
    if (message && kind === "choice") this.update(this.#knob);
    const used = choices?.find((choice) => choice.value === value)?.label ?? value;
    this.#error.textContent = message ? `${message} In use: ${used}.` : "";
    this.#error.hidden = !message;
    this.#control.toggleAttribute("data-refused", Boolean(message));
    this.#control.setAttribute("aria-invalid", String(Boolean(message)));
  }
}
