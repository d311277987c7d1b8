// The survival function of any numbers, as few points as a chart needs, in slices that leave the page alive.

const PER_OCTAVE = 8; // bins
const SINGLE = 64; // largest values drawn one by one
const SLICE = 100_000; // values between two breaths

/**
 * x and P(X ≥ x) of the positive values: at bins' lower edges, then at the largest values themselves.
 * @param {Float64Array} values
 * @returns {Promise<[number, number][]>}
 */
export async function survival(values) {
  /** @type {Map<number, number>} */
  const bins = new Map();
  /** The largest so far, ascending. @type {number[]} */
  const largest = [];
  let n = 0;
  for (let from = 0; from < values.length; from += SLICE) {
    for (const value of values.subarray(from, from + SLICE)) {
      if (!(value > 0)) continue;
      n++;
      const bin = Math.floor(Math.log2(value) * PER_OCTAVE);
      bins.set(bin, (bins.get(bin) ?? 0) + 1);
      if (largest.length < SINGLE || value > largest[0]) insert(largest, value);
    }
    await new Promise((resolve) => setTimeout(resolve));
  }
  /** @type {[number, number][]} */
  const points = [];
  let above = n;
  for (const [bin, count] of [...bins].sort(([a], [b]) => a - b)) {
    const edge = 2 ** (bin / PER_OCTAVE);
    if (edge >= largest[0]) break;
    points.push([edge, above / n]);
    above -= count;
  }
  largest.forEach((value, i) => points.push([value, (largest.length - i) / n]));
  return points;
}

/** @param {number[]} largest ascending @param {number} value */
function insert(largest, value) {
  let at = largest.findIndex((known) => known >= value);
  if (at < 0) at = largest.length;
  largest.splice(at, 0, value);
  if (largest.length > SINGLE) largest.shift();
}

/**
 * The chart of a fit to these points.
 * @param {[number, number][]} points
 * @param {{alpha: number, xMin: number, xMax?: number, n: number, nTail: number}} fit
 * @param {string} name of the values
 * @returns {import("../protocol.js").Figure}
 */
export function fitFigure(points, { alpha, xMin, n, nTail, xMax = points[points.length - 1][0] }, name) {
  const law = (/** @type {number} */ x) => /** @type {[number, number]} */ ([x, (nTail / n) * (x / xMin) ** (1 - alpha)]);
  return {
    title: "",
    x: { label: name, scale: "log", range: null },
    y: { label: "P(X ≥ x)", scale: "log", range: null },
    series: [
      { label: "below x_min", points: points.filter(([x]) => x < xMin), mark: "points", tone: "muted" },
      { label: "data", points: points.filter(([x]) => x >= xMin), mark: "points", tone: "data" },
      { label: "power law", points: [law(xMin), law(xMax)], mark: "line", tone: "fit" },
    ],
    rules: [{ axis: "x", at: xMin, label: "x_min", tone: "fit", id: "xMin" }],
    notes: [],
    empty: null,
  };
}
