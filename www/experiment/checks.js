// The lab's test of itself, shown: a green or a red line for each check, and a report to copy.
import { announce, make, toClipboard } from "../dom.js";
import { report, runnable, shown } from "../selftest.js";
import { typeset } from "../symbols.js";
import { Work } from "./work.js";

/** @typedef {import("../selftest.js").Line} Line */

const WORDS = { true: "passed", false: "failed", null: "not promised" };

/** A line with its sign, what was checked, and what was found against the limit. @param {Line} line */
export function lineOf({ passed, what, found, limit }) {
  const state = WORDS[/** @type {keyof typeof WORDS} */ (String(passed))];
  const bits = typeof found === "string";
  const figure = passed && bits ? "the same bits" : `${shown(found)}, ${bits ? "elsewhere" : "allowed"} ${shown(limit)}`;
  return make("li", { "data-state": state }, make("strong", {}, state), " ", make("span", {}, ...typeset(what)), " ", make("span", { class: "figure" }, figure));
}

/** @param {import("../lab.js").Heavytail} lab */
export function startChecks(lab) {
  /** @type {{lines: Line[], provenance: {version: string}} | null} */
  let last = null;
  const run = make("button", { class: "primary" }, "Run the self-tests");
  const copy = make("button", { class: "quiet", hidden: true }, "Copy report");
  const buttons = make("div", { class: "controls" }, run, copy);
  const work = new Work(buttons);
  const list = make("ul", { class: "checks", "aria-label": "Self-tests" });
  const sum = make("p", { class: "sentence", role: "status" });

  run.addEventListener("click", () =>
    work.go(
      "The self-test",
      (hooks) => {
        list.replaceChildren();
        sum.textContent = "";
        copy.hidden = true;
        return lab.selfTest({ ...hooks, onLine: (line) => list.append(lineOf(line)) });
      },
      { done: show },
    ),
  );
  copy.addEventListener("click", async () => {
    if (!last) return;
    const where = { agent: navigator.userAgent, cores: navigator.hardwareConcurrency, version: last.provenance.version, date: new Date().toISOString(), builds: runnable() };
    const text = report(last.lines, where);
    const copied = await toClipboard(text);
    if (!copied) area.value = text;
    area.hidden = copied;
    sum.textContent = copied ? "Copied." : "The browser did not let the page copy: the report stands below, to be copied by hand.";
  });
  const area = make("textarea", { rows: 12, readonly: true, hidden: true, "aria-label": "Report" });

  /** @param {{lines: Line[], provenance: {version: string}}} found */
  function show(found) {
    last = found;
    copy.hidden = false;
    const failed = found.lines.filter(({ passed }) => passed === false).length;
    sum.textContent = failed === 0 ? "Every check passed in this browser: its numbers are those of every other." : `${failed} of ${found.lines.length} checks failed in this browser: do not trust its numbers. Copy the report and send it to us.`;
    announce(sum.textContent);
  }

  return make(
    "section",
    { class: "more" },
    make("h3", {}, "Self-tests, in this browser"),
    make("p", {}, "Gradients against finite differences, the same bits as everywhere, each build’s products against a naive one, random numbers and special functions against known values, fits against another package’s. About a minute."),
    make("div", { class: "run-bar" }, buttons, work.element),
    sum,
    list,
    area,
  );
}
