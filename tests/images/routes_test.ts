import assert from "node:assert/strict";
import { withDatabase } from "../support/database.ts";
import { libraryApi } from "../support/api.ts";
import { insertImages } from "../support/images.ts";

withDatabase("an image's tags are added, listed, replaced and removed, with names in the stored spelling", async (database) => {
  await insertImages(database, 1);
  const call = libraryApi(database);
  const added = await call("POST", "/api/images/1/tags", { tags: ["  Red   BOAT ", "E\u0301be\u0300ne", "red_boat"] });
  assert.equal(added.status, 200);
  assert.deepEqual([added.body.matched, added.body.added, added.body.operation.summary], [1, 2, "Add red_boat, ébène"]);
  const listed = await call("GET", "/api/images/1/tags");
  assert.deepEqual(listed.body.items.map(({ name, origin }: { name: string; origin: string }) => [name, origin]), [
    ["red_boat", "person"],
    ["ébène", "person"],
  ]);
  assert.equal((await call("DELETE", `/api/images/1/tags/${encodeURIComponent("Red Boat")}`)).body.removed, 1);
  const replaced = await call("PUT", "/api/images/1/tags", { tags: ["sea"] });
  assert.deepEqual([replaced.body.added, replaced.body.removed], [1, 1]);
  assert.deepEqual((await call("GET", "/api/images/1")).body.tags.map(({ name }: { name: string }) => name), ["sea"]);
  assert.equal((await call("GET", "/api/images?q=sea")).body.items[0].id, 1);
});

withDatabase("a hundred images are tagged by one call, and a second call changes nothing", async (database) => {
  const ids = await insertImages(database, 100);
  const call = libraryApi(database);
  const first = await call("POST", "/api/images/tags", { select: { ids }, add: ["boat", "sea"] });
  assert.deepEqual([first.status, first.body.matched, first.body.added, first.body.skipped], [200, 100, 200, 0]);
  const again = await call("POST", "/api/images/tags", { select: { q: "boat" }, add: ["sea"], remove: [] });
  assert.deepEqual(again.body, { operation: null, matched: 100, added: 0, removed: 0, skipped: 100 });
  const summary = await call("POST", "/api/images/tags/summary", { select: { q: "" } });
  assert.deepEqual(summary.body, {
    total: 100,
    tags: ["boat", "sea"].map((name) => ({ name, category: "general", colour: "#2563eb", count: 100 })),
  });
});

withDatabase("PATCH changes note and rating", async (database) => {
  await insertImages(database, 1);
  const call = libraryApi(database);
  const edited = await call("PATCH", "/api/images/1", { note: "Noon", rating: 5 });
  assert.deepEqual([edited.status, edited.body.note, edited.body.rating], [200, "Noon", 5]);
});

withDatabase("an invalid request is answered with the status and the rule", async (database) => {
  await insertImages(database, 1);
  const call = libraryApi(database);
  const rule = /does not begin with - ~ ! or a parenthesis/;
  const cases: [method: string, path: string, body: unknown, status: number, detail: RegExp][] = [
    ["GET", "/api/images/7", undefined, 404, /^Image 7 does not exist$/],
    ["GET", "/api/images/7/tags", undefined, 404, /^Image 7 does not exist$/],
    ["POST", "/api/images/7/tags", { tags: ["boat"] }, 404, /^Image 7 does not exist$/],
    ["PUT", "/api/images/7/tags", { tags: [] }, 404, /^Image 7 does not exist$/],
    ["DELETE", "/api/images/7/tags/boat", undefined, 404, /^Image 7 does not exist$/],
    ["DELETE", "/api/images/1/tags/boat", undefined, 404, /^Image 1 does not have the tag "boat"$/],
    ["PATCH", "/api/images/7", { note: "x" }, 404, /^Image 7 does not exist$/],
    ["PATCH", "/api/images/1", { rating: 6 }, 422, /rating/],
    ["PATCH", "/api/images/1", {}, 422, /must name note or rating/],
    ["POST", "/api/images/tags", { select: { ids: [1, 5, 9] }, add: ["boat"] }, 404, /^Images 5, 9 do not exist$/],
    ["POST", "/api/images/tags", { select: { ids: [] }, add: ["boat"] }, 422, /select\.ids/],
    ["POST", "/api/images/tags", { select: { id: 1 }, add: ["boat"] }, 422, /select: must be \{"ids":\[…\]\}/],
    ["POST", "/api/images/tags", { select: { ids: [1] } }, 422, /at least one tag in "add" or in "remove"/],
    ["POST", "/api/images/tags", { select: { q: "(" }, add: ["boat"] }, 400, /Column 1 of the search/],
    ["POST", "/api/images/tags", { select: { ids: [1] }, add: ["a"], remove: ["A"] }, 422, /"a" is both added and removed/],
    ["POST", "/api/images/1/tags", { tags: ["-boat"] }, 422, rule],
    ["POST", "/api/images/1/tags", { tags: ["ok", "a,b"] }, 422, /tags\.1: A tag name has 1 to 100 characters/],
    ["POST", "/api/images/1/tags", { tags: ["x".repeat(101)] }, 422, rule],
    ["POST", "/api/images/1/tags", { tags: ["  "] }, 422, rule],
    ["POST", "/api/images/1/tags", { tags: [] }, 422, /tags/],
    ["POST", "/api/images/1/tags", "{", 400, /JSON/],
    ["GET", "/api/images/one", undefined, 422, /id: must be a number/],
    ["GET", "/api/images?limit=201", undefined, 422, /limit/],
    ["GET", "/api/images?cursor=zzz", undefined, 400, /cursor/],
    ["GET", "/api/images?q=width:wide", undefined, 400, /Column 7 of the search: "wide" is not a valid number/],
  ];
  for (const [method, path, body, status, detail] of cases) {
    const answer = await call(method, path, body);
    assert.equal(answer.status, status, `${method} ${path}: ${JSON.stringify(answer.body)}`);
    assert.match(answer.body.detail, detail);
  }
  assert.deepEqual(await database.query("select id from tag"), []);
});
