// The same measurement over several widths of the model, one run after the other: does the tail grow with the system?
import { make } from "../dom.js";
import { measured } from "../format.js";
import { makeChart, sentence } from "./charts.js";
import { numbersTable, tailRows } from "./numbers.js";

const WIDTHS = [16, 32, 64, 128];
const STEPS = 1000;

/** @typedef {{width: number, part: any}} Row */

/** @param {any} part */
const fitOf = (part) => [part?.binned, part?.continuous].find((fit) => typeof fit?.alpha === "number");

/** @param {import("../tabs.js").Page} page */
export function startWidths({ lab, theme }) {
  /** @type {Row[]} */
  let rows = [];
  const button = make("button", { title: `Four runs of ${STEPS} steps; the settings come back afterwards` }, `Measure at widths ${WIDTHS.join(", ")}`);
  const table = make("div", { class: "results" });
  const { element: plate, chart } = makeChart(theme, "The largest update against the width", async () => figureOf(rows), { kind: "low" });
  const element = make(
    "section",
    { class: "more" },
    make("h3", {}, "Does it grow with the system?"),
    make("p", {}, "Near a critical point the tail's end, the cutoff, grows with the size of the system. So the model is trained at several widths with all else the same."),
    make("div", { class: "controls" }, button),
    plate,
    table,
  );

  /** @param {{signal: AbortSignal, onProgress: (progress: any) => void}} hooks */
  async function measure({ signal, onProgress }) {
    const before = Object.fromEntries(lab.knobs().map(({ key, value }) => [key, value]));
    rows = [];
    try {
      for (const [i, width] of WIDTHS.entries()) {
        await lab.set({ d_model: width, d_ff: 4 * width });
        const report = (/** @type {any} */ { fraction, phase }) =>
          onProgress({ fraction: (i + fraction) / WIDTHS.length, secondsLeft: null, phase: `Width ${width}: ${phase}` });
        const { data } = await lab.run("E1", { steps: STEPS, reset: true, signal, onProgress: report });
        rows = [...rows, { width, part: data.after }];
        chart.refresh();
        table.replaceChildren(numbersTable("By width", tailRows(fitOf), rows.map(({ width, part }) => ({ name: String(width), part }))));
      }
    } finally {
      await lab.set({ d_model: before.d_model, d_ff: before.d_ff });
    }
  }

  return {
    element,
    /** The runner of the pane drives it. @param {import("./run.js").Run} run */
    use: (run) => button.addEventListener("click", () => run.queue(measure)),
  };
}

/** The largest update and the tail's start at each width. @param {Row[]} rows @returns {import("../protocol.js").Figure} */
function figureOf(rows) {
  const fits = rows.map(({ width, part }) => ({ width, fit: fitOf(part) })).filter(({ fit }) => fit);
  if (fits.length === 0) return sentence("The largest update at each width will stand here.");
  const points = (/** @type {"xMin" | "xMax"} */ key) => fits.map(({ width, fit }) => /** @type {[number, number]} */ ([width, fit[key]]));
  const [first, last] = [fits[0], fits[fits.length - 1]];
  const slope = Math.log(last.fit.xMax / first.fit.xMax) / Math.log(last.width / first.width);
  return {
    title: "",
    x: { label: "d_model", scale: "log", range: null },
    y: { label: "|Δw|", scale: "log", range: null },
    series: [
      { label: "cutoff: the largest", points: points("xMax"), mark: "points", tone: "data" },
      { label: "x_min", points: points("xMin"), mark: "points", tone: "fit" },
    ],
    rules: [],
    notes: fits.length > 1 ? [`cutoff ∝ width^${slope.toFixed(2)}, from ${measured(first.fit.xMax)} to ${measured(last.fit.xMax)}`] : [],
    empty: null,
  };
}
