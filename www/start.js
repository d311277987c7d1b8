// The first thing that runs: starts the engine, opens the set-up that the link asks for, and lets it train. The page
// itself (main.js) comes after the first step, which it would only delay.
import { Heavytail } from "./lab.js";
import { openLink, readLink } from "./link.js";

const { changes, problems } = readLink(location.hash);
const { flavour, ...settings } = changes;

// A visitor should see life at once, unless they asked for stillness or to spare their battery.
const still = matchMedia("(prefers-reduced-motion: reduce)").matches || /** @type {any} */ (navigator).connection?.saveData;

export const lab = new Heavytail({ flavour, plays: !still && Object.keys(settings).length === 0 });
Object.assign(window, { heavytail: lab });

/** What was wrong with the link. Rejects when the engine cannot be started. */
export const opened = open(lab.ready);
lab.ready = opened.then(() => {});
lab.ready.catch(() => {}); // main.js says it

opened.then(firstStep).catch(() => {}).then(() => import("./main.js")).catch(({ message }) => {
  const notice = /** @type {HTMLElement} */ (document.getElementById("notice"));
  notice.textContent = `The page could not be loaded: ${message}. Load it again.`;
  notice.hidden = false;
});

/** Resolves when there has been a step, or when none is to be waited for. @returns {Promise<void>} */
function firstStep() {
  return new Promise((resolve) => {
    const stop = lab.on("status", ({ step, running }) => {
      if (running && step === 0) return;
      resolve();
      queueMicrotask(() => stop());
    });
  });
}

/** @param {Promise<void>} started */
async function open(started) {
  await started;
  const refused = await openLink(lab, changes);
  if (!still && !lab.status()?.running) await lab.play();
  return [...problems, ...refused];
}
