// E1's pane beside the live chart: verdict, null models on the same axes, numbers, alternatives, Hill plot, export.
import { byId, make } from "../dom.js";
import { makeChart, nullBoxes, segments } from "./charts.js";
import { alternativesTable, known, nullName, numbersTable, tailRows, uncertain } from "./numbers.js";
import { columns, startPane } from "./pane.js";

const EXPERIMENT = { name: "E1", preset: "Figure 1b", question: "", claim: "" }; // index.html has the words

/** The fit that stands for a part: to all values in bins, where there is one. @param {any} part */
const fitOf = (part) => [part?.binned, part?.continuous, part].find((fit) => typeof fit?.alpha === "number");

const hillAt = (/** @type {number} */ share) => (/** @type {any} */ part) =>
  known(part?.hill?.find((/** @type {any} */ point) => Math.abs(point.share / share - 1) < 1e-6)?.alpha, (alpha) => alpha.toFixed(2));

const ROWS = [
  ...tailRows(fitOf),
  { key: "hill5", label: "α, top 5 %", title: "Hill's estimate on the largest 5 %", of: hillAt(0.05) },
  { key: "hill1", label: "α, top 1 %", title: "Hill's estimate on the largest 1 %", of: hillAt(0.01) },
  { key: "hill01", label: "α, top 0.1 %", title: "Hill's estimate on the largest 0.1 %. A power law has the same α at every share", of: hillAt(0.001) },
  { key: "difference", label: "data − null", title: "The data's α minus the null's, from the same x_min on", of: (/** @type {any} */ part) => uncertain(part?.beside?.difference, part?.beside?.interval) },
];

/** @param {HTMLElement} panel @param {import("../tabs.js").Page} page */
export async function start(panel, page) {
  const { theme, live, lab } = page;
  const frame = make("div", { class: "pane" });
  const nulls = make("div", { class: "controls", hidden: true });
  const hill = makeChart(theme, "The exponent against x_min", () => lab.figure("E1", { ...live.options, view: "hill" }), {
    kind: "low",
    moved: (_, at) => live.move(at),
  });
  const plateau = make("section", { class: "more", hidden: true }, make("h3", {}, "The exponent against x_min: a power law has a plateau"), hill.element);
  const free = make("button", { class: "quiet", hidden: true, title: "Back to the x_min of the smallest D" }, "Best x_min");
  free.addEventListener("click", () => live.move(null));

  const pane = startPane(frame, page, EXPERIMENT, { main: live.chart, parts: [nulls, free, plateau], show });
  // The live chart stands between the runner and the numbers.
  byId("tail-live").before(pane.verdict.element, pane.run.element);
  panel.append(frame);
  live.changed = () => {
    free.hidden = live.options.xMin === undefined;
    hill.chart.refresh();
    if (pane.result()) numbers(pane.result());
  };
  // Another set-up begins: its chart is not this result's.
  lab.on("settings", () => lab.status()?.step === 0 && live.show("updates"));

  /** @param {any} result */
  function show(result) {
    const names = Object.keys(result.nulls ?? {});
    live.options.nulls = names;
    const boxes = nullBoxes(names, nullName, (chosen) => {
      live.options.nulls = chosen;
      live.chart.refresh();
      hill.chart.refresh();
    });
    const shown = segments("The chart shows", [["E1", "Result"], ["updates", "Live"]], (name) => live.show(/** @type {"E1" | "updates"} */ (name)));
    nulls.replaceChildren(shown, boxes);
    nulls.hidden = false;
    plateau.hidden = false;
    live.show("E1");
    numbers(result);
  }

  /** @param {any} result */
  function numbers(result) {
    const { tensor, window } = live.options;
    const stream = tensor === "pooled" ? result : { nulls: {}, ...result.tensors.find((/** @type {any} */ { name }) => name === tensor) };
    const own = tensor === "pooled" ? result.data : stream;
    const beside = columns({ data: own, nulls: stream.nulls }, nullName, (part) => part?.[window]);
    pane.setNumbers(numbersTable("Data and null models", ROWS, beside, result.paper), alternativesTable(fitOf(own?.[window])));
  }
}
