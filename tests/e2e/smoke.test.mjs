// The page opens from a sub-path, its engine starts, and what it loads is what the build says that it loads.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { sizes } from "../../scripts/sizes.mjs";
import { settled, withPage } from "./browser.mjs";
import { until } from "./lab.mjs";

test("the page loads and the lab becomes ready", { timeout: 60_000 }, () =>
  withPage(async ({ page }) => {
    await page.waitForFunction("window.heavytail");
    await page.evaluate("window.heavytail.ready");
    assert.match(await page.title(), /Heavytail/);
  }),
);

test("a page that is left as it opens has loaded the files that the build counts, and no others", { timeout: 60_000 }, () =>
  withPage(async ({ page }) => {
    /** @type {Set<string>} */
    const loaded = new Set();
    page.context().on("request", (request) => request.method() === "GET" && !request.url().startsWith("data:") && loaded.add(request.url()));
    await settled(page);
    await page.reload();
    await page.waitForSelector("#E1 .run-bar");
    await until(page, ({ step }) => step > 100);
    const names = [...loaded].map((url) => url.slice(page.url().length) || "index.html");
    const { page: counted } = await sizes(fileURLToPath(new URL("../../dist", import.meta.url)));
    assert.deepEqual(names.sort(), counted.names.sort());
  }),
);
