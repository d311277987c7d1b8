// The training worker that starts before it is asked for: taken once, and given up where another is wanted or it fails.
import assert from "node:assert/strict";
import test from "node:test";

/** A fresh first.js on a page with this hash, and the workers that it starts. @param {string} hash */
async function open(hash) {
  /** @type {any[]} */
  const workers = [];
  Object.assign(globalThis, {
    document: {},
    location: { hash },
    Worker: class {
      ended = false;
      constructor(/** @type {URL} */ _, /** @type {{name: string}} */ { name }) {
        this.name = name;
        workers.push(this);
      }
      terminate() {
        this.ended = true;
      }
    },
  });
  const { trainingWorker } = await import(`../../www/first.js?${encodeURIComponent(hash)}`);
  return { workers, trainingWorker };
}

test("the early worker is the first one, and no other", async () => {
  const { workers, trainingWorker } = await open("#preset=classroom");
  assert.equal(workers.length, 1);
  assert.equal(trainingWorker("simd128"), workers[0]);
  assert.equal(trainingWorker("simd128"), workers[1]);
  assert.equal(workers[0].ended, false);
});

test("a link that names a build has its own worker", async () => {
  const { workers, trainingWorker } = await open("#lr=0.1&flavour=scalar");
  assert.equal(workers.length, 0);
  assert.equal(trainingWorker("scalar").name, "scalar");
});

test("an early worker that nobody wants ends", async () => {
  const { workers, trainingWorker } = await open("#a");
  assert.equal(trainingWorker("relaxed").name, "relaxed");
  assert.deepEqual(workers.map(({ ended }) => ended), [true, false]);
});

test("one that could not be loaded is started again, so that its failure is heard", async () => {
  const { workers, trainingWorker } = await open("#b");
  workers[0].onerror();
  assert.equal(trainingWorker("simd128"), workers[1]);
});
