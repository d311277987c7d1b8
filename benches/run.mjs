// `node benches/run.mjs`: the limit, our products and steps, the peers' steps and the page, in one Chromium run; prints
// ratios and writes a dated record. benches/README.md says what is compared and how.
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { serve } from "../scripts/serve.mjs";
import { launch } from "./chromium.mjs";
import { pageFacts } from "./facts.mjs";
import { flop, LEARNING_RATE, presets, products, SEED } from "./presets.js";
import { startPytorch } from "./pytorch.mjs";
import { facts, losses, productTable, record, stepTable } from "./report.mjs";

const HELP = `node benches/run.mjs [options]      about 5 minutes; leave the machine alone meanwhile
  --parts products,steps,page    what to measure (default: all)
  --rounds 7                     interleaved rounds; tables give median, min and max over them
  --milliseconds 400             length of one timing
  --presets reference-128,...    which models (default: all)
  --peers jax-js,tfjs,pytorch    which peers (default: all that are there; PyTorch from $HEAVYTAIL_PYTHON or python3)
  --record FILE                  where to write the record (default: benches/records/<date>.md; "none" for nowhere)`;

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "..");
const { values: options } = parseArgs({
  options: {
    parts: { type: "string", default: "products,steps,page" },
    rounds: { type: "string", default: "7" },
    milliseconds: { type: "string", default: "400" },
    presets: { type: "string", default: Object.keys(presets).join() },
    peers: { type: "string", default: "jax-js,tfjs,pytorch" },
    record: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (options.help) {
  console.log(HELP);
  process.exit(0);
}
const [parts, wanted, peers] = [options.parts, options.presets, options.peers].map((list) => list.split(","));
const [rounds, milliseconds] = [Number(options.rounds), Number(options.milliseconds)];
const say = (text) => console.log(`${new Date().toTimeString().slice(0, 8)}  ${text}`);
const notes = [];
const note = (text) => (notes.push(text), say(text));

const flavours = ["scalar", "simd128", "relaxed"].filter((flavour) => {
  const built = existsSync(path.join(root, `dist/pkg/${flavour}/heavytail.js`));
  if (!built) note(`Left out: our ${flavour} build (dist/pkg/${flavour} is missing; ./build.sh build makes it).`);
  return built;
});

/** Calls a function of page.js. */
const call = (page, name, ...values) =>
  page.evaluate(([name, values]) => window["bench"][name](...values), [name, values]);

/** Who trains `preset`: {name, open: () → {losses, stepMs, setupMs}, time: (steps) → {ms, limit}} */
function contendersOf(page, pytorch, preset) {
  const { config, batch } = presets[preset];
  const isReference = preset.startsWith("reference");
  const names = [
    ...flavours,
    ...(isReference && peers.includes("jax-js") ? ["jax-js, vocabulary 80", "jax-js"] : []),
    ...(isReference && peers.includes("tfjs") ? ["tfjs"] : []),
  ];
  const inBrowser = names.map((name) => ({
    name,
    open: () => call(page, "open", name, preset),
    time: (steps) => call(page, "timeSteps", name, preset, steps),
  }));
  const threadCounts = pytorch ? (isReference ? [1, 2] : [1]) : [];
  const native = threadCounts.map((threads) => {
    const task = { preset: `${preset} ${threads}`, config, batch, seed: SEED, lr: LEARNING_RATE, threads };
    const time = (steps) => pytorch.time({ ...task, steps });
    return {
      name: `PyTorch, ${threads} thread${threads > 1 ? "s" : ""}`,
      open: async () => ({ losses: (await time(10)).losses, stepMs: (await time(5)).ms }),
      time: async (steps) => ({ ms: (await time(steps)).ms }),
    };
  });
  return [...inBrowser, ...native];
}

/** Rounds of every contender's step on one preset. → {preset, flop, rows: [{name, samples, losses, setupMs}], observers} */
async function timePreset(page, pytorch, preset) {
  /** @type {any[]} */
  const rows = [];
  for (const contender of contendersOf(page, pytorch, preset)) {
    try {
      rows.push({ ...contender, ...(await contender.open()), samples: [] });
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
      if (name === "simd128") observers.push(await call(page, "observersShare", name, preset, Math.max(2, steps)));
    }
  }
  await call(page, "close", preset);
  return { preset, flop: flop(presets[preset].config, presets[preset].batch), rows, observers };
}

/** Rounds of every product in every flavour. → [{flavour, shape, samples: [{gflops, limit}]}] */
async function timeProducts(page) {
  const rows = flavours.flatMap((flavour) => products.map((shape) => ({ flavour, shape, samples: [] })));
  for (let round = 1; round <= rounds; round++) {
    say(`products: round ${round} of ${rounds}`);
    for (const flavour of flavours) {
      const results = await call(page, "timeProducts", flavour, milliseconds / 10);
      rows.filter((row) => row.flavour === flavour).forEach((row, i) => row.samples.push(results[i]));
    }
  }
  return rows;
}

const server = await serve(root);
const browser = await launch();
const pytorch = peers.includes("pytorch") ? await startPytorch(root) : null;
if (typeof pytorch === "string") note(`Left out: PyTorch (${pytorch}).`);
const sections = [];
const show = (section) => (sections.push(section), console.log(`\n${section}`));
try {
  const page = await browser.newPage();
  page.on("pageerror", (error) => note(`The page reports: ${error.message}`));
  await page.goto(`${server.url}benches/page.html`);
  await page.waitForFunction(() => window["bench"] !== undefined, undefined, { timeout: 60_000 });
  if (parts.includes("products") && flavours.length > 0) show(productTable(await timeProducts(page)));
  if (parts.includes("steps")) {
    const oracle = JSON.parse(await readFile(path.join(root, "tests/oracle/fixtures.json"), "utf8"));
    for (const preset of wanted) {
      const timed = await timePreset(page, typeof pytorch === "string" ? null : pytorch, preset);
      show(stepTable(timed));
      const expected = oracle.descents.find(({ name }) => name === preset)?.losses_f32;
      if (expected) show(losses(timed.rows, expected));
    }
  }
  await page.close();
  if (parts.includes("page")) {
    if (existsSync(path.join(root, "dist/index.html"))) show(facts(await pageFacts(root)));
    else note("Left out: the page (dist/index.html is missing; ./build.sh build makes it).");
  }
  const machine =
    `${os.cpus().length} cores, ${os.cpus()[0].model.trim()}; Chromium ${browser.version()}; Node ${process.version}` +
    (pytorch && typeof pytorch !== "string" ? `; PyTorch ${pytorch.version}` : "");
  const date = new Date().toISOString().slice(0, 10);
  if (options.record !== "none") {
    const file = options.record ?? path.join(root, `benches/records/${date}.md`);
    await writeFile(file, record({ date, machine, rounds, sections, notes }));
    console.log(`\nRecord: ${path.relative(process.cwd(), file)}`);
  }
} finally {
  if (pytorch && typeof pytorch !== "string") pytorch.stop();
  await browser.close();
  await server.close();
}
