// The page opens from a sub-path and its engine starts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { withPage } from "./browser.mjs";

test("the page loads and the lab becomes ready", { timeout: 60_000 }, () =>
  withPage(async ({ page }) => {
    await page.waitForFunction("window.heavytail");
    await page.evaluate("window.heavytail.ready");
    assert.match(await page.title(), /Heavytail/);
  }),
);
