// Memory of a page's renderer: of an empty page, and of one that only trains.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { serve } from "../scripts/serve.mjs";
import { visit } from "./chromium.mjs";
import { call, ready } from "./rounds.mjs";

/** What a page trains before its memory is read, and for how long. */
export const TRAINED = "reference-128";
export const TRAINING_MS = 5000;

/**
 * Memory of a page's renderer in MiB: the peak of what was resident, and what of it is private now: no page of a file, as the
 * browser's program is, nor shared with another process, as tiles of the page are. That is what a browser's task manager shows.
 * NaN where there is no /proc.
 */
export async function rendererMemory(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const renderers = processInfo.map(async ({ type, id }) => {
    const read = (file) => readFile(`/proc/${id}/${file}`, "utf8").catch(() => "");
    // The browser draws its own window with a renderer too.
    if (type !== "renderer" || (await read("cmdline")).includes("--top-chrome-webui")) return [];
    const sizeOf = (text, key) => Number(new RegExp(`${key}:\\s+(\\d+)`).exec(text)?.[1]) / 1024;
    const parts = await read("status");
    return [{ peak: sizeOf(parts, "VmHWM"), private: sizeOf(parts, "RssAnon") + sizeOf(parts, "VmSwap") }];
  });
  return (await Promise.all(renderers)).flat().reduce((a, b) => (b.peak > a.peak ? b : a));
}

/** @param {string} root the repository's */
export async function emptyPage(root) {
  const server = await serve(path.join(root, "benches"));
  try {
    return await visit(`${server.url}blank.html`, (_, browser) => rendererMemory(browser));
  } finally {
    await server.close();
  }
}

/** Memory above an empty page of each contender, training on the benchmark's page without the others. → [{name, peak, private}] */
export async function enginesMemory(root, names, note) {
  const server = await serve(root);
  try {
    const empty = await emptyPage(root);
    const rows = [];
    for (const name of names) {
      try {
        const memory = await visit(`${server.url}benches/page.html`, async (page, browser) => {
          await ready(page);
          const { stepMs } = await call(page, "open", name, TRAINED);
          await call(page, "timeSteps", name, TRAINED, Math.ceil(TRAINING_MS / stepMs));
          return rendererMemory(browser);
        });
        rows.push({ name, peak: memory.peak - empty.peak, private: memory.private - empty.private });
      } catch (error) {
        note(`Left out: memory of ${name}: ${String(error).split("\n")[0]}`);
      }
    }
    return rows;
  } finally {
    await server.close();
  }
}
