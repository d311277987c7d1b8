// A result's numbers as tables: data, each null and the paper in columns; and the alternatives to the power law.
import { make } from "../dom.js";
import { count, measured, minus, probability } from "../format.js";
import { typeset, unicode } from "../symbols.js";

/** A row: its name, what it means, and its value in a column's part of the result; `null` where there is none. */
/** @typedef {{key: string, label: string, title: string, of: (part: any) => string | null}} Row */
/** @typedef {{name: string, part: any}} Column */

const NULLS = /** @type {Record<string, string>} */ ({
  gaussianTensorStep: "Gaussian null with one scale a tensor and step",
  gaussianParamStep: "Gaussian null with one scale a parameter and step",
  shuffled: "A: times shuffled",
  rateModulated: "B: rates of parameters and steps",
  bernoulli: "C: a coin",
  permutedWindows: "windows permuted",
  gradientDistribution: "gradient's distribution",
  pooling: "pooling of matrices",
});
const LAWS = /** @type {Record<string, string>} */ ({
  truncatedPowerLaw: "truncated power law",
  stretchedExponential: "stretched exponential",
});
const VERDICTS = /** @type {Record<string, string>} */ ({
  favoursPower: "power law",
  favoursAlternative: "alternative",
});

/** What a null is called, as in the figures' legends. @param {string} name */
export const nullName = (name) => NULLS[name] ?? name;

/** A value with its interval or, where there is none, its standard error. @param {number | null | undefined} value @param {any} interval @param {number} [se] */
export function uncertain(value, interval, se) {
  if (typeof value !== "number" || !Number.isFinite(value)) return null;
  const written = (/** @type {number} */ number) => minus(number.toFixed(Math.abs(value) >= 100 ? 0 : 2));
  if (interval && Number.isFinite(interval.low)) return `${written(value)} [${written(interval.low)}, ${written(interval.high)}]`;
  return typeof se === "number" && Number.isFinite(se) ? `${written(value)} ± ${se.toFixed(se < 0.01 ? 3 : 2)}` : written(value);
}

/**
 * The rows of a fitted tail. `fitOf` finds the fit in a column's part; `interval` says what its interval is.
 * @param {(part: any) => any} fitOf @param {string} interval @returns {Row[]}
 */
export const tailRows = (fitOf, interval) => [
  { key: "alpha", label: "α", title: `The exponent of the density. In brackets its 95 % interval ${interval}; after ± its standard error at this x_min, which does not know that x_min was chosen`, of: (part) => uncertain(fitOf(part)?.alpha, part?.interval ?? fitOf(part)?.interval, fitOf(part)?.alphaSe) },
  { key: "xMin", label: "x_min", title: "Where the tail begins", of: (part) => known(fitOf(part)?.xMin, measured) },
  { key: "nTail", label: "n", title: "Values in the tail", of: (part) => known(fitOf(part)?.nTail, count) },
  { key: "decades", label: "decades", title: "Powers of ten that the tail spans", of: (part) => known(fitOf(part)?.decades, (value) => value.toFixed(2)) },
  { key: "ks", label: "D", title: "Kolmogorov–Smirnov distance of the tail from the law: smaller is nearer", of: (part) => known(fitOf(part)?.ks, (value) => value.toFixed(4)) },
  { key: "p", label: "p", title: "Share of power-law samples that lie farther from their fit; below 0.1 the power law is doubtful", of: (part) => known(fitOf(part)?.p, probability) },
];

/** @param {any} value @param {(value: number) => string} write */
export const known = (value, write) => (typeof value === "number" && Number.isFinite(value) ? minus(write(value)) : null);

/** A value and its interval or error, which may stand below it where there is little room. @param {string} value */
function apart(value) {
  const parts = value.split(/ (?=[[±])/);
  return parts.length > 1 ? [make("span", { class: "whole" }, parts[0]), " ", make("span", { class: "whole" }, parts[1])] : parts;
}

/**
 * Rows without any value are left out.
 * @param {string} caption
 * @param {Row[]} rows
 * @param {Column[]} columns
 * @param {{exponents: [number, number] | null, source: string}} [paper] its α stands beside, where it prints one
 */
export function numbersTable(caption, rows, columns, paper) {
  const head = make("tr", {}, make("td"), ...columns.map(({ name }) => make("th", { scope: "col" }, name)));
  const printed = paper?.exponents?.join(" to ");
  if (printed) head.append(make("th", { scope: "col" }, "paper"));
  const body = make("tbody");
  for (const { key, label, title, of } of rows) {
    const values = columns.map(({ part }) => (part ? of(part) : null));
    if (values.every((value) => value === null)) continue;
    const cells = values.map((value) => make("td", {}, ...apart(value ?? "–")));
    if (printed) cells.push(make("td", {}, key === "alpha" ? printed : "–"));
    body.append(make("tr", {}, make("th", { scope: "row", title: unicode(title) }, ...typeset(label)), ...cells));
  }
  const table = make("table", { class: "numbers-table" }, make("caption", {}, ...typeset(caption)), make("thead", {}, head), body);
  const source = paper ? [make("p", { class: "source" }, ...typeset(`Paper: ${paper.source}`))] : [];
  return make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption }, table, ...source);
}

/**
 * The power law against each alternative.
 * @param {any[] | null | undefined} alternatives
 */
export function alternativesTable(alternatives) {
  if (!alternatives?.length) return null;
  const heads = ["Alternative", "R/n", "normalised R", "p", "fits better"];
  const titles = ["", "Mean log likelihood ratio: above 0 for the power law", "In standard errors", "Of a ratio at least as large where both are equally good", ""];
  const head = make("tr", {}, ...heads.map((word, i) => make("th", { scope: "col", title: titles[i] }, word)));
  const body = make("tbody");
  for (const { law, RPerN, normalizedR, p, verdict } of alternatives) {
    const cells = [known(RPerN, (value) => value.toPrecision(3)), known(normalizedR, (value) => value.toFixed(2)), known(p, probability), VERDICTS[verdict] ?? verdict];
    body.append(make("tr", {}, make("th", { scope: "row" }, LAWS[law] ?? law), ...cells.map((cell) => make("td", {}, cell ?? "–"))));
  }
  const caption = "The power law against its alternatives, on the same tail";
  return make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption }, make("table", { class: "numbers-table" }, make("caption", {}, caption), make("thead", {}, head), body));
}
