// The page starts, runs, pauses, steps and resets: by buttons, by keyboard alone, and by script.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { open, status, until } from "./lab.mjs";

test("it trains by itself, without faults, and draws what it measures", () =>
  open(async ({ page }) => {
    await until(page, (status) => status.step >= 3);
    await page.waitForFunction(() => document.querySelector("#tail-numbers dt"));
    for (const id of ["loss", "tail"]) {
      const colours = await page.evaluate((id) => {
        const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector(`#${id} canvas`));
        const { data } = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")).getImageData(0, 0, canvas.width, canvas.height);
        return new Set(new Uint32Array(data.buffer)).size;
      }, id);
      assert.ok(colours > 10, `${id} shows ${colours} colours`);
    }
    await page.waitForFunction(() => (document.querySelector("#writing .written")?.textContent ?? "").length > 8);
  }));

test("whenever the chart is drawn, the numbers below it are those of what it shows", () =>
  open(async ({ page }) => {
    await page.evaluate(() => heavytail.set({ preset: "classroom" }));
    await page.evaluate(() => heavytail.play());
    const seen = await page.evaluate(() => {
      const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector("#tail canvas"));
      const alpha = (/** @type {string | null} */ text) => text?.match(/α(?: = )?([\d.]+)[^α]*\(continuous/)?.[1];
      /** @type {Map<string, (string | undefined)[]>} By what the chart says of itself. */
      const states = new Map();
      return new Promise((/** @type {(states: (string | undefined)[][]) => void} */ resolve, reject) => {
        setTimeout(() => reject(new Error(`in 30 s the chart showed ${states.size} states with a fit`)), 30_000);
        new MutationObserver(() => {
          const label = canvas.getAttribute("aria-label");
          if (alpha(label)) states.set(String(label), [alpha(label), alpha(document.querySelector("#tail-numbers")?.textContent ?? "")]);
          if (states.size === 8) resolve([...states.values()]);
        }).observe(canvas, { attributeFilter: ["aria-label"] });
      });
    });
    assert.ok(new Set(seen.map(([drawn]) => drawn)).size > 2, "the fit changed");
    for (const [drawn, written] of seen) assert.equal(written, drawn);
  }));

test("the loss chart tells those who cannot see it where the floor of the text is", () =>
  open(async ({ page }) => {
    await page.evaluate(() => heavytail.set({ preset: "classroom", text: "synthetic", vocab: 0 }));
    await page.evaluate(() => heavytail.step(20));
    const floor = (await status(page)).text.entropyRate?.toFixed(3);
    assert.ok(floor);
    await page.waitForFunction((floor) => {
      const label = document.querySelector("#loss canvas")?.getAttribute("aria-label") ?? "";
      return label.startsWith("cross-entropy") && label.includes(`Marked: entropy rate of the source ${floor}. Arrow`);
    }, floor);
  }));

test("who asked for no motion finds it at rest", () =>
  open(async ({ page }) => {
    await page.waitForTimeout(500);
    const { step, running } = await status(page);
    assert.deepEqual([step, running], [0, false]);
  }, { context: { reducedMotion: "reduce" } }));

test("play, pause, step and reset by buttons", () =>
  open(async ({ page }) => {
    await until(page, (status) => status.step > 1);
    await page.click("#play");
    await until(page, (status) => !status.running);
    const { step } = await status(page);
    await page.click("#step");
    await until(page, (status) => status.step === step + 1 && !status.running);
    await page.click("#reset");
    await until(page, (status) => status.step === 0 && !status.running);
    await page.click("#play");
    await until(page, (status) => status.step > 1 && status.running);
  }));

test("the same by keyboard alone", () =>
  open(async ({ page }) => {
    await until(page, (status) => status.step > 1);
    await page.keyboard.press("Space");
    await until(page, (status) => !status.running);
    const { step } = await status(page);
    await page.keyboard.press("s");
    await until(page, (status) => status.step === step + 1);
    await page.keyboard.press("r");
    await until(page, (status) => status.step === 0);
    // Without shortcuts: from the start of the page to the play button.
    for (let i = 0; i < 10; i++) {
      await page.keyboard.press("Tab");
      if (await page.evaluate(() => document.activeElement?.id === "play")) break;
    }
    const outline = await page.evaluate(() => getComputedStyle(/** @type {Element} */ (document.activeElement)).outlineStyle);
    assert.equal(outline, "solid");
    await page.keyboard.press("Space");
    await until(page, (status) => status.running);
    await page.keyboard.press("Enter");
    await until(page, (status) => !status.running);
  }));

test("keys typed into a field are text, and shortcuts can be switched off", () =>
  open(async ({ page }) => {
    await page.click("#paste");
    await page.keyboard.type("r s t ?");
    assert.equal(await page.inputValue("#paste-text"), "r s t ?");
    await page.keyboard.press("Escape");
    await page.evaluate(() => heavytail.pause());
    await page.keyboard.press("?");
    await page.uncheck("#shortcuts");
    await page.keyboard.press("Escape");
    const { step } = await status(page);
    await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).blur());
    await page.keyboard.press("s");
    await page.waitForTimeout(400);
    assert.equal((await status(page)).step, step);
  }));

test("the script steps exactly, repeats exactly, and pauses within 100 ms", () =>
  open(async ({ page }) => {
    const { first, again, weights } = await page.evaluate(async () => {
      await heavytail.set({ preset: "classroom", seed: 5 });
      await heavytail.step(20);
      const first = heavytail.status();
      await heavytail.reset();
      await heavytail.step(20);
      return { first, again: heavytail.status(), weights: (await heavytail.weights()).length };
    });
    assert.deepEqual([first?.step, again?.step, first?.fingerprint, weights], [20, 20, again?.fingerprint, first?.parameters]);

    const delays = await page.evaluate(async () => {
      await heavytail.set({ preset: "paper-exact" });
      const delays = [];
      for (let i = 0; i < 9; i++) {
        await heavytail.play();
        await new Promise((resolve) => setTimeout(resolve, 60 + 7 * i));
        const asked = performance.now();
        await heavytail.pause();
        delays.push(performance.now() - asked);
      }
      return delays.sort((a, b) => a - b);
    });
    assert.ok(delays[4] < 100, `median ${delays[4]} ms`);
  }));

test("the script reaches everything that the page shows", () =>
  open(async ({ page }) => {
    const seen = await page.evaluate(async () => {
      await heavytail.set({ preset: "classroom" });
      await heavytail.step(5);
      const tokens = Array.from({ length: 50 }, (_, i) => i % 26);
      const { loss, gradient } = await heavytail.lossAndGradient(tokens, tokens, { precision: "f64" });
      const before = await heavytail.weights();
      await heavytail.setWeights(before.map(() => 0));
      const zeroed = (await heavytail.weights()).every((weight) => weight === 0);
      await heavytail.setWeights(before);
      await heavytail.step(3);
      return {
        loss, gradient: gradient.constructor.name, zeroed, parameters: heavytail.status()?.parameters, length: gradient.length,
        tensors: heavytail.layout().reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0),
        tails: heavytail.layout().filter(({ inTail }) => inTail).length,
        fit: await heavytail.fit(Array.from({ length: 2000 }, (_, i) => (1 - (i + 0.5) / 2000) ** (-1 / 1.5))),
        result: await heavytail.result("E1"),
        figure: await heavytail.figure("updates", { view: "density", tensor: "head.weight", window: "transient" }),
        text: await heavytail.sample(30, { temperature: 0.5, restart: true }),
      };
    });
    assert.ok(seen.loss > 0 && seen.zeroed);
    assert.deepEqual([seen.gradient, seen.length, seen.tensors], ["Float64Array", seen.parameters, seen.parameters]);
    assert.ok(seen.tails > 10);
    assert.ok(Math.abs(seen.fit.alpha - 2.5) < 0.1, `α of a Pareto law with α = 2.5: ${seen.fit.alpha}`);
    assert.deepEqual([seen.result.experiment, seen.result.provenance.steps], ["E1", 3]);
    assert.ok(seen.figure.series.length > 0);
    assert.equal([...seen.text].length, 30);
  }));

test("docs/interface.md says of every knob what it takes and its default", () =>
  open(async ({ page }) => {
    const docs = readFileSync(new URL("../../docs/interface.md", import.meta.url), "utf8");
    const knobs = await page.evaluate(() => heavytail.knobs());
    for (const knob of knobs) {
      const { key, kind, choices = [], min, max, default: usual } = knob;
      const takes = kind === "choice" ? choices.map(({ value }) => value).join(", ") : `${min} to ${max}`;
      const [, said, usually] = docs.match(new RegExp(`^\\| \`${key}\` \\| ([^|]*) \\| ([^|]*) \\|`, "m")) ?? [];
      assert.deepEqual([said?.replace(/, (full|auto)$/, ""), usually], [takes, String(usual)], key);
    }
    const documented = [...docs.matchAll(/^\| `(\w+)` \| [^|]* \| [^|]* \| /gm)].map(([, key]) => key);
    assert.deepEqual(documented.sort(), knobs.map(({ key }) => key).sort());
  }));
