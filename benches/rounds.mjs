// The interleaved rounds: in each, every contender is timed once. A bench is {page, pytorch, pytorchAvx2,
// flavours, peers, rounds, milliseconds, say, note}: page.js's page, PyTorch's processes or null, what takes part, and how long.
import { flop, LEARNING_RATE, presets, products, SEED } from "./presets.js";

/** Calls a function of page.js. */
export const call = (page, name, ...values) =>
  page.evaluate(([name, values]) => window["bench"][name](...values), [name, values]);

/** Waits for page.js. */
export const ready = (page) =>
  page.waitForFunction(() => window["bench"] !== undefined, undefined, { timeout: 60_000 });

/** Whether all peers have the preset's model. */
const isReference = (preset) => preset.startsWith("reference");

/** The names in page.js of who trains `preset`. */
export const inBrowserOf = ({ flavours, peers }, preset) => [
  ...flavours,
  ...(isReference(preset) && peers.includes("jax-js") ? ["jax-js, vocabulary 80", "jax-js"] : []),
  ...(isReference(preset) && peers.includes("tfjs") ? ["tfjs"] : []),
];

/** Who trains `preset`: {name, open: () → {losses, stepMs, setupMs}, time: (steps) → {ms, limit}} */
function contendersOf({ page, pytorch, pytorchAvx2, flavours, peers }, preset) {
  const { config, batch } = presets[preset];
  const inBrowser = inBrowserOf({ flavours, peers }, preset).map((name) => ({
    name,
    open: () => call(page, "open", name, preset),
    time: (steps) => call(page, "timeSteps", name, preset, steps),
  }));
  const processes = [
    { name: "PyTorch, 1 thread", python: pytorch, threads: 1 },
    ...(isReference(preset) ? [{ name: "PyTorch, 2 threads", python: pytorch, threads: 2 }] : []),
    { name: "PyTorch AVX2, 1 thread", python: pytorchAvx2, threads: 1 },
  ].filter(({ python }) => python);
  const native = processes.map(({ name, python, threads }) => {
    const task = { preset: `${preset} ${threads}`, config, batch, seed: SEED, lr: LEARNING_RATE, threads };
    const time = (steps) => python.time({ ...task, steps });
    return {
      name,
      open: async () => ({ losses: (await time(10)).losses, stepMs: (await time(5)).ms }),
      time: async (steps) => ({ ms: (await time(steps)).ms }),
    };
  });
  return [...inBrowser, ...native];
}

/** Rounds of every contender's step on one preset. → {preset, flop, rows: [{name, samples, losses, setupMs}], observers} */
export async function timePreset(bench, preset) {
  const { page, rounds, milliseconds, say, note } = bench;
  const rows = [];
  for (const contender of contendersOf(bench, preset)) {
    try {
      rows.push({ ...contender, ...(await contender.open()), samples: /** @type {any[]} */ ([]) });
    } catch (error) {
      note(`Left out: ${contender.name} on ${preset}: ${String(error).split("\n")[0]}`);
    }
  }
  /** @type {number[]} */
  const observers = [];
  for (let round = 1; round <= rounds; round++) {
    say(`${preset}: round ${round} of ${rounds}`);
    for (const { name, stepMs, samples, time } of rows) {
      const steps = Math.max(1, Math.round(milliseconds / stepMs));
      samples.push(await time(steps));
      if (name === "simd128") observers.push(await call(page, "observersShare", name, preset, steps));
    }
  }
  await call(page, "close", preset);
  return { preset, flop: flop(presets[preset].config, presets[preset].batch), rows, observers };
}

/** Rounds of every product in every flavour. → [{flavour, shape, samples: [{gflops, limit}]}] */
export async function timeProducts({ page, flavours, rounds, milliseconds, say }) {
  const rows = flavours.flatMap((flavour) =>
    products.map((shape) => ({ flavour, shape, samples: /** @type {any[]} */ ([]) })),
  );
  for (let round = 1; round <= rounds; round++) {
    say(`products: round ${round} of ${rounds}`);
    for (const flavour of flavours) {
      const results = await call(page, "timeProducts", flavour, milliseconds / 10);
      rows.filter((row) => row.flavour === flavour).forEach((row, i) => row.samples.push(results[i]));
    }
  }
  return rows;
}
