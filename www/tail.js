// Experiment 1's chart: the sizes of the updates as they are made, or of a result; and the fit to their tail in numbers.
import { Chart } from "./chart.js";
import { byId, make } from "./dom.js";
import { count } from "./format.js";
import { typeset } from "./symbols.js";
import { startTable } from "./table.js";

/**
 * The chart, for the pane around it: `show` chooses the figure ("updates" live, or "E1" of its result), `move` says where its tail
 * begins (an empty object: at the best x_min), `filter` leaves parts of a figure out, and `changed` is called when a reader has chosen something.
 * @typedef {import("./protocol.js").Figure} Figure
 * @typedef {{xMin?: number, share?: number}} Start  x_min, or the share of the values that lie above it
 * @typedef {{view: string, window: string, tensor: string} & Start} Options
 * @typedef {{chart: Chart, options: Options, shown(): string, show(figure: "updates" | "E1"): void, move(start: Start): void, filter: (figure: Figure) => Figure, changed: () => void}} Live
 */

/**
 * @param {import("./lab.js").Heavytail} lab
 * @param {import("./theme.js").Theme} theme
 * @returns {Live}
 */
export function startTail(lab, theme) {
  /** @type {Options} */
  const options = { view: "ccdf", window: "transient", tensor: "pooled" };
  let figure = "updates";
  let chosen = false; // whether a person has chosen the window
  const ask = async () => live.filter(await lab.figure(figure, options));
  const chart = new Chart(byId("tail"), theme, ask, { shown: numbersIn(byId("tail-numbers")), moved: (id, at) => live.move({ [id]: at }), notes: false });
  startTable(/** @type {HTMLDetailsElement} */ (byId("tail-table")), () => chart.figure);

  /** @type {Live} */
  const live = {
    chart,
    options,
    shown: () => figure,
    show(name) {
      if (figure === name) return;
      figure = name;
      begin({});
      chart.refresh();
      live.changed();
    },
    move(start) {
      begin(start);
      chart.touch();
      live.changed();
    },
    filter: (figure) => figure,
    changed() {},
  };

  /** @param {Start} start */
  function begin(start) {
    delete options.xMin;
    delete options.share;
    Object.assign(options, start);
  }
  /** Another stream has another tail. */
  function chose() {
    begin({});
    chart.refresh();
    live.changed();
  }
  /** @param {"view" | "window"} name @param {string} value */
  function choose(name, value) {
    if (options[name] === value) return;
    options[name] = value;
    for (const input of byId(name).querySelectorAll("input")) input.checked = input.value === value;
    chose();
  }
  for (const name of /** @type {const} */ (["view", "window"])) {
    byId(name).addEventListener("change", (event) => {
      chosen ||= name === "window";
      choose(name, /** @type {HTMLInputElement} */ (event.target).value);
    });
  }
  const list = /** @type {HTMLSelectElement} */ (byId("tensor"));
  list.addEventListener("change", () => {
    options.tensor = list.value;
    chose();
  });

  let transient = 200; // steps
  let drawn = -1;
  lab.on("status", ({ step }) => {
    if (step === drawn) return;
    drawn = step;
    // Until a person chooses, the chart follows the run into its later part.
    if (!chosen) choose("window", step > 1.1 * transient ? "after" : "transient");
    if (figure === "updates") chart.touch();
  });
  lab.on("settings", ({ layout, knobs }) => {
    transient = Number(knobs.find((/** @type {any} */ { key }) => key === "transient")?.value ?? transient);
    byId("window-transient").textContent = `Steps 1–${count(transient)}`;
    byId("window-after").textContent = `After ${count(transient)}`;
    const names = layout.filter((/** @type {any} */ { inTail }) => inTail).map((/** @type {any} */ { name }) => name);
    if (names.join() !== [...list.options].slice(1).map(({ value }) => value).join()) {
      list.replaceChildren(list.options[0], ...names.map((/** @type {string} */ name) => make("option", { value: name }, name)));
      list.value = options.tensor;
      if (list.selectedIndex < 0) options.tensor = list.value = "pooled";
    }
    chart.refresh();
  });
  return live;
}

/**
 * Shows the main numbers among a figure's notes: in "x_min = 2e-4 · D = 0.01" stand two terms with their values.
 * They change with the chart, which may show them too; a row that has not changed stays.
 * @param {HTMLElement} list
 */
function numbersIn(list) {
  /** @type {string[]} */
  let shown = [];
  return (/** @type {import("./protocol.js").Figure} */ { notes, empty }) => {
    const parts = (empty ? [] : notes).flatMap((note) => note.split(" · ")).filter(termAndValue);
    while (list.children.length > parts.length) list.lastElementChild?.remove();
    parts.forEach((part, i) => {
      if (part === shown[i]) return;
      const row = numberRow(.../** @type {[string, string]} */ (termAndValue(part)));
      if (i < list.children.length) list.children[i].replaceWith(row);
      else list.append(row);
    });
    shown = parts;
  };
}

/** @param {string} part @returns {[string, string] | null} */
function termAndValue(part) {
  const [, number, unit] = part.match(/^([\d.]+) (decades)$/) ?? [];
  const [term, value, ...more] = number ? [unit, number] : part.split(" = ");
  return value && more.length === 0 ? [term, value] : null;
}

/** @param {string} term @param {string} value */
function numberRow(term, value) {
  const [figures, ...words] = value.split(/(?= \(| of )/);
  return make("div", {}, make("dt", {}, ...typeset(term)), make("dd", { title: value }, figures, make("small", { class: "hidden" }, words.join(""))));
}
