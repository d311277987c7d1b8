// What a person can get wrong: each gets its sentence at its place, and nothing is changed or lost.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open, state, until } from "./lab.mjs";

/** Every bad text of the issue, as bytes, and what its sentence must say. */
const BAD_TEXTS = [
  { name: "empty", bytes: Buffer.alloc(0), says: /empty/ },
  { name: "one distinct character", bytes: Buffer.from("a".repeat(500)), says: /one character/ },
  { name: "shorter than the context", bytes: Buffer.from("hello world"), says: /11 characters.*context of 50/ },
  { name: "not UTF-8", bytes: Buffer.from([0x61, 0x62, 0xff, 0xfe]), says: /not UTF-8/ },
  {
    name: "too many distinct characters",
    bytes: Buffer.from(Array.from({ length: 5000 }, (_, i) => String.fromCodePoint(0x4e00 + i)).join("")),
    says: /5,000 different characters/,
  },
  { name: "too large", bytes: Buffer.alloc(20_000_001, "ab"), says: /20 MB/ },
];

test("each bad text gets its sentence and changes nothing", () =>
  open(async ({ page }) => {
    await page.evaluate(async () => (await heavytail.pause(), await heavytail.set({ preset: "classroom" }), heavytail.step(3)));
    const before = await state(page);
    for (const { name, bytes, says } of BAD_TEXTS) {
      await page.setInputFiles("#file", { name: "text.txt", mimeType: "text/plain", buffer: bytes });
      await page.waitForFunction(() => document.querySelector("#text-error")?.textContent);
      const sentence = await page.textContent("#text-error");
      assert.match(sentence ?? "", says, name);
      assert.match(sentence ?? "", /kept/, name);
      assert.deepEqual(await state(page), before, name);
      await page.evaluate(() => (/** @type {HTMLElement} */ (document.querySelector("#text-error")).textContent = ""));
      const refusal = await page.evaluate(async (bytes) => {
        const text = Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0));
        return heavytail.set({ text }).then(() => null, ({ key, message }) => ({ key, message }));
      }, bytes.toString("base64"));
      assert.equal(refusal?.key, "text", name);
      assert.match(refusal?.message ?? "", says, name);
      assert.deepEqual(await state(page), before, name);
    }
  }));

test("a good text is taken: opened, pasted, dropped, of any script", () =>
  open(async ({ page }) => {
    await page.evaluate(() => heavytail.set({ preset: "classroom" }));
    const cyrillic = "Все счастливые семьи похожи друг на друга. ".repeat(5);
    await page.setInputFiles("#file", { name: "t.txt", mimeType: "text/plain", buffer: Buffer.from(cyrillic) });
    await until(page, (status) => status.text.symbols === new Set(cyrillic).size);
    assert.ok((await page.locator("#vocabulary li").allTextContents()).includes("␣"));

    await page.click("#paste");
    await page.fill("#paste-text", "to be or not to be, that is the question ".repeat(4));
    await page.click("#paste-use");
    await until(page, (status) => status.text.characters === 164);
    assert.equal(await page.locator("#paste-dialog[open]").count(), 0);

    await page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(["春眠不覚暁処処聞啼鳥夜来風雨声花落知多少".repeat(4)], "poem.txt"));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    });
    await until(page, (status) => status.text.symbols === 19);
    await page.evaluate(() => heavytail.step(2));
  }));

test("a paste that is refused keeps the dialog and what was typed", () =>
  open(async ({ page }) => {
    await page.click("#paste");
    await page.fill("#paste-text", "aaaa");
    await page.click("#paste-use");
    await page.waitForFunction(() => document.querySelector("#paste-error")?.textContent);
    assert.equal(await page.inputValue("#paste-text"), "aaaa");
    assert.equal(await page.locator("#paste-dialog[open]").count(), 1);
  }));

test("nonsense in every field is refused beside it, and nothing changes", () =>
  open(async ({ page }) => {
    await page.evaluate(() => heavytail.pause());
    const before = await state(page);
    const keys = await page.evaluate(() => heavytail.knobs().filter(({ kind }) => kind !== "choice").map(({ key }) => key));
    assert.ok(keys.length >= 8);
    for (const key of keys) {
      for (const nonsense of ["abc", "-1", "1e99", "", "NaN", "1,5"]) {
        await page.fill(`#knob-${key}`, nonsense);
        await page.press(`#knob-${key}`, "Tab");
        await page.waitForSelector(`#knob-${key}[aria-invalid="true"]`);
        const sentence = await page.textContent(`#knob-${key}-error`);
        assert.match(sentence ?? "", /must be .*In use: /, `${key} = ${nonsense}`);
        await page.focus(`#knob-${key}`);
        await page.keyboard.press("Escape");
        assert.equal(await page.locator(`#knob-${key}-error`).isVisible(), false);
      }
    }
    assert.deepEqual(await state(page), before);
  }));

test("settings that do not fit together are refused whole", () =>
  open(async ({ page }) => {
    await page.evaluate(() => heavytail.pause());
    const before = await state(page);
    await page.fill("#knob-heads", "3");
    await page.press("#knob-heads", "Enter");
    await page.waitForSelector('#knob-heads[aria-invalid="true"]');
    for (const changes of [{ lr: 0.5, heads: 3 }, { lr: 0.5, colour: "red" }, { seed: 3, lr: null }, { seed: 3, flavour: "avx" }, { lr: NaN }, null, 7]) {
      const key = await page.evaluate((changes) => heavytail.set(/** @type {any} */ (changes)).then(() => null, (refusal) => refusal.key), changes);
      assert.ok(key, JSON.stringify(changes));
      assert.deepEqual(await state(page), before);
    }
  }));

test("a link opens its set-up, and the address follows the settings", () =>
  open(async ({ page, url }) => {
    assert.equal((await state(page)).values.find(([key]) => key === "lr")?.[1], 0.05);
    await page.evaluate(() => heavytail.set({ seed: 4 }));
    assert.equal(await page.evaluate(() => location.hash), "#preset=classroom&seed=4&lr=0.05");
    await page.goto(`${url}#batch=full`);
    await page.waitForFunction(() => heavytail.knobs().some(({ key, value }) => key === "batch" && value === "full"));
    const { values } = await state(page);
    assert.equal(values.find(([key]) => key === "preset")?.[1], "causal");
    assert.equal(values.find(([key]) => key === "seed")?.[1], 11);
  }, { address: "#preset=classroom&lr=0.05" }));

test("a bad link says what was wrong and what was kept", () =>
  open(async ({ page }) => {
    await page.waitForSelector("#notice:not([hidden])");
    const sentence = (await page.textContent("#notice p")) ?? "";
    for (const part of [/“colour”/, /Learning rate must be/, /Learning rate stays 0.1/, /a link cannot carry/, /no build “avx”/]) assert.match(sentence, part);
    assert.equal((await state(page)).values.find(([key]) => key === "seed")?.[1], 9);
  }, { address: "#seed=9&lr=-4&colour=red&text=custom&flavour=avx" }));
