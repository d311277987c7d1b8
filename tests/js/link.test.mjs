// The link: only what differs is written, what is written is read back, and what is refused is said.
import assert from "node:assert/strict";
import test from "node:test";
import { openLink, readLink, writeLink } from "../../www/link.js";
import { valueOf } from "../../www/values.js";

/** @returns {any} */
const knob = (/** @type {string} */ key, /** @type {any} */ usual, value = usual) =>
  ({ key, label: key, group: "", help: "", live: false, kind: "number", default: usual, value });
/** @type {any[]} */
const presets = [{ key: "classroom", values: { d_model: 32 } }];

test("the defaults need no hash", () => {
  assert.equal(writeLink([knob("preset", "causal"), knob("lr", 0.1)], presets), "");
});

test("a number is read as people write it; what only programs write stays text, for the lab to refuse", () => {
  for (const [typed, value] of [["0.5", 0.5], [" 1e-3 ", 0.001], ["−2", -2], [".5", 0.5], ["0", 0], ["0x10", "0x10"], ["1e-400", "1e-400"], ["Infinity", "Infinity"], ["", ""]]) {
    assert.equal(valueOf(knob("lr", 0.1), String(typed)), value);
  }
});

test("a preset stands for its values", () => {
  const knobs = [knob("preset", "causal", "classroom"), knob("d_model", 128, 32), knob("lr", 0.1, 0.2)];
  assert.equal(writeLink(knobs, presets), "#preset=classroom&lr=0.2");
});

test("a preset's value that was changed back to the default is written", () => {
  const knobs = [knob("preset", "causal", "classroom"), knob("d_model", 128)];
  assert.equal(writeLink(knobs, presets), "#preset=classroom&d_model=128");
});

test("a text of one's own is neither written nor read", () => {
  assert.equal(writeLink([knob("text", "pangram", "custom")], presets), "");
  const { changes, problems } = readLink("#text=custom&lr=1");
  assert.deepEqual(changes, { lr: "1" });
  assert.match(problems[0], /cannot carry/);
});

test("the open tab is in the link, and is no setting", () => {
  assert.equal(writeLink([knob("lr", 0.1, 1)], presets, "E2"), "#lr=1&tab=E2");
  const { changes, tab, problems } = readLink("#lr=1&tab=E2");
  assert.deepEqual([changes, tab, problems], [{ lr: "1" }, "E2", []]);
});

test("a setting's kind says what its text means", () => {
  const number = { ...knob("lr", 0.1), kind: "number" };
  const flag = { ...knob("final_norm", false), kind: "choice", choices: [{ value: false, label: "off" }, { value: true, label: "on" }] };
  const speed = { ...knob("speed", "max"), kind: "choice", choices: [{ value: "10", label: "10" }] };
  assert.deepEqual(["1e-3", " full ", "", "NaN"].map((text) => valueOf(number, text)), [1e-3, "full", "", "NaN"]);
  assert.deepEqual(["true", "maybe"].map((text) => valueOf(flag, text)), [true, "maybe"]);
  assert.equal(valueOf(speed, "10"), "10");
});

/** A lab that refuses lr over 1, and anything together with `heads: 3`. */
function fakeLab() {
  /** @type {any[]} */
  const made = [];
  return {
    made,
    knobs: () => [knob("lr", 0.1), knob("seed", 11), knob("d_model", 128)],
    async set(/** @type {any} */ changes) {
      if (changes.lr > 1) throw { key: "lr", message: "lr is too large." };
      if (changes.d_model === 100) throw { key: "heads", message: "heads do not fit." };
      made.push({ ...changes });
    },
  };
}

test("what is refused is left out and said; the rest is set", async () => {
  const lab = fakeLab();
  const problems = await openLink(lab, { lr: "5", seed: "7", colour: "red" });
  assert.deepEqual(lab.made, [{ seed: 7 }]);
  assert.equal(problems.length, 2);
  assert.match(problems[0], /“colour”/);
  assert.match(problems[1], /lr is too large. lr stays 0.1/);
});

test("a refusal of something that the link does not hold drops the whole link", async () => {
  const lab = fakeLab();
  const problems = await openLink(lab, { d_model: "100", seed: "7" });
  assert.deepEqual(lab.made, []);
  assert.equal(problems.length, 1);
});
