// The matrix as a table: a row for the data, each null and each control, a column for each claim. A cell is a button that
// opens what it rests on: its sentence and every seed's numbers.
import { announce, make } from "../dom.js";
import { typeset } from "../symbols.js";
import { CONDITIONS, written } from "./ensemble.js";
import { known, nullName, numbersTable } from "./numbers.js";

/** @typedef {import("./ensemble.js").Matrix} Matrix */
/** @typedef {import("./ensemble.js").Cell} Cell */
/** @typedef {import("./ensemble.js").Column} Column */

const KINDS = /** @type {[Column["kind"], string][]} */ ([
  ["data", "The runs as they are"],
  ["null", "Against each null model of the same runs"],
  ["control", "On runs that differ in one thing"],
]);

/** What a cell says in a word. @param {Cell} cell */
export function word({ kind, grade, seeds }) {
  if (grade === null) return "Seeds disagree";
  if (grade === "supported") return kind === "null" ? "Survives" : "Supported";
  if (grade === "explained") return "Explained";
  if (grade === "notSupported") return "Not supported";
  return seeds.some(({ grade }) => grade !== "notEnoughData") ? "Too few seeds" : "Not enough data";
}

/** What a column is called. @param {Column} column */
export const columnName = ({ kind, key }) => (kind === "null" ? nullName(key) : CONDITIONS.find((condition) => condition.key === key)?.name ?? key);

/** @param {Matrix} matrix */
export function matrixTable(matrix) {
  const caption = "Which of the claims survive what";
  const details = make("section", { class: "cell-details", "aria-label": "The chosen cell" }, make("p", { class: "hint" }, "Choose a cell to read what it rests on."));
  const head = make("tr", {}, make("td"), ...matrix.claims.map((claim) => header(matrix, claim)));
  const bodies = KINDS.map(([kind, title]) => {
    const columns = matrix.columns.filter((column) => column.kind === kind);
    if (kind === "null") columns.sort((a, b) => columnName(a).localeCompare(columnName(b)));
    const rows = columns.map((column) => row(matrix, column, details));
    return make("tbody", { hidden: rows.length === 0 }, make("tr", { class: "kind" }, make("th", { scope: "rowgroup", colspan: matrix.claims.length + 1 }, make("span", {}, title))), ...rows);
  });
  const table = make("table", { class: "matrix" }, make("caption", { class: "hidden" }, caption), make("thead", {}, head), ...bodies);
  const legend = make("p", { class: "source" }, "In a cell: what how many of the seeds say; the claim's number, ± half of its 95 % interval over seeds; Δ, the data's number less this one's, in pairs of one seed.");
  return make("div", { class: "results" }, make("div", { class: "scroll tall", tabindex: 0, role: "region", "aria-label": caption }, table), legend, details);
}

/** A claim with the number that stands in its cells. @param {Matrix} matrix @param {Matrix["claims"][0]} claim */
function header({ cells }, { experiment, claim }) {
  const number = cells.find((cell) => cell.experiment === experiment)?.numbers[0];
  return make("th", { scope: "col", title: claim }, make("b", {}, experiment), make("small", {}, ...typeset(number?.label ?? "")));
}

/** @param {Matrix} matrix @param {Column} column @param {HTMLElement} details */
function row({ claims, cells }, column, details) {
  const title = CONDITIONS.find(({ key }) => key === column.key)?.title;
  const of = (/** @type {string} */ experiment) => cells.find((cell) => cell.experiment === experiment && cell.kind === column.kind && cell.key === column.key);
  const entries = claims.map(({ experiment }) => {
    const cell = of(experiment);
    return make("td", {}, cell ? cellButton(cell, details) : make("span", { class: "none", title: "This claim has no such null model" }, "–"));
  });
  return make("tr", {}, make("th", { scope: "row", title }, columnName(column)), ...entries);
}

/** @param {Cell} cell @param {HTMLElement} details */
function cellButton(cell, details) {
  const { grade, numbers, seeds } = cell;
  const told = numbers.find(({ value }) => value !== null) ?? numbers[0];
  const agreeing = seeds.filter((seed) => seed.grade === grade).length;
  const single = seeds.length === 1 ? known(seeds[0].values[0], (value) => value.toFixed(2)) : null;
  const other = told === numbers[0] ? null : told.label; // where the claim's first number is missing
  const lines = [other, written(told?.value) ?? single, told?.difference ? `Δ ${written(told.difference)}` : null];
  const button = make(
    "button",
    { class: "cell", "data-grade": grade ?? "disagree", "aria-pressed": "false" },
    make("strong", {}, word(cell)),
    make("span", { class: "share" }, grade === null ? `${seeds.length} seeds` : `${agreeing}/${seeds.length}`),
    ...lines.filter((line) => line !== null).map((line) => make("span", {}, line)),
  );
  button.addEventListener("click", () => {
    for (const other of button.closest("table")?.querySelectorAll("button.cell") ?? []) other.setAttribute("aria-pressed", String(other === button));
    details.replaceChildren(...detail(cell));
    details.scrollIntoView({ block: "nearest" });
    announce(`${word(cell)}. ${cell.sentence}`);
  });
  return button;
}

/** The cell's sentence, its seeds' numbers, and what each run said. @param {Cell} cell */
function detail(cell) {
  const { experiment, sentence, numbers, seeds, kind } = cell;
  const rows = numbers.map(({ label }, i) => ({ key: String(i), label, title: "", of: (/** @type {(i: number) => string | null} */ of) => of(i) }));
  const columns = [
    { name: "over seeds, 95 %", part: (/** @type {number} */ i) => written(numbers[i].value) },
    ...(kind === "data" ? [] : [{ name: "data − this", part: (/** @type {number} */ i) => written(numbers[i].difference) }]),
    ...seeds.map(({ seed, values }) => ({ name: `seed ${seed}`, part: (/** @type {number} */ i) => known(values[i], (value) => value.toFixed(3)) })),
  ];
  const said = seeds.flatMap(({ seed, sentence }) => (sentence ? [make("li", {}, make("b", {}, `Seed ${seed}. `), sentence)] : []));
  return [
    make("h3", {}, `${experiment}, ${columnName(cell)}: ${word(cell).toLowerCase()}`),
    make("p", {}, ...typeset(sentence)),
    numbersTable(`${experiment}, ${columnName(cell)}: every seed`, rows, columns),
    ...(said.length > 0 ? [make("details", { class: "table" }, make("summary", {}, "What each run said"), make("ul", {}, ...said))] : []),
  ];
}
