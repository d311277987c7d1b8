// Who goes on with a batch that was kept, by its key: panes say so when they are built.

/** @type {Map<string, (plan: any) => void>} */
const takers = new Map();

/** @param {string} key @param {(plan: any) => void} go */
export const onResume = (key, go) => void takers.set(key, go);

/** Whether somebody goes on with it. @param {{key: string, plan: any}} batch */
export function resume({ key, plan }) {
  const go = takers.get(key);
  go?.(plan);
  return go !== undefined;
}
