// What the panes of the experiments share: question, verdict, runner; and the result's numbers beside its nulls.
import { make } from "../dom.js";
import { exportButtons } from "./export.js";
import { Run } from "./run.js";
import { VerdictView } from "./verdict.js";

/** @typedef {{name: string, preset: string, question: string, claim: string, options?: () => object}} Experiment */

/**
 * The pane's frame. `show` draws a result; it is called again when the pane's own choices change.
 * @param {HTMLElement} panel
 * @param {import("../tabs.js").Page} page
 * @param {Experiment} experiment
 * @param {{main: import("../chart.js").Chart, parts: (Node | string)[], show: (result: any) => void, live?: () => boolean}} content  live: the main chart is not the result's
 */
export function startPane(panel, { lab }, experiment, { main, parts, show, live = () => false }) {
  /** @type {any} */
  let last = null;
  const verdict = new VerdictView("Run the paper’s set-up, and it is compared with null models: what the same measurement finds where there is nothing to find.");
  const numbers = make("div", { class: "results" });
  const done = (/** @type {any} */ result) => {
    last = result;
    verdict.show(result);
    show(result);
  };
  const run = new Run(lab, experiment, done);
  if (experiment.question) panel.append(make("header", {}, make("h2", {}, experiment.question), make("p", {}, experiment.claim)));
  panel.append(verdict.element, run.element, ...parts, numbers, exportButtons(`heavytail-${experiment.name}`, () => last, main, () => (live() ? null : last?.provenance)));
  return {
    run,
    verdict,
    /** @param {(Node | null)[]} nodes */
    setNumbers: (...nodes) => numbers.replaceChildren(.../** @type {Node[]} */ (nodes.filter((node) => node !== null))),
    result: () => last,
  };
}

/**
 * The columns of a result: the data and each null.
 * @param {any} result
 * @param {(name: string) => string} nullName
 * @param {(part: any) => any} select
 */
export const columns = ({ data, nulls = {} }, nullName, select) => [
  { name: "data", part: select(data) },
  ...Object.entries(nulls).map(([name, part]) => ({ name: nullName(name), part: select(part) })),
];
