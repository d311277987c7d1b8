// What crosses between the page and its workers: the types of the data, and calls that are answered or refused.

/**
 * One setting: the row from which the panel, the link, the validation and docs/interface.md come.
 * @typedef {object} Knob
 * @property {string} key
 * @property {string} label
 * @property {string} group
 * @property {"choice" | "integer" | "number" | "text"} kind
 * @property {{value: Value, label: string}[]} [choices]
 * @property {number} [min]
 * @property {number} [max]
 * @property {string | null} [word]  taken instead of a number
 * @property {Value} default
 * @property {Value} value
 * @property {string} help
 * @property {boolean} live  applies to the run that is under way; otherwise a change takes the run back to step 0
 */
/** @typedef {string | number | boolean} Value */
/** @typedef {{key: string, label: string, help: string, values: Record<string, Value>}} Preset */
/** @typedef {{name: string, shape: number[], offset: number, inTail: boolean}} Tensor */

/**
 * @typedef {object} TextFacts
 * @property {string} name
 * @property {number} characters
 * @property {number} symbols            distinct characters
 * @property {string[]} vocabulary       in code point order
 * @property {number} bigramEntropy      nats per character
 * @property {number | null} entropyRate nats per character, where the source's law is known
 * @property {number | null} distinctWindows  null: very many
 * @property {number} unigramEntropy     nats per character
 */
/**
 * @typedef {object} Status
 * @property {number} step
 * @property {number | null} loss            of the last mini-batch, nats per character
 * @property {number | null} evaluationLoss  nats per character, dropout off
 * @property {number | null} evaluationStep
 * @property {number} parameters
 * @property {number} tokensPerSecond        over the last two seconds of running
 * @property {string} backend
 * @property {string} flavour
 * @property {boolean} reproducible          whether the same settings give the same bits elsewhere
 * @property {number} workers
 * @property {string} fingerprint            of the weights
 * @property {boolean} running
 * @property {string | null} diverged
 * @property {string | null} error           why the run stopped by itself
 * @property {TextFacts} text
 */

/** @typedef {{label: string, scale: "linear" | "log", range: [number, number] | null}} Axis */
/** @typedef {{label: string, points: [number, number][], mark: string, tone: string}} Series */
/** @typedef {{axis: "x" | "y", at: number, label: string, tone: string, id: string | null}} Rule */
/** @typedef {{title: string, x: Axis, y: Axis, series: Series[], rules: Rule[], notes: string[], empty: string | null}} Figure */

/** @typedef {{key: string, message: string}} Reason  `key` names the setting at fault, or text, run, data, call, engine */

/** A request that was refused; nothing was changed. */
export class Refusal extends Error {
  /** @param {Reason} reason */
  constructor({ key, message }) {
    super(message);
    this.name = "Refusal";
    this.key = key;
  }
}

/** Token ids as the engine takes them; what is no id would else become token 0. @param {ArrayLike<number>} ids */
export function tokenIds(ids) {
  const wrong = Array.from(ids).findIndex((id) => !Number.isInteger(id) || id < 0);
  if (wrong < 0) return Uint32Array.from(ids);
  throw new Refusal({ key: "call", message: `Tokens are one list of whole numbers from 0 on, and number ${wrong} of it is none.` });
}

/**
 * Whatever was thrown, as a reason. A trap leaves the module's memory in no known state: key `engine` ends its worker.
 * @param {any} thrown
 * @returns {Reason}
 */
export function reasonOf(thrown) {
  if (typeof thrown?.key === "string") return { key: thrown.key, message: String(thrown.message) };
  const message = thrown?.message ?? String(thrown);
  return { key: thrown instanceof WebAssembly.RuntimeError ? "engine" : "call", message };
}

/** The calling side: each call is a promise. */
export class Caller {
  #next = 0;
  /** @type {Map<number, {resolve: (value: any) => void, reject: (refusal: Refusal) => void}>} */
  #waiting = new Map();
  #port;

  /**
   * @param {Pick<Worker, "postMessage">} port
   */
  constructor(port) {
    this.#port = port;
  }

  /**
   * @param {string} method
   * @param {any[]} [args]
   * @param {Transferable[]} [transfer]
   * @returns {Promise<any>}
   */
  call(method, args = [], transfer = []) {
    return new Promise((resolve, reject) => {
      const id = this.#next++;
      this.#waiting.set(id, { resolve, reject });
      this.#port.postMessage({ id, method, args }, transfer);
    });
  }

  /** @param {{id: number, value?: any, reason?: Reason}} answer */
  settle({ id, value, reason }) {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (reason) waiting?.reject(new Refusal(reason));
    else waiting?.resolve(value);
  }

  /**
   * Refuses all calls that wait: the other side is gone.
   * @param {Reason} reason
   */
  abandon(reason) {
    for (const id of [...this.#waiting.keys()]) this.settle({ id, reason });
  }
}

/** @typedef {{run: number, step: number} | null} Fitted  of which run a fit is, and the last step that it knows of */
/** @typedef {{tensor: string, window: string, fitted: Fitted}} Chosen  which stream of |Δw|, and the last fit to it that is known */
/** @typedef {{name: string, bytes: Uint8Array}} Recorded  what the trainer recorded, for the analyst */

/**
 * The answering side. A handler returns a value (or a promise) or throws a reason; buffers are transferred.
 * @param {any} port
 * @param {Record<string, (...args: any[]) => any>} handlers
 */
export function serve(port, handlers) {
  port.onmessage = async (/** @type {MessageEvent} */ { data: { id, method, args } }) => {
    try {
      const value = await handlers[method](...args);
      port.postMessage({ id, value }, buffersOf(value));
    } catch (thrown) {
      port.postMessage({ id, reason: reasonOf(thrown) });
    }
  };
}

/**
 * The buffers of all typed arrays within plain data.
 * @param {any} value
 * @returns {ArrayBuffer[]}
 */
export function buffersOf(value) {
  if (ArrayBuffer.isView(value)) return [/** @type {ArrayBuffer} */ (value.buffer)];
  return value && typeof value === "object" ? Object.values(value).flatMap(buffersOf) : [];
}
