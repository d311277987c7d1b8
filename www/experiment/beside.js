// E1's controls: the same settings and seed run again with one thing changed, and their updates on the run's own axes.
import { make } from "../dom.js";
import { CONTROLS, runsOf } from "./ensemble.js";
import { gradeWord } from "./verdict.js";

/** @typedef {import("../protocol.js").Figure} Figure */
/** @typedef {{name: string, result: any, figures: Figure[]}} Control  figures in the order of VIEWS */

/** What the runs are kept under. */
const KEY = "controls of E1";

/** The figures of pooled updates after the transient, which can stand beside the run's. */
const VIEWS = ["ccdf", "density", "hill", "xMin"];

/** Two colours and two dashes, none of which the null models have. @type {Pick<import("../protocol.js").Series, "tone" | "mark">[]} */
const STYLES = [
  { tone: "null3", mark: "line" },
  { tone: "null3", mark: "dashDotted" },
  { tone: "null4", mark: "line" },
  { tone: "null4", mark: "dashDotted" },
];

/**
 * A figure of E1 with the controls' curves under its own.
 * @param {Figure} figure @param {Control[]} controls @param {string} view
 * @returns {Figure}
 */
export function withControls(figure, controls, view) {
  const curves = controls.flatMap(({ name, figures }, i) => {
    const data = figures[VIEWS.indexOf(view)]?.series.find(({ tone }) => tone === "data");
    return data ? [{ label: name, points: data.points, ...STYLES[i] }] : [];
  });
  return { ...figure, series: [...curves, ...figure.series] };
}

/**
 * @param {import("../lab.js").Heavytail} lab
 * @param {{run: import("./run.js").Run, result: () => any, changed: () => void}} pane whose runner drives it, whose result they stand beside, and that hears when they are there
 */
export function startControls(lab, { run, result, changed }) {
  /** @type {Control[]} */
  let controls = [];
  const button = make("button", { title: "Four runs beside the visible one, with its settings and seed" }, "Run the controls");
  const said = make("ul");
  const element = make(
    "section",
    { class: "more", hidden: true },
    make("h3", {}, `Controls: ${CONTROLS.map(({ name }) => name).join(", ")}`),
    make("p", {}, "What if nothing were learned, the text had no order, or every step saw all of it? A tail that stays the same does not come from what was changed. Their curves join the chart of all weights after the transient."),
    make("div", { class: "controls" }, button),
    said,
  );

  /** The plan is always the result's own: what was kept of another run's is not its controls. @param {unknown} _ @param {import("./work.js").Hooks} hooks @returns {Promise<Control[]>} */
  async function measure(_, hooks) {
    clear();
    if (!result()) throw new Error("The controls stand beside a result: run the experiment first.");
    const { knobs: settings, steps, flavour } = result().provenance;
    const runs = runsOf({}, CONTROLS, Number(settings.seed), 1);
    const figures = VIEWS.map((view) => ({ name: "E1", options: { view } }));
    const kept = { key: KEY, label: "E1's controls", tab: "E1" };
    const outcomes = await lab.ensemble({ runs, steps, experiments: [{ name: "E1" }], figures, settings, flavour }, { ...kept, ...hooks });
    return outcomes.flatMap(({ results, figures, diverged }, i) => {
      const { name } = CONTROLS[i];
      const { verdict } = results.E1 ?? {};
      said.append(make("li", {}, make("b", {}, `${name}: ${diverged ? "diverged" : gradeWord(verdict.grade).toLowerCase()}. `), diverged ?? verdict.sentence));
      return diverged ? [] : [{ name, result: results.E1, figures }];
    });
  }

  /** @param {Control[]} found */
  function take(found) {
    controls = found;
    changed();
  }

  const go = run.keeping({ key: KEY, runs: "controls", measure, done: take });
  /** Without the controls of another run. */
  function clear() {
    said.replaceChildren();
    take([]);
  }
  button.addEventListener("click", () => go(null));
  return { element, controls: () => controls, clear };
}
