// The loss chart, with the floor that the text sets.
import { Chart } from "./chart.js";
import { byId } from "./dom.js";
import { startTable } from "./table.js";

/**
 * @param {import("./lab.js").Heavytail} lab
 * @param {import("./theme.js").Theme} theme
 */
export function startLoss(lab, theme) {
  const chart = new Chart(byId("loss"), theme, async () => ({ ...(await lab.figure("loss")), title: "" })); // the card has one
  startTable(/** @type {HTMLDetailsElement} */ (byId("loss-table")), () => chart.figure);
  let drawn = -1;
  lab.on("status", ({ step }) => {
    if (step === drawn) return;
    drawn = step;
    chart.touch();
  });
  lab.on("settings", () => chart.refresh());
}
