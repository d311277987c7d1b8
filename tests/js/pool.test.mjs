// The pool over workers that are made up: order, replacement, silence, refusals, pause, cancel; and that what is asked for is
// the same where it should be.
import assert from "node:assert/strict";
import test from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { poolSize } from "../../www/machine.js";
import { complete } from "../../www/pool/ensemble.js";
import { Pool } from "../../www/pool/pool.js";
import { same } from "../../www/pool/store.js";
import { Refusal } from "../../www/protocol.js";

/** @typedef {{worker: number, try: number, held: () => Promise<void>, report: (fraction: number) => void}} Turn */

/**
 * A pool of such workers: each job is the answer of `act`, and a stopped worker answers no more.
 * @param {(job: any, turn: Turn) => any} act
 * @param {{size?: number, patience?: {load: number, job: number}}} [options]
 */
function made(act, { size = 2, patience } = {}) {
  const world = { started: 0, alive: 0, most: 0, opened: /** @type {any[]} */ ([]), states: /** @type {import("../../www/pool/pool.js").State[]} */ ([]) };
  const tries = new Map();
  const start = () => {
    const number = world.started++;
    world.most = Math.max(world.most, ++world.alive);
    let end = (/** @type {Refusal} */ _) => {};
    const ended = new Promise((_, reject) => (end = reject));
    ended.catch(() => {});
    let hold = { held: false, release: () => {} };
    const worker = {
      onreport: (/** @type {string} */ _, /** @type {any} */ __) => {},
      stop(why = "stopped") {
        if (end !== silent) world.alive--;
        end(new Refusal({ key: "engine", message: why }));
        end = silent;
      },
      async call(/** @type {string} */ method, /** @type {any[]} */ [first, ...rest] = []) {
        if (method === "hold") {
          hold.held = first;
          if (!first) hold.release();
          return;
        }
        if (method === "open") return void world.opened.push([number, first, ...rest]);
        tries.set(first, (tries.get(first) ?? 0) + 1);
        const held = () => (hold.held ? new Promise((/** @type {(nothing: void) => void} */ resolve) => (hold.release = resolve)) : Promise.resolve());
        const turn = { worker: number, try: tries.get(first), held, report: (/** @type {number} */ fraction) => worker.onreport("progress", fraction) };
        return Promise.race([ended, (async () => act(first, turn))()]);
      },
    };
    return worker;
  };
  const pool = new Pool(start, size, patience);
  pool.onstate = (state) => world.states.push(state);
  return { pool, world };
}
const silent = () => {};

const request = (/** @type {any[]} */ jobs, more = {}) => ({ kind: "made up", context: { of: jobs.length }, jobs, modules: {}, ...more });
const dead = (message = "unreachable") => new Refusal({ key: "engine", message });

test("outcomes stand in the order of the jobs, with 1, 2 or 8 workers, however they end", async () => {
  const jobs = Array.from({ length: 20 }, (_, i) => i);
  for (const size of [1, 2, 8]) {
    const { pool, world } = made((job) => delay((job * 7) % 20, job * job), { size });
    const ended = /** @type {number[]} */ ([]);
    const outcomes = await pool.run(request(jobs), { onOutcome: (index) => ended.push(index) });
    assert.deepEqual(outcomes, jobs.map((job) => job * job));
    assert.equal(world.most, size);
    if (size === 8) assert.notDeepEqual(ended, jobs, "they did not end in order");
    await delay(0);
    assert.deepEqual([world.alive, pool.state.busy], [0, 0], "nobody is left over");
  }
});

test("each worker is opened once for a batch, with its context", async () => {
  const { pool, world } = made((job) => delay(2, job));
  await Promise.all([pool.run(request([1, 2, 3, 4, 5])), pool.run(request([6, 7, 8], { kind: "other" }))]);
  assert.ok(world.opened.length <= 4, `${world.opened.length}`);
  assert.deepEqual(world.opened[0], [0, "made up", { of: 5 }, {}]);
});

test("a worker that dies is replaced, its job done again, and the page hears it", async () => {
  const { pool, world } = made((job, turn) => (job === 3 && turn.try === 1 ? Promise.reject(dead()) : delay(3, -job)));
  assert.deepEqual(await pool.run(request([0, 1, 2, 3, 4, 5])), [-0, -1, -2, -3, -4, -5]);
  assert.equal(world.started, 3);
  const said = world.states.find(({ replaced }) => replaced === 1);
  assert.match(said?.message ?? "", /A worker died and was replaced; its job is done again/);
});

test("a worker that falls silent is taken for dead, one that reports is not", async () => {
  const patience = { load: 5000, job: 600 };
  const slow = async (/** @type {any} */ job, /** @type {Turn} */ turn) => {
    for (let i = 0; i < 5; i++) {
      turn.report(i / 5);
      await delay(300);
    }
    return job;
  };
  const { pool, world } = made((job, turn) => (job === "mute" && turn.try === 1 ? new Promise(() => {}) : job === "slow" ? slow(job, turn) : job), { patience });
  assert.deepEqual(await pool.run(request(["slow", "mute"])), ["slow", "mute"]);
  assert.deepEqual([world.started, pool.state.replaced], [3, 1]);
});

test("a job that three workers die at ends the batch, and says so", async () => {
  const { pool, world } = made((job) => (job === 1 ? Promise.reject(dead("out of memory")) : job), { size: 1 });
  await assert.rejects(pool.run(request([0, 1])), { key: "engine", message: /^Job 2 of 2 was given up: 3 workers died at it \(out of memory\)/ });
  assert.equal(world.started, 3);
});

test("a refusal is the job's own: it is not tried again", async () => {
  const { pool, world } = made((job) => (job === 1 ? Promise.reject(new Refusal({ key: "lr", message: "no" })) : delay(30, job)));
  await assert.rejects(pool.run(request([0, 1, 2])), { key: "lr", message: "Job 2 of 3: no" });
  await delay(0);
  assert.deepEqual([world.started, world.alive, pool.state.replaced], [2, 0, 0]);
});

test("paused workers hold, and time left is told anew afterwards", async () => {
  const seen = /** @type {number[]} */ ([]);
  const { pool, world } = made(async (job, { held }) => {
    for (let i = 0; i < 10; i++) {
      await delay(5);
      await held();
    }
    seen.push(job);
    return job;
  });
  let heard = 0;
  const running = pool.run(request([0, 1, 2, 3]), { onProgress: () => heard++ });
  await delay(20);
  pool.pause();
  const before = heard;
  assert.deepEqual([pool.state.paused, pool.state.busy, pool.state.secondsLeft], [true, 0, null]);
  await delay(600);
  assert.deepEqual([seen, heard], [[], before], "time left does not grow while it is paused");
  pool.resume();
  assert.deepEqual(await running, [0, 1, 2, 3]);
  assert.equal(world.started, 2, "nobody was replaced meanwhile");
  pool.pause();
  assert.equal(pool.state.paused, false, "where nothing goes on there is nothing to pause");
});

test("a batch that is cancelled ends at once; the next goes on", async () => {
  const { pool, world } = made((job) => delay(20, job));
  const stop = new AbortController();
  const first = pool.run(request([0, 1, 2, 3, 4, 5, 6, 7]), { signal: stop.signal });
  const second = pool.run(request(["a", "b", "c"]));
  assert.equal(pool.state.waiting, 1);
  setTimeout(() => stop.abort(), 30);
  await assert.rejects(first, { key: "run", message: "Cancelled with 2 of 8 jobs done." });
  assert.deepEqual(await second, ["a", "b", "c"]);
  assert.deepEqual([pool.state.replaced, world.most <= 3], [0, true]);
  const all = [pool.run(request([1, 2, 3])), pool.run(request([4]))];
  pool.cancel();
  for (const batch of all) await assert.rejects(batch, { key: "run" });
});

test("by default there are as many workers as cores but one, from 1 to 8", () => {
  for (const [cores, workers] of [[1, 1], [2, 1], [4, 3], [9, 8], [64, 8], [undefined, 1]]) {
    Object.defineProperty(globalThis, "navigator", { value: { hardwareConcurrency: cores }, configurable: true });
    assert.equal(poolSize("auto"), workers);
  }
  assert.equal(poolSize(5), 5);
});

test("what is known already is not done again", async () => {
  const seen = /** @type {number[]} */ ([]);
  const { pool } = made((job) => (seen.push(job), job));
  const done = new Map([[0, "known"], [2, "known"]]);
  assert.deepEqual(await pool.run(request([0, 1, 2, 3], { done })), ["known", 1, "known", 3]);
  assert.deepEqual(seen.sort(), [1, 3]);
  assert.deepEqual(await pool.run(request([0], { done: new Map([[0, "known"]]) })), ["known"]);
});

test("progress goes by the work of each job, up to 1, and never back while nobody dies", async () => {
  const { pool } = made(async (job, { report }) => {
    report(0.5);
    await delay(300);
    return job;
  });
  const heard = /** @type {any[]} */ ([]);
  await pool.run(request([0, 1], { work: [1, 3] }), { onProgress: (progress) => heard.push(progress) });
  const fractions = heard.map(({ fraction }) => fraction);
  assert.ok(fractions.includes(0.5), `${fractions}`);
  assert.deepEqual(fractions, [...fractions].sort((a, b) => a - b));
  assert.equal(fractions.at(-1), 1);
  assert.ok(heard.some(({ secondsLeft }) => secondsLeft > 0));
});

test("more or fewer workers, at any time", async () => {
  const { pool, world } = made((job) => delay(10, job), { size: 1 });
  const running = pool.run(request([...Array(12).keys()]));
  pool.size = 4;
  await delay(15);
  assert.equal(world.alive, 4);
  pool.size = 1;
  await delay(25);
  assert.equal(world.alive, 1);
  assert.deepEqual(await running, [...Array(12).keys()]);
});

test("a plan is completed by what is present, and then means the same anywhere", async () => {
  const present = { settings: { lr: 0.1, text: "pangram", flavour: "simd128", speed: "max", workers: "auto" }, flavour: /** @type {const} */ ("simd128"), version: "1" };
  const plan = await complete({ runs: [{ seed: 1 }, { text: "a text" }], experiments: [{ name: "E1" }] }, present);
  assert.deepEqual(plan.settings, { lr: 0.1, text: "pangram" });
  assert.deepEqual([plan.steps, plan.flavour, plan.runs[1].text], [1000, "simd128", new TextEncoder().encode("a text")]);
  const elsewhere = { ...present, settings: { lr: 0.5 }, flavour: /** @type {const} */ ("scalar") };
  assert.ok(same(await complete(plan, elsewhere), plan));
  assert.ok(!same(await complete(plan, { ...elsewhere, version: "2" }), plan));
  for (const wrong of [{}, { runs: [] }, { runs: [{}] }, { runs: [{}], experiments: [], steps: 0 }, { runs: [{ flavour: "scalar" }], experiments: [] }, { runs: [{}], experiments: [], settings: { lr: 1 } }]) {
    await assert.rejects(complete(/** @type {any} */ (wrong), present), { key: "call" });
  }
});

test("plain data are the same when all in them is", () => {
  const a = { b: [1, { c: null }], d: new Uint8Array([1, 2]) };
  assert.ok(same(a, structuredClone(a)));
  for (const other of [{ ...a, e: 1 }, { b: [1, { c: null }] }, { ...a, d: new Uint8Array([1, 3]) }, { ...a, b: [1, null] }, null]) assert.ok(!same(a, other));
});
