// The reference model in jax-js: automatic gradients, the whole SGD step in one jit, backend wasm.
import { defaultDevice, init, jit, nn, numpy as np, valueAndGrad } from "@jax-js/jax";
import { layout } from "./formula.js";

const EPSILON = 1e-5;

/** The arena as {name: array}, the vocabulary's tensors padded to `vocab` rows that no softmax can choose. */
function parameters(config, theta, vocab) {
  const padded = ({ name, shape, offset, length }) => {
    const [rows, width = 1] = shape;
    const wanted = /^(embedding|head)\./.test(name) ? vocab : rows;
    const data = new Float32Array(wanted * width).fill(name === "head.bias" ? -1e4 : 0);
    data.set(theta.subarray(offset, offset + length));
    return [name, np.array(data).reshape([wanted, ...shape.slice(1)])];
  };
  return Object.fromEntries(layout(config).map(padded));
}

const linear = (x, weight, bias) => np.matmul(x, weight.transpose()).add(bias);

function layerNorm(x, gain, bias) {
  const centred = x.ref.sub(x.mean(-1, { keepdims: true }));
  const variance = np.square(centred.ref).mean(-1, { keepdims: true });
  return centred
    .div(np.sqrt(variance.add(EPSILON)))
    .mul(gain)
    .add(bias);
}

/** Mean cross-entropy of tokens and targets [B, T]. Consumes its arguments, as jax-js wants. */
function forward(config, vocab, p, tokens, targets) {
  const { heads, d_model: c, layers } = config;
  const [b, t] = tokens.shape;
  const d = c / heads;
  let x = np.matmul(nn.oneHot(tokens.reshape([b * t]), vocab), p["embedding.weight"]);
  x = x
    .reshape([b, t, c])
    .add(p["positions.weight"])
    .reshape([b * t, c]);
  for (let i = 0; i < layers; i++) {
    const of = (name) => p[`layers.${i}.${name}`];
    const h = layerNorm(x.ref, of("norm1.gain"), of("norm1.bias"));
    const split = (part, operand) =>
      linear(operand, of(`attention.${part}.weight`), of(`attention.${part}.bias`)).reshape([b, t, heads, d]);
    const query = split("query", h.ref);
    const key = split("key", h.ref);
    const value = split("value", h);
    const scores = np.einsum("bqhd,bkhd->bhqk", query, key).mul(1 / Math.sqrt(d));
    const mask = np
      .tril(np.ones([t, t]))
      .sub(1)
      .mul(1e9);
    const attended = np.einsum("bhqk,bkhd->bqhd", nn.softmax(scores.add(mask), -1), value);
    const merged = attended.reshape([b * t, c]);
    x = x.add(linear(merged, of("attention.out.weight"), of("attention.out.bias")));
    const n = layerNorm(x.ref, of("norm2.gain"), of("norm2.bias"));
    const hidden = nn.gelu(linear(n, of("ff1.weight"), of("ff1.bias")));
    x = x.add(linear(hidden, of("ff2.weight"), of("ff2.bias")));
  }
  const logits = linear(layerNorm(x, p["final_norm.gain"], p["final_norm.bias"]), p["head.weight"], p["head.bias"]);
  const chosen = nn.oneHot(targets.reshape([b * t]), vocab);
  return nn
    .logSoftmax(logits, -1)
    .mul(chosen)
    .sum()
    .mul(-1 / (b * t));
}

/** @param {{config: any, batch: number, theta: Float32Array, batches: any[], lr: number, vocab?: number}} task */
export async function create({ config, batch, theta, batches, lr, vocab = config.vocab }) {
  await init("wasm");
  defaultDevice("wasm");
  const array = (tokens) => np.array(new Int32Array(tokens)).reshape([batch, config.context]);
  const data = batches.map(({ tokens, targets }) => [array(tokens), array(targets)]);
  let p = parameters(config, theta, vocab);
  const step = jit((p, tokens, targets) => {
    const copy = Object.fromEntries(Object.entries(p).map(([name, w]) => [name, w.ref]));
    const [loss, gradient] = valueAndGrad((p, tokens, targets) => forward(config, vocab, p, tokens, targets))(
      copy,
      tokens,
      targets,
    );
    const moved = Object.entries(p).map(([name, w]) => [name, w.sub(gradient[name].mul(lr))]);
    return [Object.fromEntries(moved), loss];
  });
  return {
    async step(k) {
      const [tokens, targets] = data[k % data.length];
      const [next, loss] = step(p, tokens.ref, targets.ref);
      p = next;
      return (await loss.data())[0];
    },
  };
}
