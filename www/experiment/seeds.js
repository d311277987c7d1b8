// One experiment over several seeds of the settings as they are: its numbers, of the data and of each null, with the interval
// that knows of everything that a run depends on.
import { make } from "../dom.js";
import { STEPS } from "../pool/work.js";
import { settingsOf } from "../settings.js";
import { typeset } from "../symbols.js";
import { CONDITIONS, found, runsOf, written } from "./ensemble.js";
import { whole } from "./fields.js";
import { nullName, numbersTable } from "./numbers.js";

/**
 * @param {import("../lab.js").Heavytail} lab
 * @param {{name: string, run: import("./run.js").Run}} pane whose runner drives it
 */
export function overSeeds(lab, { name, run }) {
  const seeds = whole("Seeds", 5, 2, 20);
  const button = make("button", { title: `Runs of ${STEPS} steps beside the visible one, which stays as it is` }, "Run these seeds");
  const sentence = make("p", {});
  const table = make("div", { class: "results" });

  const key = `seeds of ${name}`;

  /** What is asked for, if that can be. @returns {import("../pool/ensemble.js").Plan | null} */
  function asked() {
    const count = seeds.value();
    if (count === null) return null;
    return { runs: runsOf({}, CONDITIONS.slice(0, 1), Number(settingsOf(lab).seed), count), steps: STEPS, experiments: [{ name }] };
  }

  /** @param {import("../pool/ensemble.js").Plan} plan @param {import("./work.js").Hooks} hooks */
  const measure = async (plan, hooks) => lab.matrix(found(await lab.ensemble(plan, { key, label: `${name} over seeds`, tab: name, ...hooks })));

  /** @param {import("./ensemble.js").Matrix} matrix */
  function show({ cells }) {
    const data = cells.find(({ kind }) => kind === "data");
    if (!data) return void (sentence.textContent = "Every run diverged: there is nothing to average.");
    sentence.replaceChildren(...typeset(data.sentence));
    const rows = data.numbers.map(({ label }, i) => ({ key: String(i), label, title: "", of: (/** @type {import("./ensemble.js").Cell} */ cell) => written(cell.numbers[i].value) }));
    const columns = cells.map((cell) => ({ name: cell.kind === "data" ? "data" : nullName(cell.key), part: cell }));
    table.replaceChildren(numbersTable(`Over seeds ${data.seeds.map(({ seed }) => seed).join(", ")}: mean ± half of the 95 % interval`, rows, columns));
  }

  const go = run.keeping({ key, runs: "seeds", measure, done: show });
  button.addEventListener("click", () => {
    const plan = asked();
    if (plan) go(plan);
  });
  return make(
    "section",
    { class: "more" },
    make("h3", {}, "Over seeds"),
    make("p", {}, "Intervals above are of one run. Another seed begins elsewhere and reads in another order: only several runs tell how far the numbers move."),
    make("div", { class: "controls" }, seeds.element, button),
    sentence,
    table,
  );
}
