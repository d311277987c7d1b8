// The analyst's worker: takes records in and answers with figures, fits and results, an experiment in slices.
import { serve } from "./protocol.js";
import { yielded } from "./turns.js";
import { bindings, instantiate } from "./wasm.js";

/** @typedef {import("./protocol.js").Recorded} Recorded */

const REPORT_EVERY = 100; // ms
const TRIALS = 20;
const TRIAL = 10; // ms, far above the clock's resolution
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
  /** @param {object} config @param {number} windows @param {object} options */
  landscapeWork: (config, windows, options) => module.landscapeCost(JSON.stringify(config), windows, JSON.stringify(options)),
  /** @param {object} config */
  async landscapeSpeed(config) {
    const trial = new module.Trial(JSON.stringify(config));
    const speeds = [];
    for (let i = 0; i < TRIALS; i++) {
      const began = performance.now();
      let done = 0;
      while (performance.now() < began + TRIAL) done += trial.advance();
      speeds.push((1000 * done) / (performance.now() - began));
      await yielded();
    }
    trial.free();
    // The first trials are slow: their code is not yet optimised.
    return speeds.sort((a, b) => a - b)[TRIALS >> 1];
  },
  /** @param {object[]} runs */
  matrix: (runs) => JSON.parse(module.matrix(JSON.stringify(runs))),
  /** In f64. @param {{config: object, weights: Float32Array}} model @param {Uint32Array} tokens @param {Uint32Array} targets */
  lossAndGradient: ({ config, weights }, tokens, targets) => module.lossAndGradient(JSON.stringify(config), weights, tokens, targets),
});
