// Builds the page around the lab that start.js has started.
import { startAddress } from "./address.js";
import { startBar } from "./bar.js";
import { startKeys } from "./keys.js";
import { startLoss } from "./loss.js";
import { startNotice } from "./notice.js";
import { startPanel } from "./panel.js";
import { readLink } from "./link.js";
import { lab, opened } from "./start.js";
import { recall } from "./storage.js";
import { startTabs } from "./tabs.js";
import { startTail } from "./tail.js";
import { startTextSource } from "./textsource.js";
import { startTheme } from "./theme.js";
import { startWriter } from "./writer.js";

const notice = startNotice(lab);
const theme = startTheme();
startBar(lab);
const live = startTail(lab, theme);
startLoss(lab, theme);
startPanel(lab);
startTextSource(lab, notice);
startWriter(lab);
startKeys();

try {
  const problems = await opened;
  /** @type {() => void} */
  let write = () => {};
  const tabs = startTabs({ lab, theme, live }, notice, readLink(location.hash).tab, () => write());
  write = startAddress(lab, notice, tabs);
  startStrip(tabs);
  if (problems.length > 0) notice.say(problems.join(" "));
} catch (reason) {
  notice.say(/** @type {Error} */ (reason).message);
}

/** The strip of the jobs comes with the first of them, or with what an earlier visit left. @param {ReturnType<typeof startTabs>} tabs */
function startStrip(tabs) {
  const start = async (/** @type {import("./pool/pool.js").State | undefined} */ state) => {
    stop();
    const { startStrip } = await import("./pool/strip.js");
    startStrip(lab, tabs, state && (await lab.pool).state);
  };
  const stop = lab.on("pool", start);
  if (recall("kept", "")) start(undefined);
}
