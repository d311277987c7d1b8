// The tab of the controls: which of the claims survive what. One button queues an ensemble, every condition for every seed, and
// fills a matrix of verdicts.
import { make } from "../dom.js";
import { count, duration } from "../format.js";
import { poolSize } from "../machine.js";
import { STEPS } from "../pool/work.js";
import { settingsOf } from "../settings.js";
import { segments } from "./charts.js";
import { CONDITIONS, CONTROLS, estimate, EXPERIMENTS, found, matrixCsv, runsOf } from "./ensemble.js";
import { asJson, saveButtons } from "./export.js";
import { whole } from "./fields.js";
import { matrixTable } from "./matrix.js";
import { Work } from "./work.js";

/** What its runs are kept under. */
const KEY = "controls";

/** @type {[string, string][]} */
const SETUPS = [["paper-exact", "Paper-exact"], ["causal", "Causal"], ["", "These settings"]];

/** @param {HTMLElement} panel @param {import("../tabs.js").Page} page */
export async function start(panel, { lab }) {
  let preset = SETUPS[0][0];
  /** What is filled in: everything that it was made from. @type {any} */
  let last = null;
  let tokensPerSecond = 0;

  const setups = segments("Set-up", SETUPS, (value) => {
    preset = value;
    tell();
  });
  const seeds = whole("Seeds", 5, 1, 20);
  const steps = whole("Steps", STEPS, 50, 100_000);
  const boxes = CONTROLS.map(({ key, name, title }) => ({ key, box: make("input", { type: "checkbox", value: key, checked: true }), name, title }));
  const claims = EXPERIMENTS.map((experiment) => ({ experiment, box: make("input", { type: "checkbox", value: experiment.name, checked: true }) }));
  const measured = make("fieldset", { class: "controls" }, make("legend", {}, "Claims"), ...claims.map(({ experiment: { name }, box }) => make("label", { class: "check" }, box, name)));
  const conditions = make("fieldset", { class: "controls" }, make("legend", {}, "Controls"), ...boxes.map(({ box, name, title }) => make("label", { class: "check", title }, box, name)));
  const fill = make("button", { class: "primary" }, "Fill the matrix");
  const time = make("p", { class: "progress-words", role: "status" });
  const again = make("button", { class: "quiet", hidden: true }, "Show the last matrix");
  const buttons = make("div", { class: "controls" }, fill, again, time);
  const work = new Work(buttons);
  const table = make("div", { class: "results" });
  const origin = make("p", { class: "provenance" });
  panel.append(
    make(
      "header",
      {},
      make("h2", {}, "Which of the claims survive what?"),
      make("p", {}, "One run can be luck, and what has nothing to do with the claim may show the same. So each claim is measured over several seeds: against each null model of the same runs, and on runs that differ in one thing."),
    ),
    make("div", { class: "controls" }, setups, seeds.element, steps.element),
    measured,
    conditions,
    make("div", { class: "run-bar" }, buttons, work.element),
    table,
    origin,
    saveButtons("heavytail-controls", { json: asJson(() => last), csv: () => last && matrixCsv(last.matrix) }),
  );

  /** The ensemble that is asked for; null while a field holds no number that it takes. */
  function asked() {
    const [each, length] = [seeds.value(), steps.value()];
    if (each === null || length === null) return null;
    const ticked = new Set(["data", ...boxes.filter(({ box }) => box.checked).map(({ key }) => key)]);
    const conditions = CONDITIONS.filter(({ key }) => ticked.has(key));
    return { runs: runsOf(preset ? { preset } : {}, conditions, Number(settingsOf(lab).seed), each), steps: length, experiments: claims.filter(({ box }) => box.checked).map(({ experiment }) => experiment) };
  }

  /** How long it will take, before it is begun. */
  function tell() {
    const plan = asked();
    if (!plan) return void (time.textContent = "");
    const { runs, steps, experiments } = plan;
    const settings = settingsOf(lab);
    const workers = poolSize(settings.workers);
    const distinctWindows = lab.status()?.text.distinctWindows ?? 1;
    const known = { settings, presets: lab.presets(), distinctWindows, steps, experiments, workers, tokensPerSecond };
    const seconds = estimate(runs, known);
    const crew = workers === 1 ? "one worker" : `${workers} workers`;
    const words = seconds === null ? "how long they take can be said once the page has trained for a moment" : `about ${duration(seconds)} with ${crew}, an estimate from this page's speed`;
    const text = experiments.length === 0 ? "Choose a claim." : `${runs.length} runs of ${count(steps)} steps: ${words}.`;
    if (time.textContent !== text) time.textContent = text;
  }

  /** @param {import("../pool/ensemble.js").Plan} plan @param {import("./work.js").Hooks} hooks */
  async function measure(plan, hooks) {
    again.hidden = true;
    const began = performance.now();
    /** @type {import("../pool/ensemble.js").Outcome[]} */
    const so = [];
    table.replaceChildren();
    /** The matrix fills as runs end, until a reader is at a cell. @param {number} _ @param {typeof so[0]} outcome */
    const onOutcome = async (_, outcome) => {
      so.push(outcome);
      const matrix = await lab.matrix(found(so));
      if (hooks.signal.aborted || so.length === plan.runs.length || table.querySelector('[aria-pressed="true"]')) return;
      table.replaceChildren(matrixTable(matrix));
    };
    const outcomes = await lab.ensemble(plan, { key: KEY, label: "Claims and controls", tab: "controls", onOutcome, ...hooks });
    const matrix = await lab.matrix(found(outcomes));
    const runs = outcomes.map(({ changes, results, provenance, diverged }) => ({ changes, results, provenance, diverged }));
    return { steps: plan.steps, seconds: (performance.now() - began) / 1000, matrix, runs };
  }

  /** @param {any} filled */
  function show(filled) {
    last = filled;
    const { steps, matrix, runs, seconds } = filled;
    table.replaceChildren(matrixTable(matrix));
    const diverged = runs.filter((/** @type {any} */ run) => run.diverged).length;
    const lost = diverged > 0 ? ` ${diverged} of them diverged and are left out.` : "";
    const { changes } = runs[0];
    origin.textContent = `${changes.preset ?? "these settings"} · ${runs.length} runs of ${count(steps)} steps · seeds ${changes.seed} to ${runs.at(-1).changes.seed} · ${duration(seconds)}.${lost}`;
  }

  const go = work.keeping("The ensemble", { key: KEY, runs: "runs", measure, done: show });

  /** The matrix of an earlier visit is still there. */
  async function recall() {
    const before = (await (await lab.pool).batches()).find(({ key, done, total }) => key === KEY && done === total);
    if (!before || last) return;
    again.hidden = false;
    again.addEventListener("click", () => go(before.plan));
  }

  fill.addEventListener("click", () => {
    const plan = asked();
    if (plan && plan.experiments.length > 0) go(plan);
  });
  for (const element of [seeds.element, steps.element, measured, conditions]) element.addEventListener("change", tell);
  lab.on("settings", tell);
  lab.on("status", (status) => {
    // The last digits of a speed are noise, and a line that always changes cannot be read.
    if (!(status.tokensPerSecond > 0) || Math.abs(status.tokensPerSecond / tokensPerSecond - 1) < 0.2) return;
    tokensPerSecond = status.tokensPerSecond;
    tell();
  });
  tell();
  await recall();
}
