// What is timed: the models with their batches, and the products of one training step.

const reference = {
  vocab: 65,
  context: 64,
  d_model: 128,
  heads: 4,
  layers: 2,
  d_ff: 512,
  norm: "pre",
  activation: "gelu",
  mask: "causal",
  positions: "learned",
  final_norm: true,
  dropout: 0,
};
const paper = {
  vocab: 50,
  context: 50,
  d_model: 128,
  heads: 4,
  layers: 2,
  d_ff: 512,
  norm: "post",
  activation: "relu",
  mask: "none",
  positions: "sinusoidal",
  final_norm: false,
  dropout: 0.1,
};

/** Seed and learning rate of tests/oracle's descents, so that the first ten losses can be compared with theirs. */
export const SEED = 7;
export const LEARNING_RATE = 0.1;

/** The two that all peers train, then the lab's own. */
export const presets = {
  "reference-128": { config: reference, batch: 32 },
  "reference-64": { config: { ...reference, d_model: 64, d_ff: 256 }, batch: 32 },
  "paper-exact": { config: paper, batch: 8 },
  causal: { config: { ...paper, mask: "causal", dropout: 0 }, batch: 8 },
  classroom: { config: { ...paper, d_model: 32, d_ff: 128, mask: "causal", dropout: 0 }, batch: 8 },
};

/** Floating-point operations of a step's products: 2 forward and 4 backward per weight and position, and attention. */
export function flop({ vocab, context, d_model: c, layers, d_ff: f }, batch) {
  const weights = layers * (4 * c * c + 2 * c * f) + vocab * c;
  return batch * context * (6 * weights + 12 * layers * context * c);
}

/** Positions of a shard of reference-128, which its step takes 8 of (src/train/mod.rs): 4 sequences of 64. */
const SHARD = 256;
const BATCH = 8 * SHARD;

/**
 * {label, kind, batch, m, n, k}: C [m, n] = A·B over k; nt reads B transposed, tn reads A transposed. `group` has a target. First
 * the products of a shard, as a step makes them; then some of a whole batch at once, whose operands lie in farther memory.
 */
export const products = [
  { group: "nn", label: "ff2 input gradient", kind: "nn", batch: 1, m: SHARD, n: 512, k: 128 },
  { group: "nn", label: "ff1 input gradient", kind: "nn", batch: 1, m: SHARD, n: 128, k: 512 },
  { group: "nt", label: "query, key, value", kind: "nt", batch: 1, m: SHARD, n: 384, k: 128 },
  { group: "nt", label: "ff1", kind: "nt", batch: 1, m: SHARD, n: 512, k: 128 },
  { group: "nt", label: "ff2", kind: "nt", batch: 1, m: SHARD, n: 128, k: 512 },
  { group: "tn", label: "ff1 weight gradient", kind: "tn", batch: 1, m: 512, n: 128, k: SHARD },
  { group: "tn", label: "ff2 weight gradient", kind: "tn", batch: 1, m: 128, n: 512, k: SHARD },
  { group: "attention", label: "scores", kind: "nt", batch: 16, m: 64, n: 64, k: 32 },
  { group: "attention", label: "weighted values", kind: "nn", batch: 16, m: 64, n: 32, k: 64 },
  { group: "attention", label: "key gradient", kind: "tn", batch: 16, m: 64, n: 32, k: 64 },
  { group: "n65", label: "head, N = 65", kind: "nt", batch: 1, m: SHARD, n: 65, k: 128 },
  { label: "ff2 input gradient, batch", kind: "nn", batch: 1, m: BATCH, n: 512, k: 128 },
  { label: "ff1 input gradient, batch", kind: "nn", batch: 1, m: BATCH, n: 128, k: 512 },
  { label: "ff1, batch", kind: "nt", batch: 1, m: BATCH, n: 512, k: 128 },
  { label: "ff1 weight gradient, batch", kind: "tn", batch: 1, m: 512, n: 128, k: BATCH },
  { label: "ff2 weight gradient, batch", kind: "tn", batch: 1, m: 128, n: 512, k: BATCH },
  { label: "scores, batch", kind: "nt", batch: 128, m: 64, n: 64, k: 32 },
  { label: "weighted values, batch", kind: "nn", batch: 128, m: 64, n: 32, k: 64 },
  { label: "key gradient, batch", kind: "tn", batch: 128, m: 64, n: 32, k: 64 },
];
