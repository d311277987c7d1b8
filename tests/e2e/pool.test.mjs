// The worker pool in the browser: the same bits with any number of workers, a worker that is killed, pause, cancel, and going on
// after a reload.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open, status } from "./lab.mjs";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("../../www/pool/pool.js").State} State */

const STILL = { context: { reducedMotion: /** @type {const} */ ("reduce") }, address: "#preset=classroom&transient=10&workers=2" };
/** Small models, so that a run is trained and analysed in about a second. */
const RUNS = [1, 2, 3, 4].map((seed) => ({ seed, d_model: 8, heads: 2, d_ff: 16, layers: 1 }));
const PLAN = { runs: RUNS, steps: 60, experiments: [{ name: "E3" }], figures: [{ name: "E3", options: { view: "ccdf" } }] };

/** The ensemble's outcomes as text, which says every bit. @param {Page} page @param {object} [plan] @param {object} [options] @returns {Promise<string>} */
const outcomes = (page, plan = PLAN, options = {}) =>
  page.evaluate(async ([plan, options]) => JSON.stringify(await heavytail.ensemble(/** @type {any} */ (plan), options)), [plan, options]);

/** Every state of the pool from now on, in the page's `states`. @param {Page} page */
const watch = (page) =>
  page.evaluate(() => {
    const states = /** @type {State[]} */ ([]);
    Object.assign(window, { states });
    heavytail.on("pool", (state) => states.push(state));
  });

/** The states so far. @param {Page} page @returns {Promise<State[]>} */
const states = (page) => page.evaluate(() => /** @type {any} */ (window).states);

/** Waits for a state. @param {Page} page @param {(state: State) => boolean} wanted */
async function until(page, wanted) {
  for (const end = performance.now() + 60_000; performance.now() < end; await page.waitForTimeout(20)) {
    const state = (await states(page)).at(-1);
    if (state && wanted(state)) return state;
  }
  throw new Error(`${wanted} did not come true; the states end in ${JSON.stringify((await states(page)).slice(-3))}`);
}

/** Waits until the pool has no workers left. @param {Page} page */
async function gone(page) {
  const left = () => page.workers().filter((worker) => worker.url().endsWith("/pool-worker.js"));
  for (const end = performance.now() + 10_000; left().length > 0 && performance.now() < end; ) await page.waitForTimeout(50);
  assert.deepEqual(left().map((worker) => worker.url()), []);
}

test("an ensemble has the same bits with 1, 2 and 8 workers, and leaves the visible run alone", { timeout: 180_000 }, () =>
  open(async ({ page }) => {
    const before = await status(page);
    const answers = [];
    for (const workers of [1, 2, 8]) {
      await page.evaluate((workers) => heavytail.set({ workers }), workers);
      await watch(page);
      answers.push(await outcomes(page));
      const most = Math.max(...(await states(page)).map(({ busy }) => busy));
      assert.equal(most, Math.min(workers, RUNS.length));
    }
    assert.equal(answers[1], answers[0]);
    assert.equal(answers[2], answers[0]);
    const parsed = JSON.parse(answers[0]);
    assert.deepEqual(parsed.map((/** @type {any} */ { changes }) => changes), RUNS);
    for (const [i, { results, figures, provenance, diverged }] of parsed.entries()) {
      assert.deepEqual([results.E3.experiment, provenance.steps, provenance.knobs.seed, diverged], ["E3", 60, RUNS[i].seed, null]);
      assert.ok(figures[0].series.length > 0);
    }
    assert.notEqual(parsed[0].provenance.fingerprint, parsed[1].provenance.fingerprint);
    assert.deepEqual(await status(page), before);
    // A run apart is the visible run, to the bit.
    const visible = await page.evaluate(async (changes) => {
      await heavytail.set(changes);
      return JSON.stringify(await heavytail.run("E3", { steps: 60 }));
    }, RUNS[1]);
    assert.equal(visible, JSON.stringify(parsed[1].results.E3));
  }, STILL));

test("an experiment whose parts the workers do has the same bits with 1, 2 and 8 of them", { timeout: 120_000 }, () =>
  open(async ({ page }) => {
    const small = { perturbations: 10, controlPerturbations: 0, deltas: [0.1, 1], lines: 1, linePoints: 2, walks: 0, slicePoints: 0, bootstrap: 10 };
    await page.evaluate(async (changes) => heavytail.set(changes), RUNS[0]);
    await page.evaluate(() => heavytail.step(60));
    await watch(page);
    const answers = [];
    for (const workers of [1, 2, 8]) {
      await page.evaluate((workers) => heavytail.set({ workers }), workers);
      answers.push(await page.evaluate(async (options) => JSON.stringify(await heavytail.run("E4", { steps: 60, reset: false, ...options })), small));
    }
    assert.ok(Math.max(...(await states(page)).map(({ jobs }) => jobs.total)) > 10, "there are parts");
    assert.equal(answers[1], answers[0]);
    assert.equal(answers[2], answers[0]);
    // One that is cancelled leaves no worker behind.
    const stopped = await page.evaluate(async (options) => {
      const stop = new AbortController();
      heavytail.on("pool", ({ jobs }) => jobs.done > 2 && stop.abort());
      return heavytail.run("E4", { steps: 60, reset: false, signal: stop.signal, ...options }).then(() => "", ({ message }) => message);
    }, small);
    assert.match(stopped, /^Stopped at step 60/);
    await gone(page);
  }, STILL));

test("texts of one's own and of the build go along; a run that diverges says so and harms no other; nonsense is refused", { timeout: 120_000 }, () =>
  open(async ({ page }) => {
    const [own, book, wild] = JSON.parse(
      await outcomes(page, {
        ...PLAN,
        runs: [{ ...RUNS[0], text: "so it goes and so it went. ".repeat(9) }, { ...RUNS[0], text: "moby-dick", vocab: 0, batch: 2 }, { ...RUNS[0], lr: 1000 }],
        steps: 30,
      }),
    );
    assert.deepEqual([own.provenance.knobs.text, book.provenance.knobs.text], ["custom", "moby-dick"]);
    assert.equal(own.results.E3.experiment, "E3");
    assert.match(wild.diverged, /diverged/i);
    assert.deepEqual(wild.results, {});
    const refused = (/** @type {any} */ plan) => page.evaluate((plan) => heavytail.ensemble(plan).then(() => null, ({ key, message }) => [key, message]), plan);
    assert.deepEqual((await refused({ ...PLAN, runs: [{ seed: 1 }, { lr: -1 }] }))?.[0], "lr");
    assert.match((await refused({ ...PLAN, experiments: [{ name: "E77" }] }))?.[1], /There is no experiment "E77"/);
    assert.match((await refused({ ...PLAN, runs: [{ speed: "10" }] }))?.[1], /the same for all runs/);
  }, STILL));

test("a worker that is killed is replaced, visibly, and the answer is the same", { timeout: 180_000 }, () =>
  open(async ({ page }) => {
    const expected = await outcomes(page);
    await watch(page);
    const again = outcomes(page);
    await until(page, ({ busy, fraction }) => busy === 2 && fraction > 0);
    const victim = /** @type {import("playwright-core").Worker} */ (page.workers().find((worker) => worker.url().endsWith("/pool-worker.js")));
    victim.evaluate(() => self.close()).catch(() => {}); // it has no time left to answer
    assert.equal(await again, expected);
    const last = (await states(page)).at(-1);
    assert.equal(last?.replaced, 1);
    assert.match(await page.locator("#jobs .said").innerText(), /A worker died and was replaced; its job is done again/);
    await page.click('#jobs button:text-is("Close")');
    assert.equal(await page.locator("#jobs").isVisible(), false);
  }, STILL));

test("it is paused, goes on, and is cancelled from the strip; the visible run trains meanwhile", { timeout: 120_000 }, () =>
  open(async ({ page }) => {
    await watch(page);
    await page.evaluate(() => heavytail.play());
    const ensemble = outcomes(page, { ...PLAN, steps: 2000 }).then(() => "", (reason) => String(reason));
    await until(page, ({ busy }) => busy === 2);
    await page.click('#jobs button:text-is("Pause")');
    const paused = await until(page, ({ paused }) => paused);
    const { step } = await status(page);
    await page.waitForTimeout(1500);
    const later = await until(page, ({ paused }) => paused);
    assert.ok(later.fraction - paused.fraction < 0.02, `${paused.fraction} ${later.fraction}`);
    assert.ok((await status(page)).step > step, "training goes on");
    assert.match(await page.locator("#jobs .job p").first().innerText(), /^Ensemble: 0 of 4 jobs, paused/);
    await page.click('#jobs button:text-is("Resume")');
    await until(page, ({ busy, fraction }) => busy === 2 && fraction > later.fraction);
    await page.click('#jobs button:text-is("Cancel")');
    assert.match(await ensemble, /Cancelled with \d of 4 jobs done/);
    await page.waitForFunction(() => /** @type {HTMLElement} */ (document.querySelector("#jobs")).hidden);
    await gone(page);
  }, STILL));

test("after a reload it goes on: what was finished is not done again, and the answer is the same", { timeout: 180_000 }, () =>
  open(async ({ page }) => {
    const expected = await outcomes(page);
    await watch(page);
    outcomes(page, PLAN, { key: "four seeds", label: "four seeds" }).catch(() => {}); // the page goes away under it
    await until(page, ({ jobs }) => jobs.done >= 2);
    await page.reload();
    await page.waitForSelector("#play:enabled");
    const offer = page.locator("#jobs-kept .job");
    await offer.waitFor();
    assert.match(await offer.innerText(), /Unfinished: four seeds, with [23] of 4 jobs done and kept/);
    await watch(page);
    assert.equal(await outcomes(page, PLAN, { key: "four seeds", label: "four seeds" }), expected);
    assert.ok((await states(page))[0].jobs.done >= 2, "finished jobs are there from the first");
    // All is kept now, until it is discarded or another plan takes its key.
    await watch(page);
    assert.equal(await outcomes(page, PLAN, { key: "four seeds" }), expected);
    assert.equal((await states(page)).length, 0);
    const kept = await page.evaluate(async () => (await heavytail.pool).batches());
    assert.deepEqual(kept.map(({ key, done, total }) => [key, done, total]), [["four seeds", 4, 4]]);
    await page.evaluate(async () => (await heavytail.pool).discard("four seeds"));
    assert.deepEqual(await page.evaluate(async () => (await heavytail.pool).batches()), []);
  }, STILL));

test("an experiment's parts are kept over a reload, for the same question about the same run, until all are done", { timeout: 180_000 }, () =>
  open(async ({ page }) => {
    const options = { perturbations: 30, controlPerturbations: 0, lines: 0, walks: 0, slicePoints: 0, bootstrap: 10 };
    const ask = () =>
      page.evaluate(async ([changes, options]) => {
        await heavytail.set(changes);
        return JSON.stringify(await heavytail.run("E4", { steps: 60, reset: true, ...options }));
      }, /** @type {[object, object]} */ ([RUNS[0], options]));
    await watch(page);
    const expected = await ask();
    await watch(page);
    ask().catch(() => {}); // the page goes away under it
    await until(page, ({ jobs }) => jobs.done >= 2 && jobs.done < jobs.total);
    await page.reload();
    await page.waitForSelector("#play:enabled");
    const offer = page.locator("#jobs-kept .job");
    await offer.waitFor();
    assert.match(await offer.innerText(), /Unfinished: E4, with \d+ of \d+ jobs done and kept.*Ask for the same again/s);
    await watch(page);
    assert.equal(await ask(), expected);
    assert.ok((await states(page))[0].jobs.done >= 2, "finished parts are there from the first");
    assert.deepEqual(await page.evaluate(async () => (await heavytail.pool).batches()), []);
  }, STILL));

test("what a tab began is gone on with in that tab", { timeout: 120_000 }, () =>
  open(async ({ page }) => {
    await watch(page);
    const plan = { ...PLAN, runs: [{ d_model: 8, heads: 2 }, { d_model: 16, heads: 2 }, { d_model: 12, heads: 2 }], experiments: [{ name: "E2" }], figures: [] };
    outcomes(page, plan, { key: "widths", label: "three widths", tab: "E2" }).catch(() => {});
    await until(page, ({ jobs }) => jobs.done === 1);
    await page.evaluate(async () => (await heavytail.pool).cancel());
    await page.locator("#jobs-kept .job").waitFor();
    await page.reload();
    await page.waitForSelector("#play:enabled");
    await page.click('#jobs-kept button:text-is("Resume")');
    const columns = page.locator("#E2 .more .numbers-table thead th");
    await columns.nth(2).waitFor({ timeout: 60_000 });
    assert.deepEqual(await columns.allInnerTexts(), ["8", "12", "16"]);
  }, STILL));

test("a browser that stores nothing goes on without, and says so", { timeout: 120_000 }, () =>
  open(async ({ page }) => {
    await page.waitForSelector("#E1 .verdict"); // a reload would abort what is still loading
    await page.addInitScript(() => Object.defineProperty(window, "indexedDB", { get: () => undefined }));
    await page.reload();
    await page.waitForSelector("#play:enabled");
    await watch(page);
    const [outcome] = JSON.parse(await outcomes(page, { ...PLAN, runs: RUNS.slice(0, 1) }, { key: "one" }));
    assert.equal(outcome.results.E3.experiment, "E3");
    assert.match((await states(page)).at(-1)?.message ?? "", /Finished jobs are not kept .*a reload would lose it/);
  }, STILL));
