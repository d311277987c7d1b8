// Ensembles: which runs they have, how long they are said to take, what the matrix is saved as.
import assert from "node:assert/strict";
import test from "node:test";
import { withControls } from "../../www/experiment/beside.js";
import { CONDITIONS, CONTROLS, estimate, found, matrixCsv, runsOf, written } from "../../www/experiment/ensemble.js";

const SETTINGS = { preset: "causal", batch: 8, context: 50, layers: 2, d_model: 128, d_ff: 512, vocab: 50, seed: 11, speed: "max" };

test("every condition for every seed, each with its own change alone", () => {
  const runs = runsOf({ preset: "paper-exact" }, CONDITIONS, 4294967295, 2);
  assert.deepEqual(runs.slice(0, 2), [{ preset: "paper-exact", seed: 4294967295 }, { preset: "paper-exact", weights: "frozen", seed: 4294967295 }]);
  assert.deepEqual([runs.length, runs[5].seed, CONTROLS.length], [10, 0, 4]);
});

test("the time is the speed's, the batch's and the workers'", () => {
  const known = { steps: 1000, experiments: [], workers: 1, tokensPerSecond: 20_000, distinctWindows: 35, settings: SETTINGS, presets: [/** @type {any} */ ({ key: "small", values: { d_model: 64, d_ff: 256, vocab: 25, batch: 16 } })] };
  const one = (/** @type {Record<string, any>} */ changes) => [{ ...changes, seed: 1 }];
  assert.equal(estimate(one({}), known), 20);
  assert.equal(estimate(one({ batch: "full" }), known), 87.5);
  assert.equal(estimate([...one({}), ...one({}), ...one({})], { ...known, workers: 2 }), 40);
  assert.equal(estimate(one({}), { ...known, tokensPerSecond: 0 }), null);
  // A quarter of the blocks' weights, twice the windows.
  assert.equal(estimate(one({ preset: "small" }), known), 10);
  const withE1 = estimate(one({}), { ...known, experiments: [{ name: "E1" }] }) ?? 0;
  const withE4 = (/** @type {number} */ perturbations) => estimate(one({}), { ...known, experiments: [{ name: "E4", options: { perturbations } }] }) ?? 0;
  assert.ok(withE1 > 20 && withE4(30) > 20);
  assert.ok(Math.abs((withE4(100) - 20) / (withE4(50) - 20) - 2) < 1e-9, "twice the draws, twice the time");
});

test("the matrix gets each run's condition, and no more of a result than it reads", () => {
  const result = { claim: "c", verdict: { grade: "supported" }, headline: { numbers: [] }, tensors: [1, 2, 3] };
  const outcomes = runsOf({ preset: "causal" }, CONDITIONS, 3, 1).map((changes) => ({ changes, results: changes.shuffle ? {} : { E1: result, other: { claim: "without a headline" } } }));
  const runs = found(outcomes);
  assert.deepEqual(runs.map(({ condition }) => condition), CONDITIONS.map(({ key }) => key));
  assert.deepEqual(runs[0], { condition: "data", seed: 3, results: { E1: { claim: "c", verdict: { grade: "supported" }, headline: { numbers: [] } } } });
  assert.deepEqual(runs[2].results, {});
});

const over = (/** @type {number} */ mean, /** @type {number} */ half) => ({ n: 5, mean, interval: { low: mean - half, high: mean + half, sd: half } });

test("a number is written to the second digit of its interval", () => {
  assert.deepEqual([over(3.4123, 0.0312), over(-0.5, 2.12), over(120, 31), over(1, 0), null].map(written), ["3.412 ± 0.031", "−0.5 ± 2.1", "120 ± 31", "1.00 ± 0.00", null]);
});

test("the matrix is saved with a line a number", () => {
  const seeds = ["supported", "supported", "explained"].map((grade, seed) => ({ seed, grade, values: [3], sentence: null }));
  const cell = { experiment: "E1", kind: /** @type {const} */ ("null"), key: "chance", grade: null, sentence: "", seeds, numbers: [{ label: 'α, "top"', value: over(3, 1), difference: null }, { label: "A", value: null, difference: over(0, 2) }] };
  const lines = matrixCsv({ claims: [], columns: [], cells: [cell] }).split("\n");
  assert.deepEqual(lines.slice(1), ['E1,null,chance,seedsDisagree,3,2,1,0,0,"α, ""top""",3,2,4,,,', "E1,null,chance,seedsDisagree,3,2,1,0,0,\"A\",,,,0,-2,2", ""]);
  assert.equal(lines[0].split(",").length, lines[2].split(",").length);
});

test("controls' curves stand under the run's own, each in a style of its own, in the views that have them", () => {
  const axis = { label: "", scale: /** @type {const} */ ("log"), range: null };
  const figure = (/** @type {number} */ x) => /** @type {import("../../www/protocol.js").Figure} */ ({
    title: "", x: axis, y: axis, rules: [], notes: [], empty: null,
    series: [{ label: "null", points: [[x, 0]], mark: "dashed", tone: "null1" }, { label: "|Δw|", points: [[x, 1]], mark: "points", tone: "data" }],
  });
  const controls = CONTROLS.map(({ name }, i) => ({ name, result: {}, figures: [figure(i), figure(10 + i)] }));
  const { series } = withControls(figure(99), controls, "density");
  assert.deepEqual(series.map(({ label }) => label), [...CONTROLS.map(({ name }) => name), "null", "|Δw|"]);
  assert.deepEqual(series[1].points, [[11, 1]]);
  assert.equal(new Set(series.map(({ mark, tone }) => mark + tone)).size, series.length);
  assert.deepEqual(withControls(figure(99), controls, "another").series, figure(99).series);
});
