// The analyst's worker: takes records in and answers with figures, fits and results, an experiment in slices. It boots with
// the painter's module, which makes the figure of the run under way, and loads the analyst's when more is asked for.
import { serve } from "./protocol.js";
import { yielded } from "./turns.js";
import { bindings, compile, instantiate } from "./wasm.js";

/** @typedef {import("./protocol.js").Recorded} Recorded */

const REPORT_EVERY = 100; // ms
const TRIALS = 8;
const TRIAL = 10; // ms, far above the clock's resolution
const givenUp = { key: "call", message: "The analysis was given up." };

const port = /** @type {any} */ (self);
/** @type {import("./wasm.js").LiveExports} */
let live;
/** @type {ReturnType<typeof load> | undefined} */
let loaded;
let runs = 0;
/** The fits under way, by the page's numbers for them. @type {Set<number>} */
const fits = new Set();

bindings("painter").catch(() => {}); // boot says it

async function load() {
  const { Analyst, Fitting, Trial, worlds, scaling, matrix, landscapeCost, lossAndGradient } = await instantiate("analyst", await compile("analyst"));
  return { analyst: new Analyst(), Fitting, Trial, worlds, scaling, matrix, landscapeCost, lossAndGradient };
}

/** The analyst's module, loaded once. */
function analysis() {
  loaded ??= load();
  loaded.catch(() => (loaded = undefined));
  return loaded;
}

serve(port, {
  /** @param {WebAssembly.Module} compiled */
  async boot(compiled) {
    const { Live } = await instantiate("painter", compiled);
    live = new Live();
  },
  /** @param {object} options @param {Uint8Array} record */
  live: (options, record) => ({ figure: live.figure(options, record), fitted: live.fitted() }),
  /** @param {string} name */
  records: async (name) => JSON.parse((await analysis()).analyst.records(name)),
  /** @param {string} name @param {object} options */
  figure: async (name, options) => JSON.parse((await analysis()).analyst.figure(name, JSON.stringify(options))),
  giveUp: () => void runs++,
  /** @param {string} name @param {object} options @param {Recorded[]} records */
  async begin(name, options, records) {
    const run = ++runs;
    const { analyst } = await analysis();
    for (const { name, bytes } of records) analyst.receive(name, bytes);
    analyst.start(name, JSON.stringify(options));
    return { run, parts: [...analyst.parts()] };
  },
  /** @param {number} run @param {Uint8Array[]} outcomes of its parts */
  async finish(run, outcomes) {
    const { analyst } = await analysis();
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
    const { Fitting } = await analysis();
    const fitting = new Fitting(values, JSON.stringify(options));
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
  worlds: async () => JSON.parse((await analysis()).worlds()),
  /** @param {object[]} sizes */
  scaling: async (sizes) => JSON.parse((await analysis()).scaling(JSON.stringify(sizes))),
  /** @param {object} config @param {number} windows @param {object} options */
  async landscapeSeconds(config, windows, options) {
    const { landscapeCost, Trial } = await analysis();
    const model = JSON.stringify(config);
    const cost = landscapeCost(model, windows, JSON.stringify(options));
    const trial = new Trial(model);
    let least = Infinity; // the first trial is slow: its code is not yet optimised
    for (let i = 0; i < TRIALS; i++) {
      const began = performance.now();
      let done = 0;
      while (performance.now() < began + TRIAL) done += trial.advance();
      least = Math.min(least, (performance.now() - began) / 1000 / done);
      await yielded();
    }
    trial.free();
    return cost * least;
  },
  /** @param {object[]} runs */
  matrix: async (runs) => JSON.parse((await analysis()).matrix(JSON.stringify(runs))),
  /** In f64. @param {{config: object, weights: Float32Array}} model @param {Uint32Array} tokens @param {Uint32Array} targets */
  async lossAndGradient({ config, weights }, tokens, targets) {
    return (await analysis()).lossAndGradient(JSON.stringify(config), weights, tokens, targets);
  },
});
