// The benchmark's command line, checked.
import { parseArgs } from "node:util";
import { presets } from "./presets.js";

const PARTS = ["products", "steps", "memory", "fit", "landscape", "page"];
const PEERS = ["jax-js", "tfjs", "pytorch", "powerlaw"];

const HELP = `node benches/run.mjs [options]      about 20 minutes; leave the machine alone meanwhile
  --parts ${PARTS}    what to measure (default: all)
  --peers ${PEERS}    beside whom (default: all that are there; Python's from $HEAVYTAIL_PYTHON or python3)
  --presets reference-128,...    which models (default: all: ${Object.keys(presets)})
  --rounds 7                     interleaved rounds; tables give median, min and max over them
  --milliseconds 400             length of one timing
  --record FILE                  where to write the record (default: benches/records/<date>.md; "none" for nowhere)`;

/** Says what was wrong and what is allowed, and ends. @returns {never} */
function refuse(message) {
  console.error(`${message}\n\n${HELP}`);
  process.exit(2);
}

function list(key, value, allowed) {
  const names = value.split(",");
  const unknown = names.find((name) => !allowed.includes(name));
  return unknown === undefined
    ? names
    : refuse(`--${key}: there is no "${unknown}"; choose from ${allowed.join(", ")}.`);
}

function positive(key, value) {
  const number = Number(value);
  return Number.isInteger(number) && number > 0
    ? number
    : refuse(`--${key}: "${value}" is not a positive whole number.`);
}

function parse() {
  const string = /** @type {const} */ ({ type: "string" });
  const known = { parts: string, peers: string, presets: string, rounds: string, milliseconds: string, record: string };
  try {
    return parseArgs({ options: { ...known, help: { type: "boolean" } } }).values;
  } catch (error) {
    return refuse(/** @type {Error} */ (error).message);
  }
}

/** What was asked for. */
export function options() {
  const given = parse();
  if (given.help) {
    console.log(HELP);
    process.exit(0);
  }
  const models = Object.keys(presets);
  return {
    parts: list("parts", given.parts ?? PARTS.join(), PARTS),
    peers: list("peers", given.peers ?? PEERS.join(), PEERS),
    models: list("presets", given.presets ?? models.join(), models),
    rounds: positive("rounds", given.rounds ?? "7"),
    milliseconds: positive("milliseconds", given.milliseconds ?? "400"),
    record: /** @type {string | undefined} */ (given.record),
  };
}
