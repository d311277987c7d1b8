// E3's pane: the waiting times between large updates, their exponent against the threshold, raster, avalanches, B, A, M.
import { make } from "../dom.js";
import { makeChart, Overlays, segments } from "./charts.js";
import { known, nullName, numbersTable, uncertain } from "./numbers.js";
import { count, probability } from "../format.js";
import { columns, startPane } from "./pane.js";
import { overSeeds } from "./seeds.js";

const EXPERIMENT = {
  name: "E3",
  preset: "Intervals",
  question: "Do large updates come in bursts?",
  claim: "The paper reports a power law for the waiting times between the large updates of a weight. Shuffled in time, or drawn by chance, they may wait as long.",
};

/** What the chart can show. @type {[string, string][]} */
const VIEWS = [["ccdf", "Intervals"], ["exponent", "By threshold"], ["raster", "Raster"], ["avalanches", "Avalanches"]];

/** What makes an update large: one threshold for all weights, as in the paper, or each weight's own. */
const CASES = [
  { words: "Top 1 %, one threshold", rule: "pooled", share: 0.01 },
  { words: "Top 0.5 %, one threshold", rule: "pooled", share: 0.005 },
  { words: "Top 5 %, each weight its own", rule: "perParameter", share: 0.05 },
];

/** Here the Gaussian null is the fourth, D. @param {string} name */
const nameOf = (name) => (name === "gaussianParamStep" ? "D: Gaussian" : nullName(name));

/** A mean over parameters with its spread. @param {string} key @param {string} label @param {string} title */
const spread = (key, label, title) => ({ key, label, title, of: (/** @type {any} */ part) => uncertain(part?.[key]?.mean, null, part?.[key]?.sd) });

const ROWS = [
  { key: "alpha", label: "exponent", title: "Discrete maximum likelihood from 5 steps on; its 95 % interval by blocks of steps, or by parameters", of: (/** @type {any} */ part) => uncertain(part?.exponent?.alpha, part?.exponent?.byBlocks ?? part?.exponent?.byParameters, part?.exponent?.se) },
  { key: "n", label: "intervals", title: "In the tail", of: (/** @type {any} */ part) => known(part?.exponent?.n, count) },
  { key: "ks", label: "D", title: "Kolmogorov–Smirnov distance", of: (/** @type {any} */ part) => known(part?.exponent?.ks, (value) => value.toFixed(4)) },
  { key: "scanned", label: "exponent, best x_min", title: "From the x_min of the smallest D", of: (/** @type {any} */ part) => uncertain(part?.detail?.scanned?.alpha, null, part?.detail?.scanned?.se) },
  { key: "p", label: "p", title: "Goodness of fit; below 0.1 the power law is doubtful", of: (/** @type {any} */ part) => known(part?.detail?.goodness?.p, probability) },
  spread("burstiness", "B", "Burstiness (σ − m)/(σ + m) ± spread over parameters: −1 regular, 1 bursty. Compare with the nulls, not with 0"),
  spread("burstinessFinite", "A", "Burstiness corrected for few intervals"),
  { key: "excess", label: "A, data − null", title: "How much burstier the data are, with its 95 % interval by blocks of steps, or between weights where that is wider. More than 0.05, and more than chance, exceeds the null", of: (/** @type {any} */ part) => uncertain(part?.excess?.ofAParameter?.value, part?.excess?.ofAParameter?.interval) },
  spread("memory", "M", "Memory: correlation of one interval with the next"),
  { key: "leastSquaresSlope", label: "straight line", title: "Slope through a log-log histogram: what the paper fits, no estimate", of: (/** @type {any} */ part) => known(part?.leastSquaresSlope, (value) => value.toFixed(2)) },
  { key: "events", label: "events", title: "Large updates", of: (/** @type {any} */ part) => known(part?.events, count) },
];

/** @param {HTMLElement} panel @param {import("../tabs.js").Page} page */
export async function start(panel, page) {
  const { lab, theme } = page;
  const options = { view: "ccdf", window: "after", rule: CASES[0].rule, share: CASES[0].share };
  const overlays = new Overlays(() => main.chart.refresh());
  const main = makeChart(theme, "Intervals between large updates", async () => overlays.filter(await lab.figure("E3", options)));
  const choose = (/** @type {Partial<typeof options>} */ choice) => {
    Object.assign(options, choice);
    main.chart.refresh();
    if (pane.result()) numbers(pane.result());
  };
  const views = segments("Drawn", VIEWS, (view) => choose({ view }));
  const steps = segments("Steps", [["after", "After the transient"], ["all", "All steps"]], (window) => choose({ window }));
  const cases = make("select", { "aria-label": "Large updates" }, ...CASES.map(({ words }, i) => make("option", { value: i }, words)));
  cases.addEventListener("change", () => {
    const { rule, share } = CASES[cases.selectedIndex];
    choose({ rule, share });
  });
  const controls = make("div", { class: "controls" }, views, steps, make("label", { class: "inline" }, cases));
  const pane = startPane(panel, page, EXPERIMENT, { main: main.chart, parts: [controls, main.element, overlays.element], show });
  panel.append(overSeeds(lab, { name: "E3", run: pane.run }));
  main.chart.refresh();

  /** @param {any} result */
  function show(result) {
    main.chart.refresh();
    numbers(result);
  }

  /** @param {any} result */
  function numbers(result) {
    const { window, rule, share } = options;
    const select = (/** @type {any} */ part) => part?.[window]?.[rule]?.find((/** @type {any} */ measured) => measured.share === share);
    pane.setNumbers(numbersTable("Data and null models", ROWS, columns(result, nameOf, select), result.paper));
  }
}
