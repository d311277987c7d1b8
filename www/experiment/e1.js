// E1's pane beside the live chart: verdict, null models on the same axes, how α depends on where the tail begins, numbers,
// alternatives, export.
import { byId, make } from "../dom.js";
import { probability } from "../format.js";
import { typeset, unicode } from "../symbols.js";
import { startControls, withControls } from "./beside.js";
import { makeChart, Overlays, segments } from "./charts.js";
import { alternativesTable, known, nullName, numbersTable, tailRows, uncertain } from "./numbers.js";
import { columns, startPane } from "./pane.js";
import { overSeeds } from "./seeds.js";

const EXPERIMENT = { name: "E1", preset: "Figure 1b", question: "", claim: "" }; // index.html has the words

/** How α depends on where the tail begins, drawn under the chart, and what theory says of it. */
const BELOW = /** @type {const} */ ({
  hill: { words: "Hill plot", theory: "A power law has a flat Hill plot: the same α however few of the largest values are taken." },
  xMin: { words: "By x_min", theory: "A power law has a plateau: the same α wherever its tail begins." },
});

/** Why the verdict names another exponent than the fit in the chart (docs/methods.md). */
const TWO_EXPONENTS =
  "Two exponents: the α of the fit is the maximum-likelihood one of all values above x_min, which is chosen where the power law fits best; the α at the top 1 % is Hill’s estimate from the largest hundredth of the values. The verdict uses the second, whose tail is the same share however many values there are. A power law has the same α in both.";

/** The fit that stands for a part: to all values in bins, where there is one. @param {any} part */
const fitOf = (part) => [part?.binned, part?.continuous, part].find((fit) => typeof fit?.alpha === "number");

const hillAt = (/** @type {number} */ share) => (/** @type {any} */ part) =>
  known(part?.hill?.find((/** @type {any} */ point) => Math.abs(point.share / share - 1) < 1e-6)?.alpha, (alpha) => alpha.toFixed(2));

const ROWS = [
  ...tailRows(fitOf, "by blocks of steps, at this x_min"),
  { key: "goodness", label: "p", title: "Share of power-law samples that lie farther from their fit; below 0.1 the power law is doubtful", of: (/** @type {any} */ part) => known(part?.goodness?.p, probability) },
  { key: "hill5", label: "α, top 5 %", title: "Hill's estimate on the largest 5 %", of: hillAt(0.05) },
  { key: "hill1", label: "α, top 1 %", title: "Hill's estimate on the largest 1 %", of: hillAt(0.01) },
  { key: "hill01", label: "α, top 0.1 %", title: "Hill's estimate on the largest 0.1 %. A power law has the same α at every share", of: hillAt(0.001) },
  { key: "difference", label: "data − null", title: "The data's α minus the null's, from the same x_min on", of: (/** @type {any} */ part) => uncertain(part?.beside?.difference, part?.beside?.interval) },
];

/** @param {HTMLElement} panel @param {import("../tabs.js").Page} page */
export async function start(panel, page) {
  const { theme, live, lab } = page;
  const frame = make("div", { class: "pane" });
  const overlays = new Overlays(() => {
    live.chart.refresh();
    below.chart.refresh();
  });
  /** What the main chart shows. @type {"E1" | "updates"} */
  let shows = "updates";
  const draw = (/** @type {typeof shows} */ name) => live.show((shows = name));
  /** With the controls, where the figure is of what they are, and without what is unticked. @param {import("../protocol.js").Figure} figure @param {string} view */
  const complete = (figure, view) => {
    const alike = shows === "E1" && live.options.tensor === "pooled" && live.options.window === "after";
    return overlays.filter(alike ? withControls(figure, beside.controls(), view) : figure);
  };
  live.filter = (figure) => complete(figure, live.options.view);
  const shown = make("div", { class: "controls", hidden: true });
  const two = make("p", { class: "notes", hidden: true }, ...typeset(TWO_EXPONENTS));
  /** @type {keyof typeof BELOW} */
  let view = "hill";
  const below = makeChart(theme, "The exponent against where the tail begins", async () => complete(await lab.figure("E1", { ...live.options, view }), view), {
    kind: "low",
    moved: (id, at) => live.move({ [id]: at }),
  });
  const theory = make("p", {}, BELOW[view].theory);
  const views = segments("Drawn below", Object.entries(BELOW).map(([name, { words }]) => [name, words]), (name) => {
    view = /** @type {keyof typeof BELOW} */ (name);
    theory.textContent = BELOW[view].theory;
    below.chart.refresh();
  });
  const more = make("section", { class: "more", hidden: true }, make("h3", {}, "Is it one exponent?"), make("div", { class: "controls" }, views), theory, below.element);
  const best = make("button", { class: "quiet", hidden: true, title: unicode("Back to the x_min of the smallest D") }, make("span", {}, ...typeset("Best x_min")));
  best.addEventListener("click", () => live.move({}));

  const pane = startPane(frame, page, EXPERIMENT, { main: live.chart, parts: [two, shown, best, more], show, live: () => live.shown() !== "E1" });
  // The live chart stands between the runner and the numbers.
  byId("tail-live").before(pane.verdict.element, pane.run.element);
  const beside = startControls(lab, {
    run: pane.run,
    result: pane.result,
    changed() {
      if (!pane.result()) return;
      live.chart.refresh();
      below.chart.refresh();
      numbers(pane.result());
    },
  });
  frame.append(beside.element, overSeeds(lab, { name: "E1", run: pane.run }));
  panel.append(frame);
  live.changed = () => {
    best.hidden = live.options.xMin === undefined && live.options.share === undefined;
    if (!pane.result()) return;
    below.chart.refresh();
    numbers(pane.result());
  };
  // Another set-up begins: its chart is not this result's.
  lab.on("settings", () => {
    if (lab.status()?.step !== 0) return;
    draw("updates");
    beside.element.hidden = true;
  });

  /** @param {any} result */
  function show(result) {
    const choice = segments("The chart shows", [["E1", "Result"], ["updates", "Live"]], (name) => draw(/** @type {typeof shows} */ (name)));
    shown.replaceChildren(choice, overlays.element);
    two.hidden = shown.hidden = more.hidden = beside.element.hidden = false;
    draw("E1");
    beside.clear();
    below.chart.refresh();
    numbers(result);
  }

  /** @param {any} result */
  function numbers(result) {
    const { tensor, window } = live.options;
    const pooled = tensor === "pooled";
    const stream = pooled ? result : result.tensors.find((/** @type {any} */ { name }) => name === tensor);
    if (!stream) return; // of another model
    const data = pooled ? result.data : stream;
    const shown = columns({ data, nulls: stream.nulls }, nullName, (part) => part?.[window]);
    const tested = pooled && window === "after"; // goodness and alternatives are the pooled tail's
    if (tested && shown[0].part) shown[0].part = { ...shown[0].part, goodness: result.goodness };
    const controls = beside.controls().map(({ name, result }) => {
      const stream = pooled ? result.data : result.tensors.find((/** @type {any} */ { name }) => name === tensor);
      return { name, part: stream?.[window] };
    });
    const caption = controls.length > 0 ? "Data, null models and controls" : "Data and null models";
    pane.setNumbers(numbersTable(caption, ROWS, [...shown, ...controls], result.paper), tested ? alternativesTable(result.alternatives) : null);
  }
}
