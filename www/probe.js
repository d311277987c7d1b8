// Reads values off a chart, by pointer or arrow keys.
import { measured } from "./format.js";

/** @typedef {{scale: "linear" | "log", min: number, max: number}} Range in data units */
/** @typedef {{plot: {left: number, top: number, width: number, height: number}, x: Range, y: Range}} Drawn in CSS pixels */
/** @typedef {{x: number, y: number, left: number, top: number, label: string}} Spot */

const REACH = 40; // px

export class Probe {
  /** Those of what was drawn last, once somebody reads values: a chart is drawn ten times a second. @type {Spot[] | null} */
  #found = null;
  /** @type {() => Spot[]} */
  #find = () => [];
  #at = -1;
  #labels = { x: "", y: "" };

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {HTMLElement} dot
   * @param {HTMLOutputElement} readout
   */
  constructor(canvas, dot, readout) {
    this.canvas = canvas;
    this.dot = dot;
    this.readout = readout;
    canvas.addEventListener("pointermove", (event) => this.#point(event.offsetX, event.offsetY));
    canvas.addEventListener("pointerleave", () => this.#show(-1));
    canvas.addEventListener("blur", () => this.#show(-1));
    canvas.addEventListener("keydown", (event) => this.#key(event));
  }

  /**
   * @param {import("./protocol.js").Figure} figure that was drawn
   * @param {Drawn | null} drawn  where; null without axes
   */
  follow(figure, drawn) {
    this.#labels = { x: figure.x.label, y: figure.y.label };
    const seen = this.#found?.[this.#at];
    this.#found = null;
    this.#find = () => (drawn ? spotsOf(figure, drawn) : []);
    if (seen) this.#point(seen.left, seen.top);
  }

  get #spots() {
    return (this.#found ??= this.#find());
  }

  /** @param {number} left @param {number} top */
  #point(left, top) {
    let best = -1;
    let nearest = REACH * REACH;
    this.#spots.forEach((spot, i) => {
      // Along x first: that is how a chart is read.
      const distance = (spot.left - left) ** 2 + 0.2 * (spot.top - top) ** 2;
      if (distance < nearest) [nearest, best] = [distance, i];
    });
    this.#show(best);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const last = this.#spots.length - 1;
    const to = { ArrowRight: this.#at + 1, ArrowLeft: this.#at - 1, PageDown: this.#at + 10, PageUp: this.#at - 10, Home: 0, End: last }[event.key];
    if (to === undefined || last < 0) return;
    event.preventDefault();
    this.#show(Math.max(0, Math.min(last, to)));
  }

  /** @param {number} i */
  #show(i) {
    this.#at = i;
    const spot = i < 0 ? undefined : this.#spots[i];
    this.dot.hidden = this.readout.hidden = !spot;
    if (!spot) return;
    this.dot.style.translate = `${spot.left}px ${spot.top}px`;
    this.readout.textContent = `${spot.label && `${spot.label}: `}${this.#labels.x} ${measured(spot.x)}, ${this.#labels.y} ${measured(spot.y)}`;
  }
}

/**
 * The points within the plot, from left to right.
 * @param {import("./protocol.js").Figure} figure
 * @param {Drawn} drawn
 * @returns {Spot[]}
 */
function spotsOf({ series }, { plot, x, y }) {
  /** @type {Spot[]} */
  const spots = [];
  for (const { label, points } of series) {
    for (const [a, b] of points) {
      const [right, up] = [along(a, x), along(b, y)];
      if (!(right >= 0 && right <= 1 && up >= 0 && up <= 1)) continue;
      spots.push({ x: a, y: b, label, left: plot.left + plot.width * right, top: plot.top + plot.height * (1 - up) });
    }
  }
  return spots.sort((one, other) => one.left - other.left);
}

/** Where a value lies on its axis, 0 to 1. @param {number} value @param {Range} range */
export function along(value, { scale, min, max }) {
  if (scale === "log") return Math.log(value / min) / Math.log(max / min);
  return (value - min) / (max - min);
}

/** The value at a place on its axis, the inverse of `along`. @param {number} place 0 to 1 @param {Range} range */
export function valueAt(place, { scale, min, max }) {
  return scale === "log" ? min * (max / min) ** place : min + (max - min) * place;
}
