// The page as it is served: few files, so that the first step waits for few requests, and each finds the others.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** What the bundled files hold, by name. */
function bundled() {
  const folder = mkdtempSync(path.join(tmpdir(), "bundle-"));
  try {
    execFileSync(process.execPath, ["scripts/bundle.mjs", folder], { cwd: root });
    return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name), "utf8")]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const files = bundled();
const imports = (/** @type {string} */ name) => [...files[name].matchAll(/^import .*'\.\/([^']+)'/gm)].map((match) => match[1]);

test("the first step needs one file of the page's and one of its worker's, and the page asks for both at once", () => {
  assert.deepEqual(["start.js", "worker.js", "analyst-worker.js", "pool-worker.js"].flatMap(imports), []);
  const html = readFileSync(path.join(root, "index.html"), "utf8");
  const asked = [...html.matchAll(/(?:modulepreload" href|module" async src)="www\/([^"]+)"/g)].map((match) => match[1]);
  assert.deepEqual(asked, ["start.js", "worker.js"]);
});

test("nothing imports main.js, which builds the page when it is loaded", () => {
  assert.deepEqual(Object.keys(files).filter((name) => imports(name).includes("main.js")), []);
  assert.match(files["start.js"], /import\('\.\/main\.js'\)/);
});

test("whatever a file imports, starts or loads later is there", () => {
  const named = Object.entries(files).flatMap(([file, text]) => {
    const later = [...text.matchAll(/import\('\.\/([^']+)'\)|startWorker\("([^"]+)"/g)].map((match) => match[1] ?? match[2]);
    return [...imports(file), ...later];
  });
  for (const name of ["main.js", "e1.js", "worker.js", "analyst-worker.js", "pool-worker.js"]) assert.ok(named.includes(name) && name in files, name);
  for (const name of named) assert.ok(name in files, name);
});
