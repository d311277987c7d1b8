// The tabs of the experiments: one pane is shown, and its module is loaded when it is first needed.
import { byId } from "./dom.js";
import { lazy } from "./lazy.js";

/** @typedef {{lab: import("./lab.js").Heavytail, theme: import("./theme.js").Theme, live: import("./tail.js").Live}} Page */

/** What each pane is built by. @type {Record<string, () => Promise<{start(panel: HTMLElement, page: Page): unknown}>>} */
const PANES = {
  E1: lazy(() => import("./experiment/e1.js")),
  E2: lazy(() => import("./experiment/e2.js")),
  E3: lazy(() => import("./experiment/e3.js")),
  E4: lazy(() => import("./experiment/e4.js")),
  E5: lazy(() => import("./experiment/e5.js")),
  controls: lazy(() => import("./experiment/controls.js")),
  calibration: lazy(() => import("./experiment/calibration.js")),
  own: lazy(() => import("./experiment/own.js")),
};

/**
 * @param {Page} page
 * @param {import("./notice.js").Notice} notice
 * @param {string | undefined} first from the link
 * @param {() => void} changed
 */
export function startTabs(page, notice, first, changed) {
  const list = byId("tabs");
  const tabs = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[role=tab]")]);
  const nameOf = (/** @type {HTMLElement} */ tab) => tab.id.replace("tab-", "");
  /** @type {Map<string, Promise<unknown>>} */
  const built = new Map();
  /** @type {Set<string>} */
  const failed = new Set();
  let shown = "E1";

  /** @param {string} name */
  function build(name) {
    const known = built.get(name);
    if (known) return known;
    const started = PANES[name]().then(({ start }) => start(byId(name), page));
    const pane = started.then(
      () => failed.delete(name) && failed.size === 0 && notice.clear(),
      () => {
        built.delete(name);
        failed.add(name);
        notice.say("This part of the page could not be loaded: its server does not answer. Choose its tab again to try once more; nothing else is affected.");
      },
    );
    built.set(name, pane);
    return pane;
  }

  /** @param {string} name */
  function show(name) {
    shown = name;
    for (const tab of tabs) {
      const chosen = nameOf(tab) === name;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      byId(nameOf(tab)).hidden = !chosen;
    }
    changed();
    return build(name);
  }

  list.addEventListener("click", (event) => {
    const tab = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[role=tab]"));
    if (tab) show(nameOf(tab));
  });
  list.addEventListener("keydown", (event) => {
    const at = tabs.findIndex((tab) => nameOf(tab) === shown);
    const last = tabs.length - 1;
    const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    show(nameOf(tabs[to]));
    tabs[to].focus();
  });
  show(first && Object.hasOwn(PANES, first) ? first : "E1");
  return {
    current: () => shown,
    /** Resolves when the pane is there. @param {string | undefined} name from a link; unknown ones stay */
    open: async (name) => void (name && Object.hasOwn(PANES, name) && (await show(name))),
  };
}
