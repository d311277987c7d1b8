// Numbers and characters as people read them.

/** @param {number} value a count */
export const count = (value) => Math.round(value).toLocaleString("en-GB");

/** Three significant digits, for speeds. @param {number} value */
export const brief = (value) =>
  value >= 999_500 ? `${(value / 1e6).toPrecision(3)}M` : value >= 1000 ? `${Math.round(value / 1000)}k` : `${Math.round(value)}`;

/** Nats. @param {number | null} value */
export const nats = (value) => (value === null || !Number.isFinite(value) ? "–" : value >= 1e4 ? value.toExponential(2) : value.toFixed(value < 0.1 ? 4 : 3));

/** A number's text with the sign that people read, not the hyphen. @param {string} text */
export const minus = (text) => text.replaceAll("-", "−");

/** A measured value in a read-out or a table. @param {number} value */
export const measured = (value) =>
  minus(value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e6) ? value.toExponential(3) : String(Number(value.toPrecision(5))));

const SIGNS = /** @type {Record<string, string>} */ ({ " ": "␣", "\n": "⏎", "\t": "⇥", "\r": "␍", "\u00a0": "⍽" });

/** A character that can be seen. @param {string} character */
export function visible(character) {
  if (SIGNS[character]) return SIGNS[character];
  const unseen = /[\p{C}\p{Z}]/u.test(character);
  return unseen ? `U+${/** @type {number} */ (character.codePointAt(0)).toString(16).toUpperCase().padStart(4, "0")}` : character;
}

/**
 * The next value up or down: whole numbers by one, others by one in their first digit.
 * @param {number} value
 * @param {1 | -1} direction
 * @param {boolean} whole
 */
export function nudge(value, direction, whole) {
  if (whole) return Math.round(value) + direction;
  if (value === 0) return direction * 0.1;
  const magnitude = Math.abs(value);
  let unit = 10 ** Math.floor(Math.log10(magnitude) + 1e-9);
  const shrinks = Math.sign(value) !== direction;
  // 0.1 goes down to 0.09, not to 0.
  if (shrinks && magnitude < unit * 1.0001) unit /= 10;
  return Number((value + direction * unit).toPrecision(12));
}

/** A probability. @param {number} value */
export const probability = (value) => (value < 0.001 ? "< 0.001" : value.toFixed(3));

/** A time to wait. @param {number} seconds */
export const duration = (seconds) => {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  return whole < 3600 ? `${Math.floor(whole / 60)} min ${whole % 60} s` : `${Math.floor(whole / 3600)} h ${Math.floor(whole / 60) % 60} min`;
};
