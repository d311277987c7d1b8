// Bundles the page's modules into a folder: what is needed together comes as one file. Each request costs a browser some
// milliseconds, and up to the first step there would be twenty.
import path from "node:path";
import { rollup } from "rollup";

/** Each with all that it imports: a worker shares no module with the page. */
const WORKERS = ["worker", "analyst-worker", "pool-worker"];
const file = (/** @type {string} */ name) => path.resolve(`www/${name}.js`);

/** A module and all that it imports. @param {string} id @param {import("rollup").GetModuleInfo} info @param {Set<string>} [found] */
function graph(id, info, found = new Set()) {
  found.add(id);
  for (const next of info(id)?.importedIds ?? []) if (!found.has(next)) graph(next, info, found);
  return found;
}

/**
 * The file that a module comes in: the engine's, or what the rest of the page shares, or undefined for the module's own, or that of the pane that
 * alone imports it. main.js stays apart: it builds the page when it is loaded, so that nothing else may load it.
 * @type {import("rollup").GetManualChunk}
 */
function place(id, { getModuleInfo }) {
  if (graph(file("start"), getModuleInfo).has(id)) return "start";
  const module = getModuleInfo(id);
  if (!module || module.dynamicImporters.length > 0) return undefined;
  return module.importers.length > 1 || graph(file("main"), getModuleInfo).has(id) ? "shared" : undefined;
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
