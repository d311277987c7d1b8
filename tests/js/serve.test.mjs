// The server of `./build.sh serve`: types, no caching, sub-paths, and nothing outside its folder.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { serve } from "../../scripts/serve.mjs";

/** @type {string} */
let folder;
/** @type {Awaited<ReturnType<typeof serve>>} */
let server;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "serve-"));
  await mkdir(path.join(folder, "site"));
  await writeFile(path.join(folder, "site", "index.html"), "<!doctype html>");
  await writeFile(path.join(folder, "site", "a b.wasm"), "\0asm");
  await writeFile(path.join(folder, "secret.txt"), "secret");
  server = await serve(path.join(folder, "site"), { base: "/lab/" });
});

after(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

/** The status for a path exactly as written: fetch would resolve the dots. @param {string} path */
const statusOf = (path) =>
  new Promise((resolve, reject) => {
    request(new URL(server.url).origin, { path }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });

test("a folder is its index.html, whatever the query", async () => {
  const response = await fetch(`${server.url}?seed=3`);
  assert.equal(response.status, 200);
  assert.match(response.headers.get("content-type") ?? "", /^text\/html/);
  assert.equal(await response.text(), "<!doctype html>");
});

test("wasm has the type that streaming needs, and nothing is cached", async () => {
  const response = await fetch(`${server.url}a%20b.wasm`);
  assert.equal(response.headers.get("content-type"), "application/wasm");
  assert.equal(response.headers.get("cache-control"), "no-store");
});

test("nothing outside the folder is served", async () => {
  for (const path of ["/lab/../secret.txt", "/lab/%2e%2e/secret.txt", "/lab/..%2fsecret.txt", "/secret.txt", "/lab/%zz", "/lab/none"]) {
    assert.equal(await statusOf(path), 404, path);
  }
});

test("a taken port is passed over for the next one", async () => {
  const taken = Number(new URL(server.url).port);
  const other = await serve(folder, { ports: [taken, 0] });
  assert.notEqual(Number(new URL(other.url).port), taken);
  await other.close();
  await assert.rejects(serve(folder, { ports: [taken] }), /is free/);
});
