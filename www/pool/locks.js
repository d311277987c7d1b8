// Several tabs of the page share one store, and a batch in it has one writer. Where the browser has no locks (a page that was
// not sent encrypted), each tab takes itself to be alone.

const name = (/** @type {string} */ key) => `heavytail ${key}`;

/**
 * Does work while no other tab writes the batch of this key; the work hears whether that is so.
 * @template T @param {string} key @param {(alone: boolean) => Promise<T>} work @returns {Promise<T>}
 */
export const withLock = async (key, work) =>
  navigator.locks ? navigator.locks.request(name(key), { ifAvailable: true }, (lock) => work(lock !== null)) : work(true);

/** Whether a batch is under way, in whichever tab. @returns {Promise<(key: string) => boolean>} */
export async function underWay() {
  const held = new Set((await navigator.locks?.query())?.held?.map((lock) => lock.name));
  return (key) => held.has(name(key));
}
