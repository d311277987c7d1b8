// The page by keyboard, on paper, and beyond its edges: what a person meets without a mouse or away from the screen.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open } from "./lab.mjs";

const STILL = { context: { reducedMotion: /** @type {const} */ ("reduce"), viewport: { width: 1280, height: 800 } }, address: "#preset=classroom&transient=20" };

test("what has the focus is seen, wherever Tab leads", () =>
  open(async ({ page }) => {
    await page.focus("#knob-text");
    const seen = new Set();
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press("Tab");
      const { name, over } = await page.evaluate(() => {
        const element = /** @type {HTMLElement} */ (document.activeElement);
        const { left, top, width, height } = element.getBoundingClientRect();
        const front = document.elementFromPoint(left + width / 2, Math.max(top, 0) + Math.min(height / 2, 9));
        const field = element.closest("label, fieldset, section, [role=tabpanel]") ?? element;
        return { name: element.id || element.className || element.tagName, over: front && !field.contains(front) && !front.contains(element) ? front.className || front.tagName : "" };
      });
      assert.equal(over, "", `${name} is covered`);
      seen.add(name);
    }
    for (const name of ["knob-dropout", "knob-transient", "knob-workers", "tab-E1"]) assert.ok(seen.has(name), name);
  }, STILL));

test("the whole page is in the window: a result adds nothing below it", () =>
  open(async ({ page }) => {
    await page.evaluate(() => heavytail.step(60));
    await page.click('#E1 button:text-is("As it stands")');
    await page.waitForSelector("#E1 .verdict[data-grade]");
    await page.waitForSelector("#E1 .results table");
    assert.equal(await page.evaluate(() => document.documentElement.scrollHeight), 800);
  }, STILL));

test("each icon is a button's picture, and says nothing of its own", () =>
  open(async ({ page }) => {
    assert.equal(await page.locator("svg:has(use):not([aria-hidden])").count(), 0);
  }, STILL));

test("what a link asks for in vain is said until a good link comes; a tab of no name opens none", () =>
  open(async ({ page }) => {
    assert.equal(await page.locator('#tabs [aria-selected="true"]').getAttribute("id"), "tab-E1");
    assert.ok(await page.locator("#E1").isVisible());
    await page.evaluate(() => (location.hash = "#preset=classroom&seed=-4"));
    await page.waitForSelector("#notice:not([hidden])");
    await page.evaluate(() => (location.hash = "#preset=classroom&tab=E2"));
    await page.waitForSelector("#notice", { state: "hidden" });
    assert.equal(await page.locator('#tabs [aria-selected="true"]').getAttribute("id"), "tab-E2");
  }, { ...STILL, address: "#preset=classroom&tab=__proto__" }));

test("nonsense in a pane's fields is refused beside them, and nothing starts", () =>
  open(async ({ page }) => {
    const words = () => page.locator("#controls .error").allTextContents();
    await page.click("#tab-controls");
    for (const [label, bad, says] of [["Seeds", "five", /Seeds takes a whole number from 1 to 20, not “five”/], ["Steps", "1e99", /Steps takes a whole number from 50 to 100,000/]]) {
      const field = page.locator("#controls").getByLabel(/** @type {string} */ (label));
      const usual = await field.inputValue();
      await field.fill(/** @type {string} */ (bad));
      await field.press("Tab");
      assert.match((await words()).join(), /** @type {RegExp} */ (says));
      assert.equal(await field.getAttribute("aria-invalid"), "true");
      await page.locator('#controls button:text-is("Fill the matrix")').click();
      assert.ok(await page.locator("#controls progress").isHidden());
      await field.fill(usual);
      await field.press("Tab");
      assert.equal((await words()).join(""), "");
    }
    await page.click("#tab-E3");
    await page.locator("#E3").getByLabel("Seeds").fill("many");
    await page.click('#E3 button:text-is("Run these seeds")');
    assert.match((await page.locator("#E3 .error").allTextContents()).join(), /Seeds takes a whole number from 2 to 20, not “many”/);
    assert.ok(await page.locator("#E3 progress").isHidden());
  }, STILL));

test("a refusal shows no more of what was typed than can be read", () =>
  open(async ({ page }) => {
    await page.fill("#knob-workers", "9".repeat(400));
    await page.press("#knob-workers", "Tab");
    await page.waitForSelector('#knob-workers[aria-invalid="true"]');
    assert.ok(((await page.textContent("#knob-workers-error")) ?? "").length < 150);
  }, STILL));

test("on paper the page is light, with its charts and without its controls", () =>
  open(async ({ page }) => {
    await page.evaluate(() => heavytail.step(30));
    await page.waitForFunction(() => /power law|updates/.test(document.querySelector("#tail canvas")?.getAttribute("aria-label") ?? ""));
    /** Light or dark: the first pixel of the chart. */
    const paper = () =>
      page.evaluate(() => {
        const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector("#tail canvas"));
        return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")).getImageData(1, 1, 1, 1).data[0];
      });
    assert.ok((await paper()) < 80);
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    assert.ok((await paper()) > 200);
    await page.emulateMedia({ media: "print" });
    await page.setViewportSize({ width: 718, height: 1000 });
    for (const selector of ["#play", "#panel", "#tabs", "#E1 .run-bar"]) assert.ok(await page.isHidden(selector), selector);
    for (const selector of ["#tail canvas", "#loss canvas", "#E1 .verdict"]) {
      const box = await page.locator(selector).boundingBox();
      assert.ok(box && box.height > 20 && box.width > 600, `${selector}: ${JSON.stringify(box)}`);
    }
    await page.emulateMedia({ media: "screen" });
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    await page.waitForTimeout(300);
    assert.ok((await paper()) < 80);
  }, { ...STILL, context: { ...STILL.context, colorScheme: "dark" } }));
