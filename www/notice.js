// The strip that says what went wrong and what was kept, and offers the cure.
import { byId } from "./dom.js";

/** @typedef {{say(sentence: string, cure?: "reset"): void, clear(): void}} Notice */

/** @param {import("./lab.js").Heavytail} lab @returns {Notice} */
export function startNotice(lab) {
  const strip = byId("notice");
  const [sentence, reset, close] = /** @type {any} */ (strip.children);

  /** @type {Notice} */
  const notice = {
    say(words, cure) {
      sentence.textContent = words;
      reset.hidden = cure !== "reset";
      strip.hidden = false;
    },
    clear: () => void (strip.hidden = true),
  };
  close.addEventListener("click", notice.clear);
  reset.addEventListener("click", () => {
    notice.clear();
    lab.reset().catch((/** @type {Error} */ reason) => notice.say(reason.message, "reset"));
  });
  lab.on("error", (reason) => notice.say(reason.message, "reset"));
  // What had stopped the run no longer holds once it starts anew.
  lab.on("settings", () => lab.status()?.error === null && notice.clear());
  return notice;
}
