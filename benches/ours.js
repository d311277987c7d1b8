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
  const { Analyst } = await load("analyst");
  const analyst = new Analyst();
  return (values, options) => JSON.parse(analyst.fit(values, JSON.stringify(options)));
}
