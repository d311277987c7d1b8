// Experiment 1's chart: the sizes of the updates, and the fit to their tail in numbers.
import { Chart } from "./chart.js";
import { byId, make } from "./dom.js";
import { count } from "./format.js";
import { startTable } from "./table.js";


/**
 * @param {import("./lab.js").Heavytail} lab
 * @param {import("./theme.js").Theme} theme
 */
export function startTail(lab, theme) {
  const options = { view: "ccdf", window: "transient", tensor: "pooled" };
  let chosen = false; // whether a person has chosen the window
  const chart = new Chart(byId("tail"), theme, () => lab.figure("updates", options), showNumbers);
  startTable(/** @type {HTMLDetailsElement} */ (byId("tail-table")), () => chart.figure);

  /** @param {"view" | "window"} name @param {string} value */
  function choose(name, value) {
    if (options[name] === value) return;
    options[name] = value;
    for (const input of byId(name).querySelectorAll("input")) input.checked = input.value === value;
    chart.refresh();
  }
  for (const name of /** @type {const} */ (["view", "window"])) {
    byId(name).addEventListener("change", (event) => {
      chosen ||= name === "window";
      choose(name, /** @type {HTMLInputElement} */ (event.target).value);
    });
  }
  const list = /** @type {HTMLSelectElement} */ (byId("tensor"));
  list.addEventListener("change", () => {
    options.tensor = list.value;
    chart.refresh();
  });

  let transient = 200; // steps
  let drawn = -1;
  lab.on("status", ({ step }) => {
    if (step === drawn) return;
    drawn = step;
    // Until a person chooses, the chart follows the run into its later part.
    if (!chosen) choose("window", step > 1.1 * transient ? "after" : "transient");
    chart.touch();
  });
  lab.on("settings", ({ layout, knobs }) => {
    transient = Number(knobs.find((/** @type {any} */ { key }) => key === "transient")?.value ?? transient);
    byId("window-transient").textContent = `Steps 1–${count(transient)}`;
    byId("window-after").textContent = `After ${count(transient)}`;
    const names = layout.filter((/** @type {any} */ { inTail }) => inTail).map((/** @type {any} */ { name }) => name);
    if (names.join() !== [...list.options].slice(1).map(({ value }) => value).join()) {
      list.replaceChildren(list.options[0], ...names.map((/** @type {string} */ name) => make("option", { value: name }, name)));
      list.value = options.tensor;
      if (list.selectedIndex < 0) options.tensor = list.value = "pooled";
    }
    chart.refresh();
  });
}

/** The main numbers among the figure's notes: in "x_min = 2e-4 · D = 0.01" stand two terms with their values. @param {import("./protocol.js").Figure} figure */
function showNumbers({ notes, empty }) {
  const parts = (empty ? [] : notes).flatMap((note) => note.split(" · "));
  const rows = parts.flatMap((part) => {
    const [, number, unit] = part.match(/^([\d.]+) (decades)$/) ?? [];
    const [term, value] = number ? [unit, number] : part.split(" = ");
    if (!value || part.split(" = ").length > 2) return [];
    const [figures, ...words] = value.split(/(?= \(| of )/);
    return [make("div", {}, make("dt", {}, term), make("dd", { title: value }, figures, make("small", { class: "hidden" }, words.join(""))))];
  });
  byId("tail-numbers").replaceChildren(...rows);
}
