// The runner: steps are counted exactly, pauses are answered between slices, and speeds are kept.
import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import test from "node:test";
import { Runner } from "../../www/runner.js";

/** A runner over a loop of `shards` shards a step that fails at step `failsAt`. */
function setUp({ shards = 2, failsAt = Infinity, cost = 0 } = {}) {
  const seen = { shards: 0, steps: 0, stops: /** @type {any[]} */ ([]) };
  const advance = () => {
    for (const end = performance.now() + cost; performance.now() < end; );
    if (seen.steps + 1 >= failsAt) throw { key: "run", message: "diverged" };
    return ++seen.shards % shards === 0;
  };
  const events = { step: () => seen.steps++, slice: () => {}, stop: (/** @type {any} */ reason) => seen.stops.push(reason) };
  return { seen, runner: new Runner(advance, events, setImmediate) };
}

test("step(n) resolves after n steps, paused", async () => {
  const { seen, runner } = setUp({ shards: 3 });
  await runner.step(7);
  assert.deepEqual([seen.steps, seen.shards, runner.running], [7, 21, false]);
  await delay(20);
  assert.equal(seen.steps, 7);
});

test("step(0) resolves and does nothing", async () => {
  const { seen, runner } = setUp();
  await runner.step(0);
  assert.equal(seen.shards, 0);
});

test("step(n) rejects when it is paused, and says how far it came", async () => {
  const { runner } = setUp({ cost: 1 });
  const stepping = runner.step(1_000_000);
  setTimeout(() => runner.pause(), 30);
  await assert.rejects(stepping, (/** @type {any} */ reason) => reason.key === "run" && /of 1000000 steps/.test(reason.message));
  assert.equal(runner.running, false);
});

test("a pause is answered between slices", async () => {
  const { runner } = setUp({ cost: 5 });
  runner.play();
  await delay(50);
  const asked = performance.now();
  await new Promise((resolve) => setImmediate(() => resolve(runner.pause())));
  assert.ok(performance.now() - asked < 100);
  assert.equal(runner.running, false);
});

test("a pause and play in one turn do not start two loops", async () => {
  const { seen, runner } = setUp();
  runner.speed = 50;
  runner.play();
  for (let i = 0; i < 10; i++) {
    runner.pause();
    runner.play();
  }
  await delay(300);
  runner.pause();
  assert.ok(seen.steps <= 18, `${seen.steps} steps in 300 ms at 50 a second`);
});

test("a slow speed is kept on average", async () => {
  const { seen, runner } = setUp();
  runner.speed = 20;
  runner.play();
  await delay(520);
  runner.pause();
  assert.ok(seen.steps >= 8 && seen.steps <= 12, `${seen.steps} steps`);
});

test("step(n) does not wait for the speed", async () => {
  const { runner } = setUp();
  runner.speed = 1;
  const asked = performance.now();
  await runner.step(5);
  assert.ok(performance.now() - asked < 500);
});

test("a failure stops the run once, and rejects the step that waited", async () => {
  const { seen, runner } = setUp({ failsAt: 4 });
  await assert.rejects(runner.step(10), { key: "run", message: "diverged" });
  assert.deepEqual([seen.steps, seen.stops.length, runner.running], [3, 1, false]);
});
