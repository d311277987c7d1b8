// The page with its lab, for tests: opened and ready, its status, and waiting for it.
/// <reference path="globals.d.ts" />
import { withPage } from "./browser.mjs";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("../../www/protocol.js").Status} Status */

/**
 * @param {(watched: import("./browser.mjs").Watched) => Promise<void>} body
 * @param {Parameters<typeof withPage>[1]} [options]
 */
export const open = (body, options) =>
  withPage(async (watched) => {
    await watched.page.waitForFunction(() => "heavytail" in window);
    await watched.page.evaluate(() => heavytail.ready);
    await watched.page.waitForSelector("#play:enabled"); // the page itself comes after the engine
    await body(watched);
  }, options);

/** @param {Page} page @returns {Promise<Status>} */
export const status = (page) => page.evaluate(() => /** @type {Status} */ (heavytail.status()));

/**
 * Waits until the status fulfils `condition`.
 * @param {Page} page
 * @param {(status: Status) => boolean} condition
 * @param {number} [limit] ms
 */
export async function until(page, condition, limit = 30_000) {
  const end = performance.now() + limit;
  for (;;) {
    const now = await status(page);
    if (condition(now)) return now;
    if (performance.now() > end) throw new Error(`${condition} did not come true in ${limit} ms; the status is ${JSON.stringify(now)}`);
    await page.waitForTimeout(20);
  }
}

/** Everything that a refusal must leave as it was. @param {Page} page */
export const state = (page) =>
  page.evaluate(() => {
    const { step, fingerprint, text } = /** @type {Status} */ (heavytail.status());
    return { step, fingerprint, text, values: heavytail.knobs().map(({ key, value }) => [key, value]) };
  });
