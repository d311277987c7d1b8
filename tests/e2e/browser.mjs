// Chromium on the built page, for the page's tests. It watches what no test may cause: errors on the console or in the
// page, breaches of the content security policy, and requests to anywhere but the page's own folder.
import { chromium } from "playwright-core";
import { serve } from "../../scripts/serve.mjs";

const FLAGS = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-dev-shm-usage",
  "--disable-quic",
  "--disable-sync",
  "--no-first-run",
];

/**
 * A page and what went wrong on it so far. A test that expects a fault takes it out of `faults`.
 * @typedef {{page: import("playwright-core").Page, url: string, faults: string[]}} Watched
 */

/**
 * Runs `body` on a fresh page at `address` (relative to the lab's own, such as "?seed=3"), then fails if it left faults.
 * dist/ is served from a sub-path, as a static host may do.
 * @param {(watched: Watched) => Promise<void>} body
 * @param {{address?: string, context?: import("playwright-core").BrowserContextOptions, flags?: string[]}} [options]
 */
export async function withPage(body, { address = "", context: settings = {}, flags = [] } = {}) {
  const server = await serve("dist", { base: "/some/folder/" });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [...FLAGS, ...flags],
    chromiumSandbox: process.getuid?.() !== 0, // Chromium has no sandbox for root
  });
  try {
    const context = await browser.newContext(settings);
    /** @type {string[]} */
    const faults = [];
    await watch(context, server.url, faults);
    const page = await context.newPage();
    await page.goto(server.url + address);
    await body({ page, url: server.url, faults });
    if (faults.length > 0) throw new Error(`the page had faults:\n${faults.join("\n")}`);
  } finally {
    await browser.close();
    await server.close();
  }
}

/**
 * Waits until a page has loaded what it loads by itself: to leave it earlier breaks requests off, which count as faults.
 * @param {import("playwright-core").Page} page
 */
export const settled = (page) => page.waitForLoadState("networkidle");

/**
 * @param {import("playwright-core").BrowserContext} context
 * @param {string} home @param {string[]} faults
 */
async function watch(context, home, faults) {
  const allowed = (/** @type {string} */ url) => url.startsWith(home) || /^(data|blob|about):/.test(url);
  context.on("request", (request) => {
    if (!allowed(request.url())) faults.push(`request to ${request.url()}`);
  });
  context.on("response", (response) => {
    if (response.status() >= 400) faults.push(`${response.status()} for ${response.url()}`);
  });
  context.on("requestfailed", (request) => faults.push(`${request.url()}: ${request.failure()?.errorText}`));
  context.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()} ${message.location().url}`);
  });
  context.on("weberror", (error) => faults.push(`page error: ${error.error()}`));
  await context.exposeFunction("reportPolicyBreach", (/** @type {string} */ breach) => faults.push(breach));
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) =>
      /** @type {any} */ (window).reportPolicyBreach(`policy: ${event.violatedDirective} stops ${event.blockedURI}`),
    );
  });
}
