// The form of a calibration: which world, and the numbers that it is made by, each checked against its row of the table that
// the analyst holds.
import { make } from "../dom.js";
import { count, duration } from "../format.js";
import { typeset, unicode } from "../symbols.js";
import { mark, read } from "./fields.js";

/** @typedef {import("../wasm.js").World} World */
/** @typedef {import("../wasm.js").Row} Row */

/** What the kinds of world are called. */
const GROUPS = { fit: "Values of a known law", E1: "Updates, through E1", E3: "Events, through E3" };

/**
 * About how long it takes: a data set's time grows with its size.
 * @param {World} world @param {Record<string, number>} values @param {number} workers
 */
export function secondsOf({ rows, seconds }, values, workers) {
  const size = rows.find(({ key }) => key === "n" || key === "steps");
  const larger = size ? values[size.key] / size.default : 1;
  return (values.sets * seconds * larger) / Math.max(1, Math.min(workers, values.sets));
}

/** The controls of a world. */
export class WorldForm {
  element = make("div", { class: "world" });
  #worlds;
  #workers;
  #select = make("select", { "aria-label": "World" });
  #fields = make("div", { class: "controls" });
  #help = make("p", { class: "notes" });
  #error = make("p", { class: "error", role: "alert" });
  /** How long it will take. */
  time = make("p", { class: "progress-words" });
  /** @type {Map<Row, HTMLInputElement>} */
  #inputs = new Map();

  /** @param {World[]} worlds @param {() => number} workers how many share the work */
  constructor(worlds, workers) {
    this.#worlds = worlds;
    this.#workers = workers;
    for (const [pipeline, label] of Object.entries(GROUPS)) {
      const options = worlds.filter((world) => world.pipeline === pipeline).map(({ key, label }) => make("option", { value: key }, label));
      this.#select.append(make("optgroup", { label }, ...options));
    }
    this.#select.addEventListener("change", () => this.#build());
    this.#fields.addEventListener("input", () => this.#check());
    this.element.append(make("div", { class: "controls" }, make("label", { class: "inline wide" }, "World", this.#select)), this.#help, this.#fields, this.#error);
    this.#build();
  }

  get world() {
    return /** @type {World} */ (this.#worlds.find(({ key }) => key === this.#select.value));
  }

  /** Everything as options; null while something is refused. @returns {Record<string, any> | null} */
  get options() {
    const values = this.#check();
    return values && { world: this.world.key, ...values };
  }

  /** A refusal from elsewhere, beside the field that it names. @param {{key?: string, message: string}} reason */
  refuse({ key, message }) {
    for (const [row, input] of this.#inputs) mark(input, row.key === key);
    this.#error.textContent = message;
  }

  #build() {
    this.#inputs.clear();
    this.#help.replaceChildren(...typeset(`${this.world.help}.`));
    const field = (/** @type {Row} */ row) => {
      const input = make("input", { type: "text", inputmode: row.whole ? "numeric" : "decimal", value: row.default, title: `${unicode(row.help)}: ${row.min.toLocaleString("en-GB")} to ${row.max.toLocaleString("en-GB")}` });
      this.#inputs.set(row, input);
      return make("label", { class: "inline" }, make("span", {}, ...typeset(row.label)), input);
    };
    this.#fields.replaceChildren(...this.world.rows.map(field));
    this.#check();
  }

  /** @returns {Record<string, number> | null} */
  #check() {
    /** @type {Record<string, number>} */
    const values = {};
    const refused = [];
    for (const [row, input] of this.#inputs) {
      const found = read(row, input.value);
      mark(input, "refused" in found);
      if ("refused" in found) refused.push(found.refused);
      else values[row.key] = found.value;
    }
    this.#error.textContent = refused.join(" ");
    const whole = refused.length === 0;
    this.time.textContent = whole ? `${count(values.sets)} data sets: about ${duration(Math.max(1, secondsOf(this.world, values, this.#workers())))}.` : "";
    return whole ? values : null;
  }
}
