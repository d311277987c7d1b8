// Prints the size of every file of dist, raw and gzip, and what a first visit loads.
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";

// A visitor's browser takes one of the three wasm builds, and a text only when it is chosen.
const onFirstLoad = (/** @type {string} */ file) =>
  file === "index.html" || file.startsWith("www/") || file.startsWith("pkg/simd128/");

const kilobytes = (/** @type {number} */ bytes) => (bytes / 1000).toFixed(1).padStart(9);

const root = process.argv[2];
/** @type {string[]} */
const files = [];
for (const name of (await readdir(root, { recursive: true })).sort()) {
  if ((await stat(path.join(root, name))).isFile()) files.push(name);
}

const first = { raw: 0, gzip: 0 };
console.log(`\n${"kB".padStart(9)}${"gzip".padStart(9)}`);
for (const file of files) {
  const content = await readFile(path.join(root, file));
  const gzip = gzipSync(content, { level: 9 }).length;
  console.log(`${kilobytes(content.length)}${kilobytes(gzip)}  ${file}`);
  if (onFirstLoad(file)) {
    first.raw += content.length;
    first.gzip += gzip;
  }
}
console.log(`${kilobytes(first.raw)}${kilobytes(first.gzip)}  first load: page, scripts, styles and one wasm (simd128)`);
