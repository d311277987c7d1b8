// The charts of a pane: each asks the lab for a figure by name, and says a refusal in its place.
import { Chart } from "../chart.js";
import { make } from "../dom.js";
import { typeset } from "../symbols.js";
import { startTable } from "../table.js";

/** A figure of one sentence. @param {string} sentence @returns {import("../protocol.js").Figure} */
export const sentence = (sentence) => {
  const axis = { label: "", scale: /** @type {const} */ ("linear"), range: null };
  return { title: "", x: axis, y: axis, series: [], rules: [], notes: [], empty: sentence };
};

/**
 * A chart with its table, ready to be put into a pane.
 * @param {import("../theme.js").Theme} theme
 * @param {string} label
 * @param {() => Promise<import("../protocol.js").Figure>} ask
 * @param {{kind?: string, table?: boolean, moved?: (id: string, at: number) => void}} [options]
 */
export function makeChart(theme, label, ask, { kind = "", table = true, moved } = {}) {
  const host = make("figure", { class: `chart ${kind}`, "aria-label": label });
  const element = make("div", { class: "plate" }, host);
  const chart = new Chart(host, theme, () => ask().catch((reason) => sentence(reason.message)), { moved });
  if (table) startTable(element.appendChild(make("details", { class: "table" }, make("summary", {}, "Show as table"))), () => chart.figure);
  return { element, chart };
}

/** Sets of choices so far, each with a name of its own. */
let sets = 0;

/**
 * A few choices side by side.
 * @param {string} label
 * @param {[string, string][]} choices value and words, the first one taken
 * @param {(value: string) => void} chosen
 */
export function segments(label, choices, chosen) {
  const name = `segments-${++sets}`;
  const element = make("fieldset", { class: "segments" }, make("legend", { class: "hidden" }, label));
  for (const [value, words] of choices) {
    const input = make("input", { type: "radio", name, value, checked: value === choices[0][0] });
    element.append(make("label", {}, input, make("span", {}, ...typeset(words))));
  }
  element.addEventListener("change", (event) => chosen(/** @type {HTMLInputElement} */ (event.target).value));
  return element;
}

/** Whether a series is a null model's. @param {import("../protocol.js").Series} series */
const isNull = ({ label, tone }) => label !== "" && tone.startsWith("null");

/** Check boxes for the null models of the figures that pass through `filter`; unticked ones are not drawn. */
export class Overlays {
  element = make("div", { class: "controls nulls", role: "group", "aria-label": "Null models drawn", hidden: true });
  /** @type {Set<string>} */
  #hidden = new Set();
  #known = "";

  /** @param {() => void} changed */
  constructor(changed) {
    this.element.addEventListener("change", (event) => {
      const { value, checked } = /** @type {HTMLInputElement} */ (event.target);
      if (checked) this.#hidden.delete(value);
      else this.#hidden.add(value);
      changed();
    });
  }

  /** The figure without what is unticked. @param {import("../protocol.js").Figure} figure */
  filter(figure) {
    this.#offer([...new Set(figure.series.filter(isNull).map(({ label }) => label))]);
    return { ...figure, series: figure.series.filter((series) => !(isNull(series) && this.#hidden.has(series.label))) };
  }

  /** @param {string[]} labels */
  #offer(labels) {
    if (this.#known === labels.join("|")) return;
    this.#known = labels.join("|");
    this.element.hidden = labels.length === 0;
    const box = (/** @type {string} */ label) => make("input", { type: "checkbox", value: label, checked: !this.#hidden.has(label) });
    this.element.replaceChildren(...labels.map((label) => make("label", { class: "check" }, box(label), label)));
  }
}
