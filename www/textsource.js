// A person's own text: pasted, opened or dropped anywhere; and what is known of the text in use.
import { change } from "./change.js";
import { announce, byId, make } from "./dom.js";
import { count, nats, visible } from "./format.js";

const SHOWN = 60; // symbols of the vocabulary

/**
 * @param {import("./lab.js").Heavytail} lab
 * @param {import("./notice.js").Notice} notice
 */
export function startTextSource(lab, notice) {
  const error = byId("text-error");
  /** @param {string | Blob} text @param {HTMLElement} [place] where a refusal is said */
  async function use(text, place = error) {
    place.textContent = "";
    try {
      await change(lab, { text });
      const facts = lab.status()?.text;
      announce(`The text in use has ${count(facts?.characters ?? 0)} characters and ${facts?.symbols} symbols.`);
      return true;
    } catch (reason) {
      place.textContent = /** @type {Error} */ (reason).message;
      return false;
    }
  }
  startPaste(use);
  startFiles((file) => use(file).then((taken) => taken || notice.say(error.textContent ?? "")));

  const facts = byId("text-facts");
  const vocabulary = byId("vocabulary");
  let described = "";
  lab.on("settings", () => {
    const text = lab.status()?.text;
    if (!text || JSON.stringify(text) === described) return;
    described = JSON.stringify(text);
    error.textContent = "";
    const entropy = text.entropyRate === null ? `bigram entropy ${nats(text.bigramEntropy)}` : `entropy rate ${nats(text.entropyRate)}`;
    facts.textContent = `${count(text.characters)} characters, ${count(text.symbols)} symbols, ${text.distinctWindows === null ? "very many" : count(text.distinctWindows)} distinct windows; ${entropy} nats per character.`;
    vocabulary.replaceChildren(...text.vocabulary.slice(0, SHOWN).map((symbol) => make("li", {}, visible(symbol))));
    if (text.vocabulary.length > SHOWN) vocabulary.append(make("li", { class: "more" }, `and ${count(text.vocabulary.length - SHOWN)} more`));
  });
}

/** @param {(text: string, place: HTMLElement) => Promise<boolean>} use */
function startPaste(use) {
  const dialog = /** @type {HTMLDialogElement} */ (byId("paste-dialog"));
  const area = /** @type {HTMLTextAreaElement} */ (byId("paste-text"));
  byId("paste").addEventListener("click", () => {
    byId("paste-error").textContent = "";
    dialog.showModal();
    area.focus();
  });
  byId("paste-use").addEventListener("click", async (event) => {
    event.preventDefault();
    // A textarea gives "pangram" as typed; the name of a built-in is still a text here.
    if (await use(/** @type {any} */ (new TextEncoder().encode(area.value)), byId("paste-error"))) dialog.close();
  });
}

/** @param {(file: File) => void} use */
function startFiles(use) {
  const picker = /** @type {HTMLInputElement} */ (byId("file"));
  byId("open-file").addEventListener("click", () => picker.click());
  picker.addEventListener("change", () => {
    if (picker.files?.[0]) use(picker.files[0]);
    picker.value = ""; // the same file may be chosen again
  });

  const veil = byId("drop");
  const carriesFile = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    veil.hidden = false;
  });
  addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) veil.hidden = true;
  });
  addEventListener("drop", (event) => {
    veil.hidden = true;
    if (!carriesFile(event)) return;
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file) use(file);
  });
}
