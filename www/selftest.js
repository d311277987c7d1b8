// The lab's test of itself in this browser: a line for each check, green or red, with the largest deviation that was found and
// the limit. The analyst does what knows no build of the trainer; here are the trainer's builds, each against known bits and
// against a naive product.
import { Engine } from "./engine.js";
import { canRun, compile, FLAVOURS, instantiate } from "./wasm.js";

/** @typedef {import("./wasm.js").Flavour} Flavour */
/** @typedef {{name: string, what: string, passed: boolean | null, found: number | string, limit: number | string}} Line  `passed` is null where nothing is promised */
/** @typedef {{what: string, changes: Record<string, any>, weights: string, gradient: string}} Golden */
/** @typedef {{lines: Line[], golden: Golden[], products: number[][]}} Known  what the analyst's part answers */
/** @typedef {[batch: number, m: number, n: number, k: number]} Shape */
/** @typedef {(kind: string, shape: Shape, a: Float32Array, b: Float32Array) => Float32Array} Multiply */

/** Steps of a run whose bits are known. */
const STEPS = 50;

/** What a rounding may change, for each term of a sum: what fusing leaves out stays below it. */
const FUSED = 1e-6;

const YIELD_EVERY = 50; // products

/** What this browser can run. */
export const runnable = () => FLAVOURS.filter(canRun);

/** How many lines there will be of the trainer's builds. @param {Known} known */
export const linesOf = ({ golden }) => runnable().length * (1 + golden.length) + 1;

/**
 * The lines of the trainer's builds, as they are found.
 * @param {Known} known
 * @param {{onLine: (line: Line) => void, signal?: AbortSignal}} hooks
 */
export async function trainerLines({ golden, products }, { onLine, signal }) {
  /** @type {Map<Flavour, Float32Array[]>} */
  const results = new Map();
  for (const flavour of runnable()) {
    const { line, found } = await productLine(flavour, products, await multiplier(flavour), () => signal?.throwIfAborted());
    results.set(flavour, found);
    onLine(line);
  }
  const [scalar, simd] = [results.get("scalar"), results.get("simd128")];
  if (scalar && simd) onLine(sameProducts(scalar, simd));
  for (const run of golden) {
    // Each trains in a worker of its own.
    await Promise.all(runnable().map(async (flavour) => onLine(await bitsLine(flavour, run, signal))));
  }
}

/** A build's product of one kind. @param {Flavour} flavour @returns {Promise<Multiply>} */
async function multiplier(flavour) {
  const { Product } = await instantiate(flavour, await compile(flavour));
  return (kind, shape, a, b) => {
    const product = new Product(kind, ...shape, a, b);
    product.run(1);
    const c = product.result();
    product.free();
    return c;
  };
}

/**
 * Every product of the conformance suite against the naive one. A build that fuses multiply and add may differ by the
 * roundings that it leaves out, any other not by a bit.
 * @param {string} flavour
 * @param {number[][]} shapes
 * @param {Multiply} multiply
 * @param {() => void} [between] called now and then; throws to stop
 * @returns {Promise<{line: Line, found: Float32Array[]}>}
 */
export async function productLine(flavour, shapes, multiply, between = () => {}) {
  const draw = numbers(7);
  const fuses = flavour === "relaxed";
  let [worst, passed] = [0, true];
  const found = [];
  for (const [index, shape] of /** @type {Shape[]} */ (shapes).entries()) {
    const [batch, m, n, k] = shape;
    const kind = ["nn", "nt", "tn"][index % 3];
    const [a, b] = [draw(batch * m * k), draw(batch * k * n)];
    const want = naive(kind, shape, a, b);
    const c = multiply(kind, shape, a, b);
    found.push(c);
    passed &&= c.length === want.length;
    for (const [at, value] of want.entries()) {
      // As a share of what rounding explains, where it may differ at all.
      const off = Math.abs(c[at] - value) / (fuses ? FUSED * (k + 1) : 1);
      passed &&= off <= (fuses ? 1 : 0);
      worst = Math.max(worst, off);
    }
    if (index % YIELD_EVERY > 0) continue;
    await new Promise((resolve) => setTimeout(resolve));
    between();
  }
  const kind = fuses ? "it fuses, so the largest error as a share of what rounding explains" : "largest error";
  const what = `Matrix products, ${flavour}: ${shapes.length} shapes against the naive product; ${kind}`;
  return { line: { name: `products ${flavour}`, what, passed, found: worst, limit: fuses ? 1 : 0 }, found };
}

/** @param {Float32Array[]} scalar @param {Float32Array[]} simd @returns {Line} */
export function sameProducts(scalar, simd) {
  let differ = 0;
  for (const [index, product] of scalar.entries()) {
    const [left, right] = [product, simd[index]].map(({ buffer, byteOffset, length }) => new Uint32Array(buffer, byteOffset, length));
    for (const [at, bits] of left.entries()) if (bits !== right[at]) differ++;
  }
  return { name: "products simd128 = scalar", what: "Matrix products, simd128 against scalar: numbers that differ in any bit", passed: differ === 0, found: differ, limit: 0 };
}

/**
 * A·B in f32, sums over k in rising order, each product and sum rounded.
 * @param {string} kind nn, nt (B lies transposed), tn (A does)
 * @param {Shape} shape @param {Float32Array} a @param {Float32Array} b
 */
export function naive(kind, [batch, m, n, k], a, b) {
  const c = new Float32Array(batch * m * n);
  for (let s = 0; s < batch; s++) {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let p = 0; p < k; p++) {
          const left = a[s * m * k + (kind === "tn" ? p * m + i : i * k + p)];
          const right = b[s * k * n + (kind === "nt" ? j * k + p : p * n + j)];
          sum = Math.fround(sum + Math.fround(left * right));
        }
        c[(s * m + i) * n + j] = sum;
      }
    }
  }
  return c;
}

/** Draws seeded numbers in [−1, 1), a linear congruence of 32 bits. @param {number} seed @returns {(count: number) => Float32Array} */
function numbers(seed) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  };
  return (count) => Float32Array.from({ length: count }, next);
}

/**
 * A run whose bits are known, trained by an engine of its own: the weights after 50 steps and the gradient in f64 there.
 * @param {Flavour} flavour @param {Golden} run @param {AbortSignal} [signal]
 */
async function bitsLine(flavour, run, signal) {
  const engine = await Engine.start(flavour);
  const stop = () => engine.stop();
  signal?.addEventListener("abort", stop);
  try {
    signal?.throwIfAborted();
    await engine.set(run.changes);
    await engine.call("step", [STEPS]);
    const weights = engine.status?.fingerprint ?? "none";
    const tokens = Uint32Array.from({ length: 13 }, (_, i) => (i * 7) % 26);
    const { gradient } = await engine.analyst.lossAndGradient(await engine.call("model"), tokens, tokens.map((token) => (token + 1) % 26));
    return compareBits(flavour, run, { weights, gradient: fingerprint(new Uint32Array(gradient.buffer)) });
  } finally {
    signal?.removeEventListener("abort", stop);
    engine.stop();
  }
}

/**
 * @param {string} flavour @param {Golden} run @param {{weights: string, gradient: string}} found
 * @returns {Line}
 */
export function compareBits(flavour, { what, weights, gradient }, found) {
  const words = `Bits of ${STEPS} steps, ${flavour}: ${what}`;
  if (flavour === "relaxed") {
    return { name: "bits relaxed", what: `${words}. This build fuses: it is not reproducible, and nothing is promised`, passed: null, found: found.weights, limit: weights };
  }
  const passed = found.weights === weights && found.gradient === gradient;
  return { name: `bits ${flavour}`, what: `${words}. Weights, and the gradient in f64`, passed, found: `${found.weights} ${found.gradient}`, limit: `${weights} ${gradient}` };
}

/** 64-bit FNV-1a over words, as src/model/params.rs has it. @param {Uint32Array} words */
export function fingerprint(words) {
  let hash = 0xcbf29ce484222325n;
  for (const word of words) hash = BigInt.asUintN(64, (hash ^ BigInt(word)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, "0");
}

/**
 * The lines as plain text, with what they were found on.
 * @param {Line[]} lines
 * @param {{agent: string, cores: number, version: string, date: string, builds: string[]}} where
 */
export function report(lines, { agent, cores, version, date, builds }) {
  const count = (/** @type {boolean | null} */ passed) => lines.filter((line) => line.passed === passed).length;
  const said = lines.map(({ passed, what, found, limit }) => `${passed === null ? "  --" : passed ? "  ok" : "FAIL"}  ${what}: ${shown(found)} (${typeof found === "string" ? "elsewhere" : "allowed"}: ${shown(limit)})`);
  const head = [
    `Heavytail Lab ${version}, self-test of ${date}`,
    agent,
    `${cores} cores; builds that run here: ${builds.join(", ")}`,
    `${count(true)} passed, ${count(false)} failed, ${count(null)} not promised`,
  ];
  return [...head, "", ...said, ""].join("\n");
}

/** @param {number | string} value */
export const shown = (value) => (typeof value === "string" ? value : value === 0 || (Math.abs(value) >= 0.01 && Math.abs(value) < 1e5) ? String(Number(value.toPrecision(3))) : value.toExponential(1));
