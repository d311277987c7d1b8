// `node scripts/matrix-tables.mjs EXPORT.json [survives | numbers]`: the Markdown tables of docs/controls.md (survives) or of
// docs/reproduction.md (numbers), from the JSON that the Controls tab exports.
import { readFile } from "node:fs/promises";
import { columnName, word } from "../www/experiment/matrix.js";
import { written } from "../www/experiment/ensemble.js";

/** @typedef {import("../www/experiment/ensemble.js").Cell} Cell */
/** @typedef {import("../www/experiment/ensemble.js").Matrix} Matrix */

const [file, table = "survives"] = process.argv.slice(2);
/** @type {{matrix: Matrix, seconds: number}} */
const { matrix, seconds } = JSON.parse(await readFile(file, "utf8"));

/** @param {string[][]} rows the first is the head */
const markdown = ([head, ...rows]) => [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

/** How many of the seeds say what the cell says. @param {Cell} cell */
const verdict = (cell) => `${word(cell).toLowerCase()}${cell.grade ? `, ${cell.seeds.filter(({ grade }) => grade === cell.grade).length} of ${cell.seeds.length}` : ""}`;

/** A row for each column of the matrix: the claim's verdict and its first number. @param {Cell[]} cells */
function survives(cells) {
  const rows = cells.map((cell) => {
    const { value = null, difference = null } = cell.numbers[0] ?? {};
    return [columnName(cell), verdict(cell), written(value), cell.kind === "data" ? "–" : written(difference)];
  });
  return markdown([["", "verdict", cells[0].numbers[0]?.label ?? "", "data − this"], ...rows]);
}

/** A row for each number: on the data and on their nulls. @param {Cell[]} cells */
function numbers(cells) {
  const columns = cells.filter(({ kind }) => kind !== "control");
  const rows = columns[0].numbers.map(({ label }, i) => [label, ...columns.map((cell) => written(cell.numbers[i]?.value ?? null))]);
  return markdown([["", ...columns.map(columnName)], ...rows, ["verdict", ...columns.map(verdict)]]);
}

const made = table === "numbers" ? numbers : survives;
for (const { experiment } of matrix.claims) {
  const cells = matrix.cells.filter((cell) => cell.experiment === experiment);
  if (cells.length > 0) console.log(`### ${experiment}\n\n${made(cells)}\n`);
}
console.error(`${seconds.toFixed(0)} s`);
