// The analyst's worker: takes records in and answers with figures, fits and results, an experiment in slices.
import { serve } from "./protocol.js";
import { yielded } from "./turns.js";
import { bindings, instantiate } from "./wasm.js";

/** @typedef {import("./protocol.js").Recorded} Recorded */

const REPORT_EVERY = 100; // ms

const port = /** @type {any} */ (self);
/** @type {import("./wasm.js").AnalystExports} */
let analyst;
let runs = 0;

bindings("analyst").catch(() => {}); // boot says it

/** @param {Recorded[]} records */
function receive(records) {
  for (const { name, bytes } of records) analyst.receive(name, bytes);
}

serve(port, {
  /** @param {WebAssembly.Module} compiled */
  async boot(compiled) {
    const { Analyst } = await instantiate("analyst", compiled);
    analyst = new Analyst();
  },
  /** @param {string} name @param {object} options @param {Recorded[]} records */
  figure(name, options, records) {
    receive(records);
    return JSON.parse(analyst.figure(name, JSON.stringify(options)));
  },
  /** @param {string} name @param {object} options @param {Recorded[]} records */
  async run(name, options, records) {
    const run = ++runs;
    receive(records);
    analyst.start(name, JSON.stringify(options));
    let reported = -Infinity;
    for (;;) {
      const fraction = analyst.advance();
      if (fraction >= 1) return JSON.parse(analyst.result());
      if (performance.now() - reported >= REPORT_EVERY) {
        reported = performance.now();
        port.postMessage({ event: "progress", value: fraction });
      }
      await yielded();
      if (run !== runs) throw { key: "call", message: "The analysis was given up for another." };
    }
  },
  /** @param {Float64Array} values @param {object} options */
  fit: (values, options) => JSON.parse(analyst.fit(values, JSON.stringify(options))),
});
