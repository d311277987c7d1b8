// What a person typed, or a link holds, as the value that a setting takes.

/**
 * Numbers become numbers and choices their own values; whatever else was typed stays as it is, for the lab to refuse.
 * @param {import("./protocol.js").Knob} knob
 * @param {string} typed
 * @returns {import("./protocol.js").Value}
 */
export function valueOf({ kind, choices }, typed) {
  if (kind === "choice") return choices?.find(({ value }) => String(value) === typed)?.value ?? typed;
  const number = Number(typed);
  return typed.trim() === "" || !Number.isFinite(number) ? typed.trim() : number;
}

/** What was given, quoted, and no longer than can be read. @param {unknown} given */
export function quoted(given) {
  const text = String(given);
  return `“${text.length > 40 ? `${text.slice(0, 39)}…` : text}”`;
}
