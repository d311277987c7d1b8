// What the page's scripts repeat of the Rust sources, since no module tells it before it is loaded: the same in both.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

/** @param {string} file @param {RegExp} pattern */
function found(file, pattern) {
  const match = readFileSync(new URL(`../../${file}`, import.meta.url), "utf8").match(pattern);
  assert.ok(match, `${file} has no ${pattern}`);
  return match.slice(1);
}

test("windows of an evaluation, which E4's time is told from", () => {
  assert.deepEqual(found("www/study.js", /MOST_WINDOWS = (\d+)/), found("src/text/windows.rs", /MOST_EVALUATED: usize = (\d+)/));
});

test("of E4's work, the share of its parts", () => {
  assert.deepEqual(found("www/study.js", /PARTS = ([\d.]+)/), found("src/experiment/landscape.rs", /MEASURING: f64 = ([\d.]+)/));
});

test("the run and the sequence of the self-test's known bits", () => {
  const reference = "src/experiment/selftest/reference.rs";
  assert.deepEqual(found("www/selftest.js", /STEPS = (\d+)/), found(reference, /STEPS: u64 = (\d+)/));
  const [length, factor, modulus] = found("www/selftest.js", /length: (\d+) \}, \(_, i\) => \(i \* (\d+)\) % (\d+)/);
  assert.deepEqual([length, factor, modulus], found(reference, /\(0\.\.(\d+)u32\)\.map\(\|i\| i \* (\d+) % (\d+)\)/));
});
