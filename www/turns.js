// Turns: how a worker lets waiting messages be answered in the middle of long work.

// A message to ourselves queues behind the page's messages, and unlike a timer it is not clamped to 4 ms.
const { port1, port2 } = new MessageChannel();
/** @type {(() => void)[]} */
const turns = [];
port1.onmessage = () => turns.shift()?.();

/** Calls `turn` after whatever waits has been answered. @param {() => void} turn */
export function soon(turn) {
  turns.push(turn);
  port2.postMessage(null);
}

/** Resolves after whatever waits has been answered. @returns {Promise<void>} */
export const yielded = () => new Promise((resolve) => soon(resolve));
