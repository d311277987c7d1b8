// The form of a calibration: what a field takes, and how long it will take.
import assert from "node:assert/strict";
import { test } from "node:test";
import { read } from "../../www/experiment/fields.js";
import { secondsOf } from "../../www/experiment/world.js";

const row = (/** @type {Partial<import("../../www/wasm.js").Row>} */ other) => ({ key: "n", label: "n", help: "", min: 50, max: 100_000, default: 1000, whole: true, ...other });

test("nonsense gets a sentence, a number its value", () => {
  assert.deepEqual(read(row({}), " 1,000 "), { value: 1000 });
  assert.deepEqual(read(row({ min: -5 }), "−3"), { value: -3 });
  assert.deepEqual(read(row({ min: 0 }), "0.0e5"), { value: 0 });
  assert.deepEqual(read(row({ whole: false, min: 1.2, max: 6 }), "2.5"), { value: 2.5 });
  for (const text of ["", "many", "49", "1e9", "99.5", "NaN", "Infinity", "1,5", "100,00", "9".repeat(30), "0x64", "0b1000000", "1e-400", "1e400"]) {
    assert.deepEqual(read(row({}), text), { refused: `n takes a whole number from 50 to 100,000, not “${text}”.` });
  }
});

test("the time grows with the data sets and their size, and is shared by the workers", () => {
  const world = { key: "powerLaw", label: "", pipeline: /** @type {const} */ ("fit"), help: "", rows: [row({})], seconds: 0.001 };
  assert.equal(secondsOf(world, { n: 1000, sets: 1000 }, 1), 1);
  assert.equal(secondsOf(world, { n: 4000, sets: 1000 }, 2), 2);
  assert.equal(secondsOf(world, { n: 1000, sets: 1 }, 8), 0.001);
});
