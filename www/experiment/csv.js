// Reads one column of numbers from a CSV, piece by piece, so that ten million rows neither block the page nor fill it.

/** Cells that stand for a value that is missing: left out and counted. */
const MISSING = new Set(["", "na", "nan", "null", "none", "-", "?"]);
const SEPARATORS = ["\t", ";", ","];
const SLICE = 1 << 18; // bytes between two breaths
/** What JavaScript reads as a number, and no table means as one: 0x10. */
const PREFIXED = /^\s*0[xob]/i;
/** What is no zero as it is written. */
const UNDERFLOW = /^[^e]*[1-9]/i;
const QUOTED = 40; // characters of a cell that a sentence quotes

/** What was wrong, in a sentence that names the line. */
export class CsvError extends Error {}

/**
 * @typedef {object} Column
 * @property {Float64Array} values in the file's order
 * @property {number} missing cells that were empty, NaN or NA
 * @property {number} negative how many values are below zero
 * @property {number} lines of the file
 * @property {string[]} names of all columns: the header's, or numbers
 * @property {number} column the one that was read
 */

/**
 * @param {Blob} file
 * @param {{column?: number, onProgress?: (fraction: number) => void, signal?: AbortSignal}} [options]
 *   without a column: the first one that begins with a number
 * @returns {Promise<Column>}
 */
export async function readColumn(file, { column, onProgress = () => {}, signal } = {}) {
  const reader = new Reader(column);
  const decoder = new TextDecoder();
  for (let from = 0; from < file.size; from += SLICE) {
    const bytes = await file.slice(from, from + SLICE).arrayBuffer();
    signal?.throwIfAborted();
    reader.push(decoder.decode(bytes, { stream: true }));
    onProgress(Math.min(1, (from + SLICE) / file.size));
  }
  reader.push(decoder.decode());
  return reader.end();
}

class Reader {
  #column;
  #values = new Float64Array(1024);
  #length = 0;
  #missing = 0;
  #negative = 0;
  #lines = 0;
  #rest = "";
  #separator = "";
  #commas = false;
  /** @type {string[]} */
  #names = [];

  /** @param {number | undefined} column */
  constructor(column) {
    this.#column = column;
  }

  /** @param {string} text */
  push(text) {
    const lines = (this.#rest + text).split("\n");
    this.#rest = /** @type {string} */ (lines.pop());
    for (const line of lines) this.#line(line);
  }

  /** @returns {Column} */
  end() {
    if (this.#rest) this.#line(this.#rest);
    if (this.#length === 0) throw new CsvError(this.#lines === 0 ? "There is nothing in it." : "There is no number in this column.");
    const values = this.#values.subarray(0, this.#length);
    return { values, missing: this.#missing, negative: this.#negative, lines: this.#lines, names: this.#names, column: this.#column ?? 0 };
  }

  /** @param {string} line */
  #line(line) {
    this.#lines++;
    if (this.#separator === "" && this.#names.length > 0 && Number(line) > 0) return this.#cell(line);
    if (line.startsWith("#") || line.trim() === "") return;
    if (this.#names.length === 0 && this.#first(line)) return;
    if (this.#separator === "") return this.#cell(line);
    const cells = split(line, this.#separator);
    this.#column ??= Math.max(0, cells.findIndex((cell) => !Number.isNaN(this.#number(plain(cell)))));
    this.#cell(cells[this.#column] ?? "");
  }

  /** The first line shows what separates the columns; whether it was a header. @param {string} line */
  #first(line) {
    const clean = line.replace(/^\ufeff/, "");
    this.#separator = SEPARATORS.find((sign) => clean.includes(sign)) ?? (/\S\s+\S/.test(clean.trim()) ? " " : "");
    // Where semicolons or tabs separate, a comma can only be a decimal point.
    this.#commas = this.#separator === ";" || this.#separator === "\t";
    const cells = (this.#separator === "" ? [clean] : split(clean, this.#separator)).map(plain);
    const isHeader = cells.every((cell) => Number.isNaN(this.#number(cell)) && !MISSING.has(cell.toLowerCase()));
    this.#names = cells.map((cell, i) => (isHeader ? cell : `Column ${i + 1}`));
    return isHeader;
  }

  /** @param {string} text */
  #number(text) {
    return text === "" || PREFIXED.test(text) ? NaN : Number(this.#commas ? text.replace(",", ".") : text);
  }

  /** @param {string} raw */
  #cell(raw) {
    // What most cells are needs no further look.
    const usual = Number(raw);
    if (usual > 0 && usual < Infinity && !(Number.isInteger(usual) && PREFIXED.test(raw))) return this.#keep(usual);
    const cell = plain(raw);
    const value = this.#number(cell);
    if (Number.isNaN(value)) {
      if (!MISSING.has(cell.toLowerCase())) throw new CsvError(`Line ${this.#lines}: “${cell.slice(0, QUOTED)}” is not a number. Correct the line, or choose another column.`);
      this.#missing++;
      return;
    }
    if (!Number.isFinite(value)) throw new CsvError(`Line ${this.#lines}: “${cell.slice(0, QUOTED)}” is infinite. A tail is of finite values: take the line out.`);
    if (value === 0 && UNDERFLOW.test(cell)) throw new CsvError(`Line ${this.#lines}: “${cell.slice(0, QUOTED)}” is too small for a 64-bit number, which would make it 0. Give the column in another unit.`);
    if (value < 0) this.#negative++;
    this.#keep(value);
  }

  /** @param {number} value */
  #keep(value) {
    if (this.#length === this.#values.length) {
      const larger = new Float64Array(2 * this.#length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length++] = value;
  }
}

/** A line's cells; what stands in quotes is one. @param {string} line @param {string} separator */
function split(line, separator) {
  if (separator === " ") return line.trim().split(/\s+/);
  if (!line.includes('"')) return line.split(separator);
  const cells = [""];
  let quoted = false;
  for (const sign of line) {
    if (sign === '"') quoted = !quoted;
    if (sign === separator && !quoted) cells.push("");
    else cells[cells.length - 1] += sign;
  }
  return cells;
}

/** A cell without white space and quotes around it. @param {string} cell */
const plain = (cell) => {
  const text = cell.trim();
  return text.startsWith('"') && text.endsWith('"') && text.length > 1 ? text.slice(1, -1).trim() : text;
};
