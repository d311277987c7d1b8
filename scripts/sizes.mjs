// The size of every file of dist, raw and gzip, and of what a visitor's browser loads: up to the first training step, and
// in all. Prints them when it is run.
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

/** @typedef {{raw: number, gzip: number}} Size in bytes */
/** @typedef {Size & {names: string[]}} Load of several files */

// One of the three flavours is taken. The others, the texts, the analyst and the panes of other experiments than the first come
// when they are asked for.
const FIRST = { files: /^(index\.html|pkg\/simd128\/.*)$/, scripts: ["www/start.js", "www/worker.js"] };
const PAGE = {
  files: /^(index\.html|www\/.*\.css|pkg\/(simd128|painter)\/.*)$/,
  scripts: [...FIRST.scripts, "www/main.js", "www/e1.js"],
};

/** Adds a script and all that it imports. @param {string} dist @param {string} script @param {Set<string>} found */
async function addGraph(dist, script, found) {
  if (found.has(script)) return;
  found.add(script);
  const text = await readFile(path.join(dist, script), "utf8");
  for (const [, name] of text.matchAll(/import(?:[^"'();]*from)?\s*["'](\.[^"']+)["']/g)) await addGraph(dist, path.posix.join(path.posix.dirname(script), name), found);
}

/**
 * @param {string} dist
 * @returns {Promise<{files: Map<string, Size>, first: Load, page: Load}>}
 */
export async function sizes(dist) {
  /** @type {Map<string, Size>} */
  const files = new Map();
  for (const name of (await readdir(dist, { recursive: true })).sort()) {
    const file = path.join(dist, name);
    if (!(await stat(file)).isFile()) continue;
    const content = await readFile(file);
    files.set(name.split(path.sep).join("/"), { raw: content.length, gzip: gzipSync(content, { level: 9 }).length });
  }
  const total = async (/** @type {typeof PAGE} */ { files: named, scripts }) => {
    /** @type {Set<string>} */
    const found = new Set();
    for (const script of scripts) await addGraph(dist, script, found);
    const names = [...files.keys()].filter((file) => named.test(file) || found.has(file));
    const sum = (/** @type {keyof Size} */ key) => names.reduce((sum, name) => sum + /** @type {Size} */ (files.get(name))[key], 0);
    return { names, raw: sum("raw"), gzip: sum("gzip") };
  };
  return { files, first: await total(FIRST), page: await total(PAGE) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { files, first, page } = await sizes(process.argv[2]);
  const kilobytes = (/** @type {number} */ bytes) => (bytes / 1000).toFixed(1).padStart(9);
  const row = (/** @type {Size} */ { raw, gzip }, /** @type {string} */ what) => console.log(`${kilobytes(raw)}${kilobytes(gzip)}  ${what}`);
  console.log(`\n${"kB".padStart(9)}${"gzip".padStart(9)}`);
  for (const [file, size] of files) row(size, file);
  row(first, "up to the first step: page, lab and trainer (simd128)");
  row(page, "in all, for a page that is left as it opens: also styles and painter");
}
