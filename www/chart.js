// A figure on a canvas: asked for when it can be seen and has changed, at most ten times a second, one at a time.
import { make } from "./dom.js";
import { Probe } from "./probe.js";
import { compile, instantiate } from "./wasm.js";

/** @typedef {import("./protocol.js").Figure} Figure */

const SHORTEST = 100; // ms between two questions
const SHARE = 4; // and at least this many times as long as the last answer took

const NARROW = 620; // CSS pixels

/** @type {ReturnType<typeof loadPainter> | undefined} */
let painter;

const loadPainter = async () => (await instantiate("painter", await compile("painter"))).Painter;

export class Chart {
  /** @type {Figure | null} */
  figure = null;
  #canvas = make("canvas", { tabindex: 0, role: "img" });
  #probe;
  /** @type {import("./wasm.js").PainterExports | null} */
  #painter = null;
  #ask;
  #theme;
  #shown;
  #visible = false;
  #stale = true;
  #busy = false;
  #next = 0;
  #frame = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {HTMLElement} host
   * @param {import("./theme.js").Theme} theme
   * @param {() => Promise<Figure>} ask
   * @param {(figure: Figure) => void} [shown]
   */
  constructor(host, theme, ask, shown = () => {}) {
    this.#ask = ask;
    this.#theme = theme;
    this.#shown = shown;
    const readout = make("output", { class: "readout", hidden: true });
    host.append(this.#canvas, readout);
    this.#canvas.setAttribute("aria-label", "Chart");
    this.#probe = new Probe(this.#canvas, host.appendChild(make("span", { class: "dot", hidden: true })), readout);
    painter ??= loadPainter();
    painter.then((Painter) => {
      this.#painter = new Painter(this.#canvas);
      this.#paintSoon();
    }, () => {}); // the lab's own start fails too, and is said
    new ResizeObserver(() => this.#paintSoon()).observe(host);
    new IntersectionObserver(([entry]) => {
      this.#visible = entry.isIntersecting;
      this.#pump();
    }).observe(host);
    theme.on(() => this.#paintSoon());
    this.#watchPixelRatio();
  }

  /** There may be something new to draw. */
  touch() {
    this.#stale = true;
    this.#pump();
  }

  /** A person asked for another view: do not wait. */
  refresh() {
    this.#next = 0;
    this.touch();
  }

  async #pump() {
    clearTimeout(this.#timer);
    if (!this.#stale || !this.#visible || this.#busy) return;
    const wait = this.#next - performance.now();
    if (wait > 0) {
      this.#timer = setTimeout(() => this.#pump(), wait);
      return;
    }
    this.#stale = false;
    this.#busy = true;
    const asked = performance.now();
    this.#next = asked + SHORTEST;
    try {
      this.figure = await this.#ask();
      // A refresh during the question has set #next to 0 and stays first.
      if (this.#next > 0) this.#next = asked + Math.max(SHORTEST, SHARE * (performance.now() - asked));
      this.#shown(this.figure);
      this.#paintSoon();
    } catch {
      // The lab says by itself what stopped it; the last figure stays.
    } finally {
      this.#busy = false;
    }
    this.#pump();
  }

  #paintSoon() {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  #paint() {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    if (!this.#painter || !this.figure || width === 0 || height === 0) return;
    // A narrow plot has room for the main notes only; the others are told in words.
    const notes = width < NARROW ? this.figure.notes.slice(0, 3) : this.figure.notes;
    const figure = JSON.stringify({ ...this.figure, notes });
    const drawn = this.#painter.draw(figure, JSON.stringify(this.#theme.colours()), width, height, devicePixelRatio);
    this.#canvas.setAttribute("aria-label", describe(this.figure));
    this.#probe.follow(this.figure, JSON.parse(drawn));
  }

  #watchPixelRatio() {
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener("change", () => {
      this.#paintSoon();
      this.#watchPixelRatio();
    }, { once: true });
  }
}

/** What a chart shows, for those who cannot see it. @param {Figure} figure */
function describe({ title, x, y, series, notes, empty }) {
  if (empty) return `${title} ${empty}`.trim();
  const shown = series.filter(({ points }) => points.length > 0).map(({ label, points }) => `${label} (${points.length} points)`);
  return `${title} ${y.label} against ${x.label}: ${shown.join(", ")}. ${notes.join("; ")}. Arrow keys read values.`;
}
