// The address bar: kept in step with the settings, followed when a person edits it, and copied on request.
import { byId, toClipboard } from "./dom.js";
import { openLink, readLink, writeLink } from "./link.js";

/**
 * Keeps the address in step with the settings, follows it when a person edits it, and serves the copy button.
 * @param {import("./lab.js").Heavytail} lab
 * @param {import("./notice.js").Notice} notice
 * @param {{current(): string, open(name: string | undefined): void}} tabs
 * @returns {() => void} writes it, for when a tab was chosen
 */
export function startAddress(lab, notice, tabs) {
  const write = () => {
    const tab = tabs.current();
    const hash = writeLink(lab.knobs(), lab.presets(), tab === "E1" ? undefined : tab);
    const before = history.state?.tab;
    if (hash === location.hash && before === tab) return;
    // A tab is a place to come back to; a setting is not, since coming back would undo the run.
    const goOn = before && before !== tab ? history.pushState : history.replaceState;
    goOn.call(history, { tab }, "", hash || location.pathname + location.search);
  };
  lab.on("settings", write);
  write();
  addEventListener("hashchange", async () => {
    const { changes, problems, tab } = readLink(location.hash);
    const visited = history.state !== null;
    tabs.open(tab ?? "E1");
    if (visited) return write(); // back to a tab, with the settings as they are
    // A preset sets all but these.
    const rest = lab.knobs().filter(({ key }) => ["preset", "seed", "flavour", "speed", "workers"].includes(key));
    const defaults = Object.fromEntries(rest.map((knob) => [knob.key, String(knob.default)]));
    problems.push(...(await openLink(lab, { ...defaults, ...changes })));
    write();
    if (problems.length > 0) notice.say(problems.join(" "));
    else if (!lab.status()?.error) notice.clear(); // what the address had asked for before
  });
  const button = byId("share");
  button.addEventListener("click", async () => {
    const label = /** @type {HTMLElement} */ (button.querySelector("span"));
    if (await toClipboard(location.href)) label.textContent = "Copied";
    else notice.say(`The browser did not allow copying. The link is ${location.href}`);
    setTimeout(() => (label.textContent = "Copy link"), 1500);
  });
  return write;
}
