// The same measurement over several widths of the model, as an ensemble: does the tail grow with the system?
import { make } from "../dom.js";
import { measured, minus, probability } from "../format.js";
import { typeset } from "../symbols.js";
import { STEPS } from "../pool/work.js";
import { makeChart, sentence } from "./charts.js";
import { known, numbersTable } from "./numbers.js";

const WIDTHS = [16, 32, 64, 128];
const PLAN = { runs: WIDTHS.map((width) => ({ d_model: width, d_ff: 4 * width })), steps: STEPS, experiments: [{ name: "E2" }] };
/** What its runs are kept under. */
const KEY = "widths";

/** @typedef {{width: number, part: any}} Row  part: E2's result */

const ROWS = [
  { key: "cutoff", label: "cutoff", title: "1/λ of the truncated power law, fitted to the top 1 %; – where the power law needs none", of: (/** @type {any} */ part) => known(part.cutoff?.x, measured) },
  { key: "overXMin", label: "cutoff / x_min", title: "In units of where the top 1 % begin", of: (/** @type {any} */ part) => known(part.cutoff?.overXMin, (value) => value.toFixed(2)) },
  { key: "cut", label: "α of the truncated law", title: "", of: (/** @type {any} */ part) => known(part.cutoff?.alpha, (value) => value.toFixed(2)) },
  { key: "decades", label: "decades", title: "From where the top 1 % begin to the largest value", of: (/** @type {any} */ part) => known(part.decades, (value) => value.toFixed(2)) },
];

/** @param {import("../tabs.js").Page} page */
export function startWidths({ lab, theme }) {
  /** @type {Row[]} */
  let rows = [];
  const button = make("button", { title: `Four runs of ${STEPS} steps apart from the visible one, in the workers` }, `Measure at widths ${WIDTHS.join(", ")}`);
  const table = make("div", { class: "results" });
  const law = make("p", {});
  const { element: plate, chart } = makeChart(theme, "The cutoff against the width", async () => figureOf(rows), { kind: "low" });
  const element = make(
    "section",
    { class: "more" },
    make("h3", {}, "Does it grow with the system?"),
    make("p", {}, "Near a critical point the tail's end, the cutoff, grows with the size of the system. So the model is trained at several widths with all else the same."),
    make("div", { class: "controls" }, button),
    plate,
    law,
    table,
  );

  /** @param {import("../pool/ensemble.js").Plan} plan @param {import("./work.js").Hooks} hooks */
  async function measure(plan, hooks) {
    rows = [];
    law.textContent = "";
    table.replaceChildren();
    const onOutcome = (/** @type {number} */ _, /** @type {import("../pool/ensemble.js").Outcome} */ { changes, results, diverged }) => {
      if (diverged) return;
      rows = [...rows, { width: changes.d_model, part: results.E2 }].sort((a, b) => a.width - b.width);
      chart.refresh();
      table.replaceChildren(numbersTable("By width", ROWS, rows.map(({ width, part }) => ({ name: String(width), part }))));
    };
    await lab.ensemble(plan, { key: KEY, label: `E2 at widths ${WIDTHS.join(", ")}`, tab: "E2", onOutcome, ...hooks });
    law.replaceChildren(...typeset(await growth()));
  }

  /** The exponent of the cutoff's growth, or why there is none. */
  async function growth() {
    const sizes = rows.flatMap(({ width, part: { cutoff } }) => (cutoff?.logSe ? [{ width, cutoff: cutoff.overXMin, logSe: cutoff.logSe }] : []));
    try {
      const { nu, se, p } = await lab.scaling(sizes);
      return `Cutoff ∝ d_model^ν with ν = ${minus(nu.toFixed(2))} ± ${se.toFixed(2)} (p of no growth ${probability(p)}).`;
    } catch (reason) {
      return /** @type {Error} */ (reason).message;
    }
  }

  return {
    element,
    /** The runner of the pane drives it. @param {import("./run.js").Run} run */
    use(run) {
      const go = run.keeping({ key: KEY, runs: "widths", measure });
      button.addEventListener("click", () => go(PLAN));
    },
  };
}

/** The cutoff at each width, in units of where the top 1 % begin. @param {Row[]} rows @returns {import("../protocol.js").Figure} */
function figureOf(rows) {
  const points = rows.filter(({ part }) => part.cutoff).map(({ width, part }) => /** @type {[number, number]} */ ([width, part.cutoff.overXMin]));
  const bars = rows.flatMap(({ width, part }) => (part.cutoff?.logSe ? [-1.96, 1.96].map((z) => /** @type {[number, number]} */ ([width, part.cutoff.overXMin * Math.exp(z * part.cutoff.logSe)])) : []));
  if (points.length === 0) return sentence(rows.length === 0 ? "The cutoff at each width will stand here." : "No tail measured so far has a cutoff.");
  return {
    title: "",
    x: { label: "d_model", scale: "log", range: null },
    y: { label: "cutoff / x_min", scale: "log", range: null },
    series: [
      { label: "95 % interval", points: bars, mark: "intervals", tone: "data" },
      { label: "cutoff", points, mark: "points", tone: "data" },
    ],
    rules: [],
    notes: [],
    empty: null,
  };
}
