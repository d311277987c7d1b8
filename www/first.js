// Runs before the rest of the engine: starts the training worker and the compilation of its module, which take longest.
import { startWorker } from "./remote.js";
import { compile, defaultFlavour } from "./wasm.js";

/** @typedef {import("./wasm.js").Flavour} Flavour */

/** @param {Flavour} flavour */
const start = (flavour) => startWorker("worker.js", flavour);

const likely = defaultFlavour();
/** Until it is asked for. A link may want another build, and only a page trains by itself. @type {Worker | null} */
let early = globalThis.document && !/[#&]flavour=/.test(location.hash) ? start(likely) : null;
if (early) {
  early.onerror = () => (early = null); // the one that is started instead fails too, and is heard
  compile(likely).catch(() => {});
}

/** The training worker, already on its way if it is the first. @param {Flavour} flavour */
export function trainingWorker(flavour) {
  const worker = early && flavour === likely ? early : start(flavour);
  if (worker !== early) early?.terminate();
  early = null;
  return worker;
}
