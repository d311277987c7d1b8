// The benchmark's side in the page: makes contenders, times them, and measures the limit beside each timing.
import { arena, sequences } from "./formula.js";
import { limits } from "./limit.js";
import { fitOf, landscapeOf, productOf, stepOf } from "./ours.js";
import { LEARNING_RATE, presets, products, SEED } from "./presets.js";

const BURST = 8; // ms of the limit, three times on either side of a timing
const STRETCHES = 5; // of steps with observers, and of ones without
const STEPS = 10; // batches, and losses that are compared

/** Contenders by name. The peers are loaded when first asked for. */
const contenders = {
  scalar: stepOf("scalar"),
  simd128: stepOf("simd128"),
  relaxed: stepOf("relaxed"),
  "jax-js, vocabulary 80": async (task) => (await import("./jax.js")).create({ ...task, vocab: 80 }),
  "jax-js": async (task) => (await import("./jax.js")).create(task),
  tfjs: async (task) => (await import("./tfjs.js")).create(task),
};

const running = new Map();
const tasks = new Map();
const burst = await limits();

/** GFLOP/s by kind of instruction: the highest of three bursts, so that one that another program cut into does not count. */
const limitNow = () =>
  Object.fromEntries(
    Object.entries(burst).map(([kind, measure]) => [kind, Math.max(measure(BURST), measure(BURST), measure(BURST))]),
  );

function taskOf(preset) {
  if (!tasks.has(preset)) {
    const { config, batch } = presets[preset];
    const batches = Array.from({ length: STEPS }, (_, k) => sequences(config, batch, SEED, k));
    tasks.set(preset, { config, batch, lr: LEARNING_RATE, theta: arena(config, SEED), batches });
  }
  return tasks.get(preset);
}

/** Runs `work` between two bursts. → {ms, limit}: the bursts' means by kind. */
async function between(work) {
  const before = limitNow();
  const start = performance.now();
  await work();
  const ms = performance.now() - start;
  const after = limitNow();
  return { ms, limit: Object.fromEntries(Object.keys(before).map((kind) => [kind, (before[kind] + after[kind]) / 2])) };
}

/** Makes a contender and takes ten steps. → {losses, setupMs: until the first loss, stepMs} */
export async function open(name, preset) {
  const task = taskOf(preset);
  const start = performance.now();
  const contender = await contenders[name]({ ...task, theta: task.theta.slice() });
  const losses = [await contender.step(0)];
  const setupMs = performance.now() - start;
  let stepMs = Infinity;
  for (let k = 1; k < STEPS; k++) {
    const from = performance.now();
    losses.push(await contender.step(k));
    stepMs = Math.min(stepMs, performance.now() - from);
  }
  running.set(`${preset} ${name}`, { contender, k: STEPS });
  return { losses, setupMs, stepMs };
}

/** → {ms per step, limit} */
export async function timeSteps(name, preset, steps) {
  const entry = running.get(`${preset} ${name}`);
  const { ms, limit } = await between(async () => {
    for (let i = 0; i < steps; i++) await entry.contender.step(entry.k++);
  });
  return { ms: ms / steps, limit };
}

/** The share of a step of ours that its observers take: medians of neighbouring stretches with and without them, `steps` of each or a few more. */
export async function observersShare(name, preset, steps) {
  const entry = running.get(`${preset} ${name}`);
  const stretch = Math.ceil(steps / STRETCHES);
  const time = async (observe) => {
    const start = performance.now();
    for (let i = 0; i < stretch; i++) await entry.contender.step(entry.k++, observe);
    return performance.now() - start;
  };
  /** @type {number[][]} */
  const [plain, observed] = [[], []];
  for (let i = 0; i < STRETCHES; i++) {
    plain.push(await time(false));
    observed.push(await time(true));
  }
  const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
  return 1 - median(plain) / median(observed);
}

/** Forgets a preset's contenders. */
export function close(preset) {
  for (const key of running.keys()) if (key.startsWith(`${preset} `)) running.delete(key);
}

/** The fit of the values in a file of f64, in powerlaw's convention. → {ms: the fastest of `rounds`, alpha, xMin} */
export async function timeFit(address, rounds) {
  const fitted = await fitOf();
  const values = new Float64Array(await (await fetch(address)).arrayBuffer());
  let ms = Infinity;
  let fit;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    fit = fitted(values, { convention: "powerlaw", minTail: 2 });
    ms = Math.min(ms, performance.now() - start);
  }
  return { ms, alpha: fit.alpha, xMin: fit.xMin };
}

/** E4's moved weights by the fast way and by plain evaluation, on the paper's model. → {seconds, moves, plainSeconds, evaluations} */
export async function timeLandscape({ steps, weights, plain }) {
  const measure = await landscapeOf(steps);
  const none = { perturbations: 0, controlPerturbations: 0, lines: 0, walks: 0, slicePoints: 0, bootstrap: 0 };
  const time = (options) => {
    const start = performance.now();
    const result = measure({ ...none, ...options });
    return { seconds: (performance.now() - start) / 1000, result };
  };
  time({ lines: 1, linePoints: 4 }); // its code is optimised after that
  const moved = time({ perturbations: weights, deltas: [0.01] });
  const evaluated = time({ lines: 1, linePoints: plain });
  return { seconds: moved.seconds, moves: 2 * weights * moved.result.data.tensors.length, plainSeconds: evaluated.seconds, evaluations: 2 * plain + 1 };
}

/** Times every product once. → [{gflops, limit}] in the order of `products` */
export async function timeProducts(flavour, milliseconds) {
  const results = [];
  for (const shape of products) {
    const flop = 2 * shape.batch * shape.m * shape.n * shape.k;
    const run = await productOf(flavour, shape);
    run(3);
    const start = performance.now();
    run(3);
    const repeats = Math.ceil((3 * milliseconds) / Math.max(performance.now() - start, 0.2));
    const { ms, limit } = await between(() => run(repeats));
    results.push({ gflops: (flop * repeats) / ms / 1e6, limit });
  }
  return results;
}
