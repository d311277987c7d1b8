// One's own numbers: a good column is fitted and drawn; what is wrong with a bad one is said, and nothing else changes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open } from "./lab.mjs";

/** @param {(page: import("playwright-core").Page) => Promise<void>} body */
const own = (body) => open(async ({ page }) => {
  await page.waitForSelector("#own textarea");
  await body(page);
}, { address: "#tab=own", context: { reducedMotion: "reduce" } });

/** @param {number} n */
const pareto = (n) => Array.from({ length: n }, (_, i) => (1 - (i + 0.5) / n) ** (-1 / 1.5));

/** @param {import("playwright-core").Page} page @param {string} text */
async function give(page, text) {
  await page.setInputFiles("#own input[type=file]", { name: "numbers.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
}

test("a column is fitted and drawn; another column and another x_min are taken", () =>
  own(async (page) => {
    const rows = pareto(2000).map((value, i) => `"row, ${i}",${value},${3 * value}`);
    await give(page, `name,size,"three, times"\n${rows.join("\n")}`);
    await page.waitForSelector("#own .results table");
    const cell = (/** @type {number} */ row) => page.locator("#own .results tbody tr").nth(row).locator("td").first();
    assert.match((await cell(0).textContent()) ?? "", /^2\.[45]\d/);
    assert.equal(await page.textContent("#own .progress-words"), "2,000 values.");
    assert.deepEqual(await page.locator("#own select option").allTextContents(), ["name", "size", "three, times"]);
    const xMin = Number(await cell(1).textContent());
    await page.selectOption("#own select", "2");
    await page.waitForFunction((xMin) => Number(document.querySelectorAll("#own .results tbody td")[1]?.textContent) > 2.9 * xMin, xMin);
    await page.locator("#own .grip").focus();
    await page.keyboard.press("PageUp");
    await page.waitForSelector('#own button:has-text("Best xmin"):visible');
    await page.selectOption("#own select", "0");
    await page.waitForFunction(() => document.querySelector("#own .error")?.textContent);
    assert.match((await page.textContent("#own .error")) ?? "", /Line 2: “row, 0” is not a number.*last fit is kept/);
  }));

test("every bad input has its sentence", () =>
  own(async (page) => {
    const good = pareto(100);
    /** @type {[string, string, RegExp][]} */
    const cases = [
      ["nothing", "", /nothing in it/],
      ["text", "size\n1\n2\ntwo\n", /Line 4: “two” is not a number/],
      ["infinity", "1\nInfinity\n", /Line 2: “Infinity” is infinite/],
      ["negatives", good.map((value) => -value).join("\n"), /100 of 100 values are negative.*Magnitudes/],
      ["seven points", good.slice(0, 7).join("\n"), /7/],
      ["all equal", new Array(200).fill(3).join("\n"), /\w/],
      ["only zeros", new Array(200).fill(0).join("\n"), /\w/],
    ];
    for (const [name, text, says] of cases) {
      await page.fill("#own textarea", text);
      await page.click('#own button:text-is("Fit these numbers")');
      await page.waitForFunction(() => document.querySelector("#own .error")?.textContent);
      assert.match((await page.textContent("#own .error")) ?? "", says, name);
      assert.ok(await page.isHidden("#own progress"), name);
      assert.equal(await page.locator("#own .results table").count(), 0, name);
      await page.evaluate(() => (/** @type {HTMLElement} */ (document.querySelector("#own .error")).textContent = ""));
    }
    await page.fill("#own textarea", [...good.map((value) => -value), "NaN", ""].join("\n"));
    await page.check("#own input[type=checkbox]");
    await page.click('#own button:text-is("Fit these numbers")');
    await page.waitForSelector("#own .results table");
    assert.equal(await page.textContent("#own .progress-words"), "100 values; 1 cell was empty or NaN and is left out.");
  }));

test("a file dropped on the pane is numbers, not a text to train on", () =>
  own(async (page) => {
    const before = await page.evaluate(() => heavytail.status()?.text.name);
    await page.evaluate((text) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], "numbers.csv"));
      const event = (/** @type {string} */ kind) => new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true });
      for (const kind of ["dragover", "drop"]) document.querySelector("#own textarea")?.dispatchEvent(event(kind));
    }, pareto(500).join("\n"));
    await page.waitForSelector("#own .results table");
    assert.equal(await page.isHidden("#drop"), true);
    assert.equal(await page.evaluate(() => heavytail.status()?.text.name), before);
  }));

test("the fit is tested with progress, and cancelled with nothing lost", () =>
  own(async (page) => {
    await give(page, pareto(20_000).join("\n"));
    await page.click('#own button:text-is("Test the fit")');
    await page.waitForFunction(() => /^Testing: [1-9]\d* %, \d+ s left$/.test(document.querySelector("#own .progress-words")?.textContent ?? ""));
    await page.click('#own .progress button:text-is("Cancel")');
    assert.equal(await page.textContent("#own .progress-words"), "Cancelled. The last fit is kept.");
    const terms = () => page.locator("#own .results tbody th").allTextContents();
    assert.ok(!(await terms()).includes("p"));
    await give(page, pareto(500).join("\n"));
    await page.waitForFunction(() => document.querySelector("#own .progress-words")?.textContent === "500 values.");
    await page.click('#own button:text-is("Test the fit")');
    await page.waitForFunction(() => [...document.querySelectorAll("#own .results tbody th")].some((term) => term.textContent === "p"));
  }));

test("a script's fit says how far it is, stops at once, and leaves or takes its values", () =>
  own(async (page) => {
    const found = await page.evaluate(async (/** @type {number[]} */ numbers) => {
      const values = Float64Array.from(numbers);
      /** @type {number[]} */
      const fractions = [];
      const stop = new AbortController();
      let aborted = 0;
      const onProgress = (/** @type {{fraction: number}} */ { fraction }) => {
        fractions.push(fraction);
        if (fractions.length < 3) return;
        aborted = performance.now();
        stop.abort();
      };
      const stopped = await heavytail.fit(values, { bootstrap: 100_000, onProgress, signal: stop.signal }).then(() => "", (/** @type {Error} */ reason) => reason.message);
      const waited = performance.now() - aborted;
      const kept = values.length;
      const [whole, again] = await Promise.all([heavytail.fit(values, { bootstrap: 20 }), heavytail.fit(numbers, { bootstrap: 20 })]);
      await heavytail.fit(values, { transfer: true });
      return { fractions, stopped, waited, kept, left: values.length, same: JSON.stringify(whole) === JSON.stringify(again), p: whole.p };
    }, pareto(5000));
    assert.equal(found.stopped, "The fit was stopped.");
    assert.ok(found.waited < 50, `${found.waited} ms`);
    assert.ok(found.fractions.every((fraction, i) => fraction > 0 && fraction < 1 && fraction >= (found.fractions[i - 1] ?? 0)), String(found.fractions));
    assert.deepEqual([found.kept, found.left, found.same], [5000, 0, true]);
    assert.ok(found.p >= 0 && found.p <= 1);
  }));
