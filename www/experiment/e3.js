// E3's pane: the waiting times between large updates, their exponent against the threshold, raster, avalanches, B, A, M.
import { make } from "../dom.js";
import { makeChart, nullBoxes, segments } from "./charts.js";
import { known, nullName, numbersTable, uncertain } from "./numbers.js";
import { count, probability } from "../format.js";
import { columns, startPane } from "./pane.js";

const EXPERIMENT = {
  name: "E3",
  preset: "Intervals",
  question: "Do large updates come in bursts?",
  claim: "The paper reports a power law for the waiting times between the large updates of a weight. Shuffled in time, or drawn by chance, they may wait as long.",
};

/** What the chart can show. @type {[string, string][]} */
const VIEWS = [["ccdf", "Intervals"], ["threshold", "By threshold"], ["raster", "Raster"], ["avalanches", "Avalanches"]];

/** A mean over parameters with its spread. @param {string} key @param {string} label @param {string} title */
const spread = (key, label, title) => ({
  key,
  label,
  title,
  of: (/** @type {any} */ part) => {
    const value = part?.[key];
    return typeof value === "number" ? value.toFixed(3) : value ? uncertain(value.mean, null, value.sd) : null;
  },
});

const ROWS = [
  { key: "alpha", label: "exponent", title: "Discrete maximum likelihood, with its interval", of: (/** @type {any} */ part) => uncertain(part?.fit?.alpha, part?.interval ?? part?.fit?.interval, part?.fit?.alphaSe) },
  { key: "xMin", label: "from", title: "Shortest interval of the tail, in steps", of: (/** @type {any} */ part) => known(part?.fit?.xMin, count) },
  { key: "nTail", label: "intervals", title: "In the tail", of: (/** @type {any} */ part) => known(part?.fit?.nTail, count) },
  { key: "ks", label: "D", title: "Kolmogorov–Smirnov distance", of: (/** @type {any} */ part) => known(part?.fit?.ks, (value) => value.toFixed(4)) },
  { key: "p", label: "p", title: "Goodness of fit; below 0.1 the power law is doubtful", of: (/** @type {any} */ part) => known(part?.fit?.p, probability) },
  spread("burstiness", "B", "Burstiness (σ − m)/(σ + m): −1 regular, 0 random, 1 bursty. Compare with the nulls, not with 0"),
  spread("burstinessFinite", "A", "Burstiness corrected for few intervals"),
  spread("memory", "M", "Memory: correlation of one interval with the next"),
];

/** @param {HTMLElement} panel @param {import("../tabs.js").Page} page */
export async function start(panel, page) {
  const { lab, theme } = page;
  /** @type {{view: string, threshold: string, nulls?: string[]}} */
  const options = { view: "ccdf", threshold: "pooled" };
  const main = makeChart(theme, "Intervals between large updates", () => lab.figure("E3", options));
  const choose = (/** @type {"view" | "threshold"} */ key) => (/** @type {string} */ value) => {
    options[key] = value;
    main.chart.refresh();
    if (pane.result()) numbers(pane.result());
  };
  const views = segments("Drawn", VIEWS, choose("view"));
  const thresholds = segments("Threshold", [["pooled", "One for all"], ["parameter", "Each its own"]], choose("threshold"));
  const nulls = make("div", { hidden: true });
  const parts = [make("div", { class: "controls" }, views, thresholds), main.element, nulls];
  const pane = startPane(panel, page, EXPERIMENT, { main: main.chart, parts, show });
  main.chart.refresh();

  /** @param {any} result */
  function show(result) {
    const names = Object.keys(result.nulls ?? {});
    options.nulls = names;
    nulls.replaceChildren(nullBoxes(names, nullName, (chosen) => {
      options.nulls = chosen;
      main.chart.refresh();
    }));
    nulls.hidden = names.length === 0;
    main.chart.refresh();
    numbers(result);
  }

  /** @param {any} result */
  function numbers(result) {
    const select = (/** @type {any} */ part) => part?.[options.threshold];
    pane.setNumbers(numbersTable("Data and null models", ROWS, columns(result, nullName, select), result.paper));
  }
}
