// What a calibration recovered, as tables: each parameter beside its truth with a bar of its coverage, and the verdicts.
import { make, makeIn } from "../dom.js";
import { count, measured } from "../format.js";
import { typeset } from "../symbols.js";

/** @typedef {{count: number, of: number, share: number, low: number, high: number}} Share */

const WAYS = /** @type {Record<string, string>} */ ({ known: "x_min known", searched: "x_min searched for", E1: "E1", E3: "E3" });
const GRADES = /** @type {[string, string][]} */ ([["supported", "supported"], ["explained", "explained"], ["notSupported", "not supported"], ["notEnoughData", "left open"]]);

/** What a way of measuring is called. @param {string} name */
export const wayName = (name) => WAYS[name] ?? name;

/** @param {Share | null} share */
export const percent = (share) => (share ? `${(100 * share.share).toFixed(1)} % [${(100 * share.low).toFixed(1)}, ${(100 * share.high).toFixed(1)}]` : "–");

/** How far an interval reaches from 80 to 100 %, with a mark at 95 %. @param {Share} share */
function bar({ low, high, share }) {
  const at = (/** @type {number} */ value) => 4 + 192 * Math.max(0, (value - 0.8) / 0.2);
  const draw = (/** @type {string} */ tag, /** @type {Record<string, number | string>} */ attributes) => makeIn("svg", tag, attributes);
  const svg = draw("svg", { viewBox: "0 0 200 20", class: "coverage", role: "img", "aria-label": `from 80 to 100 %: ${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)} %, promised 95 %` });
  svg.append(
    draw("line", { class: "scale", x1: at(0.8), x2: at(1), y1: 16, y2: 16 }),
    draw("line", { class: "promised", x1: at(0.95), x2: at(0.95), y1: 1, y2: 19 }),
    draw("line", { class: "interval", x1: at(low), x2: Math.max(at(high), at(low) + 1), y1: 8, y2: 8 }),
    draw("circle", { class: "share", cx: at(share), cy: 8, r: 4 }),
  );
  return svg;
}

/** @param {string} caption @param {string[]} heads @param {(string | Node)[][]} rows the first cell is a row's head */
function table(caption, heads, rows) {
  const head = make("tr", {}, ...heads.map((word) => make("th", { scope: "col" }, word)));
  const body = rows.map(([name, ...cells]) => make("tr", {}, make("th", { scope: "row" }, ...typeset(String(name))), ...cells.map((cell) => make("td", {}, cell))));
  const element = make("table", { class: "numbers-table" }, make("caption", {}, caption), make("thead", {}, head), make("tbody", {}, ...body));
  return make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption }, element);
}

/** The tables of a result. @param {any} result @param {import("../wasm.js").World} world */
export function recoveredTables({ ways, options, right }, world) {
  const label = (/** @type {string} */ key) => world.rows.find((row) => row.key === key)?.label ?? key;
  /** @type {(string | Node)[][]} */
  const recovered = [];
  for (const { name, parameters, xMin } of ways) {
    for (const { parameter, truth, mean, biasSe, sd, stated, coverage } of parameters) {
      recovered.push([`${label(parameter)}, ${wayName(name)}`, measured(truth), `${mean.toFixed(3)} ± ${biasSe.toFixed(3)}`, sd.toFixed(3), stated.toFixed(3), percent(coverage), bar(coverage)]);
    }
    if (xMin) recovered.push([`x_min, ${wayName(name)}`, options.xMin === undefined ? "–" : measured(options.xMin), `${measured(xMin[1])} (half of them ${measured(xMin[0])} to ${measured(xMin[2])})`, "", "", "", ""]);
  }
  const verdicts = ways.map((/** @type {any} */ { name, verdicts, wrong, named, refused }) => [
    wayName(name),
    ...GRADES.map(([key]) => count(verdicts[key]) + (key === right[0] ? " ✓" : "")),
    percent(wrong) + (named > 0 ? `, ${count(named)} of them naming the true law` : ""),
    count(refused),
  ]);
  return [
    ...(recovered.length > 0 ? [table("Recovered, beside the truth", ["", "truth", "mean of the estimates", "their spread", "stated error", "intervals that hold the truth", "80 to 100 %"], recovered)] : []),
    table(`Verdicts; right is ✓${right[1] ? `, naming ${right[1]}` : ""}`, ["", ...GRADES.map(([, words]) => words), "wrong", "refused"], verdicts),
  ];
}
