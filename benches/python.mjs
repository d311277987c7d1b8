// Keeps one Python process that times a peer between the browser's timings.
import { spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";

/**
 * Throws, with the reason, where the peer is not installed.
 * @param {string} root the repository's
 * @param {string} script of benches/: it says its version in a first line, then answers a line of JSON with one
 * @param {Record<string, string>} environment variables that it gets beside ours
 * @returns {Promise<{version: string, time: (task: object) => Promise<any>, stop: () => void}>}
 */
export async function startPython(root, script, environment = {}) {
  const python = process.env.HEAVYTAIL_PYTHON ?? "python3";
  const env = { ...process.env, ...environment };
  const child = spawn(python, ["-B", path.join(root, "benches", script)], { stdio: ["pipe", "pipe", "pipe"], env });
  let complaint = "";
  child.stderr.on("data", (data) => (complaint += data));
  const ended = new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", () => resolve(complaint.trim().split("\n").at(-1) || "it ended"));
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = () => Promise.race([lines.next().then(({ value }) => value), ended]);
  const parse = (line) => {
    try {
      return JSON.parse(line);
    } catch {
      return null;
    }
  };
  const greeting = parse(await answer());
  if (!greeting) throw new Error(`${python}: ${await ended}`);
  return {
    version: greeting.version,
    async time(task) {
      child.stdin.write(`${JSON.stringify(task)}\n`);
      const result = parse(await answer());
      if (!result) throw new Error(`${script} stopped: ${await ended}`);
      return result;
    },
    stop: () => child.stdin.end(),
  };
}
