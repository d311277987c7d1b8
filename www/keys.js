// Single-key shortcuts, which a person can switch off.
import { byId } from "./dom.js";
import { recall, remember } from "./storage.js";

/** @type {Record<string, string>} key → the button that it presses */
const KEYS = { " ": "play", s: "step", r: "reset", t: "theme", "?": "help" };

export function startKeys() {
  const dialog = /** @type {HTMLDialogElement} */ (byId("help-dialog"));
  byId("help").addEventListener("click", () => dialog.showModal());

  const box = /** @type {HTMLInputElement} */ (byId("shortcuts"));
  box.checked = recall("shortcuts", "on") === "on";
  box.addEventListener("change", () => remember("shortcuts", box.checked ? "on" : "off"));

  addEventListener("keydown", (event) => {
    const id = KEYS[event.key.toLowerCase()];
    if (!id || !box.checked || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (document.querySelector("dialog[open]")) return;
    // A focused control keeps its own keys: text goes into fields, and space presses a button or opens a list.
    const focused = /** @type {Element} */ (event.target);
    const types = focused.closest("input:not([type=range]), textarea, select");
    if (types || (event.key === " " && focused.closest("button, summary, a"))) return;
    event.preventDefault();
    byId(id).click();
  });
}
