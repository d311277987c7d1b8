// The tab of the calibration: a small world recovered, nonsense refused, a run cancelled, every self-test green, and a red line
// where a check fails.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open } from "./lab.mjs";

/** @param {(page: import("playwright-core").Page) => Promise<void>} body @param {import("playwright-core").BrowserContextOptions} [context] */
const calibration = (body, context = {}) =>
  open(async ({ page }) => {
    await page.waitForSelector("#calibration .world");
    await body(page);
  }, { address: "#tab=calibration", context: { reducedMotion: "reduce", ...context } });

/** @param {import("playwright-core").Page} page @param {string} label */
const field = (page, label) => page.locator("#calibration .world label", { has: page.locator(`span:text-is("${label}")`) }).locator("input");

test("a small calibration recovers its parameter, draws it, and gives the same numbers again", { timeout: 120_000 }, () =>
  calibration(async (page) => {
    await field(page, "n").fill("300");
    await field(page, "data sets").fill("60");
    await page.click('#calibration button:text-is("Calibrate")');
    await page.waitForSelector("#calibration .verdict[data-grade]", { timeout: 60_000 });
    assert.match((await page.textContent("#calibration .verdict")) ?? "", /60 data sets of “Power law” \(α = 2\.5\): \d+\.\d\s% of the stated 95\s% intervals hold the truth/);
    const rows = await page.locator("#calibration .results table").first().locator("tbody tr").allTextContents();
    assert.match(rows[0], /^α, xmin known2\.52\.[45]\d\d ± 0\.0\d\d/);
    assert.equal(rows.length, 3);
    const options = { world: "powerLaw", n: 300, sets: 60 };
    const [again, other] = await page.evaluate(async (options) => [await heavytail.calibrate(options), await heavytail.calibrate({ ...options, seed: 12 })], options);
    assert.match(rows[0], new RegExp(again.ways[0].parameters[0].mean.toFixed(3).replace(".", "\\.")));
    assert.notEqual(again.ways[0].parameters[0].mean, other.ways[0].parameters[0].mean);
    for (const view of ["estimates", "intervals", "first"]) {
      const figure = await page.evaluate((view) => heavytail.figure("calibration", { view }), view);
      assert.deepEqual([figure.empty, figure.series.length > 1], [null, true], view);
    }
    assert.equal(await page.evaluate(() => heavytail.status()?.step), 0);
  }));

test("events by chance go through E3, and are not supported", { timeout: 120_000 }, () =>
  calibration(async (page) => {
    const result = await page.evaluate(() => heavytail.calibrate({ world: "bernoulli", sets: 4 }));
    assert.deepEqual([result.ways[0].name, result.ways[0].verdicts.notSupported, result.right], ["E3", 4, ["notSupported", null]]);
  }));

test("nonsense gets a sentence beside its field, and nothing runs", () =>
  calibration(async (page) => {
    await field(page, "n").fill("seven");
    await page.click('#calibration button:text-is("Calibrate")');
    assert.equal(await page.textContent("#calibration .world .error"), "n takes a whole number from 50 to 100,000, not “seven”.");
    assert.equal(await page.locator("#calibration .world input[data-refused]").count(), 1);
    assert.ok(await page.isHidden("#calibration .run-bar progress"));
    const refused = await page.evaluate(() => heavytail.calibrate({ world: "powerLaw", alpha: 1 }).then(() => null, ({ key, message }) => ({ key, message })));
    assert.deepEqual(refused, { key: "alpha", message: "α takes a number from 1.2 to 6, not 1." });
    await page.selectOption("#calibration .world select", "renewal");
    assert.equal(await page.textContent("#calibration .world .error"), "");
  }));

test("a calibration that is cancelled says so, and another can begin", { timeout: 120_000 }, () =>
  calibration(async (page) => {
    await page.selectOption("#calibration .world select", "paretoUpdates");
    await page.click('#calibration button:text-is("Calibrate")');
    await page.click('#calibration .run-bar button:text-is("Cancel"):visible');
    await page.waitForSelector('#calibration .progress-words:text("Stopped. Nothing was changed.")');
    const stopped = await page.evaluate(() => {
      const stop = new AbortController();
      const asked = heavytail.calibrate({ world: "paretoUpdates" }, { signal: stop.signal, onProgress: () => stop.abort() });
      return asked.then(() => "", (reason) => reason.message);
    });
    assert.equal(stopped, "Stopped. Nothing was changed.");
    assert.equal((await page.evaluate(() => heavytail.calibrate({ n: 100, sets: 2 }))).sets, 2);
  }));

test("every self-test is green in this browser, and the report says so", { timeout: 400_000 }, () =>
  calibration(
    async (page) => {
      await page.click('#calibration button:text-is("Run the self-tests")');
      await page.waitForSelector('#calibration button:text-is("Copy report"):visible', { timeout: 380_000 });
      const lines = await page.locator("#calibration .checks li").evaluateAll((items) => items.map((item) => [item.getAttribute("data-state"), item.textContent]));
      for (const [state, text] of lines) assert.ok(state === "passed" || (state === "not promised" && /relaxed/.test(text ?? "")), `${state}: ${text}`);
      for (const what of ["Gradient in f64", "Random numbers", "Special functions", "powerlaw 1.5", "products, scalar", "products, simd128:", "simd128 against scalar", "50 steps, scalar", "50 steps, simd128"]) {
        assert.ok(lines.some(([, text]) => text?.includes(what)), what);
      }
      await page.click('#calibration button:text-is("Copy report")');
      const report = await page.evaluate(() => navigator.clipboard.readText());
      assert.match(report, /^Heavytail Lab \d+\.\d+\.\d+, self-test of \d{4}-/);
      assert.match(report, /\n\d+ passed, 0 failed, /);
    },
    { permissions: ["clipboard-read", "clipboard-write"] },
  ));

test("a check that fails has a red line, and the page says not to trust it", () =>
  calibration(async (page) => {
    await page.evaluate(() => {
      const lines = [
        { name: "a", what: "MADE UP: a check", passed: true, found: 1e-9, limit: 1e-6 },
        { name: "b", what: "MADE UP: another", passed: false, found: 0.5, limit: 0 },
      ];
      const made = async (/** @type {any} */ { onLine }) => {
        lines.forEach(onLine);
        return { lines, provenance: { version: "0" } };
      };
      Object.assign(heavytail, { selfTest: made });
    });
    await page.click('#calibration button:text-is("Run the self-tests")');
    const red = page.locator('#calibration .checks [data-state="failed"]');
    await red.waitFor();
    assert.equal(await red.textContent(), "failed MADE UP: another 0.5, allowed 0");
    const wrong = await red.locator("strong").evaluate((element) => getComputedStyle(element).color);
    const right = await page.locator('#calibration .checks [data-state="passed"] strong').evaluate((element) => getComputedStyle(element).color);
    assert.notEqual(wrong, right);
    assert.match((await page.textContent("#calibration .more .sentence")) ?? "", /^1 of 2 checks failed in this browser: do not trust/);
  }));
