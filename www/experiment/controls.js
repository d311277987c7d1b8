// The tab of the controls: which of the claims survive what. One button queues an ensemble, every condition for every seed, and
// fills a matrix of verdicts.
import { make } from "../dom.js";
import { count, duration } from "../format.js";
import { segments } from "./charts.js";
import { CONDITIONS, CONTROLS, estimate, EXPERIMENTS, found, matrixCsv, members } from "./ensemble.js";
import { asJson, saveButtons } from "./export.js";
import { whole } from "./fields.js";
import { matrixTable } from "./matrix.js";
import { Work } from "./work.js";

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
  const steps = whole("Steps", 1000, 50, 100_000);
  const boxes = CONTROLS.map(({ key, name, title }) => ({ key, box: make("input", { type: "checkbox", value: key, checked: true }), name, title }));
  const conditions = make("fieldset", { class: "controls" }, make("legend", {}, "Controls"), ...boxes.map(({ box, name, title }) => make("label", { class: "check", title }, box, name)));
  const fill = make("button", { class: "primary" }, "Fill the matrix");
  const time = make("p", { class: "progress-words", role: "status" });
  const buttons = make("div", { class: "controls" }, fill, time);
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
    conditions,
    make("div", { class: "run-bar" }, buttons, work.element),
    table,
    origin,
    saveButtons("heavytail-controls", { json: asJson(() => last), csv: () => last && matrixCsv(last.matrix) }),
  );

  /** The runs that are asked for. */
  function asked() {
    const ticked = new Set(["data", ...boxes.filter(({ box }) => box.checked).map(({ key }) => key)]);
    const first = Number(lab.knobs().find(({ key }) => key === "seed")?.value ?? 0);
    const base = preset ? { preset } : {};
    return members(base, CONDITIONS.filter(({ key }) => ticked.has(key)), first, seeds.value());
  }

  /** How long it will take, before it is begun. */
  function tell() {
    const runs = asked();
    const knobs = lab.knobs();
    const workers = Number(knobs.find(({ key }) => key === "workers")?.value ?? 1);
    const known = { steps: steps.value(), experiments: EXPERIMENTS.length, workers, tokensPerSecond, distinctWindows: lab.status()?.text.distinctWindows ?? 1, knobs, presets: lab.presets() };
    const seconds = estimate(runs, known);
    const crew = workers === 1 ? "one worker" : `${workers} workers`;
    const words = seconds === null ? "how long they take can be said once the page has trained for a moment" : `about ${duration(seconds)} with ${crew}, an estimate from this page's speed`;
    const text = `${runs.length} runs of ${count(steps.value())} steps: ${words}.`;
    if (time.textContent !== text) time.textContent = text;
  }

  /** @param {import("./work.js").Hooks} hooks */
  async function measure(hooks) {
    const [runs, began] = [asked(), performance.now()];
    const setup = { preset: preset || "these settings", steps: steps.value(), seeds: seeds.value(), experiments: EXPERIMENTS };
    const outcomes = await lab.ensemble({ runs: runs.map(({ changes }) => changes), steps: setup.steps, experiments: EXPERIMENTS }, hooks);
    const matrix = await lab.matrix(found(runs, outcomes));
    const seconds = (performance.now() - began) / 1000;
    return { setup, seconds, matrix, runs: runs.map((run, i) => ({ ...run, ...outcomes[i], figures: undefined })) };
  }

  /** @param {any} filled */
  function show(filled) {
    last = filled;
    const { setup, matrix, runs, seconds } = filled;
    table.replaceChildren(matrixTable(matrix));
    const diverged = runs.filter((/** @type {any} */ run) => run.diverged).length;
    const lost = diverged > 0 ? ` ${diverged} of them diverged and are left out.` : "";
    origin.textContent = `${setup.preset} · ${runs.length} runs of ${count(setup.steps)} steps · seeds ${runs[0].seed} to ${runs.at(-1).seed} · ${duration(seconds)}.${lost}`;
  }

  const go = () => work.go("The ensemble", measure, { done: show, stopped: () => "Cancelled. The runs that are finished are kept: resume does the rest.", resume: go });
  fill.addEventListener("click", go);
  for (const element of [seeds.element, steps.element, conditions]) element.addEventListener("change", tell);
  lab.on("settings", tell);
  lab.on("status", (status) => {
    if (!(status.tokensPerSecond > 0)) return;
    // The last digits of a speed are noise, and a line that always changes cannot be read.
    const steady = Math.abs(status.tokensPerSecond / tokensPerSecond - 1) < 0.2;
    if (steady) return;
    tokensPerSecond = status.tokensPerSecond;
    tell();
  });
  tokensPerSecond = lab.status()?.tokensPerSecond ?? 0;
  tell();
}
