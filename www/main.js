// Builds the page around the lab that start.js has started.
import { startAddress } from "./address.js";
import { startBar } from "./bar.js";
import { startKeys } from "./keys.js";
import { startLoss } from "./loss.js";
import { startNotice } from "./notice.js";
import { startPanel } from "./panel.js";
import { lab, opened } from "./start.js";
import { startTail } from "./tail.js";
import { startTextSource } from "./textsource.js";
import { startTheme } from "./theme.js";
import { startWriter } from "./writer.js";

const notice = startNotice(lab);
const theme = startTheme();
startBar(lab);
startTail(lab, theme);
startLoss(lab, theme);
startPanel(lab);
startTextSource(lab, notice);
startWriter(lab);
startKeys();

try {
  const problems = await opened;
  startAddress(lab, notice);
  if (problems.length > 0) notice.say(problems.join(" "));
} catch (reason) {
  notice.say(/** @type {Error} */ (reason).message);
}
