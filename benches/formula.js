// Weights and tokens as formulas of an index; the twin of tests/oracle/formula.py (stated in tests/oracle/README.md).
const LOW = 0xffff_ffff_ffff_ffffn;

/** SplitMix64's finaliser. @param {bigint} z */
function mix(z) {
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & LOW;
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & LOW;
  return z ^ (z >> 31n);
}

/** @param {number} stream @param {number} i */
const bits = (stream, i) => mix((BigInt(stream) << 32n) + BigInt(i));

/** Every tensor in arena order: the table of src/model/layout.rs. */
export function layout(config) {
  const { vocab: v, context: t, d_model: c, d_ff: f } = config;
  /** @type {{name: string, shape: number[], offset: number, length: number}[]} */
  const table = [];
  let offset = 0;
  const add = (name, ...shape) => {
    const length = shape.reduce((a, b) => a * b);
    table.push({ name, shape, offset, length });
    offset += length;
  };
  add("embedding.weight", v, c);
  if (config.positions === "learned") add("positions.weight", t, c);
  for (let i = 0; i < config.layers; i++) {
    const layer = (name, ...shape) => add(`layers.${i}.${name}`, ...shape);
    for (const part of ["query", "key", "value"]) layer(`attention.${part}.weight`, c, c);
    for (const part of ["query", "key", "value"]) layer(`attention.${part}.bias`, c);
    layer("attention.out.weight", c, c);
    layer("attention.out.bias", c);
    layer("norm1.gain", c);
    layer("norm1.bias", c);
    layer("ff1.weight", f, c);
    layer("ff1.bias", f);
    layer("ff2.weight", c, f);
    layer("ff2.bias", c);
    layer("norm2.gain", c);
    layer("norm2.bias", c);
  }
  if (config.final_norm) add("final_norm.gain", c);
  if (config.final_norm) add("final_norm.bias", c);
  add("head.weight", v, c);
  add("head.bias", v);
  return table;
}

/** All weights in arena order, rounded to f32. */
export function arena(config, seed) {
  const values = layout(config).map(({ name, shape, offset, length }) => {
    const embedding = name === "embedding.weight" || name === "positions.weight";
    const scale = shape.length === 1 ? 0.2 : embedding ? 1 : 1 / Math.sqrt(shape[1]);
    const centre = name.endsWith(".gain") ? 1 : 0;
    const u = (i) => 2 * (Number(bits(seed, i) >> 11n) * 2 ** -53) - 1;
    return Array.from({ length }, (_, i) => centre + scale * u(offset + i));
  });
  return new Float32Array(values.flat());
}

/** Tokens and next tokens [batch, context] of one step: mostly x → 5x + 1 mod V. */
export function sequences({ vocab, context }, batch, seed, step) {
  const tokens = new Uint32Array(batch * context);
  const targets = new Uint32Array(batch * context);
  for (let b = 0; b < batch; b++) {
    for (let t = 0, x = 0; t <= context; t++) {
      const w = bits(seed + 1, (step * batch + b) * (context + 1) + t);
      x = t === 0 || (w >> 32n) % 8n === 0n ? Number(w % BigInt(vocab)) : (5 * x + 1) % vocab;
      if (t < context) tokens[b * context + t] = x;
      if (t > 0) targets[b * context + t - 1] = x;
    }
  }
  return { tokens, targets };
}
