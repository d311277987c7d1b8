// One's own numbers: pasted, opened or dropped as CSV, then the whole tail analysis with its chart; tested where asked for.
import { announce, make } from "../dom.js";
import { count } from "../format.js";
import { typeset, unicode } from "../symbols.js";
import { makeChart, sentence } from "./charts.js";
import { readColumn } from "./csv.js";
import { fitFigure, survival } from "./distribution.js";
import { exportButtons } from "./export.js";
import { alternativesTable, numbersTable, tailRows } from "./numbers.js";
import { ProgressView } from "./work.js";
import { VerdictView } from "./verdict.js";

const SHOWN = 50; // columns in the list
const DRAWN = 100; // data sets of a test: the error of p is at most 0.05

/** @param {HTMLElement} panel @param {import("../tabs.js").Page} page */
export async function start(panel, { lab, theme }) {
  /** @type {Blob | null} */
  let source = null;
  /** @type {import("./csv.js").Column | null} */
  let read = null;
  /** What is drawn. @type {{values: Float64Array, points: [number, number][], fit: any, name: string} | null} */
  let drawn = null;
  /** What is read or fitted now. @type {AbortController | null} */
  let work = null;

  const area = make("textarea", { rows: 4, spellcheck: "false", "aria-label": "Numbers", placeholder: "One number a line, or a CSV with a column of them" });
  const picker = make("input", { type: "file", class: "hidden", tabindex: -1, "aria-label": "CSV file", accept: ".csv,.tsv,.txt,text/*" });
  const fitPasted = make("button", { class: "primary" }, "Fit these numbers");
  const open = make("button", { class: "quiet" }, "Open a file…");
  const list = make("select", { "aria-label": "Column" });
  const columnField = make("label", { class: "inline", hidden: true }, "Column", list);
  const magnitudes = make("input", { type: "checkbox" });
  const best = make("button", { class: "quiet", hidden: true, title: unicode("Back to the x_min of the smallest D") }, make("span", {}, ...typeset("Best x_min")));
  const test = make("button", { class: "quiet", hidden: true, title: `How often do ${DRAWN} data sets, drawn from the fitted law, lie as far from their own fit? And how widely does α scatter where the values are drawn anew?` }, "Test the fit");
  const progress = new ProgressView(() => {
    work?.abort();
    busy(false, drawn ? "Cancelled. The last fit is kept." : "Cancelled.");
  });
  const error = make("p", { class: "error", role: "alert" });
  const verdict = new VerdictView("Give it some hundred numbers or more: fewer cannot tell one law from another.");
  const results = make("div", { class: "results" });
  const { element: plate, chart } = makeChart(theme, "The distribution of your numbers", async () => (drawn ? fitFigure(drawn.points, drawn.fit, drawn.name) : sentence("Your numbers will stand here.")), {
    moved: (_, at) => fit({ xMin: at }),
  });
  const zone = make("div", { class: "dropzone" }, area, make("div", { class: "controls" }, fitPasted, open, picker, make("label", { class: "check" }, magnitudes, "Magnitudes |x|"), columnField, best, test));
  panel.append(
    make("header", {}, make("h2", {}, "Do your own numbers follow a power law?"), make("p", {}, "Sizes of anything: words, cities, quakes, updates. Drop a CSV here; it stays in this page. Up to ten million rows.")),
    zone,
    error,
    progress.element,
    verdict.element,
    plate,
    results,
    exportButtons("heavytail-numbers", () => drawn?.fit, chart),
  );
  chart.refresh();

  /** Other work is given up for it. @param {string} what */
  function begin(what) {
    work?.abort();
    work = new AbortController();
    busy(true, what);
    return work.signal;
  }

  /** @param {Blob} blob @param {number} [column] */
  async function take(blob, column) {
    const signal = begin("Reading");
    try {
      const found = await readColumn(blob, { column, onProgress: (fraction) => progress.report({ fraction, phase: "Reading" }), signal });
      [source, read] = [blob, found];
      offer(found);
      await fit({});
    } catch (reason) {
      if (signal.aborted) return;
      busy(false);
      refuse(/** @type {Error} */ (reason).message);
    }
  }

  /** @param {{xMin?: number, bootstrap?: number}} options xMin fixed, instead of the best; so many drawn sets test the fit */
  async function fit(options) {
    if (!read) return;
    error.textContent = "";
    const { values: raw, negative, missing, names, column } = read;
    if (negative > 0 && !magnitudes.checked) {
      busy(false);
      refuse(`${count(negative)} of ${count(raw.length)} values are negative, and a tail is of positive ones. Tick “Magnitudes” to look at |x|.`);
      return;
    }
    const values = negative > 0 ? raw.map(Math.abs) : raw;
    const free = options.xMin === undefined;
    const what = options.bootstrap ? "Testing" : "Fitting";
    const signal = begin(what);
    let said = "";
    try {
      const found = await lab.fit(values, { ...options, signal, onProgress: (how) => progress.report({ ...how, phase: what }) });
      const points = drawn?.values === raw ? drawn.points : await survival(values);
      if (signal.aborted) return;
      drawn = { values: raw, points, fit: found, name: names.length > 1 ? names[column] : "x" };
      best.hidden = free;
      test.hidden = !free;
      said = `${count(values.length)} values${missing > 0 ? `; ${missing === 1 ? "1 cell was empty or NaN and is" : `${count(missing)} cells were empty or NaN and are`} left out` : ""}.`;
      if (free && found.verdict) verdict.show(found);
      results.replaceChildren(numbersTable("The fit", tailRows((part) => part, "with x_min found anew"), [{ name: "your numbers", part: found }]), ...[alternativesTable(found.alternatives)].filter((table) => table !== null));
      chart.refresh();
    } catch (reason) {
      if (!signal.aborted) refuse(/** @type {Error} */ (reason).message);
    } finally {
      if (!signal.aborted) busy(false, said);
    }
  }

  /** The columns to choose from. @param {import("./csv.js").Column} found */
  function offer({ names, column }) {
    columnField.hidden = names.length < 2;
    list.replaceChildren(...names.slice(0, SHOWN).map((name, i) => make("option", { value: i, selected: i === column }, name)));
  }

  /** @param {boolean} now @param {string} [what] */
  function busy(now, what = "") {
    progress.show(now, what);
    if (now) error.textContent = "";
  }

  /** @param {string} message */
  function refuse(message) {
    error.textContent = `${message}${drawn ? " The last fit is kept." : ""}`;
    announce(message);
  }

  fitPasted.addEventListener("click", () => take(new Blob([area.value])));
  open.addEventListener("click", () => picker.click());
  picker.addEventListener("change", () => {
    if (picker.files?.[0]) take(picker.files[0]);
    picker.value = ""; // the same file may be chosen again
  });
  list.addEventListener("change", () => source && take(source, Number(list.value)));
  magnitudes.addEventListener("change", () => fit({}));
  best.addEventListener("click", () => fit({}));
  test.addEventListener("click", () => fit({ bootstrap: DRAWN }));
  // A file that is dropped here is numbers; elsewhere on the page it is a text to train on.
  panel.addEventListener("dragover", (event) => {
    event.preventDefault();
    event.stopPropagation();
    zone.toggleAttribute("data-over", true);
  });
  panel.addEventListener("dragleave", () => zone.removeAttribute("data-over"));
  panel.addEventListener("drop", (event) => {
    event.preventDefault();
    event.stopPropagation();
    zone.removeAttribute("data-over");
    const file = event.dataTransfer?.files[0];
    if (file) take(file);
  });
}
