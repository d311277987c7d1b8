// Light, dark, or as the system; and the stylesheet's colours in the form that the painter takes.
import { byId } from "./dom.js";
import { recall, remember } from "./storage.js";

const CHOICES = ["auto", "light", "dark"];
const NAMES = { auto: "as the system", light: "light", dark: "dark" };
const TONES = ["data", "fit", "null1", "null2", "null3", "null4", "muted", "floor"];

/** @typedef {{colours(): object, on(repaint: () => void): void}} Theme */

/** @returns {Theme} */
export function startTheme() {
  /** @type {(() => void)[]} */
  const listeners = [];
  const button = byId("theme");
  const stored = recall("theme", "auto");
  let choice = CHOICES.includes(stored) ? stored : "auto";
  /** Read once: asking for used colours costs more than a figure. @type {object | null} */
  let known = null;

  function apply() {
    document.documentElement.dataset.theme = choice;
    const words = `Colours: ${NAMES[/** @type {keyof typeof NAMES} */ (choice)]}`;
    button.title = words;
    /** @type {HTMLElement} */ (button.querySelector(".hidden")).textContent = words;
    known = null;
    for (const repaint of listeners) repaint();
  }
  button.addEventListener("click", () => {
    choice = CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length];
    remember("theme", choice);
    apply();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", apply);
  addEventListener("resize", () => (known = null)); // the type's size follows the window
  // Paper is white.
  addEventListener("beforeprint", () => {
    document.documentElement.dataset.theme = "light";
    known = null;
  });
  addEventListener("afterprint", apply);
  apply();
  return { colours: () => (known ??= colours()), on: (repaint) => void listeners.push(repaint) };
}

/** The painter's theme, read from the custom properties of style/base.css. */
function colours() {
  // A custom property keeps its light-dark() as written; a used colour is resolved.
  const probe = byId("announce");
  const hex = (/** @type {string} */ name) => {
    probe.style.color = `var(--${name})`;
    const parts = getComputedStyle(probe).color.match(/[\d.]+/g) ?? [];
    return `#${parts.slice(0, 3).map((part) => Math.round(Number(part)).toString(16).padStart(2, "0")).join("")}`;
  };
  const body = getComputedStyle(document.body);
  return {
    ink: hex("ink"),
    muted: hex("muted"),
    grid: hex("grid"),
    paper: hex("card"),
    fontFamily: body.fontFamily,
    fontSize: Math.round(parseFloat(body.fontSize) * 0.8),
    tones: Object.fromEntries(TONES.map((tone) => [tone, hex(`tone-${tone}`)])),
  };
}
