// Saves what a pane shows: the result as JSON, the chart's curves as CSV, the chart as SVG or PNG.
import { make } from "../dom.js";

const SIZE = { width: 900, height: 560 }; // CSS pixels of an SVG

const TYPES = { json: "application/json", csv: "text/csv", svg: "image/svg+xml", png: "image/png" };

/** What a file holds; null where there is nothing to save. @typedef {() => Promise<BlobPart | null> | BlobPart | null} Content */

/**
 * One button for each form.
 * @param {string} name of the files, without ending
 * @param {Partial<Record<keyof typeof TYPES, Content>>} forms by ending
 */
export function saveButtons(name, forms) {
  const said = make("span", { class: "said", role: "status" });
  const element = make("div", { class: "controls export", role: "group", "aria-label": "Export" }, make("span", { class: "label" }, "Save"));
  for (const [ending, content] of Object.entries(forms)) {
    const button = make("button", { class: "quiet", title: `Save as ${ending}` }, ending.toUpperCase());
    button.addEventListener("click", async () => {
      const part = await content();
      said.textContent = part === null ? "There is nothing to save yet: run it first." : "";
      if (part !== null) save(new Blob([part], { type: TYPES[/** @type {keyof typeof TYPES} */ (ending)] }), `${name}.${ending}`);
    });
    element.append(button);
  }
  element.append(said);
  return element;
}

/** A result as JSON. @param {() => any} result null where there is none yet @returns {Content} */
export const asJson = (result) => () => (result() ? JSON.stringify(result(), null, 1) : null);

/**
 * @param {string} name of the files, without ending
 * @param {() => any} result null where there is none yet
 * @param {import("../chart.js").Chart} chart
 * @param {() => any} [provenance] of the chart: what its curves were measured on
 */
export const exportButtons = (name, result, chart, provenance = () => result()?.provenance) =>
  saveButtons(name, {
    json: asJson(result),
    csv: () => chart.figure && curves(chart.figure, provenance()),
    svg: () => chart.figure && chart.svg(SIZE.width, SIZE.height),
    png: () => chart.png(),
  });

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
