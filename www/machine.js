// The settings that belong to the machine and not to the run: which build of the engine, how fast it goes, how many workers.
import { Refusal } from "./protocol.js";
import { quoted } from "./values.js";
import { canRun, defaultFlavour, FLAVOURS } from "./wasm.js";

const FLAVOUR_LABELS = { scalar: "Scalar", simd128: "SIMD", relaxed: "Relaxed SIMD" };
const MOST_WORKERS = 8;
const SPEEDS = ["max", "30", "10", "3", "1"];

/**
 * The machine's rows of the knob table.
 * @param {string} flavour in use
 * @param {{speed: string, workers: number | "auto"}} machine in use
 * @returns {import("./protocol.js").Knob[]}
 */
export const machineKnobs = (flavour, { speed, workers }) => [
  {
    key: "flavour",
    label: "Engine build",
    group: "Machine",
    kind: "choice",
    choices: FLAVOURS.map((value) => ({ value, label: FLAVOUR_LABELS[value] })),
    default: defaultFlavour(),
    value: flavour,
    help: "Scalar and SIMD give the same bits in every browser. Relaxed SIMD fuses multiply and add: faster, but not reproducible to the bit.",
    live: false,
  },
  {
    key: "speed",
    label: "Speed",
    group: "Machine",
    kind: "choice",
    choices: SPEEDS.map((value) => ({ value, label: value === "max" ? "Full speed" : value === "1" ? "1 step/s" : `${value} steps/s` })),
    default: "max",
    value: speed,
    help: "Slow it down to watch single steps.",
    live: true,
  },
  {
    key: "workers",
    label: "Workers",
    group: "Machine",
    kind: "integer",
    min: 1,
    max: MOST_WORKERS,
    word: "auto",
    default: "auto",
    value: workers,
    help: "How many jobs of an experiment or an ensemble go on at once; auto is one less than the processor has cores. The answer does not depend on it, down to the last bit.",
    live: true,
  },
];

/**
 * Refuses what cannot be had.
 * @param {{flavour?: any, speed?: any, workers?: any}} changes
 */
export function checkMachine({ flavour, speed, workers }) {
  if (flavour !== undefined && !FLAVOURS.includes(flavour)) {
    throw new Refusal({ key: "flavour", message: `There is no build ${quoted(flavour)}; there are ${FLAVOURS.join(", ")}.` });
  }
  if (flavour !== undefined && !canRun(flavour)) {
    throw new Refusal({ key: "flavour", message: `This browser cannot run the build “${flavour}”: it lacks those instructions.` });
  }
  if (speed !== undefined && !SPEEDS.includes(String(speed))) {
    throw new Refusal({ key: "speed", message: `Speed must be one of ${SPEEDS.join(", ")} (steps a second).` });
  }
  if (workers !== undefined && workers !== "auto" && !(Number.isInteger(workers) && workers >= 1 && workers <= MOST_WORKERS)) {
    throw new Refusal({ key: "workers", message: `Workers must be a whole number from 1 to ${MOST_WORKERS}, or auto; not ${quoted(workers)}.` });
  }
}

/** @param {string} speed */
export const stepsPerSecond = (speed) => (speed === "max" ? Infinity : Number(speed));

/** How many workers that is. The page and its training need a core as well. @param {number | "auto"} workers */
export const poolSize = (workers) =>
  workers === "auto" ? Math.min(MOST_WORKERS, Math.max(1, (navigator.hardwareConcurrency ?? 2) - 1)) : workers;
