// A worker that owns one wasm module, seen from the page: its calls, its reports, and what is said when it fails.
import { Caller, Refusal } from "./protocol.js";
import { compile } from "./wasm.js";

/** @typedef {import("./protocol.js").Reason} Reason */

/** @param {string} script in this folder @param {string} name */
export const startWorker = (script, name) => new Worker(new URL(script, import.meta.url), { type: "module", name });

export class Remote {
  /** Why it can no longer be used. @type {Reason | null} */
  failure = null;
  /** Hears what the worker reports by itself. @type {(name: string, value: any) => void} */
  onreport = () => {};
  /** Hears why it failed, once. @type {(reason: Reason) => void} */
  onfailure = () => {};
  #worker;
  #caller;
  #sentence;

  /**
   * @param {Worker} worker
   * @param {(why: string) => string} sentence  what is said when it fails, and how it is mended
   */
  constructor(worker, sentence) {
    this.#sentence = sentence;
    this.#worker = worker;
    this.#caller = new Caller(this.#worker);
    this.#worker.onmessage = ({ data }) => this.#hear(data);
    this.#worker.onerror = (event) => this.#fail(event.message ?? "its worker could not be loaded");
  }

  /** Hands the worker its module, compiled here while its scripts load. @param {import("./wasm.js").Module} module @param {any[]} more  what else it boots with */
  async boot(module, ...more) {
    try {
      await this.call("boot", [await compile(module), ...more]);
    } catch (reason) {
      this.stop();
      throw new Refusal(/** @type {Reason} */ (reason));
    }
  }

  /**
   * @param {string} method
   * @param {any[]} [args]
   * @param {Transferable[]} [transfer]
   * @returns {Promise<any>}
   */
  async call(method, args, transfer) {
    if (this.failure) throw new Refusal(this.failure);
    try {
      return await this.#caller.call(method, args, transfer);
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) {
        throw new Refusal({ key: "call", message: `This cannot be handed over: ${/** @type {Error} */ (thrown).message}` });
      }
      if (thrown.key === "engine" && !this.failure) this.#fail(thrown.message);
      throw this.failure ? new Refusal(this.failure) : thrown;
    }
  }

  /** @param {string} [why] */
  stop(why = "The engine was replaced by another.") {
    this.onreport = this.onfailure = () => {};
    this.failure = { key: "engine", message: why };
    this.#end(this.failure);
  }

  /** @param {any} data */
  #hear(data) {
    if (data.event === undefined) this.#caller.settle(data);
    else if (data.event === "error" && data.value.key === "engine") this.#fail(data.value.message);
    else this.onreport(data.event, data.value);
  }

  /** @param {string} why */
  #fail(why) {
    if (this.failure) return;
    this.failure = { key: "engine", message: this.#sentence(why) };
    this.#end(this.failure);
    this.onfailure(this.failure);
  }

  /** @param {Reason} reason */
  #end(reason) {
    this.#worker.terminate();
    this.#caller.abandon(reason);
  }
}
