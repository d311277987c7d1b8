// A lab whose experiments answer at once with made-up results, marked as such: for tests of the page, not of the science.
/// <reference path="globals.d.ts" />

/** Puts made-up experiments in the place of the page's own. @param {import("playwright-core").Page} page */
export const fakeExperiments = (page) =>
  page.evaluate(() => {
    const lab = /** @type {any} */ (heavytail);
    const real = lab.figure.bind(lab);
    const range = (/** @type {number} */ n) => Array.from({ length: n }, (_, i) => i);
    const fit = { alpha: 3.21, alphaSe: 0.02, xMin: 2e-4, xMax: 6e-3, n: 12345, nTail: 678, nZero: 9, decades: 1.48, ks: 0.0123 };
    const interval = (/** @type {number} */ value) => ({ low: value - 0.1, high: value + 0.1, sd: 0.05 });
    const alternatives = ["exponential", "lognormal", "truncatedPowerLaw", "stretchedExponential"].map((law, i) => ({
      law, parameters: {}, logLikelihood: -1000 - i, R: 12.5 - 5 * i, RPerN: (12.5 - 5 * i) / 678, normalizedR: 3.1 - i, p: 0.002 * (i + 1), verdict: i === 0 ? "favoursPower" : "indistinguishable",
    }));
    const hill = [0.05, 0.01, 0.001].map((share, i) => ({ share, x: 1e-4 * (i + 1), alpha: 3.1 + 0.1 * i }));
    const tail = (/** @type {number} */ shift) => ({ steps: [201, 1000], continuous: { reason: "made up" }, binned: { ...fit, alpha: fit.alpha + shift }, interval: interval(fit.alpha + shift), hill });
    const windows = (/** @type {number} */ shift) => ({ transient: null, after: tail(shift) });
    const nulls = (/** @type {(shift: number) => any} */ made) => ({ gaussianTensorStep: made(0.9), gaussianParamStep: made(0.01) });
    const estimate = (/** @type {number} */ i, /** @type {number} */ shift) => ({ steps: [100 * i + 1, 100 * i + 100], xMin: 1e-4, alpha: 3.4 + shift, interval: interval(3.4 + shift) });
    const course = (/** @type {number} */ shift) => ({ transient: estimate(0, shift - 0.7), windows: [1, 2, 3, 4, 5].map((i) => estimate(i, shift + 0.01 * i)), trend: { s: 2, tau: 0.2, p: 0.61 }, slope: { slope: 1e-5, se: 2e-5, p: 0.6, chi2: 3 } });
    const sample = { data: course(0.01), gaussianParamStep: course(0.02), standardised: course(2) };
    const spread = (/** @type {number} */ mean) => ({ n: 100, mean, sd: 0.1, se: 0.01 });
    const measured = (/** @type {number} */ share, /** @type {number} */ shift) => ({ share, events: 5000, exponent: { alpha: 1.87 + shift, se: 0.01, xMin: 5, n: 678, ks: 0.01, byBlocks: interval(1.87 + shift) }, burstiness: spread(0.01 + shift), burstinessFinite: spread(0.02), memory: spread(0.04), leastSquaresSlope: -2.5 });
    const byThreshold = (/** @type {number} */ shift) => ({ pooled: [measured(0.01, shift), measured(0.005, shift)], perParameter: [measured(0.05, shift)] });
    const waiting = (/** @type {number} */ shift) => ({ all: byThreshold(shift + 0.1), after: byThreshold(shift) });
    const known = (/** @type {number} */ information) => ({ information, counted: information + 0.001, baseline: 0.001, baselineSd: 1e-4, interval: interval(information) });
    const constancy = { n: 9, mean: 0.03, variation: 0.43, ofFactors: [0.05, 0.42], permuted: { low: 0.4, high: 0.44, sd: 0.01 }, p: 0.61, band: range(9).map(() => [0.01, 0.05]) };
    const informing = (/** @type {number} */ shift) => [200, 50].map((window) => ({
      window, transient: [], constancy: window === 50 ? constancy : null, paper: { constancy: null },
      windows: [1, 2, 3].map((i) => ({ steps: [window * i + 1, window * i + window], information: known(0.06 - shift), paper: known(0.03), beta: i === 1 ? null : 0.7 - shift, share: 0.3, product: i === 1 ? null : 0.042, entropy: { relative: 0.25, absolute: -9, rms: 1e-4 } })),
    }));
    const identity = { xMin: 1e-4, n: 2345, meanLog: 0.38, fromEntropy: 1 + 1 / 0.38, fromLikelihood: 1 + 1 / 0.38, largestEntropy: -8.52, distance: 0.0123, byChance: 0.0045 };
    const groups = ["layers.0.attention.query.weight", "head.weight"].map((name) => ({ name, weights: 40, data: known(0.39), gaussianParamStep: known(0.1) }));
    const tensors = ["embedding.weight", "layers.0.query.weight", "head.weight"].map((name) => ({ name, inTail: true, ...windows(0.1), nulls: nulls(windows), data: course(0), sample }));
    const paper = { exponents: [3.4, 3.5], source: "Zhang, Tang 2025, figure 1b (made up for a test)" };
    const verdict = { grade: "explained", null: "gaussianParamStep", sentence: "MADE UP: consistent with a power law (α = 3.21 ± 0.02 over 1.48 decades); the Gaussian null gives 3.22." };
    const provenance = { knobs: { preset: "causal", seed: 11 }, steps: 1000, flavour: "simd128", fingerprint: "0123456789abcdef" };
    const source = { source: "made up for a test" };
    const results = /** @type {Record<string, any>} */ ({
      E1: { data: windows(0), nulls: nulls(windows), tensors, alternatives, goodness: { p: 0.43, se: 0.01, replicates: 100 } },
      E2: { data: course(0), sample, tensors, decades: 1.2, cutoff: { x: 2e-3, overXMin: 10, alpha: 3.1, logSe: 0.1 } },
      E3: { data: waiting(0), nulls: { shuffled: waiting(0.01), rateModulated: waiting(0.02), bernoulli: waiting(0.3), gaussianParamStep: waiting(0.02) } },
      E5: { data: informing(0), nulls: { gaussianParamStep: informing(0.01) }, tensors: groups, weights: [2048, 399616], randomDirections: { expected: 0.018, mean: 0.018, interval: interval(0.1) }, identity, paper: source },
    });
    const asked = /** @type {any[]} */ ([]);
    const result = async (/** @type {string} */ name) => ({ experiment: name, claim: "", verdict, paper, provenance, ...results[name] });
    const axis = (/** @type {string} */ label, /** @type {"log" | "linear"} */ scale) => ({ label, scale, range: null });
    const MARKS = ["dashed", "dotted", "dashDotted", "line"];
    /** @param {any} options */
    function distribution({ view, xMin = 2e-4, tensor }) {
      const exponents = view === "hill" || view === "xMin";
      const curve = (/** @type {number} */ shift) => range(60).map((i) => { const x = 1e-6 * 10 ** (i / 15); return [x, exponents ? 3 + shift + 0.2 * Math.log10(x / 1e-4) ** 2 : 1 / (1 + (x / 1e-4) ** (2.2 + shift))]; });
      return {
        title: exponents ? "" : `MADE UP, ${tensor ?? "pooled"}`, x: axis("|Δw|", "log"), y: axis(exponents ? "α" : "P(|Δw| ≥ x)", exponents ? "linear" : "log"),
        series: [{ label: "|Δw|", points: curve(0), mark: "points", tone: "data" }, ...["null one", "null two"].map((label, i) => ({ label, points: curve(0.1 * i - 0.1), mark: MARKS[i], tone: `null${i + 1}` }))],
        rules: [{ axis: "x", at: xMin, label: "x_min", tone: "fit", id: view === "hill" ? "share" : "xMin" }], notes: [`α = ${(3 + Math.log10(xMin)).toFixed(2)} ± 0.02 (maximum likelihood)`, "n = 678 · 1.48 decades", `x_min = ${xMin.toExponential(2)} · D = 0.0123`], empty: null,
      };
    }
    function stability() {
      const steps = range(9).map((i) => 100 * i + 50);
      const alphas = steps.map((step) => 3.4 - 0.7 * Math.exp(-step / 90));
      return {
        title: "", x: axis("step", "linear"), y: axis("α", "linear"),
        series: [
          { label: "Gaussian null, 95 %", points: [...steps.map((step) => [step, 3.36]), ...steps.map((step) => [step, 3.48]).reverse()], mark: "area", tone: "null1" },
          { label: "95 % interval", points: steps.flatMap((step, i) => [[step, alphas[i] - 0.08], [step, alphas[i] + 0.08]]), mark: "intervals", tone: "data" },
          { label: "data", points: steps.map((step, i) => [step, alphas[i]]), mark: "points", tone: "data" },
        ],
        rules: [{ axis: "y", at: 3.45, label: "paper", tone: "floor", id: null }], notes: ["no trend: p = 0.61"], empty: null,
      };
    }
    Object.assign(lab, {
      asked,
      figure: async (/** @type {string} */ name, /** @type {any} */ options = {}) => {
        if (!/^E\d$/.test(name)) return real(name, options);
        asked.push({ name, ...options });
        return name === "E2" || name === "E5" ? stability() : distribution(options);
      },
      result,
      run: async (/** @type {string} */ name, /** @type {any} */ { signal, onProgress, ...options } = {}) => {
        asked.push({ run: name, ...options });
        for (let i = 0; i < 10; i++) {
          onProgress?.({ fraction: i / 10, secondsLeft: 10 - i, phase: "training" });
          await new Promise((resolve) => setTimeout(resolve, 30));
          if (signal?.aborted) throw Object.assign(new Error("Cancelled."), { key: "run" });
        }
        return result(name);
      },
    });
  });
