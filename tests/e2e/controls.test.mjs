// Seeds and controls, as the page runs them on a small model: the matrix with its cells, and E1's controls on the run's axes.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { open } from "./lab.mjs";

const STILL = { context: { reducedMotion: /** @type {const} */ ("reduce") }, address: "#preset=classroom&transient=20" };

test("the matrix: its time told first, claims against nulls and a control, every seed behind a cell, saved", { timeout: 300_000 }, () =>
  open(async ({ page }) => {
    await page.click("#tab-controls");
    const pane = page.locator("#controls");
    await pane.locator('label:has-text("These settings")').click();
    await pane.getByLabel("Seeds").fill("2");
    await pane.getByLabel("Steps").fill("100");
    for (const name of ["frozen net", "shuffled text", "full batch"]) await pane.getByLabel(name).uncheck();
    await page.evaluate(() => heavytail.step(10));
    await page.waitForFunction(() => /^4 runs of 100 steps: about \d+ (s|min)/.test(document.querySelector("#controls [role=status]")?.textContent ?? ""));
    const before = await page.evaluate(() => heavytail.status()?.fingerprint);

    await pane.getByRole("button", { name: "Fill the matrix" }).click();
    await page.waitForFunction(() => document.querySelector("#controls .provenance")?.textContent?.startsWith("these settings · 4 runs"), null, { timeout: 280_000 });
    assert.equal(await page.evaluate(() => heavytail.status()?.fingerprint), before, "the visible run is as it was");
    const heads = await pane.locator(".matrix thead th b").allTextContents();
    assert.deepEqual(heads.slice(0, 3), ["E1", "E2", "E3"]);
    const rows = await pane.locator('.matrix th[scope="row"]').allTextContents();
    assert.deepEqual([rows[0], rows.at(-1)], ["the data", "Adam"]);
    assert.ok(rows.includes("Gaussian null with one scale a parameter and step"));
    // Two seeds are no grade, whatever they say.
    const words = await pane.locator(".matrix .cell strong").allTextContents();
    assert.ok(words.length >= 12 && words.every((word) => ["Too few seeds", "Not enough data"].includes(word)), String(words));

    const cell = pane.locator(".matrix .cell").first();
    await cell.focus();
    await page.keyboard.press("Enter");
    assert.equal(await cell.getAttribute("aria-pressed"), "true");
    assert.match((await pane.locator(".cell-details").textContent()) ?? "", /E1, the data: .*it takes 3.*α at the top 1\s%/);
    assert.deepEqual(await pane.locator(".cell-details thead th").allTextContents(), ["over seeds, 95 %", "seed 11", "seed 12"]);

    for (const size of [{ width: 1280, height: 800 }, { width: 390, height: 844 }]) {
      await page.setViewportSize(size);
      const excess = await page.evaluate(() => {
        const card = /** @type {HTMLElement} */ (document.querySelector(".study"));
        return [document.documentElement.scrollWidth - innerWidth, card.scrollWidth - card.clientWidth];
      });
      assert.ok(excess.every((over) => over <= 0), `${size.width}: ${excess}`);
    }

    /** @param {string} form */
    const saved = async (form) => {
      const [download] = await Promise.all([page.waitForEvent("download"), pane.locator(`.export button:text-is("${form}")`).click()]);
      return String(readFileSync(await download.path()));
    };
    const { matrix, runs } = JSON.parse(await saved("JSON"));
    assert.deepEqual(runs.map((/** @type {any} */ { changes }) => [changes.seed, changes.optimizer]), [[11, undefined], [11, "adam"], [12, undefined], [12, "adam"]]);
    assert.equal((await saved("CSV")).split("\n").length, 2 + matrix.cells.reduce((/** @type {number} */ sum, /** @type {any} */ { numbers }) => sum + numbers.length, 0));
    const [data, adam] = ["data", "adam"].map((key) => matrix.cells.find((/** @type {any} */ cell) => cell.experiment === "E1" && cell.key === key));
    const alpha = data.numbers[0];
    assert.equal(alpha.value.mean, (data.seeds[0].values[0] + data.seeds[1].values[0]) / 2);
    assert.ok(Math.abs(adam.numbers[0].difference.mean - (alpha.value.mean - adam.numbers[0].value.mean)) < 1e-12);
  }, STILL));

test("E1's controls stand on the run's axes and in its table; over seeds the numbers have an interval", { timeout: 300_000 }, () =>
  open(async ({ page }) => {
    await page.evaluate(() => heavytail.run("E1", { steps: 100 }));
    await page.click('#E1 button:text-is("As it stands")');
    await page.waitForSelector("#E1 .verdict[data-grade]");
    await page.check('input[name="window"][value="after"]', { force: true });
    await page.evaluate(() => heavytail.set({ lr: 0.07 })); // the result was made with another
    await page.click('#E1 button:text-is("Run the controls")');
    await page.waitForFunction(() => document.querySelectorAll("#E1 .more li").length === 4, null, { timeout: 200_000 });
    const kept = await page.evaluate(async () => (await (await heavytail.pool).batches()).find(({ key }) => key === "controls of E1")?.plan);
    assert.deepEqual([kept?.settings.lr, kept?.steps, kept?.flavour], [0.1, 100, "simd128"]);
    await page.locator("#tail").scrollIntoViewIfNeeded(); // a chart out of sight is not drawn
    const names = ["frozen net", "shuffled text", "full batch", "Adam"];
    const labels = () => page.getAttribute("#tail canvas", "aria-label");
    await page.waitForFunction(() => document.querySelector("#tail canvas")?.getAttribute("aria-label")?.includes("Adam"));
    for (const name of names) assert.ok((await labels())?.includes(name), name);
    const heads = await page.locator("#E1 .results table").first().locator("thead th").allTextContents();
    assert.deepEqual(heads.slice(3, 7), names);
    await page.uncheck('#E1 .nulls input[value="Adam"]');
    await page.waitForFunction(() => !document.querySelector("#tail canvas")?.getAttribute("aria-label")?.includes("Adam"));
    // Another stream has no controls drawn; another set-up has none at all.
    await page.selectOption("#tensor", { index: 1 });
    await page.waitForFunction(() => !document.querySelector("#tail canvas")?.getAttribute("aria-label")?.includes("frozen net"));
    await page.evaluate(() => heavytail.set({ seed: 4 }));
    assert.ok(await page.isHidden('#E1 button:text-is("Run the controls")'));
  }, STILL));
