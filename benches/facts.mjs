// Facts of the built page: weight, time to the first step, memory of the renderer, long tasks while it trains.
import path from "node:path";
import { serve } from "../scripts/serve.mjs";
import { sizes } from "../scripts/sizes.mjs";
import { visit } from "./chromium.mjs";
import { emptyPage, rendererMemory, TRAINED, TRAINING_MS } from "./memory.mjs";
import { mebibytes, MEMORY_TARGET, spread } from "./report.mjs";

const VISITS = 7;

/** Runs before the page's own scripts: notes when the first step is reported, and collects long tasks. */
function watch() {
  const seen = { firstStep: 0, longTasks: /** @type {number[]} */ ([]) };
  window["seen"] = seen;
  new PerformanceObserver((list) => seen.longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
    type: "longtask",
  });
  Object.defineProperty(window, "heavytail", {
    configurable: true,
    set(lab) {
      Object.defineProperty(window, "heavytail", { value: lab, configurable: true, writable: true });
      // It starts by itself, and reports at most ten times a second: the time is at most 100 ms too long.
      lab.on("status", ({ step }) => {
        if (step > 0 && !seen.firstStep) seen.firstStep = performance.now();
      });
    },
  });
}

const firstStep = async (page) => {
  await page.waitForFunction(() => window["seen"].firstStep > 0, undefined, { timeout: 60_000 });
  return page.evaluate(() => window["seen"].firstStep);
};

/** @param {string} root the repository's @returns {Promise<[string, string, string][]>} what, measured, target */
export async function pageFacts(root) {
  const dist = path.join(root, "dist");
  const server = await serve(dist);
  try {
    const times = [];
    for (let i = 0; i < VISITS; i++) times.push(await visit(server.url, firstStep, watch));
    const empty = await emptyPage(root);
    const { memory, longTasks } = await visit(server.url, async (page, browser) => {
      await firstStep(page);
      await page.evaluate((preset) => window["heavytail"].set({ preset }), TRAINED);
      await page.evaluate(() => ((window["seen"].longTasks = []), window["heavytail"].play()));
      await page.waitForTimeout(TRAINING_MS);
      return { memory: await rendererMemory(browser), longTasks: await page.evaluate(() => window["seen"].longTasks) };
    }, watch);
    const { first, page } = await sizes(dist);
    const long = longTasks.length ? `${longTasks.length}, the longest ${Math.max(...longTasks).toFixed(0)} ms` : "none";
    return [
      ["loaded up to the first step, gzip", `${(first.gzip / 1000).toFixed(0)} KB`, ""],
      ["loaded in all, gzip", `${(page.gzip / 1000).toFixed(0)} KB`, "250 KB"],
      ["navigation to the first finished step", `${spread(times, 0)} ms`, "400 ms"],
      [`renderer memory above an empty page, the lab training ${TRAINED}`, mebibytes(memory.peak - empty.peak), mebibytes(MEMORY_TARGET)],
      ["of that private: no file, nothing shared", mebibytes(memory.private - empty.private), ""],
      [`tasks over 50 ms on the main thread in ${TRAINING_MS / 1000} s of training`, long, "none"],
    ];
  } finally {
    await server.close();
  }
}
