// Bundles the page's modules into a folder: what is needed together comes as one file. Each request costs a browser some
// milliseconds, and up to the first step there would be twenty.
import path from "node:path";
import { rollup } from "rollup";

/** Each with all that it imports: a worker shares no module with the page. */
const WORKERS = ["worker", "analyst-worker", "pool-worker"];
/** What the page loads one after the other: the engine, then all that is seen at once. Neither takes anything of what comes later. */
const FIRST = ["start", "main"];

const file = (/** @type {string} */ name) => path.resolve(`www/${name}.js`);

/** A module and all that it imports. @param {string} id @param {import("rollup").GetModuleInfo} info @param {Set<string>} [found] */
function graph(id, info, found = new Set()) {
  found.add(id);
  for (const next of info(id)?.importedIds ?? []) if (!found.has(next)) graph(next, info, found);
  return found;
}

/** The file that a module comes in, or undefined for a pane's own. @type {import("rollup").GetManualChunk} */
function place(id, { getModuleInfo }) {
  const first = FIRST.find((name) => graph(file(name), getModuleInfo).has(id));
  if (first) return first;
  const module = getModuleInfo(id);
  return module && module.importers.length > 1 && module.dynamicImporters.length === 0 ? "shared" : undefined;
}

/** @param {string} name @param {string} to @param {import("rollup").OutputOptions} [more] */
async function bundle(name, to, more = {}) {
  const made = await rollup({
    input: { [name]: file(name) },
    // The page's other files take from its first one what that has loaded.
    preserveEntrySignatures: "allow-extension",
    onwarn({ message }) {
      throw new Error(message);
    },
  });
  await made.write({ dir: to, format: "es", entryFileNames: "[name].js", chunkFileNames: "[name].js", ...more });
  await made.close();
}

const [to] = process.argv.slice(2);
await bundle("start", to, { manualChunks: place });
for (const name of WORKERS) await bundle(name, to);
