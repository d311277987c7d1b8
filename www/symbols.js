// Words as print sets them: the x_min, x^−α and L(i+1) of plain sentences, as nodes for HTML and as Unicode where there can be
// none: canvases, tooltips, lists.
import { make } from "./dom.js";

const SYMBOL = /\b([xd])_(min|max|model)\b|\bL\((i\+1|i|0)\)|\^([−\p{L}]+(?:\^\p{L})?)/gu;
const GROUPS = 4;

/** @param {string} text @returns {(Node | string)[]} */
export function typeset(text) {
  const parts = text.replace(/(?<=\d) (?=%)/g, "\u00a0").split(SYMBOL);
  const nodes = [];
  for (let i = 0; i < parts.length; i += GROUPS + 1) {
    const [plain, base, under, index, over] = parts.slice(i);
    nodes.push(plain);
    if (over) nodes.push(make("sup", {}, ...typeset(over)));
    else if (under ?? index) nodes.push(base ?? "L", make("sub", {}, under ?? index));
  }
  return nodes;
}

const BELOW = /** @type {Record<string, string>} */ ({ min: "ₘᵢₙ", max: "ₘₐₓ", i: "ᵢ", "i+1": "ᵢ₊₁", 0: "₀" });

/** The same without nodes, as far as Unicode has the letters. @param {string} text */
export const unicode = (text) => text.replace(SYMBOL, (found, base = "L", under, index) => (BELOW[under ?? index] ? base + BELOW[under ?? index] : found));
