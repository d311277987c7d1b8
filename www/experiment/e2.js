// E2's pane: the exponent of window after window beside the null's, each tensor small, and the same over widths.
import { make } from "../dom.js";
import { makeChart, Overlays } from "./charts.js";
import { known, nullName, numbersTable, uncertain } from "./numbers.js";
import { probability } from "../format.js";
import { startPane } from "./pane.js";
import { overSeeds } from "./seeds.js";
import { startWidths } from "./widths.js";

const EXPERIMENT = {
  name: "E2",
  preset: "Stability",
  question: "Does the exponent stay the same while it learns?",
  claim: "The paper takes a steady exponent as a sign of self-organised criticality. A null model without any of it may be as steady.",
};

/** The windows after the transient that have an estimate. @param {any} course */
const windows = (course) => (course?.windows ?? []).filter((/** @type {any} */ window) => window !== null);

const ROWS = [
  { key: "alpha", label: "mean α", title: "Of the top 1 % of each window after the transient", of: (/** @type {any} */ course) => known(mean(windows(course).map((/** @type {any} */ { alpha }) => alpha)), (value) => value.toFixed(2)) },
  { key: "range", label: "smallest, largest", title: "Over the windows", of: (/** @type {any} */ course) => span(windows(course).map((/** @type {any} */ { alpha }) => alpha)) },
  { key: "transient", label: "α of the transient", title: "With its 95 % interval by blocks of steps", of: (/** @type {any} */ course) => uncertain(course?.transient?.alpha, course?.transient?.interval) },
  { key: "slope", label: "trend, α per 1,000 steps", title: "Of a straight line through the windows, with its standard error", of: (/** @type {any} */ course) => uncertain(1000 * course?.slope?.slope, null, 1000 * course?.slope?.se) },
  { key: "p", label: "p of no trend", title: "By ranks (Mann, Kendall)", of: (/** @type {any} */ course) => known(course?.trend?.p, probability) },
  { key: "windows", label: "windows", title: "Stretches of steps, each fitted alone", of: (/** @type {any} */ course) => known(windows(course).length, String) },
];

/** @param {number[]} values */
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** @param {number[]} values */
const span = (values) => (values.length > 0 ? `${Math.min(...values).toFixed(2)}, ${Math.max(...values).toFixed(2)}` : null);

/** @param {HTMLElement} panel @param {import("../tabs.js").Page} page */
export async function start(panel, page) {
  const { lab, theme } = page;
  const overlays = new Overlays(() => main.chart.refresh());
  const main = makeChart(theme, "The exponent of each window", async () => overlays.filter(await lab.figure("E2", {})));
  const small = make("div", { class: "multiples" });
  const few = make("p", {});
  const tensors = make("section", { class: "more", hidden: true }, make("h3", {}, "Each weight group alone"), small, few);
  const widths = startWidths(page);
  const pane = startPane(panel, page, EXPERIMENT, { main: main.chart, parts: [main.element, overlays.element, tensors], show });
  panel.append(overSeeds(lab, { name: "E2", run: pane.run }), widths.element);
  widths.use(pane.run);
  main.chart.refresh();

  /** @param {any} result */
  function show(result) {
    main.chart.refresh();
    const inTail = result.tensors.filter((/** @type {any} */ { inTail }) => inTail);
    const shown = inTail.filter((/** @type {any} */ { data }) => windows(data).length > 0);
    const left = inTail.filter((/** @type {any} */ tensor) => !shown.includes(tensor)).map((/** @type {any} */ { name }) => name);
    const charts = shown.map((/** @type {any} */ { name }) => makeChart(theme, name, () => smallFigure(name), { kind: "small", table: false }));
    small.replaceChildren(...charts.map((/** @type {any} */ { element }) => element));
    for (const { chart } of charts) chart.refresh();
    few.textContent = left.length > 0 ? `Too few values in the top 1 % of every window: ${left.join(", ")}.` : "";
    tensors.hidden = charts.length === 0;
    const { data, sample } = result;
    const columns = [
      { name: "data", part: data },
      { name: "data, sampled weights", part: sample.data },
      { name: nullName("gaussianParamStep"), part: sample.gaussianParamStep },
      { name: "data ÷ its scales", part: sample.standardised },
    ];
    pane.setNumbers(numbersTable("Data and null models", ROWS, columns, result.paper));
  }

  /** One tensor's figure, with nothing but its name and its axes' numbers. @param {string} tensor */
  async function smallFigure(tensor) {
    const figure = await lab.figure("E2", { tensor });
    const nameless = (/** @type {any} */ axis) => ({ ...axis, label: "" });
    const series = figure.series.map((one) => ({ ...one, label: "" }));
    return { ...figure, title: tensor, x: nameless(figure.x), y: nameless(figure.y), series, rules: [], notes: [] };
  }
}
