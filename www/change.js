// How the page changes a setting: a run that was under way goes on, anew if it must.
import { announce } from "./dom.js";

/**
 * @param {import("./lab.js").Heavytail} lab
 * @param {Record<string, any>} changes
 */
export async function change(lab, changes) {
  const running = lab.status()?.running;
  try {
    await lab.set(changes);
  } catch (refusal) {
    // Who chooses a text of more symbols than the model has rows wants the rows that it needs.
    if (/** @type {import("./protocol.js").Refusal} */ (refusal).key !== "vocab" || !("text" in changes)) throw refusal;
    await lab.set({ ...changes, vocab: 0 });
    announce("The model now has as many vocabulary rows as the text has symbols.");
  }
  if (running && !lab.status()?.running) await lab.play();
}
