// Texts that change: the last of several is written, all together, and not more often than can be read.
import assert from "node:assert/strict";
import { test } from "node:test";
import { paced, writeNow } from "../../www/readings.js";

test("of several values the last is written, with those of the others, once in a quarter of a second", async (t) => {
  let now = 0;
  t.mock.method(performance, "now", () => now);
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const pass = (/** @type {number} */ ms) => ((now += ms), t.mock.timers.tick(ms));
  /** @type {string[]} */
  const written = [];
  const [step, loss] = ["step", "loss"].map((name) => paced((/** @type {number} */ value) => written.push(`${name} ${value} at ${now}`)));
  writeNow();
  step(1);
  loss(0.5);
  step(2);
  pass(249);
  assert.deepEqual(written, []);
  pass(1);
  assert.deepEqual(written.splice(0), ["step 2 at 250", "loss 0.5 at 250"]);
  pass(1000);
  step(3);
  pass(0);
  assert.deepEqual(written.splice(0), ["step 3 at 1250"], "the first after a rest does not wait");
  step(4);
  pass(10);
  writeNow();
  assert.deepEqual(written.splice(0), ["step 4 at 1260"], "nor does what is asked for at once");
  pass(1000);
  assert.deepEqual(written, [], "nothing is written twice");
});
