// Serves a folder on loopback, from any sub-path, without caching: for `./build.sh serve` and for the browser tests.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** @type {Record<string, string>} */
const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
};

/**
 * The file that a request names, or null where there is none under `root`.
 * @param {string} root @param {string} base @param {string} url
 */
async function fileOf(root, base, url) {
  const [encoded] = url.split("?");
  if (!encoded.startsWith(base)) return null;
  let name;
  try {
    name = decodeURIComponent(encoded.slice(base.length));
  } catch {
    return null;
  }
  const file = path.join(root, name === "" || name.endsWith("/") ? `${name}index.html` : name);
  if (!file.startsWith(root + path.sep)) return null;
  const facts = await stat(file).catch(() => null);
  return facts?.isFile() ? { file, size: facts.size } : null;
}

/**
 * Serves `folder` under the path `base` on the first free port of `ports`; port 0 is any free one.
 * @param {string} folder @param {{ports?: number[], base?: string}} [options]
 * @returns {Promise<{url: string, close: () => Promise<void>}>}
 */
export async function serve(folder, { ports = [0], base = "/" } = {}) {
  const root = path.resolve(folder);
  const server = createServer(async (request, response) => {
    const found = await fileOf(root, base, request.url ?? "/");
    if (request.method !== "GET" && request.method !== "HEAD") return void response.writeHead(405).end();
    if (!found) return void response.writeHead(404, { "content-type": TYPES[".txt"] }).end("There is no such file.\n");
    response.writeHead(200, {
      "cache-control": "no-store",
      "content-length": found.size,
      "content-type": TYPES[path.extname(found.file)] ?? "application/octet-stream",
      "x-content-type-options": "nosniff",
    });
    if (request.method === "HEAD") return void response.end();
    // A build may take the file away between the two.
    createReadStream(found.file).on("error", () => response.destroy()).pipe(response);
  });
  for (const port of ports) {
    const failure = await new Promise((resolve) => {
      server.once("error", resolve);
      server.listen(port, "127.0.0.1", () => {
        server.off("error", resolve);
        resolve(null);
      });
    });
    if (failure?.code === "EADDRINUSE" || failure?.code === "EACCES") continue;
    if (failure) throw failure;
    const { port: bound } = /** @type {import("node:net").AddressInfo} */ (server.address());
    const close = () =>
      new Promise((/** @type {(_: void) => void} */ resolve) => {
        server.close(() => resolve());
        server.closeAllConnections?.();
      });
    return { url: `http://127.0.0.1:${bound}${base}`, close };
  }
  throw new Error(`none of the ports ${ports.join(", ")} is free`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, wanted = "8080"] = process.argv.slice(2);
  const first = Number(wanted);
  if (!Number.isInteger(first) || first < 0 || first > 65535) {
    console.error(`Failed: '${wanted}' is not a port.\nCure:   give a whole number from 0 to 65535.`);
    process.exit(1);
  }
  const ports = first === 0 ? [0] : [first, first + 1, first + 2, first + 3, 0].filter((port) => port <= 65535);
  const { url } = await serve(folder, { ports });
  console.log(`\nHeavytail Lab is at ${url}  (Ctrl-C stops it)`);
}
