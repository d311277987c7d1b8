// Starts the lab, opens the set-up that the link asks for, and hands the lab to the page's parts.
import { startBar } from "./bar.js";
import { startKeys } from "./keys.js";
import { Heavytail } from "./lab.js";
import { startLoss } from "./loss.js";
import { startNotice } from "./notice.js";
import { startPanel } from "./panel.js";
import { startTail } from "./tail.js";
import { startTextSource } from "./textsource.js";
import { startTheme } from "./theme.js";
import { openLink, readLink, startLink } from "./url.js";
import { startWriter } from "./writer.js";

const { changes, problems } = readLink(location.hash);
const lab = new Heavytail({ flavour: changes.flavour });
Object.assign(window, { heavytail: lab });

const notice = startNotice(lab);
const theme = startTheme();
startBar(lab);
startPanel(lab);
startTextSource(lab, notice);
startLoss(lab, theme);
startTail(lab, theme);
startWriter(lab);
startKeys();

try {
  await lab.ready;
  problems.push(...(await openLink(lab, changes)));
  startLink(lab, notice);
  // A visitor should see life at once, unless they asked for stillness or to spare their battery.
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches || /** @type {any} */ (navigator).connection?.saveData;
  if (!still) await lab.play();
  if (problems.length > 0) notice.say(problems.join(" "));
} catch (reason) {
  notice.say(/** @type {Error} */ (reason).message);
}
