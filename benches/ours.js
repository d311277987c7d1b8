// Our training step and products, from the wasm of one flavour, and the tail fit from the analyst's.

const modules = new Map();

/** The flavour's module; undefined where this browser cannot run it or it has not been built. */
async function load(flavour) {
  if (!modules.has(flavour)) {
    const module = await import(`/dist/pkg/${flavour}/heavytail.js`);
    await module.default();
    modules.set(flavour, module);
  }
  return modules.get(flavour);
}

/** The flavour's contender; its `step` takes as second argument whether the observers see it. @param {string} flavour */
export const stepOf = (flavour) =>
  async function create({ config, batch, theta, batches, lr }) {
    const { Bench } = await load(flavour);
    const bench = new Bench(config, batch, lr, theta);
    return {
      step(k, observe = false) {
        const { tokens, targets } = batches[k % batches.length];
        return bench.step(tokens, targets, observe);
      },
    };
  };

/** @param {string} flavour → function that runs the product `repeats` times */
export async function productOf(flavour, { kind, batch, m, n, k }) {
  const { Product } = await load(flavour);
  const fill = (count) => Float32Array.from({ length: count }, (_, i) => (i % 7) * 0.25 - 0.75);
  const product = new Product(kind, batch, m, n, k, fill(batch * m * k), fill(batch * k * n));
  return (repeats) => product.run(repeats);
}

/** → function that fits values with options, as the page does */
export async function fitOf() {
  const { Fitting } = await load("analyst");
  return (values, options) => {
    const fitting = new Fitting(values, JSON.stringify(options));
    while (fitting.advance() < 1);
    const fit = JSON.parse(fitting.result());
    fitting.free();
    return fit;
  };
}

/** → function that runs E4 with options, on the paper's model as `steps` steps leave it. @param {number} steps */
export async function landscapeOf(steps) {
  const [{ Lab }, { Analyst }] = [await load("simd128"), await load("analyst")];
  const lab = new Lab();
  lab.set({ preset: "paper-exact" });
  while (lab.status().step < steps) lab.advance();
  const analyst = new Analyst();
  analyst.receive("landscape", lab.record("landscape"));
  lab.free();
  return (options) => {
    analyst.start("E4", JSON.stringify(options));
    while (analyst.advance() < 1);
    return JSON.parse(analyst.result());
  };
}
