// One engine: a worker that runs one build, the calls to it, and what it last reported.
import { Caller, Refusal } from "./protocol.js";
import { fetchText, isFile } from "./texts.js";
import { compile } from "./wasm.js";

/** @typedef {import("./protocol.js").Reason} Reason */
/** @typedef {{knobs: import("./protocol.js").Knob[], presets: import("./protocol.js").Preset[], layout: import("./protocol.js").Tensor[]}} Settings */

export class Engine {
  /** @type {Settings} */
  settings = { knobs: [], presets: [], layout: [] };
  /** @type {import("./protocol.js").Status | undefined} */
  status;
  /** Why it can no longer be used. @type {Reason | null} */
  failure = null;
  /** Hears every report, once the engine is in use. @type {((name: "status" | "settings" | "error", value: any) => void) | null} */
  listener = null;
  #worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  #caller = new Caller(this.#worker);
  /** @type {Set<string>} */
  #provided = new Set();

  /** @param {import("./wasm.js").Flavour} flavour */
  constructor(flavour) {
    this.flavour = flavour;
    this.#worker.onmessage = ({ data }) => this.#hear(data);
    this.#worker.onerror = (event) => {
      const why = event.message ?? "its worker could not be loaded";
      this.#fail({ key: "engine", message: `The engine stopped (${why}). Your settings are kept; reset starts it anew.` });
    };
  }

  /**
   * A running engine at its default settings. The worker's scripts load while the wasm compiles.
   * @param {import("./wasm.js").Flavour} flavour
   */
  static async start(flavour) {
    const engine = new Engine(flavour);
    try {
      await engine.call("boot", [flavour, await compile(flavour)]);
    } catch (reason) {
      engine.stop();
      throw new Refusal(/** @type {Reason} */ (reason));
    }
    return engine;
  }

  /**
   * @param {string} method
   * @param {any[]} [args]
   * @returns {Promise<any>}
   */
  async call(method, args) {
    if (this.failure) throw new Refusal(this.failure);
    try {
      return await this.#caller.call(method, args);
    } catch (thrown) {
      if (thrown instanceof Refusal) {
        if (thrown.key === "engine") this.#fail(thrown);
        throw thrown;
      }
      throw new Refusal({ key: "call", message: `This cannot be handed to the engine: ${/** @type {Error} */ (thrown).message}` });
    }
  }

  /**
   * @param {Record<string, any>} changes
   * @param {Uint8Array} [bytes] of a custom text
   */
  async set(changes, bytes) {
    const text = changes.text;
    if (isFile(text) && !this.#provided.has(text)) {
      await this.call("provide", [text, await fetchText(text)]);
      this.#provided.add(text);
    }
    await this.call("set", [changes, bytes]);
  }

  stop() {
    this.listener = null;
    this.#worker.terminate();
    this.#caller.abandon({ key: "engine", message: "The engine was replaced by another." });
  }

  /** @param {any} data */
  #hear(data) {
    if (data.event === undefined) return this.#caller.settle(data);
    if (data.event === "error" && data.value.key === "engine") return this.#fail(data.value);
    if (data.event === "status") this.status = data.value;
    if (data.event === "settings") this.settings = data.value;
    this.listener?.(data.event, data.value);
  }

  /** @param {Reason} reason */
  #fail({ key, message }) {
    if (this.failure) return;
    this.failure = { key, message };
    this.#worker.terminate();
    this.#caller.abandon(this.failure);
    if (this.status) {
      this.status = { ...this.status, running: false, error: message };
      this.listener?.("status", this.status);
    }
    this.listener?.("error", this.failure);
  }
}
