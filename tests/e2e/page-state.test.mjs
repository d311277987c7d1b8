// What happens around the page: the network goes, a second tab is open, the reader goes back, the window changes while it runs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { settled } from "./browser.mjs";
import { open, status, until } from "./lab.mjs";

/** @typedef {import("playwright-core").Page} Page */

const STILL = { context: { reducedMotion: /** @type {const} */ ("reduce") } };

test("without a network what is loaded goes on, what is not says so and comes when it is asked for again", () =>
  open(async ({ page, faults }) => {
    await page.waitForSelector("#E1 .run-bar");
    await page.evaluate(() => heavytail.step(5));
    await page.context().setOffline(true);
    await page.click("#tab-own");
    await page.waitForSelector("#notice:visible");
    assert.match((await page.textContent("#notice p")) ?? "", /could not be loaded: its server does not answer\. Choose its tab again/);
    await page.click("#tab-E1");
    await page.click('#E1 .run-bar button:text-is("As it stands")');
    await page.waitForSelector("#E1 .progress-words:text('Nothing is lost; try again')");
    assert.match(await page.evaluate(() => heavytail.set({ text: "moby-dick" }).then(() => "", (reason) => reason.message)), /The text in use is kept/);
    await page.evaluate(() => heavytail.step(5));
    assert.equal((await status(page)).step, 10);
    await page.context().setOffline(false);
    await page.click("#tab-own");
    await page.waitForSelector("#own .dropzone");
    await page.waitForSelector("#notice", { state: "hidden" });
    assert.ok(faults.some((fault) => fault.includes("start.js")) && faults.every((fault) => /ERR_INTERNET_DISCONNECTED/.test(fault)), faults.join("\n"));
    faults.length = 0;
  }, STILL));

test("back and forward go from tab to tab, and undo no setting", () =>
  open(async ({ page }) => {
    const at = () => page.evaluate(() => [document.querySelector('#tabs [aria-selected="true"]')?.id, location.hash, heavytail.status()?.step, heavytail.knobs().find(({ key }) => key === "lr")?.value]);
    await page.evaluate(() => heavytail.step(3));
    await page.click("#tab-E3");
    await page.click("#tab-own");
    await page.evaluate(() => heavytail.set({ lr: 0.3 }));
    const seen = [];
    for (const go of [() => page.goBack(), () => page.goBack(), () => page.goForward()]) {
      await go();
      await page.waitForTimeout(100);
      seen.push(await at());
    }
    assert.deepEqual(seen, [["tab-E3", "#lr=0.3&tab=E3", 3, 0.3], ["tab-E1", "#lr=0.3", 3, 0.3], ["tab-E3", "#lr=0.3&tab=E3", 3, 0.3]]);
  }, STILL));

const RUNS = [1, 2, 3].map((seed) => ({ seed, d_model: 8, heads: 2, d_ff: 16, layers: 1 }));

test("of two tabs at the same work one keeps it, and both have their answer", { timeout: 120_000 }, () =>
  open(async ({ page: first }) => {
    const second = await first.context().newPage();
    await second.goto(first.url());
    await second.waitForFunction(() => "heavytail" in window);
    const ask = (/** @type {Page} */ page, /** @type {number} */ steps) =>
      page.evaluate(async ([runs, steps]) => {
        const answer = await heavytail.ensemble({ runs: /** @type {any} */ (runs), steps: /** @type {number} */ (steps), experiments: [{ name: "E3" }] }, { key: "shared" });
        return answer.map(({ provenance }) => provenance.steps);
      }, /** @type {const} */ ([RUNS, steps]));
    const kept = (/** @type {Page} */ page) => page.evaluate(async () => (await (await heavytail.pool).batches()).map(({ plan, done, running }) => [plan.steps, done, running]));
    const slow = ask(first, 60);
    await first.waitForSelector("#jobs progress:visible");
    const quick = ask(second, 50);
    await second.waitForSelector("#jobs .said:text('Another tab')");
    assert.deepEqual((await kept(second)).map(([steps, , running]) => [steps, running]), [[60, true]]);
    assert.deepEqual([await slow, await quick], [[60, 60, 60], [50, 50, 50]]);
    assert.deepEqual(await kept(second), [[60, 3, false]]);
  }, { ...STILL, address: "#preset=classroom&transient=10&workers=1" }));

test("a page that was not sent encrypted works: no browser gives it a clipboard, locks or random names", () =>
  open(async ({ page, url, faults }) => {
    await settled(page);
    await page.goto(url.replace(/\/\/[^:]+:/, "//lab.test:"));
    await page.waitForFunction(() => "heavytail" in window);
    await page.waitForSelector("#E1 .run-bar");
    assert.equal(await page.evaluate(() => isSecureContext), false);
    for (const name of ["E3", "calibration"]) {
      await page.click(`#tab-${name}`);
      await page.waitForSelector(`#${name} .segments`);
    }
    await page.click("#share");
    await page.waitForSelector("#notice p:text('did not allow copying')");
    assert.ok(faults.every((fault) => fault.startsWith("request to http://lab.test:")), faults.join("\n"));
    faults.length = 0;
  }, { ...STILL, flags: ["--host-resolver-rules=MAP lab.test 127.0.0.1"] }));

for (const deviceScaleFactor of [1.5, 2]) {
  test(`charts follow a window that changes while it runs, sharp at ${deviceScaleFactor} pixels per CSS pixel`, () =>
    open(async ({ page }) => {
      await until(page, ({ step }) => step > 5);
      for (const [width, height] of [[390, 844], [1280, 800], [820, 600], [1600, 900]]) {
        await page.setViewportSize({ width, height });
        await page.waitForFunction((ratio) => {
          const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector("#tail canvas"));
          const [across, down] = [canvas.width / canvas.clientWidth, canvas.height / canvas.clientHeight];
          return Math.abs(across - ratio) < 0.02 && Math.abs(down - ratio) < 0.02;
        }, deviceScaleFactor);
        assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, `${width} × ${height}`);
      }
      const { step } = await status(page);
      await until(page, (now) => now.step > step);
    }, { context: { deviceScaleFactor } }));
}

test("a script may ask for the workers before the lab is ready, though the link sets how many there are", { timeout: 60_000 }, () =>
  open(async ({ page }) => {
    await page.addInitScript(() => {
      const take = (/** @type {any} */ lab) => {
        Object.defineProperty(window, "heavytail", { value: lab, configurable: true, writable: true });
        Object.assign(window, { early: lab.pool.then((/** @type {any} */ pool) => pool.state.workers) });
      };
      Object.defineProperty(window, "heavytail", { configurable: true, set: take });
    });
    await settled(page);
    await page.reload();
    await page.waitForSelector("#play:enabled");
    assert.deepEqual(await page.evaluate(() => /** @type {any} */ (window).early), 2);
  }, { ...STILL, address: "#workers=2" }));
