// What a script hands over, before it goes to a worker.
import assert from "node:assert/strict";
import { test } from "node:test";
import { tokenIds } from "../../www/protocol.js";

test("token ids are whole numbers in one list, or refused", () => {
  assert.deepEqual(tokenIds([3, 0, 25]), Uint32Array.of(3, 0, 25));
  for (const wrong of [[[1, 2], [3, 4]], [0, -1], [0.5], ["a"], [NaN]]) {
    assert.throws(() => tokenIds(/** @type {any} */ (wrong)), { key: "call", message: /^Tokens are one list of whole numbers/ });
  }
});
