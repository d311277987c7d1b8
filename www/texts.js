// Where a text comes from: a built-in's name, a string, bytes, or a file; as the engine takes it.
import { count } from "./format.js";
import { Refusal } from "./protocol.js";

/** Texts that the build brings as files; the others are made by the engine. */
const FILES = { "moby-dick": new URL("../text/moby-dick.txt", import.meta.url).href };
/** What a string may name instead of being a text itself; "custom" is the person's own text that was given before. */
const NAMES = ["pangram", "synthetic", "custom", ...Object.keys(FILES)];
const MAX_BYTES = 20e6;

/**
 * @typedef {object} Source
 * @property {string} name
 * @property {Uint8Array} [bytes] of a person's own text
 */

/**
 * @param {string | Uint8Array | Blob} text
 * @returns {Promise<Source>}
 */
export async function sourceOf(text) {
  if (typeof text === "string") {
    return NAMES.includes(text) ? { name: text } : { name: "custom", bytes: new TextEncoder().encode(text) };
  }
  if (text instanceof Uint8Array) return { name: "custom", bytes: text };
  if (!(text instanceof Blob)) {
    throw new Refusal({ key: "text", message: "A text is a string, a Uint8Array of UTF-8, or a file. The text in use is kept." });
  }
  // Before it is read: a file of many gigabytes would not fit into memory.
  if (text.size > MAX_BYTES) {
    const message = `The file has ${count(text.size)} bytes and at most ${count(MAX_BYTES)} (20 MB) are possible. Give a part of it; the text in use is kept.`;
    throw new Refusal({ key: "text", message });
  }
  try {
    return { name: "custom", bytes: new Uint8Array(await text.arrayBuffer()) };
  } catch {
    throw new Refusal({ key: "text", message: "The file could not be read; it may have been moved. The text in use is kept." });
  }
}

/** @param {string} name @returns {name is keyof typeof FILES} */
export const isFile = (name) => name in FILES;

/**
 * The bytes of a text that the build brought.
 * @param {keyof typeof FILES} name
 * @returns {Promise<Uint8Array>}
 */
export async function fetchText(name) {
  const response = await fetch(FILES[name]).catch(() => null);
  if (!response?.ok) {
    const why = response ? `status ${response.status}` : "no answer";
    throw new Refusal({ key: "text", message: `The text could not be loaded (${why}). The text in use is kept.` });
  }
  return new Uint8Array(await response.arrayBuffer());
}
