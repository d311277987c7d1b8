// What can be measured of the look: nothing sticks out, every control has a name, every colour has its contrast.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open, until } from "./lab.mjs";

for (const [width, height] of [[320, 640], [390, 844], [768, 1024], [1280, 800], [1920, 1080], [3840, 2160]]) {
  test(`nothing scrolls sideways at ${width} × ${height}`, () =>
    open(async ({ page }) => {
      await until(page, ({ step }) => step > 1);
      if (width < 900) await page.click("#settings > summary");
      const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(content <= window, `${content} px in ${window}`);
    }, { context: { viewport: { width, height } } }));
}

test("at 1280 × 800 controls, charts and text are seen without scrolling", () =>
  open(async ({ page }) => {
    for (const selector of ["#play", "#knob-preset", "#knob-seed", "#knob-text", "#tail canvas", "#tail-numbers", "#loss canvas", "#writing"]) {
      const box = await page.locator(selector).boundingBox();
      assert.ok(box && box.y >= 0 && box.y + box.height <= 800 && box.height > 15, `${selector}: ${JSON.stringify(box)}`);
    }
    const tail = await page.locator("#tail canvas").boundingBox();
    assert.ok(tail && tail.width > 480 && tail.height > 220, JSON.stringify(tail));
  }, { context: { viewport: { width: 1280, height: 800 } } }));

test("every control has a name", () =>
  open(async ({ page }) => {
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll("button, input, select, textarea")]
        .filter((element) => {
          const labels = /** @type {HTMLInputElement} */ (element).labels;
          const name = element.getAttribute("aria-label") ?? (labels?.length ? labels[0].textContent : element.textContent);
          return !name?.trim();
        })
        .map((element) => element.outerHTML),
    );
    assert.deepEqual(nameless, []);
  }));

test("canvases have as many pixels as the screen", () =>
  open(async ({ page }) => {
    await until(page, ({ step }) => step > 2);
    await page.waitForFunction(() => /** @type {HTMLCanvasElement} */ (document.querySelector("#tail canvas")).width > 400);
    const ratios = await page.evaluate(() =>
      [...document.querySelectorAll("canvas")].filter((canvas) => canvas.clientWidth > 0).map((canvas) => canvas.width / canvas.clientWidth),
    );
    for (const ratio of ratios) assert.ok(Math.abs(ratio - 2.5) < 0.02, `${ratio} pixels per CSS pixel`);
  }, { context: { deviceScaleFactor: 2.5 } }));

const TEXT = { ink: ["page", "card", "raised", "accent-soft", "wrong-soft"], muted: ["page", "card"], accent: ["page", "card"], wrong: ["card"], "grade-supported": ["card"], "grade-explained": ["card"], "on-accent": ["accent"] };
const GRAPHICS = ["tone-data", "tone-fit", "tone-null1", "tone-null2", "tone-null3", "tone-null4", "tone-muted", "tone-floor", "control"];

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  test(`contrasts hold in ${colorScheme}`, () =>
    open(async ({ page }) => {
      const names = [...new Set([...Object.entries(TEXT).flat(2), ...GRAPHICS])];
      const luminances = await page.evaluate((names) => {
        const probe = document.body.appendChild(document.createElement("i"));
        const luminance = (/** @type {string} */ name) => {
          probe.style.color = `var(--${name})`;
          const [r, g, b] = (getComputedStyle(probe).color.match(/[\d.]+/g) ?? []).map((part) => {
            const value = Number(part) / 255;
            return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
          });
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        return Object.fromEntries(names.map((name) => [name, luminance(name)]));
      }, names);
      const contrast = (/** @type {string} */ a, /** @type {string} */ b) => {
        const [low, high] = [luminances[a], luminances[b]].sort((x, y) => x - y);
        return (high + 0.05) / (low + 0.05);
      };
      for (const [ink, papers] of Object.entries(TEXT)) {
        for (const paper of papers) assert.ok(contrast(ink, paper) >= 4.5, `${ink} on ${paper}: ${contrast(ink, paper).toFixed(2)}`);
      }
      for (const tone of GRAPHICS) assert.ok(contrast(tone, "card") >= 3, `${tone}: ${contrast(tone, "card").toFixed(2)}`);
    }, { context: { colorScheme } }));
}
