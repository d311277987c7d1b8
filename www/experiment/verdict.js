// A verdict, large: the grade as a word, then the sentence; and what it was measured on.
import { announce, make } from "../dom.js";
import { count } from "../format.js";
import { typeset } from "../symbols.js";

const WORDS = /** @type {Record<string, string>} */ ({
  supported: "Supported",
  explained: "Explained by a null model",
  notSupported: "Not supported",
  notEnoughData: "Not enough data",
});

/** A grade in words. @param {string} grade */
export const gradeWord = (grade) => WORDS[grade] ?? grade;

/**
 * What is left to say after the grade: the sentence of a result stands alone, and may begin with its grade.
 * @param {{grade: string, sentence: string}} verdict
 */
export function afterGrade({ grade, sentence }) {
  const before = `${gradeWord(grade)}: `;
  if (!sentence.startsWith(before)) return sentence;
  const rest = sentence.slice(before.length);
  return rest[0].toUpperCase() + rest.slice(1);
}

export class VerdictView {
  element = make("div", { class: "verdict" });

  /** @param {string} before what is said before there is one */
  constructor(before) {
    this.element.append(make("p", { class: "sentence" }, make("strong", {}, "No verdict yet."), " ", before));
  }

  /** @param {{verdict?: {grade: string, sentence: string}, provenance?: any}} result @param {(grade: string) => string} [word] what a grade is called */
  show({ verdict, provenance }, word = gradeWord) {
    const known = verdict ?? { grade: "notEnoughData", sentence: "The result has no verdict." };
    this.element.dataset.grade = known.grade;
    const [grade, rest] = [word(known.grade), afterGrade(known)];
    this.element.replaceChildren(make("p", { class: "sentence" }, make("strong", {}, grade), " ", ...typeset(rest)));
    if (provenance) this.element.append(make("p", { class: "provenance" }, origin(provenance)));
    announce(`${grade}. ${rest}`);
  }
}

/** What a result was measured on, in a line. @param {any} provenance */
function origin({ knobs = {}, steps, flavour, fingerprint }) {
  return [knobs.preset, `seed ${knobs.seed}`, `${count(steps)} steps`, flavour, fingerprint].filter((part) => part !== undefined).join(" · ");
}
