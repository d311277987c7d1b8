// The first thing that runs: starts the engine, opens the set-up that the link asks for, and lets it train. The page
// itself (main.js) loads meanwhile.
import { Heavytail } from "./lab.js";
import { openLink, readLink } from "./link.js";

const { changes, problems } = readLink(location.hash);

export const lab = new Heavytail({ flavour: changes.flavour });
Object.assign(window, { heavytail: lab });

/** What was wrong with the link. Rejects when the engine cannot be started. */
export const opened = open(lab.ready);
lab.ready = opened.then(() => {});
lab.ready.catch(() => {}); // main.js says it

/** @param {Promise<void>} started */
async function open(started) {
  await started;
  const refused = await openLink(lab, changes);
  // A visitor should see life at once, unless they asked for stillness or to spare their battery.
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches || /** @type {any} */ (navigator).connection?.saveData;
  if (!still) await lab.play();
  return [...problems, ...refused];
}
