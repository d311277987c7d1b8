// The top bar: run controls and readings.
import { announce, byId } from "./dom.js";
import { brief, count, nats } from "./format.js";
import { paced, writeNow } from "./readings.js";

/** @param {import("./lab.js").Heavytail} lab */
export function startBar(lab) {
  const play = /** @type {HTMLButtonElement} */ (byId("play"));
  const step = /** @type {HTMLButtonElement} */ (byId("step"));
  // A refusal of these comes as an "error" event, which the notice says; their promises have nothing to add.
  const quietly = (/** @type {Promise<void>} */ promise) => promise.catch(() => {});

  play.addEventListener("click", () => {
    const running = lab.status()?.running;
    quietly(running ? lab.pause() : lab.play()).then(() => announce(running ? `Paused at step ${lab.status()?.step}` : "Training"));
  });
  step.addEventListener("click", () => quietly(lab.step(1)));
  byId("reset").addEventListener("click", () => quietly(lab.reset()).then(() => announce("Back to step 0")));
  lab.ready.then(() => (play.disabled = step.disabled = false), () => {});

  const show = paced(read);
  let shown = /** @type {boolean | undefined} */ (undefined);
  lab.on("status", (/** @type {import("./protocol.js").Status} */ status) => {
    show(status);
    if (!status.running) writeNow();
    if (status.running === shown) return;
    shown = status.running;
    play.querySelector("use")?.setAttribute("href", shown ? "#i-pause" : "#i-play");
    /** @type {HTMLElement} */ (play.querySelector("span")).textContent = shown ? "Pause" : "Play";
    document.documentElement.toggleAttribute("data-running", shown);
  });
}

/** @param {import("./protocol.js").Status} status */
function read(status) {
  const evaluated = status.evaluationLoss !== null && status.evaluationLoss !== undefined;
  const readings = {
    step: count(status.step),
    loss: nats(status.loss),
    evaluation: evaluated ? `${nats(status.evaluationLoss)}` : "–",
    rate: status.tokensPerSecond > 0 ? brief(status.tokensPerSecond) : "–",
    parameters: count(status.parameters),
    engine: `${status.backend} · ${status.flavour}${status.reproducible ? "" : " · not reproducible to the bit"}`,
    fingerprint: status.fingerprint,
  };
  for (const [name, text] of Object.entries(readings)) {
    const place = byId(`r-${name}`);
    if (place.textContent !== text) place.textContent = text;
  }
  byId("r-evaluation").title = evaluated ? `At step ${count(status.evaluationStep ?? 0)}, without dropout` : "";
}
