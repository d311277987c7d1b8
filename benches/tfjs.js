// The reference model in tfjs-wasm, tuned by hand: gradients written out, because tfjs-wasm is fast only on products of
// untransposed operands and a transpose of its own costs less than a transposed product. Weights lie as [in, out].
import { layout } from "./formula.js";

const EPSILON = 1e-5;
const GELU = Math.sqrt(2 / Math.PI);

/** tfjs comes as classic scripts that fill the global `tf`. */
async function load() {
  for (const part of ["core/dist/tf-core", "backend-wasm/dist/tf-backend-wasm"]) {
    const script = document.createElement("script");
    script.src = `/node_modules/@tensorflow/tfjs-${part}.min.js`;
    const loaded = new Promise((resolve, reject) => Object.assign(script, { onload: resolve, onerror: reject }));
    document.head.append(script);
    await loaded;
  }
  const tf = window["tf"];
  tf.wasm.setWasmPaths("/node_modules/@tensorflow/tfjs-backend-wasm/dist/");
  tf.wasm.setThreadsCount(1);
  await tf.setBackend("wasm");
  tf.enableProdMode();
  return tf;
}

/** The forward and backward passes in pairs; a forward gives [result, what its backward needs]. */
function operations(tf, { heads, d_model: c, context: t, vocab }, batch) {
  const d = c / heads;
  const n = batch * t;
  const t2 = (x) => tf.transpose(x);

  const linear = (x, w, b) => tf.fused.matMul({ a: x, b: w, bias: b });
  /** → [dx, dw, db] */
  const linearBack = (dy, x, w) => [tf.matMul(dy, t2(w)), tf.matMul(t2(x), dy), tf.sum(dy, 0)];

  function norm(x, gain, bias) {
    const centred = tf.sub(x, tf.mean(x, -1, true));
    const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), EPSILON));
    const unit = tf.mul(centred, scale);
    return [tf.add(tf.mul(unit, gain), bias), [unit, scale]];
  }
  /** → [dx, dgain, dbias] */
  function normBack(dy, [unit, scale], gain) {
    const du = tf.mul(dy, gain);
    const along = tf.mul(unit, tf.mean(tf.mul(du, unit), -1, true));
    const dx = tf.mul(tf.sub(tf.sub(du, tf.mean(du, -1, true)), along), scale);
    return [dx, tf.sum(tf.mul(dy, unit), 0), tf.sum(dy, 0)];
  }

  function gelu(x) {
    const square = tf.square(x);
    const tanh = tf.tanh(tf.mul(x, tf.add(tf.mul(square, GELU * 0.044715), GELU)));
    return [tf.mul(x, tf.add(tf.mul(tanh, 0.5), 0.5)), [x, square, tanh]];
  }
  function geluBack(dy, [x, square, tanh]) {
    const slope = tf.mul(
      tf.mul(tf.sub(1, tf.square(tanh)), x),
      tf.add(tf.mul(square, 1.5 * GELU * 0.044715), 0.5 * GELU),
    );
    return tf.mul(dy, tf.add(tf.add(tf.mul(tanh, 0.5), 0.5), slope));
  }

  const split = (x) =>
    tf.reshape(tf.transpose(tf.reshape(x, [batch, t, heads, d]), [0, 2, 1, 3]), [batch * heads, t, d]);
  const merge = (x) => tf.reshape(tf.transpose(tf.reshape(x, [batch, heads, t, d]), [0, 2, 1, 3]), [n, c]);
  const turn = (x) => tf.transpose(x, [0, 2, 1]);
  const mask = tf.tensor2d(
    Float32Array.from({ length: t * t }, (_, i) => (i % t > Math.floor(i / t) ? -1e9 : 0)),
    [t, t],
  );
  const scale = 1 / Math.sqrt(d);

  function attention(query, key, value) {
    const [q, k, v] = [query, key, value].map(split);
    const p = tf.softmax(tf.add(tf.mul(tf.matMul(q, turn(k)), scale), mask));
    return [merge(tf.matMul(p, v)), [q, k, v, p]];
  }
  /** → [dquery, dkey, dvalue] */
  function attentionBack(dy, [q, k, v, p]) {
    const da = split(dy);
    const dp = tf.matMul(da, turn(v));
    const ds = tf.mul(tf.mul(tf.sub(dp, tf.sum(tf.mul(dp, p), -1, true)), p), scale);
    return [tf.matMul(ds, k), tf.matMul(turn(ds), q), tf.matMul(turn(p), da)].map(merge);
  }

  /** Embeddings as products with one-hot rows: tfjs-wasm has no scatter-add for the gradient of a gather. */
  const embed = (hot, w, positions) =>
    tf.reshape(tf.add(tf.reshape(tf.matMul(hot, w), [batch, t, c]), positions), [n, c]);
  const embedBack = (dx, hot) => [tf.matMul(t2(hot), dx), tf.sum(tf.reshape(dx, [batch, t, c]), 0)];

  /** → [loss, dlogits] */
  function crossEntropy(logits, chosen) {
    const p = tf.softmax(logits);
    const loss = tf.neg(tf.mean(tf.log(tf.sum(tf.mul(p, chosen), -1))));
    return [loss, tf.mul(tf.sub(p, chosen), 1 / n)];
  }
  const oneHot = (tokens) =>
    tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(new Int32Array(tokens), "int32"), vocab), "float32"));
  return {
    linear,
    linearBack,
    norm,
    normBack,
    gelu,
    geluBack,
    attention,
    attentionBack,
    embed,
    embedBack,
    crossEntropy,
    oneHot,
  };
}

/** → [loss, gradients by name], w the weights by name. */
function lossAndGradient(op, tf, layers, w, hot, chosen) {
  const g = {};
  const linear = (name, x) => op.linear(x, w[`${name}.weight`], w[`${name}.bias`]);
  const linearBack = (name, dy, x) => {
    const [dx, dw, db] = op.linearBack(dy, x, w[`${name}.weight`]);
    Object.assign(g, { [`${name}.weight`]: dw, [`${name}.bias`]: db });
    return dx;
  };
  const norm = (name, x) => op.norm(x, w[`${name}.gain`], w[`${name}.bias`]);
  const normBack = (name, dy, kept) => {
    const [dx, dgain, dbias] = op.normBack(dy, kept, w[`${name}.gain`]);
    Object.assign(g, { [`${name}.gain`]: dgain, [`${name}.bias`]: dbias });
    return dx;
  };
  const parts = ["query", "key", "value"];

  let x = op.embed(hot, w["embedding.weight"], w["positions.weight"]);
  const kept = [];
  for (let i = 0; i < layers; i++) {
    const at = `layers.${i}`;
    const [h, norm1] = norm(`${at}.norm1`, x);
    const [a, attention] = op.attention(...parts.map((part) => linear(`${at}.attention.${part}`, h)));
    x = tf.add(x, linear(`${at}.attention.out`, a));
    const [m, norm2] = norm(`${at}.norm2`, x);
    const [f, gelu] = op.gelu(linear(`${at}.ff1`, m));
    x = tf.add(x, linear(`${at}.ff2`, f));
    kept.push({ at, h, norm1, a, attention, m, norm2, f, gelu });
  }
  const [y, last] = norm("final_norm", x);
  const [loss, dlogits] = op.crossEntropy(linear("head", y), chosen);

  let dx = normBack("final_norm", linearBack("head", dlogits, y), last);
  for (const { at, h, norm1, a, attention, m, norm2, f, gelu } of kept.reverse()) {
    const df = op.geluBack(linearBack(`${at}.ff2`, dx, f), gelu);
    dx = tf.add(dx, normBack(`${at}.norm2`, linearBack(`${at}.ff1`, df, m), norm2));
    const heads = op.attentionBack(linearBack(`${at}.attention.out`, dx, a), attention);
    const dh = tf.addN(parts.map((part, j) => linearBack(`${at}.attention.${part}`, heads[j], h)));
    dx = tf.add(dx, normBack(`${at}.norm1`, dh, norm1));
  }
  [g["embedding.weight"], g["positions.weight"]] = op.embedBack(dx, hot);
  return [loss, g];
}

/** @param {{config: any, batch: number, theta: Float32Array, batches: any[], lr: number}} task */
export async function create({ config, batch, theta, batches, lr }) {
  const tf = await load();
  const op = operations(tf, config, batch);
  let w = Object.fromEntries(
    layout(config).map(({ name, shape, offset, length }) => {
      const tensor = tf.tensor(theta.slice(offset, offset + length), shape);
      const table = name === "embedding.weight" || name === "positions.weight";
      return [name, shape.length === 2 && !table ? tf.transpose(tensor) : tensor];
    }),
  );
  const data = batches.map(({ tokens, targets }) => [op.oneHot(tokens), op.oneHot(targets)]);
  return {
    step(k) {
      const [loss, next] = tf.tidy(() => {
        const [loss, g] = lossAndGradient(op, tf, config.layers, w, ...data[k % data.length]);
        return [loss, Object.fromEntries(Object.keys(w).map((name) => [name, tf.sub(w[name], tf.mul(g[name], lr))]))];
      });
      tf.dispose(w);
      w = next;
      const value = loss.dataSync()[0];
      loss.dispose();
      return value;
    },
  };
}
