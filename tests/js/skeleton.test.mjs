// index.html against www/: nothing is inline, nothing is foreign, every id exists.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";

const root = new URL("../../", import.meta.url);
const html = readFileSync(new URL("index.html", root), "utf8");
const modules = readdirSync(new URL("www/", root)).filter((name) => name.endsWith(".js"));
/** Loaded with the tab or the question that needs them. */
const later = ["experiment", "pool"].flatMap((folder) => readdirSync(new URL(`www/${folder}/`, root)).map((name) => `${folder}/${name}`));
const source = Object.fromEntries([...modules, ...later].map((name) => [name, readFileSync(new URL(`www/${name}`, root), "utf8")]));

test("no inline script or style, which the policy would block", () => {
  assert.doesNotMatch(html, /<style|style="|<script(?![^>]*src=)| on\w+="/);
});

test("every path is relative: the page works from any folder", () => {
  for (const [, path] of html.matchAll(/(?:href|src)="([^"]+)"/g)) {
    if (!/^(#|data:)/.test(path)) assert.match(path, /^(www|pkg)\/|^https:\/\/doi\.org\//, path);
  }
});

test("every id that a module asks for stands in the page", () => {
  const ids = new Set([...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]));
  for (const [name, text] of Object.entries(source)) {
    for (const [, id] of text.matchAll(/byId\("([^"]+)"\)/g)) assert.ok(ids.has(id), `${name} asks for #${id}`);
  }
});

test("every file says in its first line what it is, and stays small", () => {
  for (const [name, text] of Object.entries(source)) {
    assert.match(text, /^\/\/ /, name);
    assert.ok(text.split("\n").length <= 250, name);
  }
});
