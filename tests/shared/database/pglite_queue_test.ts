import assert from "node:assert/strict";
import { openSessionQueue, type SessionQueue } from "../../../modules/shared/database/pglite_queue.ts";

type Kind = "statement" | "transaction";

/** Joins the queue under a name, which is recorded when its turn begins. The returned function ends the turn. */
function joiner(queue: SessionQueue) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const join = (kind: Kind, name: string) => {
    const turn = kind === "statement" ? queue.forStatement() : queue.forTransaction();
    void turn.then((end) => {
      begun.push(name);
      ends.set(name, end);
    });
  };
  const end = async (name: string) => {
    ends.get(name)?.();
    await settled();
  };
  return { begun, join, end };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

Deno.test("one caller has the session at a time, and callers of a kind get it in their order", async () => {
  for (const kind of ["statement", "transaction"] as const) {
    const { begun, join, end } = joiner(openSessionQueue({ searchPause: 0 }));
    for (const name of ["a", "b", "c"]) join(kind, name);
    await settled();
    assert.deepEqual(begun, ["a"]);
    await end("a");
    assert.deepEqual(begun, ["a", "b"]);
    await end("b");
    await end("c");
    join(kind, "d");
    await settled();
    assert.deepEqual(begun, ["a", "b", "c", "d"]);
  }
});

Deno.test("statements go before transactions that wait", async () => {
  const { begun, join, end } = joiner(openSessionQueue({ longestWait: 60_000, searchPause: 0 }));
  join("transaction", "under way");
  join("transaction", "edit");
  join("statement", "search");
  await settled();
  await end("under way");
  join("statement", "another search");
  await end("search");
  await end("another search");
  assert.deepEqual(begun, ["under way", "search", "another search", "edit"]);
});

Deno.test("a transaction that has waited long enough goes before statements", async () => {
  const { begun, join, end } = joiner(openSessionQueue({ longestWait: 20, searchPause: 0 }));
  join("statement", "under way");
  join("transaction", "edit");
  await new Promise((resolve) => setTimeout(resolve, 40));
  join("transaction", "later edit");
  join("statement", "search");
  await end("under way");
  await end("edit");
  await end("search");
  assert.deepEqual(begun, ["under way", "edit", "search", "later edit"]);
});

Deno.test("a transaction does not begin between two statements of a search, and begins soon after the last one", async () => {
  const { begun, join, end } = joiner(openSessionQueue({ longestWait: 60_000, searchPause: 50 }));
  join("statement", "first");
  join("transaction", "edit");
  await settled();
  await end("first");
  assert.deepEqual(begun, ["first"]);
  join("statement", "second");
  await settled();
  await end("second");
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.deepEqual(begun, ["first", "second", "edit"]);
});

Deno.test("two transactions that have waited long enough do not follow one another while statements wait", async () => {
  const { begun, join, end } = joiner(openSessionQueue({ longestWait: 30 }));
  join("statement", "under way");
  join("transaction", "edit");
  join("transaction", "later edit");
  await new Promise((resolve) => setTimeout(resolve, 50));
  join("statement", "search");
  await end("under way");
  await end("edit");
  assert.deepEqual(begun, ["under way", "edit", "search"]);
});
