// The loss chart, with the floor that the text sets.
import { Chart } from "./chart.js";
import { byId } from "./dom.js";
import { startTable } from "./table.js";

/**
 * @param {import("./lab.js").Heavytail} lab
 * @param {import("./theme.js").Theme} theme
 */
export function startLoss(lab, theme) {
  const chart = new Chart(byId("loss"), theme, () => lab.figure("loss"));
  startTable(/** @type {HTMLDetailsElement} */ (byId("loss-table")), () => chart.figure);
  let drawn = -1;
  lab.on("status", ({ step }) => {
    if (step === drawn) return;
    drawn = step;
    chart.touch();
  });
  lab.on("settings", () => {
    const known = lab.status()?.text.entropyRate !== null;
    byId("loss-floor").textContent = known
      ? "The line marks the source’s own entropy rate: nothing can do better."
      : "The line marks how far pairs of characters go.";
    chart.refresh();
  });
}
