// A worker of the pool: does one job at a time, in slices between which it hears whether it is to hold, and says how far it is.
import { serve } from "./protocol.js";
import { yielded } from "./turns.js";
import { instantiate } from "./wasm.js";
import { KINDS } from "./pool/kinds.js";

const SLICE = 20; // ms
const REPORT_EVERY = 250; // ms; the pool takes a longer silence for death

const port = /** @type {any} */ (self);
/** @type {(job: any) => import("./pool/kinds.js").Work} */
let begin;
let held = false;
let release = () => {};

/** Whatever is no refusal, such as memory that cannot be had, ends this worker. @template T @param {() => Promise<T>} work */
async function orEnd(work) {
  try {
    return await work();
  } catch (thrown) {
    const { key, message } = /** @type {any} */ (thrown);
    throw { key: typeof key === "string" ? key : "engine", message: String(message ?? thrown) };
  }
}

serve(port, {
  /** Gets ready for the jobs of one context. @param {string} kind @param {any} context @param {Partial<Record<import("./wasm.js").Module, WebAssembly.Module>>} modules */
  open: (kind, context, modules) =>
    orEnd(async () => {
      const exports = {};
      for (const [name, compiled] of Object.entries(modules)) {
        Object.assign(exports, await instantiate(/** @type {import("./wasm.js").Module} */ (name), compiled));
      }
      begin = KINDS[kind](context, exports);
    }),
  /** @param {any} job */
  job: (job) =>
    orEnd(async () => {
      const work = begin(job);
      let reported = -Infinity;
      for (;;) {
        const end = performance.now() + SLICE;
        let turn;
        do turn = work.next();
        while (!turn.done && performance.now() < end);
        if (turn.done) return turn.value;
        if (performance.now() - reported >= REPORT_EVERY) {
          reported = performance.now();
          port.postMessage({ event: "progress", value: turn.value });
        }
        await yielded();
        if (held) await new Promise((resolve) => (release = () => resolve(undefined)));
      }
    }),
  /** @param {boolean} hold */
  hold(hold) {
    held = hold;
    if (!hold) release();
  },
});
