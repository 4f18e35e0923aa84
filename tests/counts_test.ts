import assert from "node:assert/strict";
import { addCounts, closingLine, NOTHING, readCounts } from "./support/counts.ts";

Deno.test("readCounts() reads deno test's closing line in each of its shapes", () => {
  assert.deepEqual(readCounts("ok | 3 passed | 0 failed (1s)\n"), { passed: 3, failed: 0, skipped: 0 });
  assert.deepEqual(readCounts("\x1b[0m\x1b[32mok\x1b[0m | 1 passed (12 steps) | 0 failed | 2 ignored (9s)\n"), {
    passed: 1,
    failed: 0,
    skipped: 2,
  });
  assert.deepEqual(
    readCounts("FAILED | 0 passed | 2 failed (1 step) | 0 measured | 4 filtered out (5ms)\n\nerror: Test failed"),
    {
      passed: 0,
      failed: 2,
      skipped: 0,
    },
  );
  assert.equal(readCounts("error: Type checking failed."), null);
});

Deno.test("closingLine() names what was skipped only where something was", () => {
  assert.equal(closingLine(NOTHING), "0 passed, 0 failed");
  const sum = addCounts({ passed: 2, failed: 1, skipped: 0 }, { passed: 1, failed: 0, skipped: 3 });
  assert.equal(closingLine(sum), "3 passed, 1 failed, 3 skipped");
});
