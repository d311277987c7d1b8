// The link: settings that differ from the preset's defaults stand in the address's hash, and a link restores them.
import { quoted, valueOf } from "./values.js";

/** @typedef {import("./protocol.js").Knob} Knob */
/** @typedef {import("./protocol.js").Preset} Preset */

/**
 * What a hash asks for, as text.
 * @param {string} hash e.g. "#preset=classroom&lr=0.2"
 * @returns {{changes: Record<string, string>, problems: string[], tab: string | undefined}} the tab is the page's, not a setting
 */
export function readLink(hash) {
  /** @type {Record<string, string>} */
  const changes = {};
  const problems = [];
  let tab;
  for (const [key, text] of new URLSearchParams(hash.replace(/^#/, ""))) {
    if (key === "text" && text === "custom") problems.push("The link was made with a text of its own, which a link cannot carry.");
    else if (key === "tab") tab = text;
    else changes[key] = text;
  }
  return { changes, problems, tab };
}

/**
 * The hash of a set-up, empty for the defaults. A person's own text is left out.
 * @param {Knob[]} knobs
 * @param {Preset[]} presets
 * @param {string} [tab] that is open, if not the first
 */
export function writeLink(knobs, presets, tab) {
  const preset = knobs.find((knob) => knob.key === "preset");
  const changed = preset && preset.value !== preset.default;
  const values = changed ? presets.find(({ key }) => key === preset.value)?.values : undefined;
  const parts = new URLSearchParams();
  for (const { key, value, default: usual } of knobs) {
    const expected = key === "preset" ? usual : (values?.[key] ?? usual);
    if (value !== expected && !(key === "text" && value === "custom")) parts.append(key, String(value));
  }
  if (tab) parts.append("tab", tab);
  const text = parts.toString();
  return text && `#${text}`;
}

/**
 * Sets what a link asks for. What is refused is left out, and said.
 * @param {Pick<import("./lab.js").Heavytail, "knobs" | "set">} lab
 * @param {Record<string, string>} changes
 * @returns {Promise<string[]>} what was wrong
 */
export async function openLink(lab, changes) {
  const known = new Map(lab.knobs().map((knob) => [knob.key, knob]));
  /** @type {Record<string, any>} */
  const wanted = {};
  const problems = [];
  for (const [key, text] of Object.entries(changes)) {
    const knob = known.get(key);
    if (knob) wanted[key] = valueOf(knob, text);
    else problems.push(`The link has a setting ${quoted(key)} that the lab does not know; it was left out.`);
  }
  while (Object.keys(wanted).length > 0) {
    try {
      await lab.set(wanted);
      break;
    } catch (thrown) {
      const { key, message } = /** @type {import("./protocol.js").Refusal} */ (thrown);
      // A refusal may name a setting that the link does not hold: then no part of it can be trusted.
      const culprits = key in wanted ? [key] : Object.keys(wanted);
      for (const culprit of culprits) delete wanted[culprit];
      const kept = culprits.map((culprit) => `${known.get(culprit)?.label} stays ${known.get(culprit)?.value}`);
      problems.push(`From the link: ${message} ${kept.join(", ")}.`);
    }
  }
  return problems;
}
