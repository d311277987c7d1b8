// E4's pane: does the loss answer to single weights as a rugged landscape would? The curve over δ, distributions, controls, how
// rough the loss is along lines, walks and the training's path, and a slice.
import { make } from "../dom.js";
import { count, duration, measured, nats } from "../format.js";
import { makeChart, segments } from "./charts.js";
import { known, numbersTable, uncertain } from "./numbers.js";
import { columns, startPane } from "./pane.js";

const EXPERIMENT = {
  name: "E4",
  preset: "Ruggedness",
  question: "Is the loss landscape rugged?",
  claim:
    "One weight at a time is moved by δ and put back. The paper finds the loss differences exponential at small δ and a power law at large ones. A smooth slope gives such pictures too: of its gradient.",
};

/** @type {[string, string][]} */
const VIEWS = [["curve", "Against δ"], ["ccdf", "Distribution"]];
/** @type {[string, string][]} */
const SCALES = [["linear", "Semi-log"], ["log", "Log-log"]];
/** @type {[string, string][]} */
const DIFFERENCES = [["successive", "|L(i) − L(i+1)|"], ["direct", "|L(i) − L(0)|"]];
/** @type {[string, string][]} */
const ROUGHNESS = [["structure", "Random lines"], ["path", "Training's path"], ["walk", "Random walks"]];

/** What the two pictures of roughness say. @type {Record<string, string>} */
const MEANING = {
  structure: "The mean squared difference of the loss grows as r to the power 2H. On a smooth slope H is 1, from the bottom of a bowl 2; rough is what is well below 1 at the shortest distances.",
  path: "The same between the weights that were kept while it trained, apart by steps.",
  walk: "How soon a random walk's loss forgets where it was. A smooth landscape forgets slowly.",
};

/** Of each matrix, and how many for each control. */
const AMOUNTS = [
  { words: "100 of each matrix", perturbations: 100, controlPerturbations: 12 },
  { words: "500 of each matrix", perturbations: 500, controlPerturbations: 100 },
  { words: "1,000 of each matrix", perturbations: 1000, controlPerturbations: 100 },
  { words: "5,000 of each matrix, as the paper", perturbations: 5000, controlPerturbations: 100 },
];
const SIZES = [
  { words: "δ = 0.01 and 1, as the paper", deltas: [0.01, 1] },
  { words: "δ = 0.001, 0.01, 0.1 and 1", deltas: [0.001, 0.01, 0.1, 1] },
];

const CONTROLS = /** @type {Record<string, string>} */ ({
  relative: "δ relative to RMS",
  untrained: "untrained",
  shuffledLabels: "shuffled labels",
});

const bounds = (/** @type {number[] | undefined} */ pair) => pair && { low: pair[0], high: pair[1] };
const inNats = (/** @type {number} */ value) => value.toExponential(2);

/** A column's part is {condition, response, shape} at the δ, of the weights and differences chosen. */
const ROWS = [
  { key: "ratio", label: "exponential or power", title: "Mean log-likelihood ratio of a value, nats, with its 95 % interval: above 0 the exponential law is closer, below it the power law", of: (/** @type {any} */ { shape }) => uncertain(shape?.ratio?.perValue, bounds(shape?.ratio?.interval)) },
  { key: "oddEven", label: "odd ÷ even part", title: "Of the response to +δ and −δ. From 3 on it is linear: what is seen is the gradient's distribution, not ruggedness", of: (/** @type {any} */ { response }) => known(response && response.oddEven.odd / response.oddEven.even, (value) => value.toPrecision(3)) },
  { key: "correlation", label: "correlation +δ, −δ", title: "−1 on a slope", of: (/** @type {any} */ { response }) => known(response?.oddEven.correlation, (value) => value.toFixed(3)) },
  { key: "crossover", label: "crossover δ", title: "Where the pooled curve turns from exponential to power law, with its 95 % interval", of: (/** @type {any} */ { condition }) => crossover(condition.crossover) },
  { key: "exponent", label: "α of the power law", title: "Fitted to the larger half", of: (/** @type {any} */ { shape }) => known(shape?.ratio?.alpha, (value) => value.toFixed(2)) },
  { key: "median", label: "median, nats", title: "Of the differences that are not zero", of: (/** @type {any} */ { shape }) => known(shape?.n > 0 ? shape.median : null, inNats) },
  { key: "max", label: "largest, nats", title: "", of: (/** @type {any} */ { shape }) => known(shape?.n > 0 ? shape.max : null, inNats) },
  { key: "n", label: "n", title: "Differences that are not zero", of: (/** @type {any} */ { shape }) => known(shape?.n, count) },
  { key: "nZero", label: "exact zeros", title: "Weights that no text reaches", of: (/** @type {any} */ { shape }) => known(shape?.nZero, count) },
  { key: "loss", label: "loss, nats", title: "Where nothing is moved", of: (/** @type {any} */ { condition }) => known(condition.loss, nats) },
];

/** @param {any} found */
const crossover = (found) => (found ? `${measured(Number(found.delta.toPrecision(3)))} [${found.interval.map((/** @type {number | null} */ end) => (end === null ? "–" : end.toPrecision(2))).join(", ")}]` : null);

/** @param {string} label @param {{words: string}[]} choices @param {(index: number) => void} chosen */
function select(label, choices, chosen) {
  const element = /** @type {HTMLSelectElement} */ (make("select", { "aria-label": label }));
  const fill = (/** @type {{words: string}[]} */ rows) => element.replaceChildren(...rows.map(({ words }, i) => make("option", { value: i }, words)));
  fill(choices);
  element.addEventListener("change", () => chosen(element.selectedIndex));
  return { element: make("label", { class: "inline" }, element), fill };
}

/** @param {HTMLElement} panel @param {import("../tabs.js").Page} page */
export async function start(panel, page) {
  const { lab, theme } = page;
  /** What is asked of the experiment. */
  const asked = { ...AMOUNTS[0], ...SIZES[0] };
  /** What is shown: the figure's options. */
  const shown = { view: "curve", scale: "linear", tensor: "pooled", successive: true, condition: "data" };
  /** @type {number | null} */
  let delta = null;
  let roughness = "structure";
  let tensors = ["pooled"];
  let deltas = asked.deltas;
  let conditions = ["data"];

  const main = makeChart(theme, "Loss differences of moved weights", () => lab.figure("E4", { ...shown, delta }));
  const lines = makeChart(theme, "How rough the loss is", () => lab.figure("E4", { view: roughness }), { kind: "low" });
  const slice = makeChart(theme, "The loss on a plane through the weights", () => lab.figure("E4", { view: "slice" }));

  const options = () => {
    const { perturbations, controlPerturbations, deltas } = asked;
    return { perturbations, controlPerturbations, deltas };
  };
  const time = make("p", { class: "progress-words", "aria-live": "polite" });
  const amounts = select("Weights moved", AMOUNTS, (i) => ask(AMOUNTS[i]));
  const sizes = select("Sizes of δ", SIZES, (i) => ask(SIZES[i]));
  const effort = make("div", { class: "controls" }, amounts.element, sizes.element, time);

  const views = segments("Drawn", VIEWS, (view) => {
    scales.hidden = at.element.hidden = view !== "ccdf";
    choose({ view });
  });
  const scales = segments("Axes", SCALES, (scale) => choose({ scale }));
  const differences = segments("Differences", DIFFERENCES, (name) => choose({ successive: name === "successive" }));
  const at = select("δ drawn", [{ words: "All δ" }], (i) => {
    delta = i === 0 ? null : deltas[i - 1];
    choose({});
  });
  const groups = select("Weights", [{ words: "All pooled" }], (i) => choose({ tensor: tensors[i] }));
  const worlds = select("Condition", [{ words: "Trained" }], (i) => choose({ condition: conditions[i] }));
  scales.hidden = at.element.hidden = true;
  const controls = make("div", { class: "controls" }, views, differences, scales, at.element, groups.element, worlds.element);

  const meaning = make("p", {}, MEANING[roughness]);
  const kinds = segments("Roughness", ROUGHNESS, (kind) => {
    roughness = kind;
    meaning.textContent = MEANING[kind];
    lines.chart.refresh();
  });
  const rough = make("section", { class: "more", hidden: true }, make("h3", {}, "Rough or smooth?"), make("div", { class: "controls" }, kinds), meaning, lines.element);
  const plane = make("section", { class: "more", hidden: true }, make("h3", {}, "A plane through the weights"), make("p", {}, "Contours of the loss along two random directions, each as long as the weights, filter by filter; the points are the training's path, seen from above."), slice.element);

  const pane = startPane(panel, page, { ...EXPERIMENT, options }, { main: main.chart, parts: [effort, controls, main.element, rough, plane], show });
  main.chart.refresh();
  lab.on("settings", tell);

  /** @param {Partial<typeof asked>} choice */
  function ask(choice) {
    Object.assign(asked, choice);
    tell();
  }

  /** Says how long it will take, before it begins. */
  async function tell() {
    if (!panel.offsetParent) return;
    time.textContent ||= "Trying how fast this machine is…";
    const { seconds, workers } = await lab.cost("E4", options()).catch(() => ({ seconds: null, workers: 0 }));
    const who = workers === 1 ? "one worker" : `${workers} workers`;
    time.textContent = seconds === null ? "" : `After training, at these settings: about ${duration(seconds)} with ${who}, if this machine stays as fast as it is now.`;
  }

  /** @param {Partial<typeof shown>} choice */
  function choose(choice) {
    Object.assign(shown, choice);
    main.chart.refresh();
    if (pane.result()) numbers(pane.result());
  }

  /** @param {any} result */
  function show(result) {
    deltas = result.options.deltas;
    tensors = ["pooled", ...result.data.tensors.map((/** @type {any} */ { name }) => name)];
    conditions = ["data", ...Object.keys(result.nulls)];
    at.fill([{ words: "All δ" }, ...deltas.map((delta) => ({ words: `δ = ${delta}` }))]);
    groups.fill(tensors.map((name) => ({ words: name === "pooled" ? "All pooled" : name })));
    worlds.fill(conditions.map((name) => ({ words: CONTROLS[name] ?? "Trained" })));
    delta = null;
    rough.hidden = false;
    plane.hidden = !result.slice;
    choose({ tensor: "pooled", condition: "data" });
    lines.chart.refresh();
    slice.chart.refresh();
  }

  /** @param {any} result */
  function numbers(result) {
    const signed = 2 * Math.max(0, deltas.indexOf(delta ?? deltas[0]));
    const part = (/** @type {any} */ condition) => {
      const one = condition.tensors.find((/** @type {any} */ { name }) => name === shown.tensor);
      const response = (one?.responses ?? condition.pooled)[signed];
      return { condition, response, shape: shown.successive ? response?.successive : response?.direct };
    };
    const caption = `Data and controls at δ = ${deltas[signed / 2]}, ${shown.tensor === "pooled" ? "all pooled" : shown.tensor}`;
    pane.setNumbers(numbersTable(caption, ROWS, columns(result, (name) => CONTROLS[name] ?? name, part), result.paper), windows(result));
  }

  /** @param {any} result */
  const windows = ({ windows }) => make("p", { class: "notes" }, `Every loss is the mean over ${count(windows)} fixed windows, without dropout or mini-batch noise, in 64-bit numbers.`);
}
