// The training worker: owns the trainer, trains in slices, answers calls in between, and reports at most ten times a second.
import { reasonOf, serve } from "./protocol.js";
import { Rate } from "./rate.js";
import { Runner } from "./runner.js";
import { soon, yielded } from "./turns.js";
import { bindings, instantiate } from "./wasm.js";

const REPORT_EVERY = 100; // ms
const YIELD_AFTER = 15; // ms, in answers that take long

const port = /** @type {any} */ (self);
const rate = new Rate();
/** @type {import("./wasm.js").LabExports} */
let lab;
/** Made when first asked for. @type {Promise<import("./wasm.js").LiveExports> | undefined} */
let live;
/** @type {Map<string, import("./protocol.js").Knob>} */
let knobs = new Map();
let tokensPerStep = 0;
let lastReport = 0;
/** @type {string | null} */
let error = null;

// They load while the page compiles the module.
const flavour = /** @type {import("./wasm.js").Flavour} */ (port.name);
bindings(flavour).catch(() => {}); // boot says it

const runner = new Runner(() => lab.advance(), {
  step() {
    rate.add(performance.now(), tokensPerStep);
    if (rate.count === 1) lastReport = 0; // a person waits for the first
  },
  slice: () => performance.now() - lastReport >= REPORT_EVERY && report(),
  stop: (thrown) => {
    const reason = reasonOf(thrown);
    error = reason.message;
    if (reason.key !== "engine") report();
    port.postMessage({ event: "error", value: reason });
  },
}, soon);

function report() {
  lastReport = performance.now();
  const status = { ...lab.status(), tokensPerSecond: rate.perSecond, running: runner.running, error };
  port.postMessage({ event: "status", value: status });
  return status;
}

/** Tells the page everything that a change of settings may have changed. */
function reportSettings() {
  const rows = /** @type {import("./protocol.js").Knob[]} */ (lab.knobs());
  knobs = new Map(rows.map((knob) => [knob.key, knob]));
  const { text } = report();
  const context = Number(knobs.get("context")?.value);
  const windows = knobs.get("batch")?.value;
  tokensPerStep = context * Number(windows === "full" ? (text.distinctWindows ?? text.characters - context) : windows);
  port.postMessage({ event: "settings", value: { knobs: rows, presets: lab.presets(), layout: lab.layout() } });
}

function restarted() {
  runner.pause();
  rate.start(performance.now());
  error = null;
}

serve(port, {
  /** @param {WebAssembly.Module} compiled @param {boolean} plays at once */
  async boot(compiled, plays) {
    const { Lab } = await instantiate(flavour, compiled);
    lab = new Lab();
    rate.start(performance.now());
    if (plays) runner.play();
    reportSettings();
  },
  /** @param {Record<string, any>} changes @param {Uint8Array} [text] */
  set(changes, text) {
    lab.set(changes, text);
    if (Object.keys(changes).some((key) => !knobs.get(key)?.live)) restarted();
    reportSettings();
  },
  /** @param {string} name @param {Uint8Array} bytes */
  provide: (name, bytes) => lab.provide(name, bytes),
  play() {
    rate.start(performance.now());
    error = null;
    runner.play();
    report();
  },
  pause() {
    runner.pause();
    report();
  },
  /** @param {number} n */
  async step(n) {
    rate.start(performance.now());
    error = null;
    await runner.step(n);
    report();
  },
  reset() {
    restarted();
    lab.reset();
    reportSettings();
  },
  /** @param {number} stepsPerSecond */
  speed: (stepsPerSecond) => void (runner.speed = stepsPerSecond),
  /** @param {object} options */
  lossFigure: (options) => lab.lossFigure(options),
  /** @param {object} options @param {WebAssembly.Module} painter compiled */
  async updatesFigure(options, painter) {
    live ??= instantiate("painter", painter).then(({ Live }) => new Live());
    live.catch(() => (live = undefined));
    const maker = await live;
    return maker.figure(options, lab.tail(maker.chosen(options)));
  },
  /** What an experiment needs, all as of one step. @param {string[]} names */
  records(names) {
    const records = names.map((name) => ({ name, bytes: lab.record(name) }));
    return { records, provenance: lab.provenance() };
  },
  /** @param {number} length @param {number} temperature @param {boolean} restart */
  async sample(length, temperature, restart) {
    if (restart) lab.restartSample();
    let text = "";
    let end = performance.now() + YIELD_AFTER;
    for (let i = 0; i < length; i++) {
      text += lab.sampleNext(temperature);
      if (performance.now() < end) continue;
      await yielded();
      end = performance.now() + YIELD_AFTER;
    }
    return text;
  },
  weights: () => lab.weights(),
  model: () => ({ config: lab.config(), weights: lab.weights() }),
  /** @param {Float32Array} weights */
  setWeights(weights) {
    lab.setWeights(weights);
    restarted();
    report();
  },
  /** @param {Uint32Array} tokens @param {Uint32Array} targets */
  lossAndGradient: (tokens, targets) => lab.lossAndGradient(tokens, targets),
});
