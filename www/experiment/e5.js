// E5's pane: entropy, information, alignment and their product from window to window, each weight group, and the theory.
import { make } from "../dom.js";
import { count, probability } from "../format.js";
import { makeChart, Overlays, segments } from "./charts.js";
import { known, nullName, numbersTable } from "./numbers.js";
import { startPane } from "./pane.js";
import { theoryPanel } from "./theory.js";

const EXPERIMENT = {
  name: "E5",
  preset: "Information",
  question: "Do updates balance what they know against where they go?",
  claim: "The paper derives the tail from maximum entropy: what updates tell of the activities, times how far they keep their direction, should stay nearly constant.",
};

/** What the chart can show. @type {[string, string][]} */
const VIEWS = [["product", "Product"], ["information", "Information"], ["alignment", "Direction β*"], ["entropy", "Entropy"]];

const mean = (/** @type {(number | null | undefined)[]} */ values) => {
  const there = values.filter((value) => typeof value === "number");
  return there.length > 0 ? there.reduce((sum, value) => sum + value, 0) / there.length : null;
};

/** A row of means over the windows after the transient. @param {string} key @param {string} label @param {string} title @param {(window: any) => number | null | undefined} of @param {number} [digits] */
const row = (key, label, title, of, digits = 4) => ({
  key,
  label,
  title,
  of: (/** @type {any} */ course) => known(mean((course?.windows ?? []).map(of)), (value) => value.toFixed(digits)),
});

const ROWS = [
  row("information", "I, nats", "Mutual information of an update and the activity that its weight reads: quantile bins, minus shuffled pairs", (window) => window.information?.information),
  row("baseline", "shuffled pairs", "What the same bins count for pairs that know nothing of each other; already subtracted", (window) => window.information?.baseline),
  row("paper", "I, the paper’s bins", "50 × 50 bins of equal width, nothing subtracted", (window) => window.paper?.counted),
  row("beta", "β*", "Agreement of the first principal components of successive windows", (window) => window.beta, 3),
  row("share", "share of variance", "Along the first principal component of a window", (window) => window.share, 3),
  row("product", "I · β*", "The claim: nearly constant", (window) => window.product),
  { key: "variation", label: "variation", title: "Standard deviation of the product over its mean", of: (/** @type {any} */ course) => known(course?.constancy?.variation, (value) => value.toFixed(3)) },
  { key: "permuted", label: "windows permuted", title: "Where 95 % of the variations lie when windows are paired at random", of: (/** @type {any} */ course) => (course?.constancy ? `${course.constancy.permuted.low.toFixed(3)} to ${course.constancy.permuted.high.toFixed(3)}` : null) },
  { key: "p", label: "p", title: "Share of random pairings whose product varies no more", of: (/** @type {any} */ course) => known(course?.constancy?.p, probability) },
  row("entropy", "entropy, nats", "Of |Δw| over its RMS; a single Gaussian has 0.726, and nothing has more", (window) => window.entropy?.relative, 3),
  { key: "windows", label: "windows", title: "After the transient", of: (/** @type {any} */ course) => known(course?.windows?.length, String) },
];

/** What weight groups have. */
const TENSOR = { data: "data", gaussianParamStep: nullName("gaussianParamStep") };

/** @param {HTMLElement} panel @param {import("../tabs.js").Page} page */
export async function start(panel, page) {
  const { lab, theme } = page;
  /** @type {{view: string, window?: number}} */
  const options = { view: VIEWS[0][0] };
  const overlays = new Overlays(() => main.chart.refresh());
  const main = makeChart(theme, "Information and direction along the run", async () => overlays.filter(await lab.figure("E5", options)));
  const views = segments("Drawn", VIEWS, (view) => {
    options.view = view;
    main.chart.refresh();
  });
  const lengths = make("div");
  const theory = theoryPanel();
  const controls = make("div", { class: "controls" }, views, lengths);
  const pane = startPane(panel, page, EXPERIMENT, { main: main.chart, parts: [controls, main.element, overlays.element], show });
  panel.append(theory.element);
  main.chart.refresh();

  /** @param {any} result */
  function show(result) {
    const judged = result.data.find((/** @type {any} */ { constancy }) => constancy) ?? result.data.at(-1);
    const others = result.data.filter((/** @type {any} */ course) => course !== judged);
    const choices = [judged, ...others].map(({ window }) => /** @type {[string, string]} */ ([String(window), `${window} steps`]));
    const choose = (/** @type {string} */ window) => {
      options.window = Number(window);
      main.chart.refresh();
      numbers(result);
    };
    lengths.replaceChildren(segments("Windows of", choices, choose));
    theory.show(result.identity);
    choose(choices[0][0]);
  }

  /** @param {any} result */
  function numbers(result) {
    const course = (/** @type {any[]} */ courses) => courses.find(({ window }) => window === options.window);
    const columns = [
      { name: "data", part: course(result.data) },
      ...Object.entries(result.nulls).map(([name, courses]) => ({ name: nullName(name), part: course(courses) })),
    ];
    const random = result.randomDirections;
    const baseline = random && `Random directions of ${count(result.weights[0])} weights agree to β* = ${random.mean.toFixed(3)}; 97.5 % lie below ${random.interval.high.toFixed(3)}.`;
    pane.setNumbers(
      numbersTable(`Means over the windows of ${options.window} steps after the transient`, ROWS, columns),
      make("p", { class: "notes" }, `${baseline ?? ""} ${count(result.weights[0])} of ${count(result.weights[1])} weights are followed. Paper: ${result.paper.source}.`),
      tensors(result.tensors),
    );
  }
}

/** I of each linear map alone. @param {any[]} all */
function tensors(all) {
  const caption = "What updates tell of activities, each weight group alone, nats";
  const names = Object.values(TENSOR);
  const head = make("tr", {}, make("td"), ...[...names, "weights"].map((name) => make("th", { scope: "col" }, name)));
  const body = all.map((/** @type {any} */ tensor) => {
    const cells = Object.keys(TENSOR).map((key) => known(tensor[key]?.information, (value) => value.toFixed(4)) ?? "–");
    return make("tr", {}, make("th", { scope: "row" }, tensor.name), ...[...cells, count(tensor.weights)].map((cell) => make("td", {}, cell)));
  });
  const table = make("table", { class: "numbers-table" }, make("caption", {}, caption), make("thead", {}, head), make("tbody", {}, ...body));
  return make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption }, table);
}
