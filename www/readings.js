// Texts that change while training: written all at once, at most four times a second. Nobody reads faster, and each writing
// makes the browser lay out the page anew.

const EVERY = 250; // ms

/** What waits to be written, by who writes it. @type {Map<object, () => void>} */
const waiting = new Map();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let last = -EVERY;

/**
 * The same writer at that pace: of several values that come in between, the last is written.
 * @template T @param {(value: T) => void} write @returns {(value: T) => void}
 */
export const paced = (write) => (value) => {
  waiting.set(write, () => write(value));
  timer ??= setTimeout(writeNow, last + EVERY - performance.now());
};

/** Writes what waits at once, as when a run stops. */
export function writeNow() {
  clearTimeout(timer);
  timer = undefined;
  last = performance.now();
  const writers = [...waiting.values()];
  waiting.clear();
  for (const write of writers) write();
}
