// The experiments themselves, as the page runs them on a small model: verdicts, figures, a stop and going on.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { open, status } from "./lab.mjs";

const STILL = { context: { reducedMotion: /** @type {const} */ ("reduce") }, address: "#preset=classroom&transient=50" };
const GRADES = ["supported", "explained", "notSupported", "notEnoughData"];

/** The colours in use on a pane's main canvas, of which an empty one has one. @param {import("playwright-core").Page} page @param {string} name */
const colours = (page, name) =>
  page.evaluate((name) => {
    const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector(`#${name} canvas`));
    const { data } = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")).getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  }, name);

test("each experiment ends in a verdict, with its figures drawn", { timeout: 240_000 }, () =>
  open(async ({ page }) => {
    const phases = await page.evaluate(async () => {
      /** @type {string[]} */
      const phases = [];
      const onProgress = (/** @type {{phase: string, fraction: number}} */ { phase, fraction }) => {
        if (!(fraction >= 0 && fraction <= 1)) throw new Error(`${fraction}`);
        if (phases.at(-1) !== phase) phases.push(phase);
      };
      await heavytail.run("E1", { steps: 300, onProgress });
      return phases;
    });
    assert.deepEqual(phases, ["training", "analysis"]);
    assert.equal((await status(page)).step, 300);
    for (const name of ["E1", "E2", "E3", "E5"]) {
      await page.click(`#tab-${name}`);
      await page.click(`#${name} button:text-is("As it stands")`);
      const verdict = page.locator(`#${name} .verdict[data-grade]`);
      await verdict.waitFor({ timeout: 60_000 });
      assert.ok(GRADES.includes((await verdict.getAttribute("data-grade")) ?? ""));
      await page.waitForTimeout(500);
      assert.ok((await colours(page, name)) > 3, name);
      const result = await page.evaluate((name) => heavytail.result(name), name);
      assert.deepEqual([result.experiment, result.provenance.steps], [name, 300]);
      assert.ok(Object.keys(result.nulls ?? result.sample).includes("gaussianParamStep"), name);
    }
  }, STILL));

test("E4 tells its time, measures a small model's landscape, and draws all of it", { timeout: 240_000 }, () =>
  open(async ({ page }) => {
    const few = { perturbations: 6, controlPerturbations: 3, lines: 3, linePoints: 6, walks: 1, walkSteps: 12, slicePoints: 2, bootstrap: 20 };
    const { told, tried, weighed, result } = await page.evaluate(async (few) => {
      await heavytail.set({ d_model: 16, d_ff: 32, heads: 2, context: 12, layers: 1, workers: 3 });
      await heavytail.worlds(); // starts the engine's own analyst
      let tried = 0;
      const Plain = Worker;
      window.Worker = class extends Plain {
        /** @param {ConstructorParameters<typeof Worker>} given */
        constructor(...given) {
          super(...given);
          if (given[1]?.name === "analyst") tried++;
        }
      };
      const told = [await heavytail.cost("E4", few), await heavytail.cost("E4", { ...few, perturbations: 5000 })];
      window.Worker = Plain;
      let weighed = 0;
      const post = Worker.prototype.postMessage;
      Worker.prototype.postMessage = function (/** @type {any} */ ...given) {
        if (given[0]?.method === "landscapeSeconds") weighed++;
        return /** @type {any} */ (post).apply(this, given);
      };
      const result = await heavytail.run("E4", { steps: 40, ...few });
      Worker.prototype.postMessage = post;
      return { told, tried, weighed, result };
    }, few);
    assert.ok(told[0].seconds > 0 && told[1].seconds > 20 * told[0].seconds, JSON.stringify(told));
    assert.equal(tried, 3, "as many as will run try it at once, and once for a model");
    assert.equal(weighed, 1, "its progress goes by what the trial told");
    assert.deepEqual([result.experiment, result.provenance.steps, Object.keys(result.nulls)], ["E4", 40, ["relative", "shuffledLabels", "untrained"]]);
    // Six draws are too few to compare laws, and it says so.
    assert.equal(result.verdict.grade, "notEnoughData");
    const { pooled, tensors, loss } = result.data;
    assert.deepEqual(pooled.map((/** @type {any} */ { delta }) => delta), [0.01, -0.01, 1, -1]);
    assert.ok(loss > 0 && tensors.length > 5 && pooled[0].oddEven.odd > 3 * pooled[0].oddEven.even, "δ = 0.01 is linear");
    // Step 0, then powers of two: at most 16 checkpoints, and the weights themselves.
    assert.deepEqual(result.slice.path.map((/** @type {number[]} */ [step]) => step), [0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40]);
    assert.ok(result.alongPath.h > 0 && result.alongLines.h > 0.5 && result.walk.rho[0] === 1);
    const empty = await page.evaluate(async () => {
      const views = ["ccdf", "curve", "structure", "path", "walk", "slice"];
      const figures = await Promise.all(views.map((view) => heavytail.figure("E4", { view })));
      return figures.map((figure, i) => [views[i], figure.empty]).filter(([, empty]) => empty);
    });
    assert.deepEqual(empty, [["curve", "Too few moves changed the loss to compare laws."]]);
    await page.click("#tab-E4");
    await page.waitForFunction(() => /about .+ with .* worker/.test(document.querySelector("#E4")?.textContent ?? ""));
    await page.click('#E4 button:text-is("As it stands")');
    const verdict = page.locator("#E4 .verdict[data-grade]");
    await verdict.waitFor({ timeout: 120_000 });
    assert.ok(GRADES.includes((await verdict.getAttribute("data-grade")) ?? ""));
    await page.waitForTimeout(500);
    assert.ok((await colours(page, "E4")) > 3);
  }, STILL));

test("an experiment that is stopped loses nothing and goes on", { timeout: 120_000 }, () =>
  open(async ({ page }) => {
    const { message, at, steps } = await page.evaluate(async () => {
      const stop = new AbortController();
      const onProgress = () => stop.abort();
      const stopped = heavytail.run("E1", { steps: 200, signal: stop.signal, onProgress });
      const message = await stopped.then(() => "", (/** @type {Error} */ reason) => reason.message);
      const at = heavytail.status()?.step ?? 0;
      const result = await heavytail.run("E1", { steps: 200, reset: false });
      return { message, at, steps: result.provenance.steps };
    });
    assert.match(message, /^Stopped at step \d+\. Nothing is lost/);
    assert.ok(at > 0 && at < 200, `${at}`);
    assert.equal(steps, 200);
    const refused = await page.evaluate(() => heavytail.run("E9").then(() => "", (/** @type {Error} */ reason) => reason.message));
    assert.match(refused, /There is no experiment "E9"/);
  }, STILL));

test("a finger drags x_min, and α and D follow", { timeout: 120_000 }, () =>
  open(async ({ page }) => {
    await page.evaluate(() => heavytail.run("E1", { steps: 150 }));
    await page.click('#E1 button:text-is("As it stands")');
    const grip = page.locator("#tail .grip");
    await grip.waitFor({ timeout: 60_000 });
    const numbers = () => page.evaluate(() => {
      const of = (/** @type {string} */ term) => [...document.querySelectorAll("#tail-numbers div")].find((row) => row.querySelector("dt")?.textContent === term)?.querySelector("dd")?.textContent;
      return { alpha: of("α"), distance: of("D"), xMin: Number(document.querySelector("#tail .grip")?.getAttribute("aria-valuenow")) };
    });
    const before = await numbers();
    await grip.scrollIntoViewIfNeeded();
    const box = /** @type {{x: number, y: number, width: number, height: number}} */ (await grip.boundingBox());
    const y = box.y + box.height / 2;
    const client = await page.context().newCDPSession(page);
    const touch = (/** @type {"touchStart" | "touchMove" | "touchEnd"} */ type, /** @type {number[]} */ ...at) => client.send("Input.dispatchTouchEvent", { type, touchPoints: at.map((x) => ({ x, y })) });
    await touch("touchStart", box.x + box.width / 2);
    for (let step = 1; step <= 5; step++) await touch("touchMove", box.x + box.width / 2 - 12 * step);
    await touch("touchEnd");
    await page.waitForFunction((/** @type {any} */ before) => {
      const said = document.querySelector("#tail-numbers")?.textContent ?? "";
      return !said.includes(before.alpha) && !said.includes(before.distance);
    }, before);
    const after = await numbers();
    assert.ok(after.xMin < before.xMin && Number(after.alpha?.split(" ")[0]) > 1 && Number(after.distance) > 0, JSON.stringify({ before, after }));
  }, { ...STILL, context: { ...STILL.context, hasTouch: true } }));

test("what a long run exports opens again, says where it is from, and has a sane size", { timeout: 300_000 }, () =>
  open(async ({ page }) => {
    await page.evaluate(() => heavytail.run("E1", { steps: 3000 }));
    for (const name of ["E1", "E3"]) {
      await page.click(`#tab-${name}`);
      await page.click(`#${name} button:text-is("As it stands")`);
      await page.waitForSelector(`#${name} .verdict[data-grade]`, { timeout: 120_000 });
      if (name === "E3") await page.check('#E3 input[value="raster"]', { force: true });
      await page.waitForTimeout(500);
      const saved = async (/** @type {string} */ form) => {
        const [download] = await Promise.all([page.waitForEvent("download"), page.click(`#${name} .export button:text-is("${form}")`)]);
        return String(readFileSync(await download.path()));
      };
      const [json, csv] = [await saved("JSON"), await saved("CSV")];
      const result = JSON.parse(json);
      assert.deepEqual([result.experiment, result.provenance.steps, result.provenance.knobs.preset], [name, 3000, "classroom"]);
      const [title = "", origin = "", head = "", ...lines] = csv.trimEnd().split("\n");
      assert.match(title, /^# \S/);
      assert.deepEqual(JSON.parse(origin.slice(2)), result.provenance);
      assert.match(head, /^series,".+",".+"$/);
      assert.ok(lines.length > 50 && lines.every((line) => /^"[^"]*",[-\d.e]+,[-\d.e]+$/.test(line)), "a line is no point");
      assert.ok(json.length < 3e6 && csv.length < 3e6, `${name}: ${json.length} and ${csv.length} bytes`);
      console.log(`${name} after 3,000 steps: JSON ${Math.round(json.length / 1000)} kB, CSV ${Math.round(csv.length / 1000)} kB`);
    }
  }, STILL));
