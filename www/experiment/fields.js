// Fields for numbers in a pane: each says beside itself what it takes, and what it refuses.
import { make } from "../dom.js";
import { decimal, quoted } from "../values.js";

/** What a field takes. @typedef {{label: string, min: number, max: number, whole: boolean}} Range */

/** A whole number with commas between its thousands, as people write it. */
const THOUSANDS = /^\d{1,3}(,\d{3})+$/;

/**
 * A number as it was typed, or why it is none of the field's.
 * @param {Range} range @param {string} text
 * @returns {{value: number} | {refused: string}}
 */
export function read({ label, min, max, whole }, text) {
  const typed = text.trim();
  const value = decimal(THOUSANDS.test(typed) ? typed.replaceAll(",", "") : typed);
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return { value };
  return { refused: `${label} takes a ${whole ? "whole " : ""}number from ${min.toLocaleString("en-GB")} to ${max.toLocaleString("en-GB")}, not ${quoted(text)}.` };
}

/** Shows whether what a field holds was refused. @param {HTMLInputElement} input @param {boolean} refused */
export function mark(input, refused) {
  input.toggleAttribute("data-refused", refused);
  input.setAttribute("aria-invalid", String(refused));
}

/**
 * A field for a whole number. Its value is null while it holds something else, and the sentence beside it says so.
 * @param {string} label @param {number} usual @param {number} min @param {number} max
 */
export function whole(label, usual, min, max) {
  const input = make("input", { type: "text", inputmode: "numeric", value: usual, title: `${min} to ${max.toLocaleString("en-GB")}` });
  const error = make("p", { class: "error", role: "alert" });
  const value = () => {
    const found = read({ label, min, max, whole: true }, input.value);
    mark(input, "refused" in found);
    error.textContent = "refused" in found ? found.refused : "";
    return "value" in found ? found.value : null;
  };
  input.addEventListener("change", value);
  return { element: make("div", {}, make("label", { class: "inline" }, label, input), error), value };
}
