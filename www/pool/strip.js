// The strip of the jobs: how far the workers are, with pause and cancel; and what a reload left unfinished, to go on with.
import { announce, byId, make } from "../dom.js";
import { duration } from "../format.js";
import { remember } from "../storage.js";
import { underWay, withLock } from "./locks.js";
import { resume } from "./resume.js";
import { Store } from "./store.js";

/** @typedef {import("./pool.js").State} State */
/** @typedef {import("./store.js").Kept & {done: number}} Left */

const AGAIN = "Ask for the same again, and it goes on: what is done is not done twice.";

/**
 * @param {import("../lab.js").Heavytail} lab
 * @param {{open(name: string | undefined): Promise<void>}} tabs
 * @param {State} [state] of the pool, where it has one
 */
export function startStrip(lab, tabs, state) {
  const store = new Store();
  const now = new Now(lab, () => place());
  let working = false;
  byId("jobs-now").append(now.element);

  async function offer() {
    const [batches, running] = [await store.list(), await underWay()];
    remember("kept", batches.length > 0 ? "yes" : "");
    const left = working ? [] : batches.filter(({ key, done, total }) => done < total && !running(key));
    byId("jobs-kept").replaceChildren(...left.map((batch) => row(batch)));
    place();
  }

  const place = () => (byId("jobs").hidden = now.element.hidden && byId("jobs-kept").childElementCount === 0);

  /** @param {Left} batch */
  function row(batch) {
    const { key, label, tab, done, total } = batch;
    const words = `Unfinished: ${label}, with ${done} of ${total} jobs done and kept.`;
    const said = make("p", { class: "said" }, tab ? "" : AGAIN);
    const go = button("Resume", async () => {
      await tabs.open(tab);
      if (!resume(batch)) said.textContent = AGAIN;
    });
    const forget = button("Discard", () => withLock(key, async (alone) => alone && store.discard(key)).then(offer));
    go.hidden = !tab;
    return make("div", { class: "job" }, make("p", {}, words), go, forget, said);
  }

  const hear = (/** @type {State} */ state) => {
    now.show(state);
    const was = working;
    working = state.jobs.total > 0;
    if (was !== working) offer();
    place();
  };
  lab.on("pool", hear);
  if (state) hear(state);
  offer();
}

/** What goes on now. */
class Now {
  #words = make("p", {});
  #bar = make("progress", { max: 1, value: 0, "aria-label": "Jobs done" });
  #hold;
  #cancel;
  #close;
  #said = make("p", { class: "said" });
  element = make("div", { class: "job", hidden: true });
  #paused = false;

  /** @param {import("../lab.js").Heavytail} lab @param {() => void} closed */
  constructor(lab, closed) {
    this.#hold = button("Pause", async () => {
      const pool = await lab.pool;
      if (this.#paused) pool.resume();
      else pool.pause();
    });
    this.#cancel = button("Cancel", async () => (await lab.pool).cancel());
    this.#close = button("Close", () => {
      this.element.hidden = true;
      closed();
    });
    this.element.append(this.#words, this.#bar, this.#hold, this.#cancel, this.#said, this.#close);
  }

  /** @param {State} state */
  show({ label, jobs, busy, paused, fraction, secondsLeft, waiting, message }) {
    const working = jobs.total > 0;
    this.#paused = paused;
    this.element.hidden = !working && message === "";
    for (const part of [this.#words, this.#bar, this.#hold, this.#cancel]) part.hidden = !working;
    this.#close.hidden = working;
    const workers = paused ? "paused" : `${busy} ${busy === 1 ? "worker" : "workers"}`;
    const left = secondsLeft !== null && Number.isFinite(secondsLeft) ? `, ${duration(secondsLeft)} left` : "";
    const queue = waiting > 0 ? `; ${waiting} more to come` : "";
    this.#words.textContent = `${label}: ${jobs.done} of ${jobs.total} jobs, ${workers}${left}${queue}`;
    this.#bar.value = fraction;
    this.#hold.textContent = paused ? "Resume" : "Pause";
    if (this.#said.textContent === message) return;
    this.#said.textContent = message;
    if (message) announce(message);
  }
}

/** @param {string} label @param {() => void} act */
function button(label, act) {
  const element = make("button", { class: "quiet" }, label);
  element.addEventListener("click", act);
  return element;
}
