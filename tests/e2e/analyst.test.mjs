// The analyst's two builds: one has vector instructions, the other none, and both give the same bits.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const PACKAGES = new URL("../../dist/pkg/", import.meta.url);
const wasm = (/** @type {string} */ name) => new URL(`${name}/heavytail_bg.wasm`, PACKAGES);

/** @param {string} name @param {RegExp} instruction */
function occurrences(name, instruction) {
  const dis = new URL("../../node_modules/.bin/wasm-dis", import.meta.url).pathname;
  const text = execFileSync(dis, ["--all-features", wasm(name).pathname], { encoding: "utf8", maxBuffer: 1 << 30 });
  return text.match(instruction)?.length ?? 0;
}

/** @param {string} name @returns {Promise<any>} */
async function load(name) {
  const bindings = await import(new URL(`${name}/heavytail.js`, PACKAGES).href);
  bindings.initSync({ module: readFileSync(wasm(name)) });
  return bindings;
}

test("only one of them has vectors, and it multiplies and adds f64 with them", { timeout: 120_000 }, () => {
  assert.equal(occurrences("analyst", /v128|\d+x\d+\./g), 0);
  assert.ok(occurrences("analyst-simd128", /f64x2\.(mul|add)/g) > 50);
});

test("both find the same losses of moved weights, to the bit", { timeout: 120_000 }, async () => {
  const { Lab } = await load("scalar");
  const lab = new Lab();
  lab.set({ preset: "paper-exact", d_model: 16, d_ff: 64, context: 12 });
  for (let steps = 0; steps < 20; ) steps += Number(lab.advance());
  const record = lab.record("landscape");
  const options = { perturbations: 4, controlPerturbations: 1, lines: 1, linePoints: 1, walks: 0, slicePoints: 0 };
  const outcomes = async (/** @type {string} */ name) => {
    const { Analyst } = await load(name);
    const analyst = new Analyst();
    analyst.receive("landscape", record);
    analyst.start("E4", JSON.stringify(options));
    return [...analyst.parts().keys()].map((part) => {
      analyst.beginPart(part);
      while (analyst.advancePart() < 1);
      return Buffer.from(analyst.outcome()).toString("hex");
    });
  };
  assert.deepEqual(await outcomes("analyst-simd128"), await outcomes("analyst"));
});
