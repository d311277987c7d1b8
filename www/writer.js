// What the model writes, a few characters at a time while it learns: each row says at which step it was begun.
import { byId, make } from "./dom.js";
import { visible } from "./format.js";
import { paced } from "./readings.js";

const ROW = 48; // characters
/** ms between two requests, and characters in each; where no motion is wanted, whole rows and seldom */
const PACE = { lively: { every: 250, letters: 8 }, still: { every: 3000, letters: ROW } };
const ROWS = 60;

/** @param {import("./lab.js").Heavytail} lab */
export function startWriter(lab) {
  const page = /** @type {HTMLElement} */ (byId("writing").firstElementChild);
  const slider = /** @type {HTMLInputElement} */ (byId("temperature"));
  const pace = matchMedia("(prefers-reduced-motion: reduce)").matches ? PACE.still : PACE.lively;
  /** @type {Text | null} */
  let row = null;
  let length = 0;
  let unwritten = "";
  let sheet = 0; // what was asked for before a fresh sheet does not belong on it
  let seen = 0;
  let busy = false;
  let onScreen = false;

  const append = paced((/** @type {void} */ _) => {
    for (const character of unwritten) {
      if (!row || length >= ROW) row = newRow();
      // A line's end is shown as a sign, so that rows stay rows.
      row.appendData(/[\n\r\t]/.test(character) ? visible(character) : character);
      length++;
    }
    unwritten = "";
  });

  function newRow() {
    length = 0;
    const text = new Text();
    page.append(make("p", {}, make("span", { class: "when" }, String(seen)), make("span", { class: "written" }, text)));
    while (page.childElementCount > ROWS) page.firstElementChild?.remove();
    return text;
  }

  function clear() {
    page.replaceChildren();
    unwritten = "";
    row = null;
    sheet++;
  }

  /** @param {number} count @param {boolean} [restart] */
  async function write(count, restart = false) {
    if (busy) return;
    busy = true;
    const asked = sheet;
    try {
      const text = await lab.sample(count, { temperature: Number(slider.value), restart });
      if (sheet !== asked) return;
      unwritten += text;
      append();
    } catch {
      // The lab says by itself what stopped it.
    } finally {
      busy = false;
    }
  }

  new IntersectionObserver(([entry]) => (onScreen = entry.isIntersecting)).observe(page);
  lab.on("status", ({ step }) => {
    if (step < seen) clear();
    seen = step;
  });
  setInterval(() => {
    if (onScreen && seen > 0 && lab.status()?.running) write(pace.letters);
  }, pace.every);

  /** A paused model still writes when it is asked. */
  function rewrite() {
    clear();
    write(lab.status()?.running ? pace.letters : 3 * ROW, true);
  }
  byId("rewrite").addEventListener("click", rewrite);
  slider.addEventListener("input", () => (byId("temperature-value").textContent = Number(slider.value).toFixed(2)));
  slider.addEventListener("change", () => {
    row = null;
    if (!lab.status()?.running) write(3 * ROW);
  });
}
