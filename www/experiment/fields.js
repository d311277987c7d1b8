// Fields of a pane.
import { make } from "../dom.js";

/**
 * A field for a whole number; what is no such number becomes the nearest one.
 * @param {string} label @param {number} value @param {number} min @param {number} max
 */
export function whole(label, value, min, max) {
  const input = make("input", { type: "text", inputmode: "numeric", value, title: `${min} to ${max.toLocaleString("en-GB")}` });
  input.addEventListener("change", () => (input.value = String(read())));
  const read = () => Math.min(max, Math.max(min, Math.round(Number(input.value)) || value));
  return { element: make("label", { class: "inline" }, label, input), value: read };
}
