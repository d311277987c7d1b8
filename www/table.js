// A figure as a table, built when it is opened.
import { make } from "./dom.js";
import { measured } from "./format.js";

const ROWS = 500; // a series; more are thinned evenly, and that is said

/**
 * @param {HTMLDetailsElement} details
 * @param {() => import("./protocol.js").Figure | null} figure
 */
export function startTable(details, figure) {
  const host = details.appendChild(make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "The chart's values" }));
  details.addEventListener("toggle", () => {
    const shown = figure();
    host.replaceChildren();
    if (!details.open || !shown) return;
    if (shown.empty) host.append(make("p", {}, shown.empty));
    for (const series of shown.series) if (series.points.length > 0) host.append(tableOf(series, shown));
    host.append(make("p", {}, "As it was when opened; close and open to renew."));
  });
}

/**
 * @param {import("./protocol.js").Series} series
 * @param {import("./protocol.js").Figure} figure
 */
function tableOf({ label, points }, { x, y }) {
  const every = Math.ceil(points.length / ROWS);
  const kept = points.filter((_, i) => i % every === 0);
  const caption = every === 1 ? label : `${label} (one in ${every} of ${points.length} points)`;
  const body = make("tbody");
  for (const [a, b] of kept) body.append(make("tr", {}, make("td", {}, measured(a)), make("td", {}, measured(b))));
  const head = make("tr", {}, make("th", { scope: "col" }, x.label), make("th", { scope: "col" }, y.label));
  return make("table", {}, make("caption", {}, caption), make("thead", {}, head), body);
}
