// The settings that belong to the machine and not to the run: which build of the engine, and how fast it goes.
import { Refusal } from "./protocol.js";
import { canRun, defaultFlavour, FLAVOURS } from "./wasm.js";

const FLAVOUR_LABELS = { scalar: "Scalar", simd128: "SIMD", relaxed: "Relaxed SIMD" };
const SPEEDS = ["max", "30", "10", "3", "1"];

/**
 * The machine's rows of the knob table.
 * @param {string} flavour in use
 * @param {string} speed in use
 * @returns {import("./protocol.js").Knob[]}
 */
export const machineKnobs = (flavour, speed) => [
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
];

/**
 * Refuses a flavour or speed that cannot be had.
 * @param {{flavour?: any, speed?: any}} changes
 */
export function checkMachine({ flavour, speed }) {
  if (flavour !== undefined && !FLAVOURS.includes(flavour)) {
    throw new Refusal({ key: "flavour", message: `There is no build “${flavour}”; there are ${FLAVOURS.join(", ")}.` });
  }
  if (flavour !== undefined && !canRun(flavour)) {
    throw new Refusal({ key: "flavour", message: `This browser cannot run the build “${flavour}”: it lacks those instructions.` });
  }
  if (speed !== undefined && !SPEEDS.includes(String(speed))) {
    throw new Refusal({ key: "speed", message: `Speed must be one of ${SPEEDS.join(", ")} (steps a second).` });
  }
}

/** @param {string} speed */
export const stepsPerSecond = (speed) => (speed === "max" ? Infinity : Number(speed));
