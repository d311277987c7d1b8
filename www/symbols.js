// Symbols as print sets them: the x_min, x^−α and L(i+1) of plain sentences, as nodes for HTML and as Unicode where there can be
// none: canvases, tooltips, lists.
import { make } from "./dom.js";

const SUBSCRIPT = /\b([xd])_(min|max|model)\b|\bL\((i\+1|i|0)\)/;
const SUPERSCRIPT = /\^([−\p{L}]+(?:\^\p{L})?)/u;
const EITHER = new RegExp(`${SUBSCRIPT.source}|${SUPERSCRIPT.source}`, "gu");

/** @param {string} text @returns {(Node | string)[]} */
export function typeset(text) {
  const nodes = [];
  let from = 0;
  for (const { 0: found, 1: base, 2: under, 3: index, 4: over, index: at } of text.matchAll(EITHER)) {
    nodes.push(text.slice(from, at));
    if (over) nodes.push(make("sup", {}, ...typeset(over)));
    else nodes.push(base ?? "L", make("sub", {}, under ?? index));
    from = at + found.length;
  }
  return [...nodes, text.slice(from)];
}

const BELOW = /** @type {Record<string, string>} */ ({ min: "ₘᵢₙ", max: "ₘₐₓ", i: "ᵢ", "i+1": "ᵢ₊₁", 0: "₀" });

/** The same without nodes, as far as Unicode has the letters. @param {string} text */
export const unicode = (text) =>
  text.replace(new RegExp(SUBSCRIPT, "g"), (found, base = "L", under, index) => (BELOW[under ?? index] ? base + BELOW[under ?? index] : found));
