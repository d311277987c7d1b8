// The page's small parts: numbers as people read them, rates, refusals, probes for instruction sets.
import assert from "node:assert/strict";
import test from "node:test";
import { afterGrade } from "../../www/experiment/verdict.js";
import { known, uncertain } from "../../www/experiment/numbers.js";
import { brief, duration, measured, nats, nudge, visible } from "../../www/format.js";
import { checkMachine, machineKnobs } from "../../www/machine.js";
import { along } from "../../www/probe.js";
import { Caller, reasonOf, serve } from "../../www/protocol.js";
import { Rate } from "../../www/rate.js";
import { sourceOf } from "../../www/texts.js";
import { canRun } from "../../www/wasm.js";

test("nudging goes by one in the first digit, and never from 0.1 to 0", () => {
  const down = [0.2, 0.1, 0.09, 1, 0.15].map((value) => nudge(value, -1, false));
  assert.deepEqual(down, [0.1, 0.09, 0.08, 0.9, 0.05]);
  const up = [0, 0.1, 0.09, 0.3, 1].map((value) => nudge(value, 1, false));
  assert.deepEqual(up, [0.1, 0.2, 0.1, 0.4, 2]);
  assert.equal(nudge(-0.1, 1, false), -0.09);
  assert.equal(nudge(7, 1, true), 8);
});

test("a grade is not said twice", () => {
  const grade = "notEnoughData";
  assert.equal(afterGrade({ grade, sentence: "Not enough data: each window needs 50 steps." }), "Each window needs 50 steps.");
  assert.equal(afterGrade({ grade: "supported", sentence: "Heavy-tailed: a power law." }), "Heavy-tailed: a power law.");
});

test("numbers keep what matters", () => {
  assert.deepEqual([brief(950), brief(21_400), brief(1_234_000)], ["950", "21k", "1.23M"]);
  assert.deepEqual([nats(null), nats(NaN), nats(0.33181), nats(0.0213), nats(7.9e13)], ["–", "–", "0.332", "0.0213", "7.90e+13"]);
  assert.deepEqual([measured(0), measured(2e-7), measured(0.33181234)], ["0", "2.000e−7", "0.33181"]);
});

test("a negative number has a minus sign, and no hyphen", () => {
  assert.deepEqual([measured(-2.5), known(-2.5, String), uncertain(-0.5, { low: -0.7, high: 0.3 }), uncertain(-120, null, 2)], ["−2.5", "−2.5", "−0.50 [−0.70, 0.30]", "−120 ± 2.00"]);
});

test("a time to wait", () => {
  assert.deepEqual([0.4, 59.6, 61, 3600, 9000].map(duration), ["0 s", "1 min 0 s", "1 min 1 s", "1 h 0 min", "2 h 30 min"]);
});

test("white space and control characters can be seen", () => {
  assert.deepEqual([" ", "\n", "\t", "\u0007", "\u2003", "é", "𝕏"].map(visible), ["␣", "⏎", "⇥", "U+0007", "U+2003", "é", "𝕏"]);
});

test("a rate is over the window, and starts from nothing", () => {
  const rate = new Rate();
  rate.start(0);
  assert.equal(rate.perSecond, 0);
  for (let at = 100; at <= 5000; at += 100) rate.add(at, 40);
  assert.ok(Math.abs(rate.perSecond - 400) < 1e-9);
  rate.start(9000);
  assert.equal(rate.perSecond, 0);
  rate.add(9500, 100);
  assert.equal(rate.perSecond, 200);
});

test("a value's place on an axis", () => {
  assert.equal(along(5, { scale: "linear", min: 0, max: 10 }), 0.5);
  assert.ok(Math.abs(along(1e-4, { scale: "log", min: 1e-8, max: 1 }) - 0.5) < 1e-12);
});

test("calls are answered in any order, and refusals keep their key", async () => {
  const { port1, port2 } = new MessageChannel();
  serve(port2, {
    double: async (value) => value * 2,
    refuse: () => {
      throw { key: "lr", message: "no" };
    },
    weights: () => new Float32Array([1, 2]),
  });
  const caller = new Caller(port1);
  port1.onmessage = ({ data }) => caller.settle(data);
  const refused = caller.call("refuse").catch((reason) => reason);
  assert.deepEqual([...(await caller.call("weights"))], [1, 2]);
  assert.equal(await caller.call("double", [2]), 4);
  const { key, message } = await refused;
  assert.deepEqual([key, message, (await refused) instanceof Error], ["lr", "no", true]);
  const lost = caller.call("never");
  caller.abandon({ key: "engine", message: "gone" });
  await assert.rejects(lost, { key: "engine" });
  port1.close();
});

test("only a trap is the engine's end", () => {
  assert.equal(reasonOf(new TypeError("x")).key, "call");
  assert.equal(reasonOf(new WebAssembly.RuntimeError("unreachable")).key, "engine");
});

test("flavours and speeds that cannot be had are refused with their names", () => {
  assert.ok(canRun("scalar") && canRun("simd128"));
  assert.throws(() => checkMachine({ flavour: "avx" }), { key: "flavour", message: /“avx”/ });
  assert.throws(() => checkMachine({ speed: "ludicrous" }), { key: "speed" });
  const speeds = machineKnobs("scalar", { speed: "max", workers: "auto" }).find(({ key }) => key === "speed")?.choices ?? [];
  assert.ok(speeds.length > 2);
  for (const { value } of speeds) checkMachine({ speed: value });
});

test("a text is a built-in's name, a string, bytes or a file", async () => {
  assert.deepEqual(await sourceOf("pangram"), { name: "pangram" });
  assert.deepEqual((await sourceOf("aé")).bytes, new Uint8Array([0x61, 0xc3, 0xa9]));
  assert.equal((await sourceOf(new Blob(["abc"]))).bytes?.length, 3);
  await assert.rejects(sourceOf(/** @type {any} */ (42)), { key: "text" });
  await assert.rejects(sourceOf(new Blob([new Uint8Array(20_000_001)])), { key: "text", message: /20 MB/ });
});
