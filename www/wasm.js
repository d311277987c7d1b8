// Which builds of the engine this browser can run, and how one is fetched, compiled and instantiated.

/** @typedef {"scalar" | "simd128" | "relaxed"} Flavour */

/**
 * The engine's two classes, as wasm-bindgen exports them. Structured values cross as JSON.
 * @typedef {object} LabExports
 * @property {() => string} knobs
 * @property {() => string} presets
 * @property {(changes: string, text?: Uint8Array) => void} set
 * @property {() => void} reset
 * @property {() => boolean} advance
 * @property {() => string} status
 * @property {(name: string, options: string) => string} figure
 * @property {(temperature: number) => string} sampleNext
 * @property {() => void} restartSample
 * @property {() => string} layout
 * @property {() => Float32Array} weights
 * @property {(weights: Float32Array) => void} setWeights
 * @property {(tokens: Uint32Array, targets: Uint32Array, precision: string) => any} lossAndGradient
 * @property {(values: Float64Array, options: string) => string} fit
 * @property {(name: string) => string} result
 * @property {(name: string, bytes: Uint8Array) => void} provide
 */
/** @typedef {{draw(figure: string, theme: string, width: number, height: number, pixelRatio: number): string}} PainterExports */
/** @typedef {{Lab: new () => LabExports, Painter: new (canvas: HTMLCanvasElement) => PainterExports}} Engine */

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

/** @param {Flavour} flavour @param {string} file */
const locate = (flavour, file) => new URL(`../pkg/${flavour}/${file}`, import.meta.url).href;

/** @type {Map<Flavour, Promise<WebAssembly.Module>>} */
const compiled = new Map();

/**
 * The compiled engine, fetched once per flavour.
 * @param {Flavour} flavour
 * @returns {Promise<WebAssembly.Module>}
 */
export function compile(flavour) {
  let module = compiled.get(flavour);
  if (!module) {
    module = fetchModule(locate(flavour, "heavytail_bg.wasm"));
    module.catch(() => compiled.delete(flavour));
    compiled.set(flavour, module);
  }
  return module;
}

/** @param {string} url */
async function fetchModule(url) {
  const response = await fetch(url).catch(() => null);
  if (!response?.ok) {
    throw { key: "engine", message: `The engine could not be loaded (${response?.status ?? "no answer"}). Reload to try again.` };
  }
  // Streaming needs the type application/wasm, which not every static host sends.
  const streams = response.headers.get("content-type")?.startsWith("application/wasm");
  return streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

/**
 * @param {Flavour} flavour
 * @param {WebAssembly.Module} module
 * @returns {Promise<Engine>}
 */
export async function instantiate(flavour, module) {
  const glue = await import(locate(flavour, "heavytail.js"));
  await glue.default({ module_or_path: module });
  return glue;
}
