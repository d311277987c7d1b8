// The kinds of jobs over modules that are made up: what a worker does, in which order, and what it refuses before it has worked.
import assert from "node:assert/strict";
import test from "node:test";
import { KINDS } from "../../www/pool/kinds.js";

/** A job to its end: what it said of how far it is, and its outcome. @param {import("../../www/pool/kinds.js").Work} work */
function toTheEnd(work) {
  const fractions = [];
  for (;;) {
    const { done, value } = work.next();
    if (done) return { fractions, outcome: value };
    fractions.push(value);
  }
}

const records = (/** @type {string} */ name) => JSON.stringify(name === "E1" ? ["tails"] : ["tails", "series"]);

test("a part is begun, advanced to its end and handed over", () => {
  const said = /** @type {any[]} */ ([]);
  let left = 3;
  const note = (/** @type {string} */ method) => (/** @type {any[]} */ ...args) => void said.push([method, ...args]);
  const Analyst = class {
    receive = note("receive");
    start = note("start");
    beginPart = note("beginPart");
    advancePart = () => 1 - --left / 3;
    outcome = () => new Uint8Array([7]);
  };
  const context = { name: "E4", options: { seed: 1 }, records: [{ name: "weights", bytes: new Uint8Array([1]) }] };
  const job = KINDS.part(context, { Analyst });
  const { fractions, outcome } = toTheEnd(job(2));
  assert.deepEqual([...outcome], [7]);
  assert.deepEqual(fractions.map((fraction) => Math.round(3 * fraction)), [1, 2, 3]);
  assert.deepEqual(said, [["receive", "weights", new Uint8Array([1])], ["start", "E4", '{"seed":1}'], ["beginPart", 2]]);
});

/** A trainer and an analyst that count. */
function modules({ divergesAt = Infinity } = {}) {
  const said = /** @type {any[]} */ ([]);
  class Lab {
    steps = 0;
    half = false;
    set = (/** @type {any} */ changes, /** @type {any} */ bytes) => said.push(["set", changes, bytes]);
    provide = (/** @type {string} */ name) => said.push(["provide", name]);
    advance() {
      if (this.steps === divergesAt) throw { key: "run", message: "It diverged." };
      this.half = !this.half;
      if (!this.half) this.steps++;
      return !this.half;
    }
    provenance = () => ({ steps: this.steps });
    record = (/** @type {string} */ name) => name;
    free() {}
  }
  class Analyst {
    now = "";
    records = records;
    receive = (/** @type {string} */ name) => said.push(["receive", name]);
    start = (/** @type {string} */ name) => (this.now = name);
    advance = () => 1;
    result = () => JSON.stringify({ experiment: this.now });
    figure = (/** @type {string} */ name, /** @type {string} */ options) => JSON.stringify({ of: name, options });
    free() {}
  }
  return { said, exports: { Lab, Analyst } };
}

const CONTEXT = { flavour: "scalar", settings: { lr: 0.1, text: "custom" }, custom: new Uint8Array([1]), texts: [["moby-dick", new Uint8Array([2])]], steps: 4, experiments: [{ name: "E1" }, { name: "E3", options: { seed: 2 } }], figures: [{ name: "E1", options: { view: "hill" } }] };

test("a member is set up, trained to its steps in shards, and analysed, with each record once", () => {
  const { said, exports } = modules();
  const { fractions, outcome } = toTheEnd(KINDS.member(CONTEXT, exports)({ changes: { seed: 3, text: "custom" }, bytes: new Uint8Array([9]) }));
  assert.deepEqual(said, [["provide", "moby-dick"], ["set", CONTEXT.settings, CONTEXT.custom], ["set", { seed: 3, text: "custom" }, new Uint8Array([9])], ["receive", "tails"], ["receive", "series"]]);
  const provenance = { steps: 4 };
  assert.deepEqual(outcome, {
    results: { E1: { experiment: "E1", provenance }, E3: { experiment: "E3", provenance } },
    figures: [{ of: "E1", options: '{"view":"hill"}' }],
    provenance,
    diverged: null,
  });
  assert.deepEqual(fractions, [...fractions].sort((a, b) => a - b));
  assert.equal(fractions.at(-1), 1);
});

test("a member that diverges has no results, and says why", () => {
  const { exports } = modules({ divergesAt: 2 });
  const { outcome } = toTheEnd(KINDS.member(CONTEXT, exports)({ changes: {} }));
  assert.deepEqual(outcome, { results: {}, figures: [], provenance: { steps: 2 }, diverged: "It diverged." });
});

test("an experiment that there is not is refused before anything is trained", () => {
  const { said, exports } = modules();
  const Analyst = class extends exports.Analyst {
    records = () => {
      throw { key: "call", message: "There is no experiment." };
    };
  };
  assert.throws(() => KINDS.member(CONTEXT, { ...exports, Analyst })({ changes: {} }).next(), { key: "call" });
  assert.deepEqual(said, []);
});
