// The tail fit beside Python's powerlaw on the same values: α with the scan for x_min. Ours is the page's whole `fit`, with its
// four alternatives.
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

const SIZES = [10_000, 20_000, 50_000, 100_000, 1_000_000];
/** The longest that powerlaw is waited for. */
export const SECONDS = 150;

/** Half of the values uniform below 1, half a power law of exponent 2.5 above, from a small generator (mulberry32). */
function sample(n) {
  let state = 1;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let z = Math.imul(state ^ (state >>> 15), 1 | state);
    z = (z + Math.imul(z ^ (z >>> 7), 61 | z)) ^ z;
    return (((z ^ (z >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
  return Float64Array.from({ length: n }, () => (uniform() < 0.5 ? uniform() : uniform() ** (-1 / 1.5)));
}

/**
 * Each size by ours, best of the rounds, and by powerlaw, once, for at most SECONDS.
 * → [{n, ours, powerlaw, same}]: ms, or null where powerlaw takes no part; not finite where that was too short for it; and
 * whether both found the same tail
 */
export async function timeFits({ page, powerlaw, root, rounds, say }) {
  const folder = path.join(root, "target/bench");
  await mkdir(folder, { recursive: true });
  const rows = [];
  for (const n of SIZES) {
    const file = path.join(folder, `fit-${n}.f64`);
    await writeFile(file, sample(n));
    say(`fit of ${n} values`);
    const address = `/${path.relative(root, file)}`;
    const found = await page.evaluate(([address, rounds]) => window["bench"].timeFit(address, rounds), [address, rounds]);
    const theirs = powerlaw && (await powerlaw.time({ file, seconds: SECONDS }));
    const same = Math.abs(theirs?.alpha - found.alpha) < 1e-9 && Math.abs(theirs?.xMin / found.xMin - 1) < 1e-12;
    rows.push({ n, ours: found.ms, powerlaw: theirs && (theirs.ms ?? Infinity), same });
  }
  return rows;
}
