// The first thing that runs: starts the engine, opens the set-up that the link asks for, and lets it train. The page
// itself (main.js) loads meanwhile.
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

import("./main.js");

/** @param {Promise<void>} started */
async function open(started) {
  await started;
  const refused = await openLink(lab, changes);
  if (!still && !lab.status()?.running) await lab.play();
  return [...problems, ...refused];
}
