// The tab of the calibration: known laws and known processes through the lab's own pipeline, and the lab's test of itself.
import { make } from "../dom.js";
import { poolSize } from "../machine.js";
import { settingsOf } from "../settings.js";
import { unicode } from "../symbols.js";
import { makeChart, segments } from "./charts.js";
import { startChecks } from "./checks.js";
import { exportButtons } from "./export.js";
import { recoveredTables, wayName } from "./recovered.js";
import { gradeWord, VerdictView } from "./verdict.js";
import { Work } from "./work.js";
import { WorldForm } from "./world.js";

/** @type {[string, string][]} */
const VIEWS = [["estimates", "Estimates"], ["intervals", "Interval by interval"], ["first", "First data set"]];

/** What the grades are called here. @type {Record<string, string>} */
const WORDS = { supported: "It keeps its word.", explained: "It finds what is there, but does not quite keep its word.", notSupported: "It does not find what is there." };

/** Whether most verdicts of every way of measuring are right: then what falls short is how often, and no alarm. @param {any} result */
function judged({ verdict, ways }) {
  const finds = ways.every((/** @type {any} */ { wrong }) => wrong?.share < 0.5);
  return verdict.grade === "notSupported" && finds ? { ...verdict, grade: "explained" } : verdict;
}

/** @param {HTMLElement} panel @param {import("../tabs.js").Page} page */
export async function start(panel, { lab, theme }) {
  /** @type {any} */
  let last = null;
  /** What the chart shows. */
  const options = { view: VIEWS[0][0], parameter: "", way: "" };
  const worlds = await lab.worlds();
  const workers = () => poolSize(settingsOf(lab).workers);
  const form = new WorldForm(worlds, workers);
  const run = make("button", { class: "primary" }, "Calibrate");
  const buttons = make("div", { class: "controls" }, run, form.time);
  const work = new Work(buttons);
  const verdict = new VerdictView("Choose a world whose truth is known, and see what the lab makes of it.");
  const main = makeChart(theme, "The calibration", () => lab.figure("calibration", Object.fromEntries(Object.entries(options).filter(([, value]) => value))));
  const views = segments("Drawn", VIEWS, (view) => choose({ view }));
  const which = make("select", { "aria-label": "Estimate" });
  const whichField = make("label", { class: "inline", hidden: true }, which);
  which.addEventListener("change", () => {
    const [parameter, way] = which.value.split(" ");
    choose({ parameter, way });
  });
  const results = make("div", { class: "results" });
  panel.append(
    make(
      "header",
      {},
      make("h2", {}, "Does this instrument find what is there?"),
      make("p", {}, "Data whose truth is known go through the very same fits, null models and verdicts as a run’s. A stated 95 % interval should hold the truth in 95 of 100 data sets, and a verdict should seldom be wrong."),
    ),
    verdict.element,
    form.element,
    make("div", { class: "run-bar" }, buttons, work.element),
    make("div", { class: "controls" }, views, whichField),
    main.element,
    results,
    exportButtons("heavytail-calibration", () => last, main.chart),
    startChecks(lab),
  );
  main.chart.refresh();

  /** @param {Partial<typeof options>} choice */
  function choose(choice) {
    Object.assign(options, choice);
    main.chart.refresh();
  }

  /** @param {any} result */
  function show(result) {
    last = result;
    const world = /** @type {import("../wasm.js").World} */ (worlds.find(({ key }) => key === result.world));
    verdict.show({ verdict: judged(result) }, (grade) => WORDS[grade] ?? gradeWord(grade));
    results.replaceChildren(...recoveredTables(result, world));
    const label = (/** @type {string} */ key) => world.rows.find((row) => row.key === key)?.label ?? key;
    const estimates = result.ways.flatMap((/** @type {any} */ { name, parameters }) => parameters.map((/** @type {any} */ { parameter }) => ({ name, parameter })));
    which.replaceChildren(...estimates.map((/** @type {any} */ { name, parameter }) => make("option", { value: `${parameter} ${name}` }, unicode(`${label(parameter)}, ${wayName(name)}`))));
    whichField.hidden = estimates.length < 2;
    choose({ parameter: estimates[0]?.parameter ?? "", way: estimates[0]?.name ?? "" });
  }

  run.addEventListener("click", () => {
    const asked = form.options;
    if (!asked) return;
    const calibrate = async (/** @type {import("./work.js").Hooks} */ hooks) => {
      try {
        return await lab.calibrate(asked, hooks);
      } catch (reason) {
        if (!hooks.signal.aborted) form.refuse(/** @type {import("../protocol.js").Refusal} */ (reason));
        throw reason;
      }
    };
    work.go("The calibration", calibrate, { done: show });
  });
}
