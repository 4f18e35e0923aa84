import assert from "node:assert/strict";
import { readArguments } from "./soak_arguments.ts";
import { compareThirds, type Outcome, summarise } from "./soak_report.ts";

Deno.test("deno task soak takes numbers and kinds, and says for each wrong argument what is valid", () => {
  assert.deepEqual(readArguments([]), { help: false, minutes: 20, rounds: 5 });
  const given = ["--fault", "13", "--rounds", "2", "--kind", "server"];
  assert.deepEqual(readArguments(given), { help: false, minutes: 20, rounds: 2, fault: 13, kind: "server" });
  assert.throws(() => readArguments(["--fault", "24", "--minutes", "x"]), /--minutes must be a number\n--fault /);
  assert.throws(() => readArguments(["--hours", "1"]), /hours/);
});

Deno.test("memory has grown if the median of the last third of its samples is more than 1.15 times that of the first", () => {
  assert.equal(compareThirds([1, 2]), null);
  assert.deepEqual(compareThirds([100, 100, 900, 100, 115, 900]), { first: 100, last: 900, grew: true });
  assert.deepEqual(compareThirds([100, 100, 500, 500, 114, 114]), { first: 100, last: 114, grew: false });
});

Deno.test("the rounds of a fault are added up in one line per kind of database", () => {
  const round = (breaches: string[]): Outcome => ({ kind: "server", number: 8, name: "a restart", breaches, seconds: 1 });
  assert.equal(summarise([round([]), round(["I1"]), round([])]), "server     8  a restart: 2 of 3");
});
