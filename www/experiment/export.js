// Saves what a pane shows: the result as JSON, the chart's curves as CSV, the chart as SVG or PNG.
import { make } from "../dom.js";

const SIZE = { width: 900, height: 560 }; // CSS pixels of an SVG

/**
 * @param {string} name of the files, without ending
 * @param {() => any} result null where there is none yet
 * @param {import("../chart.js").Chart} chart
 * @param {() => any} [provenance] of the chart: what its curves were measured on
 */
export function exportButtons(name, result, chart, provenance = () => result()?.provenance) {
  const element = make("div", { class: "controls export", role: "group", "aria-label": "Export" }, make("span", { class: "label" }, "Save"));
  const add = (/** @type {string} */ ending, /** @type {() => Promise<BlobPart | null> | BlobPart | null} */ content, /** @type {string} */ type) => {
    const button = make("button", { class: "quiet", title: `Save as ${ending}` }, ending.toUpperCase());
    button.addEventListener("click", async () => {
      const part = await content();
      if (part !== null) save(new Blob([part], { type }), `${name}.${ending}`);
    });
    element.append(button);
  };
  add("json", () => (result() ? JSON.stringify(result(), null, 1) : null), "application/json");
  add("csv", () => chart.figure && curves(chart.figure, provenance()), "text/csv");
  add("svg", () => chart.figure && chart.svg(SIZE.width, SIZE.height), "image/svg+xml");
  add("png", () => chart.png(), "image/png");
  return element;
}

/** A figure's curves as CSV, one point a line; comments say what they are and where they are from. @param {import("../protocol.js").Figure} figure @param {any} [provenance] */
export function curves({ title, x, y, series }, provenance) {
  const quoted = (/** @type {string} */ text) => `"${text.replaceAll('"', '""')}"`;
  const lines = series.flatMap(({ label, points }) => points.map(([a, b]) => `${quoted(label)},${a},${b}`));
  const comments = [title.replaceAll("\n", " "), ...(provenance ? [JSON.stringify(provenance)] : [])].map((text) => `# ${text}`);
  return [...comments, `series,${quoted(x.label)},${quoted(y.label)}`, ...lines, ""].join("\n");
}

/** @param {Blob} blob @param {string} name */
function save(blob, name) {
  const url = URL.createObjectURL(blob);
  make("a", { href: url, download: name }).click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
