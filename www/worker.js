// The worker: owns the engine, trains in slices, answers calls in between, and reports at most ten times a second.
import { reasonOf, serve } from "./protocol.js";
import { Rate } from "./rate.js";
import { Runner } from "./runner.js";
import { instantiate } from "./wasm.js";

const REPORT_EVERY = 100; // ms
const YIELD_AFTER = 15; // ms, in answers that take long

const port = /** @type {any} */ (self);
const rate = new Rate();
/** @type {import("./wasm.js").LabExports} */
let lab;
/** @type {Map<string, import("./protocol.js").Knob>} */
let knobs = new Map();
let tokensPerStep = 0;
let lastReport = 0;
/** @type {string | null} */
let error = null;

// A message to ourselves queues behind the page's messages, and unlike a timer it is not clamped to 4 ms.
const { port1, port2 } = new MessageChannel();
/** @type {(() => void)[]} */
const turns = [];
port1.onmessage = () => turns.shift()?.();
/** @param {() => void} turn */
const soon = (turn) => {
  turns.push(turn);
  port2.postMessage(null);
};

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
  const status = { ...JSON.parse(lab.status()), tokensPerSecond: rate.perSecond, running: runner.running, error };
  port.postMessage({ event: "status", value: status });
  return status;
}

/** Tells the page everything that a change of settings may have changed. */
function reportSettings() {
  const rows = /** @type {import("./protocol.js").Knob[]} */ (JSON.parse(lab.knobs()));
  knobs = new Map(rows.map((knob) => [knob.key, knob]));
  const { text } = report();
  const context = Number(knobs.get("context")?.value);
  const windows = knobs.get("batch")?.value;
  tokensPerStep = context * Number(windows === "full" ? (text.distinctWindows ?? text.characters - context) : windows);
  port.postMessage({ event: "settings", value: { knobs: rows, presets: JSON.parse(lab.presets()), layout: JSON.parse(lab.layout()) } });
}

function restarted() {
  runner.pause();
  rate.start(performance.now());
  error = null;
}

serve(port, {
  /** @param {import("./wasm.js").Flavour} flavour @param {WebAssembly.Module} module */
  async boot(flavour, module) {
    const { Lab } = await instantiate(flavour, module);
    lab = new Lab();
    reportSettings();
  },
  /** @param {Record<string, any>} changes @param {Uint8Array} [text] */
  set(changes, text) {
    lab.set(JSON.stringify(changes), text);
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
  /** @param {string} name @param {object} options */
  figure: (name, options) => lab.figure(name, JSON.stringify(options)),
  /** @param {number} length @param {number} temperature @param {boolean} restart */
  async sample(length, temperature, restart) {
    if (restart) lab.restartSample();
    let text = "";
    let end = performance.now() + YIELD_AFTER;
    for (let i = 0; i < length; i++) {
      text += lab.sampleNext(temperature);
      if (performance.now() < end) continue;
      await new Promise((resolve) => soon(() => resolve(null)));
      end = performance.now() + YIELD_AFTER;
    }
    return text;
  },
  weights: () => lab.weights(),
  /** @param {Float32Array} weights */
  setWeights(weights) {
    lab.setWeights(weights);
    restarted();
    report();
  },
  /** @param {Uint32Array} tokens @param {Uint32Array} targets @param {string} precision */
  lossAndGradient: (tokens, targets, precision) => lab.lossAndGradient(tokens, targets, precision),
  /** @param {Float64Array} values @param {object} options */
  fit: (values, options) => JSON.parse(lab.fit(values, JSON.stringify(options))),
  /** @param {string} name */
  result: (name) => JSON.parse(lab.result(name)),
});
