// A figure on a canvas: asked for when it can be seen and has changed, at most ten times a second, one at a time.
import { make } from "./dom.js";
import { Grip } from "./grip.js";
import { Probe } from "./probe.js";
import { typeset, unicode } from "./symbols.js";
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
  #moved;
  #grip;
  /** Where a reader has moved a rule to, until a figure that knows of it is there. @type {{id: string, at: number} | null} */
  #held = null;
  #notes;
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
   * @param {{shown?: (figure: Figure) => void, moved?: (id: string, at: number) => void, notes?: boolean}} [hooks]
   *   `shown`: a new figure is there; `moved`: a reader moves a rule; `notes`: whether a narrow chart, which has no room
   *   for its notes, is followed by them in words
   */
  constructor(host, theme, ask, { shown = () => {}, moved, notes = true } = {}) {
    this.#ask = ask;
    this.#theme = theme;
    this.#shown = shown;
    this.#moved = moved;
    this.#notes = notes ? make("p", { class: "notes", hidden: true }) : null;
    if (this.#notes) host.after(this.#notes);
    const readout = make("output", { class: "readout", hidden: true });
    host.append(this.#canvas, readout);
    this.#canvas.setAttribute("aria-label", "Chart");
    this.#probe = new Probe(this.#canvas, host.appendChild(make("span", { class: "dot", hidden: true })), readout);
    this.#grip = new Grip(host, (at) => this.#move(at));
    painter ??= loadPainter();
    painter.then((Painter) => {
      this.#painter = new Painter(this.#canvas);
      this.#paintSoon();
    }, ({ message }) => host.append(make("p", { role: "alert" }, `The chart cannot be drawn: ${message} Load the page again.`)));
    new ResizeObserver(() => this.#paintSoon()).observe(host);
    new IntersectionObserver((entries) => {
      // Under load several wait in order of time: the last one holds.
      this.#visible = entries[entries.length - 1].isIntersecting;
      this.#pump();
    }).observe(host);
    theme.on(() => this.#paintSoon());
    addEventListener("beforeprint", () => this.#paint());
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

  /** The chart as an SVG document. @param {number} width @param {number} height CSS pixels */
  async svg(width, height) {
    const Painter = await /** @type {NonNullable<typeof painter>} */ (painter);
    return this.figure && Painter.svg(inPrint(this.figure), this.#theme.colours(), width, height);
  }

  /** The chart's pixels as a PNG file. @returns {Promise<Blob | null>} */
  png() {
    return new Promise((resolve) => this.#canvas.toBlob(resolve));
  }

  /** @param {number} at */
  #move(at) {
    const id = this.figure?.rules.find(isMovable)?.id;
    if (!id) return;
    this.#held = { id, at };
    this.#paintSoon();
    this.#moved?.(id, at);
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
    const held = this.#held;
    const asked = performance.now();
    this.#next = asked + SHORTEST;
    try {
      this.figure = await this.#ask();
      // A refresh during the question has set #next to 0 and stays first.
      if (this.#next > 0) this.#next = asked + Math.max(SHORTEST, SHARE * (performance.now() - asked));
      if (this.#held === held && !this.#grip.held) this.#held = null;
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
    const narrow = width < NARROW;
    const held = this.#held;
    const rules = this.figure.rules.map((rule) => (held && rule.id === held.id ? { ...rule, at: held.at } : rule));
    const figure = inPrint({ ...this.figure, rules, notes: narrow ? [] : this.figure.notes });
    const drawn = placeOf(figure, this.#painter.draw(figure, this.#theme.colours(), width, height, devicePixelRatio));
    this.#canvas.setAttribute("aria-label", describe(this.figure));
    this.#probe.follow(figure, drawn);
    this.#grip.follow(this.#moved && rules.find(isMovable), drawn);
    if (!this.#notes) return;
    this.#notes.hidden = !narrow || this.figure.notes.length === 0 || this.figure.empty !== null;
    if (!this.#notes.hidden) this.#notes.replaceChildren(...typeset(this.figure.notes.join(" · ")));
  }

  #watchPixelRatio() {
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener("change", () => {
      this.#paintSoon();
      this.#watchPixelRatio();
    }, { once: true });
  }
}

/** @param {import("./protocol.js").Rule} rule */
const isMovable = ({ id, axis }) => id !== null && axis === "x";

/** A figure with its symbols as print sets them. @param {Figure} figure @returns {Figure} */
function inPrint({ title, x, y, series, rules, notes, ...others }) {
  const labelled = /** @template {{label: string}} T @param {T} part @returns {T} */ (part) => ({ ...part, label: unicode(part.label) });
  return { ...others, title: unicode(title), x: labelled(x), y: labelled(y), series: series.map(labelled), rules: rules.map(labelled), notes: notes.map(unicode) };
}

/** What a chart shows, for those who cannot see it. @param {Figure} figure */
function describe({ title, x, y, series, rules, notes, empty }) {
  if (empty) return `${title} ${empty}`.trim();
  const shown = series.filter(({ points }) => points.length > 0).map(({ label, points }) => `${label} (${points.length} points)`);
  const marked = rules.map(({ label }) => label).filter(Boolean);
  const sentences = [`${title} ${y.label} against ${x.label}: ${shown.join(", ")}`.trim(), marked.length > 0 && `Marked: ${marked.join(", ")}`, notes.join("; "), "Arrow keys read values"];
  return sentences.filter(Boolean).join(". ").concat(".");
}

/**
 * Where a figure was drawn, from the painter's numbers.
 * @param {Figure} figure
 * @param {Float64Array} numbers
 * @returns {import("./probe.js").Drawn | null}
 */
function placeOf(figure, numbers) {
  if (numbers.length === 0) return null;
  const [left, top, width, height, x0, x1, y0, y1] = numbers;
  const along = (/** @type {import("./protocol.js").Axis} */ { scale }, /** @type {number} */ min, /** @type {number} */ max) => ({ scale, min, max });
  return { plot: { left, top, width, height }, x: along(figure.x, x0, x1), y: along(figure.y, y0, y1) };
}
