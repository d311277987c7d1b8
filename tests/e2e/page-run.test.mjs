// Whole runs from the page: what the paper's set-ups reach, what happens when a run diverges, and other builds.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open, state, status, until } from "./lab.mjs";

/** @param {string} preset */
const evaluationAt1000 = (preset) =>
  new Promise((resolve, reject) => {
    open(async ({ page }) => {
      await page.evaluate(async (preset) => {
        await heavytail.set({ preset });
        await heavytail.play();
      }, preset);
      const { evaluationLoss } = await until(page, ({ evaluationStep }) => (evaluationStep ?? 0) >= 1000, 280_000);
      resolve(evaluationLoss);
    }).catch(reject);
  });

test("paper-exact reaches an evaluation loss of 0.33 ± 0.02 by step 1,000", { timeout: 300_000 }, async () => {
  const loss = await evaluationAt1000("paper-exact");
  assert.ok(Math.abs(loss - 0.33) <= 0.02, `${loss} nats`);
});

test("causal reaches an evaluation loss of at most 0.05 by step 1,000", { timeout: 300_000 }, async () => {
  const loss = await evaluationAt1000("causal");
  assert.ok(loss <= 0.05, `${loss} nats`);
});

test("a run that diverges stops, says so, keeps the last good state, and can be mended", () =>
  open(async ({ page }) => {
    await page.evaluate(async () => {
      await heavytail.set({ preset: "classroom" });
      await heavytail.step(5);
    });
    await page.fill("#knob-lr", "1000");
    await page.press("#knob-lr", "Enter");
    await page.click("#play");
    const { error, diverged, fingerprint } = await until(page, ({ error }) => error !== null);
    assert.match(error ?? "", /diverged at step/);
    assert.equal(diverged, error);
    await page.waitForSelector("#notice:not([hidden])");
    assert.equal(await page.textContent("#notice p"), error);
    assert.equal((await status(page)).running, false);
    const finite = await page.evaluate(async () => (await heavytail.weights()).every(Number.isFinite));
    assert.ok(finite);
    assert.equal((await status(page)).fingerprint, fingerprint);

    const refused = await page.evaluate(() => heavytail.step(1).then(() => null, ({ key, message }) => ({ key, message })));
    assert.equal(refused?.key, "run");

    await page.evaluate(() => heavytail.set({ lr: 0.1 }));
    await page.click('#notice [data-do="reset"]');
    await page.evaluate(() => heavytail.step(3));
    assert.deepEqual([(await status(page)).step, (await status(page)).error], [3, null]);
  }));

test("scalar and simd128 give the same bits; relaxed says that it does not promise them", () =>
  open(async ({ page }) => {
    /** @type {Record<string, string>} */
    const fingerprints = {};
    for (const flavour of ["scalar", "simd128"]) {
      await page.evaluate(async (flavour) => {
        await heavytail.set({ preset: "classroom", seed: 3, flavour });
        await heavytail.step(20);
      }, flavour);
      const now = await status(page);
      assert.deepEqual([now.flavour, now.reproducible, now.step], [flavour, true, 20]);
      fingerprints[flavour] = now.fingerprint;
    }
    assert.equal(fingerprints.scalar, fingerprints.simd128);

    await page.selectOption("#knob-flavour", "relaxed");
    await until(page, ({ flavour }) => flavour === "relaxed");
    const { values } = await state(page);
    assert.deepEqual(Object.fromEntries(values).seed, 3, "the settings go along");
    assert.equal((await status(page)).reproducible, false);
    assert.match((await page.textContent("#r-engine")) ?? "", /not reproducible to the bit/);
  }));

test("one's own text goes along to another build", () =>
  open(async ({ page }) => {
    const text = "she sells sea shells by the sea shore ".repeat(5);
    await page.evaluate(async (text) => {
      await heavytail.set({ preset: "classroom", text });
      await heavytail.set({ flavour: "scalar" });
      await heavytail.step(1);
    }, text);
    const now = await status(page);
    assert.deepEqual([now.flavour, now.text.characters], ["scalar", text.length]);
  }));

test("Moby-Dick is fetched when it is chosen, and the model gets the rows that it needs", () =>
  open(async ({ page }) => {
    await page.selectOption("#knob-text", "moby-dick");
    const { text } = await until(page, ({ text }) => text.characters > 1_000_000);
    assert.ok(text.symbols > 50);
    await until(page, ({ step, running }) => running && step > 0);
    assert.equal(Object.fromEntries((await state(page)).values).vocab, 0);
    const refusal = await page.evaluate(() => heavytail.set({ preset: "causal", text: "moby-dick" }).then(() => null, ({ key }) => key));
    assert.equal(refusal, "vocab", "a script is not second-guessed");
  }));

test("an engine that fails says so, and reset starts another with the same settings", () =>
  open(async ({ page }) => {
    await page.evaluate(() => heavytail.set({ preset: "classroom", seed: 8 }));
    await page.workers()[0].evaluate(() => void setTimeout(() => {
      throw new Error("out of order");
    }));
    const { error } = await until(page, ({ error }) => error !== null);
    assert.match(error ?? "", /The engine stopped.*out of order/);
    await page.waitForSelector('#notice:not([hidden]) [data-do="reset"]');
    const key = await page.evaluate(() => heavytail.step(1).then(() => null, (refusal) => refusal.key));
    assert.equal(key, "engine");
    await page.click('#notice [data-do="reset"]');
    await until(page, ({ error }) => error === null);
    await page.evaluate(() => heavytail.step(2));
    assert.equal((await status(page)).step, 2);
    assert.equal(Object.fromEntries((await state(page)).values).seed, 8);
  }));
