// What a person typed, or a link holds, as the value that a setting takes.

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A number as people write it; NaN for what only programs write, such as 0x10, and for what would overflow or round to 0. @param {string} typed */
export function decimal(typed) {
  const text = typed.trim().replace("−", "-");
  const value = DECIMAL.test(text) ? Number(text) : NaN;
  const lost = value === 0 && /[1-9]/.test(text.split(/e/i)[0]);
  return lost || !Number.isFinite(value) ? NaN : value;
}

/**
 * Numbers become numbers and choices their own values; whatever else was typed stays as it is, for the lab to refuse.
 * @param {import("./protocol.js").Knob} knob
 * @param {string} typed
 * @returns {import("./protocol.js").Value}
 */
export function valueOf({ kind, choices }, typed) {
  if (kind === "choice") return choices?.find(({ value }) => String(value) === typed)?.value ?? typed;
  const number = decimal(typed);
  return Number.isNaN(number) ? typed.trim() : number;
}

/** What was given, quoted, and no longer than can be read. @param {unknown} given */
export function quoted(given) {
  const text = String(given);
  return `“${text.length > 40 ? `${text.slice(0, 39)}…` : text}”`;
}
