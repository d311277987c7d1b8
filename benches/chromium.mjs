// Chromium for the benchmark, started so that it stays off the network and leaves timers alone.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const ARGUMENTS = [
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

/** From $CHROMIUM or where Debian and others put it. */
export function launch() {
  const places = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const executablePath = places.find((place) => place && existsSync(place));
  if (!executablePath)
    throw new Error("No Chromium is here. Install it (apt-get install chromium) or set CHROMIUM to its path.");
  // Chromium has no sandbox for root.
  return chromium.launch({ executablePath, args: ARGUMENTS, chromiumSandbox: process.getuid?.() !== 0 });
}

/** What `measure` finds on the page at `url` in a fresh browser, in which `before` runs ahead of the page's own scripts. */
export async function visit(url, measure, before = () => {}) {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.addInitScript(before);
    await page.goto(url);
    return await measure(page, browser);
  } finally {
    await browser.close();
  }
}
