// The limit: what one thread can do on f32x4 in registers. The modules are assembled here byte by byte, so that no
// compiler stands between the instructions and the measurement.

const section = (id, bytes) => [id, ...leb(bytes.length), ...bytes];
const f32 = (x) => [0x43, ...new Uint8Array(new Float32Array([x]).buffer)];
const get = (i) => [0x20, i];
const set = (i) => [0x21, i];
const splat = [0xfd, 0x13];

/** Unsigned LEB128. @param {number} n */
function leb(n) {
  const bytes = [];
  do bytes.push((n & 0x7f) | (n > 0x7f ? 0x80 : 0));
  while ((n >>>= 7));
  return bytes;
}

const mul = [0xfd, 0xe6, 0x01];
const add = [0xfd, 0xe4, 0x01];
const relaxedMadd = [0xfd, 0x85, 0x02];

/**
 * A module whose "f" (iterations: i32) → f32 runs `chains` independent chains. Local 0 is the counter, 1 holds −1
 * (products stay of one size), then come the variables: x and y of every chain.
 * @param {number} chains @param {(x: number[], y: number[]) => number[]} step what a chain does once, given its x and y
 */
function assemble(chains, step) {
  const x = (i) => [2 + 2 * i];
  const y = (i) => [3 + 2 * i];
  const each = Array.from({ length: chains }, (_, i) => i);
  const body = [
    ...leb(1),
    ...leb(1 + 2 * chains),
    0x7b, // locals: v128
    ...f32(-1),
    ...splat,
    ...set(1),
    ...each.flatMap((i) => [...f32(i + 0.5), ...splat, 0x22, ...x(i), ...set(y(i))]),
    0x03,
    0x40, // loop
    ...each.flatMap((i) => step(x(i), y(i))),
    ...get(0),
    0x41,
    1,
    0x6b,
    0x22,
    0,
    0x0d,
    0, // br_if (counter ← counter − 1)
    0x0b,
    ...get(y(0)),
    ...each.slice(1).flatMap((i) => [...get(y(i)), ...add]),
    0xfd,
    0x1f,
    0, // Σ y, lane 0
    0x0b,
  ];
  const code = new Uint8Array([
    0x00,
    0x61,
    0x73,
    0x6d,
    1,
    0,
    0,
    0,
    ...section(1, [1, 0x60, 1, 0x7f, 1, 0x7d]),
    ...section(3, [1, 0]),
    ...section(7, [1, 1, 0x66, 0, 0]), // export "f"
    ...section(10, [1, ...leb(body.length), ...body]),
  ]);
  return { code, flop: chains * 4 * 2 };
}

const kinds = {
  // x ← −x, y ← y + x: the product is not on the path of the sum, so seven chains hide both latencies.
  "multiply + add": assemble(7, (x, y) => [...get(x), ...get(1), ...mul, 0x22, ...x, ...get(y), ...add, ...set(y)]),
  // y ← −y − 1.
  "relaxed multiply-add": assemble(12, (_, y) => [...get(y), ...get(1), ...get(1), ...relaxedMadd, ...set(y)]),
};

/** What this browser can run: name → function that gives GFLOP/s, measured over about `milliseconds`. */
export async function limits() {
  const found = {};
  for (const [name, { code, flop }] of Object.entries(kinds)) {
    if (!WebAssembly.validate(code)) continue;
    const { instance } = await WebAssembly.instantiate(code);
    const { f } = /** @type {{f: (iterations: number) => number}} */ (/** @type {unknown} */ (instance.exports));
    let iterations = 100_000;
    found[name] = (milliseconds) => {
      for (; ; iterations *= 2) {
        const start = performance.now();
        f(iterations);
        const ms = performance.now() - start;
        if (ms >= milliseconds / 2) return (iterations * flop) / ms / 1e6;
      }
    };
    for (let i = 0; i < 10; i++) found[name](5); // until the optimising compiler has it
  }
  return found;
}
