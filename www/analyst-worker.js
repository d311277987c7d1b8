// The analyst's worker: takes records in and answers with figures, fits and results, an experiment in slices.
import { serve } from "./protocol.js";
import { yielded } from "./turns.js";
import { bindings, instantiate } from "./wasm.js";

/** @typedef {import("./protocol.js").Recorded} Recorded */

const REPORT_EVERY = 100; // ms
/** Of a trial, the last counts: until then its code is not yet optimised. */
const PASSES = 2;
const givenUp = { key: "call", message: "The analysis was given up." };

const port = /** @type {any} */ (self);
/** @type {import("./wasm.js").AnalystModule} */
let module;
/** @type {import("./wasm.js").AnalystExports} */
let analyst;
let runs = 0;
/** The fits under way, by the page's numbers for them. @type {Set<number>} */
const fits = new Set();

bindings("analyst").catch(() => {}); // boot says it

serve(port, {
  /** @param {WebAssembly.Module} compiled */
  async boot(compiled) {
    module = await instantiate("analyst", compiled);
    analyst = new module.Analyst();
  },
  /** @param {string} name */
  records: (name) => JSON.parse(analyst.records(name)),
  /** @param {string} name @param {object} options */
  figure: (name, options) => JSON.parse(analyst.figure(name, JSON.stringify(options))),
  giveUp: () => void runs++,
  /** @param {string} name @param {object} options @param {Recorded[]} records */
  begin(name, options, records) {
    const run = ++runs;
    for (const { name, bytes } of records) analyst.receive(name, bytes);
    analyst.start(name, JSON.stringify(options));
    return { run, parts: [...analyst.parts()] };
  },
  /** @param {number} run @param {Uint8Array[]} outcomes of its parts */
  async finish(run, outcomes) {
    if (run !== runs) throw givenUp;
    outcomes.forEach((outcome, index) => analyst.take(index, outcome));
    let reported = -Infinity;
    for (;;) {
      const fraction = analyst.advance();
      if (fraction >= 1) return JSON.parse(analyst.result());
      if (performance.now() - reported >= REPORT_EVERY) {
        reported = performance.now();
        port.postMessage({ event: "progress", value: fraction });
      }
      await yielded();
      if (run !== runs) throw givenUp;
    }
  },
  /** @param {number} task @param {Float64Array} values @param {object} options */
  async fit(task, values, options) {
    const fitting = new module.Fitting(values, JSON.stringify(options));
    fits.add(task);
    let reported = -Infinity;
    try {
      while (fits.has(task)) {
        const fraction = fitting.advance();
        if (fraction >= 1) return JSON.parse(fitting.result());
        if (performance.now() - reported >= REPORT_EVERY) {
          reported = performance.now();
          port.postMessage({ event: "fit", value: { task, fraction } });
        }
        await yielded();
      }
      throw { key: "call", message: "The fit was stopped." };
    } finally {
      fits.delete(task);
      fitting.free(); // ten million values are 80 MB
    }
  },
  /** @param {number} task */
  stopFit: (task) => void fits.delete(task),
  worlds: () => JSON.parse(module.worlds()),
  /** @param {object[]} sizes */
  scaling: (sizes) => JSON.parse(module.scaling(JSON.stringify(sizes))),
  /** @param {Uint8Array} record @param {object} options */
  async landscapeTrial(record, options) {
    /** @type {number[]} */
    let seconds = [];
    for (let pass = 0; pass < PASSES; pass++) {
      seconds = [];
      const trial = new module.Trial(record, JSON.stringify(options));
      for (;;) {
        const began = performance.now();
        const kind = trial.advance();
        if (kind === undefined) break;
        seconds[kind] = (seconds[kind] ?? 0) + (performance.now() - began) / 1000;
        await yielded();
      }
      trial.free();
    }
    return seconds;
  },
  /** @param {object} config @param {number} windows @param {number | undefined} parts @param {object} options @param {number[]} trial */
  landscapeSeconds: (config, windows, parts, options, trial) => [...module.landscapeSeconds(JSON.stringify(config), windows, parts, JSON.stringify(options), new Float64Array(trial))],
  /** @param {object[]} runs */
  matrix: (runs) => JSON.parse(module.matrix(JSON.stringify(runs))),
  /** In f64. @param {{config: object, weights: Float32Array}} model @param {Uint32Array} tokens @param {Uint32Array} targets */
  lossAndGradient: ({ config, weights }, tokens, targets) => module.lossAndGradient(JSON.stringify(config), weights, tokens, targets),
});
