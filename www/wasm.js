// The wasm modules of the lab: which builds of the trainer this browser can run, and how a module is fetched, compiled and
// instantiated.

/** @typedef {"scalar" | "simd128" | "relaxed"} Flavour of the trainer */
/** @typedef {Flavour | "analyst" | "painter"} Module */

/**
 * The trainer's class, as wasm-bindgen exports it. Records cross as bytes.
 * @typedef {object} LabExports
 * @property {() => import("./protocol.js").Knob[]} knobs
 * @property {() => import("./protocol.js").Preset[]} presets
 * @property {(changes: object, text?: Uint8Array) => void} set
 * @property {() => void} reset
 * @property {() => boolean} advance
 * @property {() => import("./protocol.js").Status} status  but for what the worker adds
 * @property {(options: object) => import("./protocol.js").Figure} lossFigure
 * @property {(name: string) => Uint8Array} record
 * @property {(chosen: import("./protocol.js").Chosen) => Uint8Array} tail
 * @property {() => object} provenance
 * @property {(temperature: number) => string} sampleNext
 * @property {() => void} restartSample
 * @property {() => import("./protocol.js").Tensor[]} layout
 * @property {() => Float32Array} weights
 * @property {(weights: Float32Array) => void} setWeights
 * @property {() => object} config
 * @property {(tokens: Uint32Array, targets: Uint32Array) => any} lossAndGradient
 * @property {(name: string, bytes: Uint8Array) => void} provide
 * @property {() => void} free
 */
/**
 * The analyst's. Plain data cross as JSON.
 * @typedef {object} AnalystExports
 * @property {(experiment: string) => string} records  the names of those that it is made from
 * @property {(name: string, record: Uint8Array) => void} receive
 * @property {(name: string, options: string) => string} figure
 * @property {(experiment: string, options: string) => void} start
 * @property {() => number} advance  the fraction that is done
 * @property {() => string} result
 * @property {() => Float64Array} parts  the work of each part of the experiment just started that can be done elsewhere
 * @property {(index: number) => void} beginPart
 * @property {() => number} advancePart  the fraction that is done
 * @property {() => Uint8Array} outcome  of the part just finished
 * @property {(index: number, outcome: Uint8Array) => void} take  of a part that was done elsewhere
 * @property {() => void} free
 */
/** The tail analysis of any numbers. @typedef {{advance(): number, result(): string, free(): void}} FittingExports */
/** @typedef {{draw(figure: object, theme: object, width: number, height: number, pixelRatio: number): Float64Array}} PainterExports */
/** @typedef {{new (canvas: HTMLCanvasElement): PainterExports, svg(figure: object, theme: object, width: number, height: number): string}} PainterClass */
/** @typedef {{chosen(options: object): import("./protocol.js").Chosen, figure(options: object, record: Uint8Array): import("./protocol.js").Figure}} LiveExports */
/** @typedef {(config: string, weights: Float32Array, tokens: Uint32Array, targets: Uint32Array) => any} LossAndGradient  in f64 */
/** @typedef {{run(repeats: number): void, result(): Float32Array, free(): void}} ProductExports */
/** @typedef {new (kind: string, batch: number, m: number, n: number, k: number, a: Float32Array, b: Float32Array) => ProductExports} ProductClass */
/** @typedef {{Lab: new () => LabExports, Product: ProductClass}} TrainerModule */
/** @typedef {{key: string, label: string, help: string, min: number, max: number, default: number, whole: boolean}} Row  a number that a world is made by */
/** @typedef {{key: string, label: string, pipeline: "fit" | "E1" | "E3", help: string, rows: Row[], seconds: number}} World  `seconds` of a data set of the default size, about */
/** @typedef {{new (record: Uint8Array, options: string): {advance(): number | undefined, free(): void}}} TrialClass  a little of each kind of E4's work, to be timed */
/** @typedef {{Analyst: new () => AnalystExports, Fitting: new (values: Float64Array, options: string) => FittingExports, Trial: TrialClass, landscapeSeconds: (config: string, windows: number, parts: number | undefined, options: string, trial: Float64Array) => Float64Array, worlds: () => string, scaling: (sizes: string) => string, matrix: (runs: string) => string, lossAndGradient: LossAndGradient}} AnalystModule */
/** @typedef {{Painter: PainterClass, Live: new () => LiveExports}} PainterModule */

/**
 * A module of one function that leaves a 128-bit vector: valid only where its instructions exist.
 * @param {number[]} code
 */
const probe = (...code) =>
  new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0], // "\0asm", version 1
    ...[1, 5, 1, 0x60, 0, 1, 0x7b], // types: () → v128
    ...[3, 2, 1, 0], // functions: one of type 0
    ...[10, code.length + 4, 1, code.length + 2, 0, ...code, 0x0b], // code
  ]);
const splat = [0x41, 0, 0xfd, 0x0f]; // i8x16.splat(0)

/** @type {Record<Flavour, Uint8Array<ArrayBuffer> | null>} */
const PROBES = {
  scalar: null,
  simd128: probe(...splat, ...splat, 0xfd, 0xe4, 1), // f32x4.add
  relaxed: probe(...splat, ...splat, ...splat, 0xfd, 0x85, 2), // f32x4.relaxed_madd
};

export const FLAVOURS = /** @type {Flavour[]} */ (Object.keys(PROBES));

/** @param {Flavour} flavour */
export const canRun = (flavour) => PROBES[flavour] === null || WebAssembly.validate(PROBES[flavour]);

/** The fastest build that gives the same bits everywhere. @returns {Flavour} */
export const defaultFlavour = () => (canRun("simd128") ? "simd128" : "scalar");

/** The wanted build where there is such a one and this browser can run it, else the default. @param {any} wanted @returns {Flavour} */
export const usableFlavour = (wanted) => (FLAVOURS.includes(wanted) && canRun(wanted) ? wanted : defaultFlavour());

/** @param {Module} module @param {string} file */
function locate(module, file) {
  // The analyst has no flavour to choose: its two builds give the same bits.
  const folder = module === "analyst" && canRun("simd128") ? "analyst-simd128" : module;
  return new URL(`../pkg/${folder}/${file}`, import.meta.url).href;
}

/** @type {Map<Module, Promise<WebAssembly.Module>>} */
const compiled = new Map();

/**
 * A module, fetched and compiled once.
 * @param {Module} module
 * @returns {Promise<WebAssembly.Module>}
 */
export function compile(module) {
  let promise = compiled.get(module);
  if (!promise) {
    promise = fetchModule(locate(module, "heavytail_bg.wasm"));
    promise.catch(() => compiled.delete(module));
    compiled.set(module, promise);
  }
  return promise;
}

/** @param {string} url */
async function fetchModule(url) {
  const response = await fetch(url).catch(() => null);
  if (!response?.ok) {
    throw { key: "engine", message: `A part of the lab could not be loaded (${response?.status ?? "no answer"}). Try again when its server answers, or load the page again.` };
  }
  // Streaming needs the type application/wasm, which not every static host sends.
  const streams = response.headers.get("content-type")?.startsWith("application/wasm");
  return streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

/** A module's bindings; loaded once. @param {Module} module */
export const bindings = (module) => import(locate(module, "heavytail.js"));

/**
 * @param {Module} module
 * @param {WebAssembly.Module} compiled
 * @returns {Promise<TrainerModule & AnalystModule & PainterModule>} each module has its own classes
 */
export async function instantiate(module, compiled) {
  const exports = await bindings(module);
  await exports.default({ module_or_path: compiled });
  return exports;
}
