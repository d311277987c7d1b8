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

/** [name, shape] of every tensor in arena order: the table of src/model/layout.rs. */
export function layout(config) {
  const { vocab, context, d_model: c, d_ff: f } = config;
  const block = [
    ...["query", "key", "value"].map((part) => [`attention.${part}.weight`, [c, c]]),
    ...["query", "key", "value"].map((part) => [`attention.${part}.bias`, [c]]),
    ["attention.out.weight", [c, c]],
    ["attention.out.bias", [c]],
    ["norm1.gain", [c]],
    ["norm1.bias", [c]],
    ["ff1.weight", [f, c]],
    ["ff1.bias", [f]],
    ["ff2.weight", [c, f]],
    ["ff2.bias", [c]],
    ["norm2.gain", [c]],
    ["norm2.bias", [c]],
  ];
  const layers = Array.from({ length: config.layers }, (_, i) =>
    block.map(([name, shape]) => [`layers.${i}.${name}`, shape]),
  );
  return [
    ["embedding.weight", [vocab, c]],
    ...(config.positions === "learned" ? [["positions.weight", [context, c]]] : []),
    ...layers.flat(),
    ...(config.final_norm
      ? [
          ["final_norm.gain", [c]],
          ["final_norm.bias", [c]],
        ]
      : []),
    ["head.weight", [vocab, c]],
    ["head.bias", [vocab]],
  ];
}

/** All weights in arena order, rounded to f32. */
export function arena(config, seed) {
  const table = layout(config).map(([name, shape]) => ({ name, shape, length: shape.reduce((a, b) => a * b) }));
  const theta = new Float32Array(table.reduce((sum, tensor) => sum + tensor.length, 0));
  let i = 0;
  for (const { name, shape, length } of table) {
    const embedding = name === "embedding.weight" || name === "positions.weight";
    const scale = shape.length === 1 ? 0.2 : embedding ? 1 : 1 / Math.sqrt(shape[1]);
    const centre = name.endsWith(".gain") ? 1 : 0;
    for (const end = i + length; i < end; i++) {
      theta[i] = centre + scale * (2 * (Number(bits(seed, i) >> 11n) * 2 ** -53) - 1);
    }
  }
  return theta;
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
