// How the page changes a setting: a run that was under way goes on, anew if it must.

/**
 * @param {import("./lab.js").Heavytail} lab
 * @param {Record<string, any>} changes
 */
export async function change(lab, changes) {
  const running = lab.status()?.running;
  await lab.set(changes);
  if (running && !lab.status()?.running) await lab.play();
}
