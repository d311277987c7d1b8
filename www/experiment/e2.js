// E2's pane: the exponent of window after window beside the null's, each tensor small, and the same over widths.
import { make } from "../dom.js";
import { makeChart, nullBoxes } from "./charts.js";
import { known, nullName, numbersTable, uncertain } from "./numbers.js";
import { probability } from "../format.js";
import { columns, startPane } from "./pane.js";
import { startWidths } from "./widths.js";

const EXPERIMENT = {
  name: "E2",
  preset: "Stability",
  question: "Does the exponent stay the same while it learns?",
  claim: "The paper takes a steady exponent as a sign of self-organised criticality. A null model without any of it may be as steady.",
};

const ROWS = [
  { key: "alpha", label: "mean α", title: "Over the windows after the transient", of: (/** @type {any} */ part) => uncertain(part?.alpha, part?.interval, part?.alphaSe) },
  { key: "spread", label: "spread", title: "Standard deviation of α over the windows", of: (/** @type {any} */ part) => known(part?.spread, (value) => value.toFixed(3)) },
  { key: "slope", label: "trend, α per 1,000 steps", title: "Of a straight line through the windows", of: (/** @type {any} */ part) => uncertain(1000 * part?.trend?.slope, null, 1000 * part?.trend?.se) },
  { key: "p", label: "p of no trend", title: "Share of shuffled orders of the windows with a trend as strong", of: (/** @type {any} */ part) => known(part?.trend?.p, probability) },
  { key: "windows", label: "windows", title: "Stretches of steps, each fitted alone", of: (/** @type {any} */ part) => known(part?.windows?.length, String) },
];

/** @param {HTMLElement} panel @param {import("../tabs.js").Page} page */
export async function start(panel, page) {
  const { lab, theme } = page;
  /** @type {{nulls?: string[]}} */
  const options = {};
  const main = makeChart(theme, "The exponent of each window", () => lab.figure("E2", options));
  const nulls = make("div", { hidden: true });
  const small = make("div", { class: "multiples" });
  const tensors = make("section", { class: "more", hidden: true }, make("h3", {}, "Each weight group alone"), small);
  const widths = startWidths(page);
  const pane = startPane(panel, page, EXPERIMENT, { main: main.chart, parts: [main.element, nulls, tensors], show });
  panel.append(widths.element);
  widths.use(pane.run);
  main.chart.refresh();

  /** @param {any} result */
  function show(result) {
    const names = Object.keys(result.nulls ?? {});
    options.nulls = names;
    const charts = (result.tensors ?? [])
      .filter((/** @type {any} */ { inTail }) => inTail !== false)
      .map((/** @type {any} */ { name }) => makeChart(theme, name, () => smallFigure(name), { kind: "small", table: false }));
    const refresh = () => [main, ...charts].forEach(({ chart }) => chart.refresh());
    nulls.replaceChildren(nullBoxes(names, nullName, (chosen) => {
      options.nulls = chosen;
      refresh();
    }));
    nulls.hidden = names.length === 0;
    small.replaceChildren(...charts.map((/** @type {any} */ { element }) => element));
    tensors.hidden = charts.length === 0;
    refresh();
    pane.setNumbers(numbersTable("Data and null models", ROWS, columns(result, nullName, (part) => part), result.paper));
  }

  /** One tensor's figure, with nothing but its name and its axes' numbers. @param {string} tensor */
  async function smallFigure(tensor) {
    const figure = await lab.figure("E2", { ...options, tensor });
    const nameless = (/** @type {any} */ axis) => ({ ...axis, label: "" });
    const series = figure.series.map((one) => ({ ...one, label: "" }));
    return { ...figure, title: tensor, x: nameless(figure.x), y: nameless(figure.y), series, rules: [], notes: [] };
  }
}
