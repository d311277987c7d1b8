// The panel of settings, built from the knob table alone: groups, fields, and the line that explains one.
import { change } from "./change.js";
import { byId, make, makeIn } from "./dom.js";
import { Field } from "./field.js";

/** The settings that stand in the top bar. */
const IN_BAR = ["preset", "seed", "speed"];

/** @param {import("./lab.js").Heavytail} lab */
export function startPanel(lab) {
  /** @type {Map<string, Field>} */
  const fields = new Map();
  const panel = byId("panel");
  const bar = byId("setup");

  /** @param {string} name */
  function group(name) {
    const id = `group-${name.toLowerCase()}`;
    return document.getElementById(id) ?? panel.appendChild(make("section", { id, class: "group" }, make("h2", {}, name)));
  }

  lab.on("settings", () => {
    for (const knob of lab.knobs()) {
      const known = fields.get(knob.key);
      if (known) {
        known.update(knob);
        continue;
      }
      const field = new Field(knob, (value) => change(lab, { [knob.key]: value }));
      fields.set(knob.key, field);
      const host = IN_BAR.includes(knob.key) ? bar : group(knob.group);
      host.append(field.element);
      if (knob.key === "seed") field.element.append(freshSeed(lab));
      if (knob.key === "text") host.append(byId("text-source"));
    }
  });
  startHints();
  foldOnPhones();
}

/** @param {import("./lab.js").Heavytail} lab */
function freshSeed(lab) {
  const button = make("button", { class: "quiet round", id: "fresh-seed", title: "A fresh seed: another beginning, another order" });
  button.append(makeIn("svg", "svg", { "aria-hidden": "true" }, makeIn("svg", "use", { href: "#i-dice" })), make("span", { class: "hidden" }, "Fresh seed"));
  button.addEventListener("click", () => change(lab, { seed: Math.floor(Math.random() * 1_000_000) }));
  return button;
}

/** The line below the panel explains the setting that is pointed at or focused. */
function startHints() {
  const hint = byId("hint");
  const usual = hint.textContent;
  const show = (/** @type {Event} */ event) => {
    const field = /** @type {Element} */ (event.target).closest("[data-help]");
    hint.textContent = /** @type {HTMLElement | null} */ (field)?.dataset.help ?? usual;
  };
  for (const host of [byId("panel"), byId("setup")]) {
    host.addEventListener("pointerover", show);
    host.addEventListener("focusin", show);
  }
}

/** In one column the charts come first to the eye: the settings stand folded above them. */
function foldOnPhones() {
  const settings = /** @type {HTMLDetailsElement} */ (byId("settings"));
  const wide = matchMedia("(min-width: 900px)");
  const fold = () => (settings.open = wide.matches);
  wide.addEventListener("change", fold);
  fold();
}
