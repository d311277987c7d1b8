// The panes of the experiments, with made-up results: tabs, run and cancel, verdict, numbers, null overlays, x_min, export.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fakeExperiments } from "./fake.mjs";
import { open } from "./lab.mjs";

const STILL = { context: { reducedMotion: /** @type {const} */ ("reduce") } };

/** @param {(page: import("playwright-core").Page) => Promise<void>} body @param {string} [address] */
const study = (body, address) =>
  open(async ({ page }) => {
    await fakeExperiments(page);
    await body(page);
  }, { ...STILL, address });

/** Runs the shown experiment on the causal preset until its verdict. @param {import("playwright-core").Page} page @param {string} name */
async function run(page, name) {
  await page.click(`#${name} .run-bar button:text-is("Causal")`);
  await page.waitForSelector(`#${name} .verdict[data-grade]`);
}

/** @param {import("playwright-core").Page} page @returns {Promise<any[]>} */
const asked = (page) => page.evaluate(() => /** @type {any} */ (heavytail).asked);

test("tabs by mouse and keyboard; the link keeps the open one, and only it is built", () =>
  study(async (page) => {
    const shown = () => page.evaluate(() => [...document.querySelectorAll("[role=tabpanel]:not([hidden])")].map(({ id }) => id));
    assert.deepEqual(await shown(), ["E1"]);
    assert.equal(await page.locator("#E2 > *").count(), 0);
    await page.click("#tab-E2");
    await page.waitForSelector("#E2 .run-bar");
    assert.deepEqual([await shown(), await page.evaluate(() => location.hash)], [["E2"], "#tab=E2"]);
    await page.focus("#tab-E2");
    for (const [key, tab] of [["ArrowRight", "E3"], ["ArrowRight", "E4"], ["ArrowRight", "E5"], ["End", "own"], ["ArrowRight", "E1"], ["ArrowLeft", "own"], ["Home", "E1"]]) {
      await page.keyboard.press(key);
      assert.deepEqual(await shown(), [tab], key);
      assert.equal(await page.evaluate(() => document.activeElement?.id), `tab-${tab}`);
    }
    assert.equal(await page.evaluate(() => location.hash), "");
    assert.equal(await page.locator('[role=tab][tabindex="0"]').count(), 1);
    await page.evaluate(() => (location.hash = "#tab=E3"));
    await page.waitForSelector("#E3 .run-bar");
  }));

test("a link opens its tab", () => study((page) => page.waitForSelector("#E3 .run-bar").then(() => {}), "#tab=E3"));

test("one click runs the paper's set-up and ends in the verdict, with the nulls and the paper beside", () =>
  study(async (page) => {
    await page.waitForSelector("#E1 .run-bar");
    await page.click('#E1 .run-bar button:text-is("Paper-exact")');
    await page.waitForSelector("#E1 progress:not([hidden])");
    await page.waitForFunction(() => /training: \d+ %, \d+ s left/.test(document.querySelector("#E1 .progress-words")?.textContent ?? ""));
    await page.waitForSelector('#E1 .verdict[data-grade="explained"]');
    assert.match((await page.textContent("#E1 .verdict")) ?? "", /^Explained by a null model MADE UP/);
    assert.ok((await asked(page)).some(({ run, steps, reset }) => run === "E1" && steps === 1000 && reset));
    assert.equal(await page.evaluate(() => heavytail.knobs().find(({ key }) => key === "preset")?.value), "paper-exact");
    // The made-up result has only steps after the transient.
    await page.check('input[name="window"][value="after"]', { force: true });
    const table = page.locator("#E1 .results table").first();
    assert.deepEqual(await table.locator("thead th").allTextContents(), ["data", "Gaussian null with one scale a tensor and step", "Gaussian null with one scale a parameter and step", "paper"]);
    assert.deepEqual(await table.locator("tbody tr").first().locator("td").allTextContents(), ["3.21 [3.11, 3.31]", "4.11 [4.01, 4.21]", "3.22 [3.12, 3.32]", "3.4 to 3.5"]);
    assert.equal(await page.locator("#E1 .results table").nth(1).locator("tbody tr").count(), 4);
  }));

test("a run is cancelled, and resumed where it stood", () =>
  study(async (page) => {
    await page.click("#tab-E3");
    await page.click('#E3 .run-bar button:text-is("Causal")');
    assert.ok(await page.isDisabled('#E3 .run-bar button:text-is("Paper-exact")'));
    await page.click('#E3 button:text-is("Cancel")');
    await page.waitForFunction(() => document.querySelector("#E3 .progress-words")?.textContent?.startsWith("Cancelled at step 0."));
    await page.click('#E3 button:text-is("Resume")');
    await page.waitForSelector("#E3 .verdict[data-grade]");
    assert.deepEqual((await asked(page)).filter(({ run }) => run).map(({ reset }) => reset), [true, false]);
    await page.check('#E3 input[value="raster"]', { force: true });
    await page.waitForFunction(() => /** @type {any} */ (heavytail).asked.at(-1).view === "raster");
    await page.selectOption('#E3 select[aria-label="Large updates"]', { label: "Top 5 %, each weight its own" });
    await page.waitForFunction(() => /** @type {any} */ (heavytail).asked.at(-1).rule === "perParameter");
    assert.equal(await page.locator("#E3 .results thead th").count(), 6);
  }));

test("E5 shows windows of both lengths, and its identity in the theory with the run's numbers", () =>
  study(async (page) => {
    await page.click("#tab-E5");
    await page.waitForSelector("#E5 .run-bar");
    assert.equal(await page.locator("#E5 math").count(), 7);
    await run(page, "E5");
    const table = page.locator("#E5 .results table").first();
    assert.match((await table.locator("caption").textContent()) ?? "", /windows of 50 steps/);
    assert.deepEqual(await table.locator("tbody tr").first().locator("td").allTextContents(), ["0.0600", "0.0500"]);
    await page.check('#E5 input[value="200"]', { force: true });
    await page.waitForFunction(() => /** @type {any} */ (heavytail).asked.at(-1).window === 200);
    assert.match((await table.locator("caption").textContent()) ?? "", /windows of 200 steps/);
    await page.check('#E5 input[value="alignment"]', { force: true });
    await page.waitForFunction(() => /** @type {any} */ (heavytail).asked.at(-1).view === "alignment");
    await page.click("#E5 .theory summary");
    assert.deepEqual(await page.locator("#E5 .identity dd").allTextContents(), ["2,345", "0.380000", "3.631579", "3.631579"]);
    // Formulas are laid out: a fraction is higher than its line.
    const heights = await page.evaluate(() => [...document.querySelectorAll("#E5 math")].map((math) => math.getBoundingClientRect().height));
    assert.ok(heights.every((height) => height > 15), `${heights}`);
  }));

test("a null that is unticked is no longer drawn", () =>
  study(async (page) => {
    await page.waitForSelector("#E1 .run-bar");
    await run(page, "E1");
    const labels = () => page.getAttribute("#tail canvas", "aria-label");
    await page.waitForFunction(() => document.querySelector("#tail canvas")?.getAttribute("aria-label")?.includes("null one"));
    await page.uncheck('#E1 .nulls input[value="null one"]');
    await page.waitForFunction(() => !document.querySelector("#tail canvas")?.getAttribute("aria-label")?.includes("null one"));
    assert.match((await labels()) ?? "", /null two/);
    await page.check('#E1 .nulls input[value="null one"]');
    await page.waitForFunction(() => document.querySelector("#tail canvas")?.getAttribute("aria-label")?.includes("null one"));
  }));

test("x_min moves by keyboard and by mouse, with its fit, and goes back to the best", () =>
  study(async (page) => {
    await page.waitForSelector("#E1 .run-bar");
    await run(page, "E1");
    const grip = page.locator("#tail .grip");
    await grip.waitFor();
    const value = async () => Number(await grip.getAttribute("aria-valuenow"));
    assert.equal(await value(), 2e-4);
    await page.focus("#tail canvas");
    await page.keyboard.press("Tab");
    assert.equal(await grip.evaluate((element) => getComputedStyle(element).outlineStyle), "solid");
    await page.keyboard.press("ArrowRight");
    assert.ok((await value()) > 2e-4 && (await value()) < 2.2e-4, String(await value()));
    for (const key of ["PageUp", "PageUp", "ArrowLeft"]) await page.keyboard.press(key);
    const moved = await value();
    assert.ok(moved > 2.5e-4);
    await page.waitForFunction((moved) => /** @type {any} */ (heavytail).asked.some(({ xMin = 0 }) => Math.abs(xMin / moved - 1) < 1e-9), moved);
    const alpha = (3 + Math.log10(moved)).toFixed(2);
    await page.waitForFunction((alpha) => document.querySelector("#tail-numbers dd")?.textContent?.startsWith(alpha), alpha);

    const box = await grip.boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + 80, box.y + box.height / 2, { steps: 5 });
    await page.mouse.up();
    assert.ok((await value()) > 1.5 * moved, `${await value()} after ${moved}`);
    await page.mouse.move(box.x, box.y);
    const settled = await value();
    await page.click('#E1 button:has-text("Best xmin")');
    await page.waitForFunction(() => Number(document.querySelector("#tail .grip")?.getAttribute("aria-valuenow")) === 2e-4);
    assert.notEqual(settled, 2e-4);

    await page.locator("#E1 .more .grip").focus();
    await page.keyboard.press("PageDown");
    await page.waitForFunction(() => /** @type {any} */ (heavytail).asked.some((/** @type {any} */ { view, share }) => view === "ccdf" && share < 2e-4));
    assert.match((await page.textContent("#E1 .more > p")) ?? "", /flat Hill plot/);
    await page.check('#E1 .more input[value="xMin"]', { force: true });
    await page.waitForFunction(() => /** @type {any} */ (heavytail).asked.at(-1).view === "xMin");
    assert.match((await page.textContent("#E1 .more > p")) ?? "", /plateau/);
  }));

test("result and chart are saved in every form", () =>
  study(async (page) => {
    await page.click("#tab-E2");
    await page.waitForSelector("#E2 .run-bar");
    await run(page, "E2");
    await page.waitForFunction(() => document.querySelectorAll("#E2 .multiples canvas").length === 3);
    /** @param {string} form */
    const saved = async (form) => {
      const [download] = await Promise.all([page.waitForEvent("download"), page.click(`#E2 .export button:text-is("${form}")`)]);
      assert.equal(download.suggestedFilename(), `heavytail-E2.${form.toLowerCase()}`);
      return readFileSync(await download.path());
    };
    assert.equal(JSON.parse(String(await saved("JSON"))).experiment, "E2");
    assert.match(String(await saved("CSV")), /^# \n# \{"knobs":\{"preset":"causal","seed":11\}.*\}\nseries,"step","α"\n(".*",[\d.]+,[\d.]+\n)+$/);
    assert.match(String(await saved("SVG")), /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="900"[^]*95 % interval[^]*<\/svg>\n$/);
    assert.deepEqual([...(await saved("PNG")).subarray(1, 4)], [...Buffer.from("PNG")]);
  }));

for (const [width, height] of [[320, 640], [390, 844], [1280, 800]]) {
  test(`no pane scrolls sideways at ${width} × ${height}`, () =>
    open(async ({ page }) => {
      await fakeExperiments(page);
      for (const name of ["E1", "E2", "E3", "E5"]) {
        await page.click(`#tab-${name}`);
        await page.waitForSelector(`#${name} .run-bar`);
        await run(page, name);
        const wide = await page.evaluate(() => {
          const card = /** @type {HTMLElement} */ (document.querySelector(".study"));
          return [document.documentElement.scrollWidth - innerWidth, card.scrollWidth - card.clientWidth];
        });
        assert.ok(wide.every((excess) => excess <= 0), `${name}: ${wide}`);
      }
    }, { context: { viewport: { width, height }, reducedMotion: "reduce" } }));
}
