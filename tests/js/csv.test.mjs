// One's own numbers: which column is read, what is left out, and the sentence that each bad file gets.
import assert from "node:assert/strict";
import test from "node:test";
import { readColumn } from "../../www/experiment/csv.js";
import { fitFigure, survival } from "../../www/experiment/distribution.js";
import { curves } from "../../www/experiment/export.js";

/** @param {string} text @param {number} [column] */
const read = (text, column) => readColumn(new Blob([text]), { column });

test("one column, with or without a header, comments, empty lines and carriage returns", async () => {
  for (const text of ["1\n2\n3", "x\n1\n2\n3\n", "# made by hand\r\nx\r\n1\r\n\r\n2\r\n3\r\n", "\ufeffx\n1\n2\n3"]) {
    const { values, missing } = await read(text);
    assert.deepEqual([[...values], missing], [[1, 2, 3], 0], JSON.stringify(text));
  }
});

test("of several columns the first one of numbers, or the one that is asked for", async () => {
  const text = 'city,people,area\n"Paris, France",2.1e6,105\nRome,2.8e6,1285\n';
  await assert.rejects(read(text, 0), /Line 2: “Paris, France” is not a number/);
  const { values, names, column } = await read(text);
  assert.deepEqual([[...values], names, column], [[2.1e6, 2.8e6], ["city", "people", "area"], 1]);
  assert.deepEqual([...(await read(text, 2)).values], [105, 1285]);
  assert.equal((await read("a\t7\nb\t8")).column, 1);
  assert.deepEqual([...(await read("  1   10\n  2   20", 1)).values], [10, 20]);
});

test("a decimal comma is understood where something else separates", async () => {
  assert.deepEqual([...(await read("a;b\n1,5;2\n2,5;3", 0)).values], [1.5, 2.5]);
});

test("empty cells and NaN are left out and counted; negatives are counted", async () => {
  const { values, missing, negative, lines } = await read("x,y\n1,a\n,b\nNaN,c\nNA,d\n-2,e", 0);
  assert.deepEqual([[...values], missing, negative, lines], [[1, -2], 3, 1, 6]);
});

test("text and infinity are refused with their line", async () => {
  await assert.rejects(read("1\n2\nabc\n4"), { message: "Line 3: “abc” is not a number. Correct the line, or choose another column." });
  await assert.rejects(read("1\n2\nInfinity"), /Line 3: “Infinity” is infinite/);
  await assert.rejects(read("1\n1e999"), /Line 2/);
  await assert.rejects(read("1\n-2.5E-400"), /Line 2: “-2.5E-400” is too small for a 64-bit number/);
  assert.deepEqual([...(await read("1\n0.00e-400\n0")).values], [1, 0, 0]);
  for (const cell of ["0x10", " 0b11", '"0o7"']) await assert.rejects(read(`x,y\n1,2\n${cell},3`, 0), /Line 3: “0[xbo]\d+” is not a number/);
  await assert.rejects(read(""), /nothing in it/);
  await assert.rejects(read("x\n\n"), /no number/);
  await assert.rejects(read("NaN\nNaN"), /no number/);
});

test("pieces may end anywhere, and a reader may stop it", async () => {
  const rows = Array.from({ length: 200_000 }, (_, i) => i * 0.25);
  const fractions = /** @type {number[]} */ ([]);
  const { values } = await readColumn(new Blob([rows.join("\n")]), { onProgress: (fraction) => fractions.push(fraction) });
  assert.deepEqual(values, Float64Array.from(rows));
  assert.ok(fractions.length > 2 && fractions.at(-1) === 1 && fractions.every((value, i) => i === 0 || value > fractions[i - 1]));
  const stop = new AbortController();
  await assert.rejects(readColumn(new Blob([rows.join("\n")]), { signal: stop.signal, onProgress: () => stop.abort() }), { name: "AbortError" });
});

test("the survival function counts, bin by bin and value by value", async () => {
  const values = Float64Array.from({ length: 5000 }, (_, i) => (1 - (i + 0.5) / 5000) ** (-1 / 1.5));
  values[0] = 0;
  const points = await survival(values);
  assert.ok(points.length < 300);
  for (const [x, p] of points) assert.equal(p, values.filter((value) => value > 0 && value >= x).length / 4999, String(x));
  assert.deepEqual(points.at(-1), [values[4999], 1 / 4999]);
  const { series, rules } = fitFigure(points, { alpha: 2.5, xMin: 2, n: 4999, nTail: 1767 }, "size");
  assert.equal(rules[0].at, 2);
  const [[x0, p0], [x1, p1]] = series[2].points;
  assert.ok(Math.abs(Math.log(p1 / p0) / Math.log(x1 / x0) + 1.5) < 1e-12 && p0 === 1767 / 4999);
  assert.equal(series[0].points.length + series[1].points.length, points.length);
});

test("equal values are one point", async () => {
  assert.deepEqual((await survival(new Float64Array(100).fill(3))).at(-1), [3, 0.01]);
});

test("a chart's curves become a CSV that other programs read back", async () => {
  const axis = { label: "|Δw|, \"size\"", scale: /** @type {const} */ ("log"), range: null };
  const series = [{ label: "data", points: /** @type {[number, number][]} */ ([[1e-5, 0.5], [2, 3]]), mark: "points", tone: "data" }];
  const text = curves({ title: "T", x: axis, y: axis, series, rules: [], notes: [], empty: null });
  assert.equal(text, '# T\nseries,"|Δw|, ""size""","|Δw|, ""size"""\n"data",0.00001,0.5\n"data",2,3\n');
});
