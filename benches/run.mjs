// `node benches/run.mjs`: the limit, our products and steps, the peers' steps and the page, in one Chromium run; prints
// ratios and writes a dated record. README.md says what is compared and how.
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { serve } from "../scripts/serve.mjs";
import { launch } from "./chromium.mjs";
import { pageFacts } from "./facts.mjs";
import { timeFits } from "./fits.mjs";
import { enginesMemory, TRAINED } from "./memory.mjs";
import { options } from "./options.mjs";
import { startPython } from "./python.mjs";
import { facts, fitTable, landscapeTable, losses, memoryTable, productTable, record, stepTable } from "./report.mjs";
import { inBrowserOf, ready, timePreset, timeProducts } from "./rounds.mjs";

/** Steps before, weights of each matrix, each moved by + and −; points to each side of a line that is evaluated plainly. */
const LANDSCAPE = { steps: 200, weights: 100, plain: 20 };
/** A round takes more than a minute. */
const LANDSCAPE_ROUNDS = 3;

const { parts, peers, models, rounds, milliseconds, record: wanted } = options();
const root = path.resolve(fileURLToPath(import.meta.url), "../..");
const say = (text) => console.log(`${new Date().toTimeString().slice(0, 8)}  ${text}`);
/** @type {string[]} */
const notes = [];
const note = (text) => (notes.push(text), say(text));
/** @type {string[]} */
const sections = [];
const show = (section) => (sections.push(section), console.log(`\n${section}`));

/** A record of the day's name that is not taken yet. @param {string} stem */
function free(stem) {
  const names = [stem, ...Array.from({ length: 98 }, (_, i) => `${stem}-${i + 2}`)];
  return `${names.find((name) => !existsSync(`${name}.md`)) ?? stem}.md`;
}

const flavours = ["scalar", "simd128", "relaxed"].filter((flavour) => {
  const built = existsSync(path.join(root, `dist/pkg/${flavour}/heavytail.js`));
  if (!built) note(`Left out: our ${flavour} build (dist/pkg/${flavour} is missing; ./build.sh build makes it).`);
  return built;
});
/** A peer in Python, or null where it takes no part. */
const inPython = (name, part, script, environment = {}) =>
  peers.includes(name) && parts.includes(part)
    ? startPython(root, script, environment).catch((error) => (note(`Left out: ${script}. ${error.message}`), null))
    : null;
/** Holds PyTorch and the libraries in it to 256-bit vectors, which its targets were measured with. */
const AVX2 = { ATEN_CPU_CAPABILITY: "avx2", MKL_ENABLE_INSTRUCTIONS: "AVX2", ONEDNN_MAX_CPU_ISA: "AVX2" };
const pytorch = await inPython("pytorch", "steps", "pytorch.py");
const pytorchAvx2 = await inPython("pytorch", "steps", "pytorch.py", AVX2);
const powerlaw = await inPython("powerlaw", "fit", "fits.py");
const server = await serve(root);
const browser = await launch();
try {
  const page = await browser.newPage();
  page.on("pageerror", (error) => note(`The page reports: ${error.message}`));
  await page.goto(`${server.url}benches/page.html`);
  await ready(page);
  const bench = { page, pytorch, pytorchAvx2, flavours, peers, rounds, milliseconds, say, note };
  if (parts.includes("products") && flavours.length > 0) show(productTable(await timeProducts(bench)));
  if (parts.includes("steps")) {
    const oracle = JSON.parse(await readFile(path.join(root, "tests/oracle/fixtures.json"), "utf8"));
    for (const preset of models) {
      const timed = await timePreset(bench, preset);
      show(stepTable(timed));
      const expected = oracle.descents.find(({ name }) => name === preset)?.losses_f32;
      if (expected) show(losses(timed.rows, expected));
    }
  }
  if (parts.includes("fit")) show(fitTable(await timeFits({ page, powerlaw, root, rounds, say })));
  if (parts.includes("landscape")) {
    const rows = [];
    for (let round = 0; round < LANDSCAPE_ROUNDS; round++) {
      say(`landscape, round ${round + 1} of ${LANDSCAPE_ROUNDS}`);
      rows.push(await page.evaluate((task) => window["bench"].timeLandscape(task), LANDSCAPE));
    }
    show(landscapeTable(rows, LANDSCAPE));
  }
  await page.close();
  if (parts.includes("memory")) {
    say("memory of each that trains in the browser");
    show(memoryTable(await enginesMemory(root, inBrowserOf(bench, TRAINED), note)));
  }
  if (parts.includes("page")) {
    if (existsSync(path.join(root, "dist/index.html"))) show(facts(await pageFacts(root)));
    else note("Left out: the page (dist/index.html is missing; ./build.sh build makes it).");
  }
  const machine = [
    `${os.cpus().length} cores, ${os.cpus()[0].model.trim()}`,
    `Chromium ${browser.version()}`,
    `Node ${process.version}`,
    ...(pytorch ? [`PyTorch ${pytorch.version}`] : []),
    ...(powerlaw ? [`powerlaw ${powerlaw.version}`] : []),
  ].join("; ");
  const date = new Date().toISOString().slice(0, 10);
  if (wanted !== "none") {
    const file = wanted ?? free(path.join(root, `benches/records/${date}`));
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, record({ date, machine, rounds, sections, notes }));
    console.log(`\nRecord: ${path.relative(process.cwd(), file)}`);
  }
} finally {
  pytorch?.stop();
  pytorchAvx2?.stop();
  powerlaw?.stop();
  await browser.close();
  await server.close();
}
