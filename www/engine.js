// One engine: a training worker with one build of the trainer, what it last reported, and the analyst of its records.
import { Analyst } from "./analyst.js";
import { trainingWorker } from "./first.js";
import { Remote } from "./remote.js";
import { fetchText, isFile } from "./texts.js";

/** @typedef {{knobs: import("./protocol.js").Knob[], presets: import("./protocol.js").Preset[], layout: import("./protocol.js").Tensor[]}} Settings */

export class Engine {
  /** @type {Settings} */
  settings = { knobs: [], presets: [], layout: [] };
  /** @type {import("./protocol.js").Status | undefined} */
  status;
  /** Hears every report, once the engine is in use. @type {((name: "status" | "settings" | "error", value: any) => void) | null} */
  listener = null;
  analyst = new Analyst();
  /** The bytes of the text in use, when it is a person's own, or was before. @type {Uint8Array | undefined} */
  text;
  #speed = Infinity;
  #remote;
  /** @type {Set<string>} */
  #provided = new Set();

  /** @param {import("./wasm.js").Flavour} flavour */
  constructor(flavour) {
    this.flavour = flavour;
    const sentence = (/** @type {string} */ why) => `The engine stopped (${why}). Your settings are kept; reset starts it anew.`;
    this.#remote = new Remote(trainingWorker(flavour), sentence);
    this.#remote.onreport = (name, value) => {
      if (name === "status") this.status = value;
      if (name === "settings") this.settings = value;
      this.listener?.(/** @type {any} */ (name), value);
    };
    this.#remote.onfailure = (reason) => {
      if (this.status) {
        this.status = { ...this.status, running: false, error: reason.message };
        this.listener?.("status", this.status);
      }
      this.listener?.("error", reason);
    };
  }

  /**
   * A running engine at its default settings.
   * @param {import("./wasm.js").Flavour} flavour
   * @param {boolean} [plays] at once
   */
  static async start(flavour, plays = false) {
    const engine = new Engine(flavour);
    await engine.#remote.boot(flavour, plays);
    return engine;
  }

  /**
   * A fresh engine with the settings of this one, changed. If the changes are refused, this one is as it was.
   * @param {import("./wasm.js").Flavour} flavour
   * @param {Record<string, any>} [changes]
   * @param {Uint8Array} [bytes] of a custom text
   */
  async successor(flavour, changes = {}, bytes = this.text) {
    const fresh = await Engine.start(flavour);
    try {
      /** @type {Record<string, any>} */
      const values = { ...Object.fromEntries(this.settings.knobs.map((knob) => [knob.key, knob.value])), ...changes };
      await fresh.set(values, values.text === "custom" ? bytes : undefined);
      await fresh.pace(this.#speed);
    } catch (reason) {
      fresh.stop();
      throw reason;
    }
    fresh.text = bytes;
    return fresh;
  }

  /** Why it can no longer be used. */
  get failure() {
    return this.#remote.failure;
  }

  /**
   * @param {string} method
   * @param {any[]} [args]
   * @returns {Promise<any>}
   */
  call(method, args) {
    return this.#remote.call(method, args);
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
    this.text = bytes ?? this.text;
  }

  /** @param {number} stepsPerSecond */
  async pace(stepsPerSecond) {
    await this.call("speed", [stepsPerSecond]);
    this.#speed = stepsPerSecond;
  }

  stop() {
    this.listener = null;
    this.#remote.stop();
    this.analyst.stop();
  }
}
