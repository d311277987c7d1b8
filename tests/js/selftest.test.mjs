// The self-test's own arithmetic: a check must turn red when what it checks is wrong.
import assert from "node:assert/strict";
import { test } from "node:test";
import { compareBits, fingerprint, naive, productLine, report, sameProducts, shown } from "../../www/selftest.js";

/** @type {[number, number, number, number][]} */
const SHAPES = [[1, 0, 3, 2], [1, 3, 4, 5], [2, 2, 3, 7], [1, 5, 1, 9], [1, 1, 1, 0], [1, 2, 2, 40]];

test("the naive product rounds each product and each sum, in order of k, for every lie of the operands", () => {
  const a = Float32Array.of(1, 2, 3, 4, 5, 6); // 2 × 3
  const b = Float32Array.of(7, 8, 9, 10, 11, 12); // 3 × 2
  assert.deepEqual([...naive("nn", [1, 2, 2, 3], a, b)], [58, 64, 139, 154]);
  const bT = Float32Array.of(7, 9, 11, 8, 10, 12);
  assert.deepEqual([...naive("nt", [1, 2, 2, 3], a, bT)], [58, 64, 139, 154]);
  const aT = Float32Array.of(1, 4, 2, 5, 3, 6);
  assert.deepEqual([...naive("tn", [1, 2, 2, 3], aT, b)], [58, 64, 139, 154]);
  // 1 + 2⁻²⁴ is 1 in f32, twice; in f64 the sum would round up.
  assert.equal(naive("nn", [1, 1, 1, 3], Float32Array.of(1, 2 ** -24, 2 ** -24), Float32Array.of(1, 1, 1))[0], 1);
});

test("a build that is right has a green line, one that is wrong by a bit a red one", async () => {
  const right = await productLine("simd128", SHAPES, naive);
  assert.deepEqual([right.line.passed, right.line.found, right.line.limit], [true, 0, 0]);
  assert.equal(right.found.length, SHAPES.length);
  const off = (/** @type {number} */ factor) => (/** @type {string} */ kind, /** @type {any} */ shape, /** @type {Float32Array} */ a, /** @type {Float32Array} */ b) => naive(kind, shape, a, b).map((x) => x * factor);
  const nearly = await productLine("scalar", SHAPES, off(1 + 2 ** -22));
  assert.equal(nearly.line.passed, false);
  assert.ok(Number(nearly.line.found) > 0);
  // A build that fuses may differ by what rounding explains, and by no more.
  assert.equal((await productLine("relaxed", SHAPES, off(1 + 2 ** -22))).line.passed, true);
  assert.equal((await productLine("relaxed", SHAPES, off(1.01))).line.passed, false);
  assert.equal((await productLine("scalar", SHAPES, off(NaN))).line.passed, false);
  assert.equal((await productLine("scalar", SHAPES, () => new Float32Array(0))).line.passed, false);
});

test("products that agree in value but not in bits are told apart", () => {
  assert.equal(sameProducts([Float32Array.of(0, 1)], [Float32Array.of(0, 1)]).passed, true);
  assert.deepEqual(sameProducts([Float32Array.of(0, 1)], [Float32Array.of(-0, 1)]).found, 1);
});

test("bits are those of the table, or the line is red; relaxed promises nothing", () => {
  const run = { what: "a run", changes: {}, weights: "aa", gradient: "bb" };
  assert.equal(compareBits("scalar", run, { weights: "aa", gradient: "bb" }).passed, true);
  assert.equal(compareBits("scalar", run, { weights: "aa", gradient: "bc" }).passed, false);
  assert.equal(compareBits("simd128", run, { weights: "ab", gradient: "bb" }).passed, false);
  assert.equal(compareBits("relaxed", run, { weights: "cc", gradient: "dd" }).passed, null);
});

test("the fingerprint is FNV-1a over words", () => {
  assert.equal(fingerprint(new Uint32Array(0)), "cbf29ce484222325");
  assert.equal(fingerprint(Uint32Array.of(0)), "af63bd4c8601b7df"); // that of the byte 0
  assert.notEqual(fingerprint(Uint32Array.of(1, 2)), fingerprint(Uint32Array.of(2, 1)));
});

test("the report names each line with what was found and allowed", () => {
  const lines = [
    { name: "a", what: "gradients", passed: true, found: 5.2e-8, limit: 1e-6 },
    { name: "b", what: "bits", passed: false, found: "aa", limit: "bb" },
    { name: "c", what: "relaxed", passed: null, found: "cc", limit: "bb" },
  ];
  const text = report(lines, { agent: "a browser", cores: 2, version: "0.1.0", date: "today", builds: ["scalar"] });
  assert.match(text, /1 passed, 1 failed, 1 not promised/);
  assert.match(text, /^ {2}ok {2}gradients: 5\.2e-8 \(allowed: 1\.0e-6\)$/m);
  assert.match(text, /^FAIL {2}bits: aa \(elsewhere: bb\)$/m);
  assert.match(text, /a browser\n2 cores; builds that run here: scalar/);
  assert.deepEqual([0, 1, 0.5, 1e-9, 123456].map(shown), ["0", "1", "0.5", "1.0e-9", "1.2e+5"]);
});
