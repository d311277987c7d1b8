// The charts of a pane: each asks the lab for a figure by name, and says a refusal in its place.
import { Chart } from "../chart.js";
import { make } from "../dom.js";
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

/**
 * A few choices side by side.
 * @param {string} label
 * @param {[string, string][]} choices value and words, the first one taken
 * @param {(value: string) => void} chosen
 */
export function segments(label, choices, chosen) {
  const name = `segment-${crypto.randomUUID()}`;
  const element = make("fieldset", { class: "segments" }, make("legend", { class: "hidden" }, label));
  for (const [value, words] of choices) {
    const input = make("input", { type: "radio", name, value, checked: value === choices[0][0] });
    element.append(make("label", {}, input, make("span", {}, words)));
  }
  element.addEventListener("change", (event) => chosen(/** @type {HTMLInputElement} */ (event.target).value));
  return element;
}

/**
 * A check box for each null, all on.
 * @param {string[]} names
 * @param {(name: string) => string} words
 * @param {(chosen: string[]) => void} chosen
 */
export function nullBoxes(names, words, chosen) {
  const element = make("div", { class: "controls nulls", role: "group", "aria-label": "Null models drawn" });
  const boxes = names.map((name) => {
    const box = make("input", { type: "checkbox", value: name, checked: true });
    element.append(make("label", { class: "check" }, box, words(name)));
    return box;
  });
  element.addEventListener("change", () => chosen(boxes.filter((box) => box.checked).map((box) => box.value)));
  return element;
}
