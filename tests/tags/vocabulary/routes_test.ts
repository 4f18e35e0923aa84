import assert from "node:assert/strict";
import { tagApi } from "../../../modules/tags/routes.ts";
import { apiOf } from "../../support/api.ts";
import { withDatabase } from "../../support/database.ts";
import { insertImages } from "../../support/images.ts";
import { edited } from "../../support/tagging.ts";

withDatabase("tags, aliases and implications are created, changed and removed through the API", async (database) => {
  await insertImages(database, 3);
  await edited(database, { imageIds: [1, 2], add: ["boat"] });
  await edited(database, { imageIds: [3], add: ["ship"] });
  const call = apiOf((api) => tagApi(api, { database }));
  const created = await call("POST", "/api/tags", { name: "Eiffel Tower", category: "place", description: "iron\u0000" });
  assert.deepEqual([created.status, created.body.tag.name, created.body.tag.displayName], [201, "eiffel_tower", "Eiffel Tower"]);
  assert.deepEqual([created.body.tag.category, created.body.tag.description], ["place", "iron"]);
  const renamed = await call("PATCH", "/api/tags/eiffel_tower", { name: "Tower" });
  assert.deepEqual([renamed.status, renamed.body.operation.summary], [200, "Rename the tag eiffel_tower to tower"]);
  assert.equal((await call("POST", "/api/tags/tower/aliases", { name: "tour" })).status, 201);
  const aliases = await call("GET", "/api/tags/tower/aliases");
  assert.deepEqual(aliases.body.items.map(({ name }: { name: string }) => name), ["eiffel_tower", "tour"]);
  assert.equal((await call("DELETE", "/api/tags/tower/aliases/Tour")).status, 200);

  const preview = await call("POST", "/api/tags/boat/implications", { implies: "ship", dryRun: true });
  assert.deepEqual([preview.body.operation, preview.body.images, preview.body.added], [null, 2, 2]);
  assert.equal((await call("POST", "/api/tags/boat/implications", { implies: "ship" })).body.added, 2);
  assert.deepEqual((await call("GET", "/api/tags/ship/implications")).body, {
    implies: [],
    impliedBy: [{ name: "boat", category: "general", colour: "#2563eb", imageCount: 2 }],
  });
  const removal = await call("DELETE", "/api/tags/boat/implications/ship?taggings=remove&dryRun=true");
  assert.deepEqual([removal.status, removal.body.removed], [200, 2]);
  assert.equal((await call("DELETE", "/api/tags/boat/implications/ship?taggings=remove")).body.removed, 2);

  const merged = await call("POST", "/api/tags/boat/merge", { into: "ship" });
  assert.deepEqual([merged.status, merged.body.tag.imageCount, merged.body.removed], [200, 3, 2]);
  assert.equal((await call("GET", "/api/tags/boat")).body.name, "ship");
  assert.equal((await call("DELETE", "/api/tags/ship?dryRun=true")).body.removed, 3);
  assert.equal((await call("DELETE", "/api/tags/ship")).body.tag, null);
  assert.equal((await call("GET", "/api/tags/boat")).status, 404);
});

withDatabase("categories are created, changed and deleted through the API", async (database) => {
  const call = apiOf((api) => tagApi(api, { database }));
  const made = await call("POST", "/api/categories", { name: "vessel", colour: "#ABCDEF" });
  assert.deepEqual([made.status, made.body.category.colour], [201, "#abcdef"]);
  const path = `/api/categories/${made.body.category.id}`;
  try {
    assert.equal((await call("PATCH", path, { position: 0 })).body.category.position, 0);
    assert.equal((await call("GET", "/api/categories")).body.items[0].name, "vessel");
  } finally {
    assert.equal((await call("DELETE", path)).status, 200);
  }
  assert.equal((await call("DELETE", path)).status, 404);
});

withDatabase("an invalid change of the vocabulary is answered with the status and the rule", async (database) => {
  await edited(database, { imageIds: await insertImages(database, 1), add: ["boat", "sea"] });
  const call = apiOf((api) => tagApi(api, { database }));
  const cases: [method: string, path: string, body: unknown, status: number, detail: RegExp][] = [
    ["POST", "/api/tags", { name: "-x" }, 422, /A tag name has 1 to 100/],
    ["POST", "/api/tags", { name: "boat" }, 409, /There is a tag "boat" already/],
    ["POST", "/api/tags", { name: "x", category: "none" }, 404, /no category "none"/],
    ["PATCH", "/api/tags/boat", {}, 422, /at least one of: name, category, description/],
    ["PATCH", "/api/tags/boat", { colour: "x" }, 422, /colour/],
    ["PATCH", "/api/tags/plane", { description: "x" }, 404, /There is no tag "plane"/],
    ["POST", "/api/tags/boat/merge", { into: "boat" }, 422, /into itself/],
    ["POST", "/api/tags/boat/merge", {}, 422, /into/],
    ["POST", "/api/tags/boat/implications", { implies: "boat" }, 422, /cannot imply itself/],
    ["DELETE", "/api/tags/boat/implications/sea", undefined, 404, /"boat" does not imply "sea" directly/],
    ["DELETE", "/api/tags/boat/implications/sea?taggings=all", undefined, 422, /taggings/],
    ["DELETE", "/api/tags/boat/aliases/sea", undefined, 404, /"sea" is not an alias of "boat"/],
    ["POST", "/api/categories", { name: "Big One", colour: "#000000" }, 422, /lower-case letters/],
    ["POST", "/api/categories", { name: "general", colour: "#000000" }, 409, /already/],
    ["POST", "/api/categories", { name: "x", colour: "red" }, 422, /six hexadecimal digits/],
    ["PATCH", "/api/categories/1", {}, 422, /at least one of: name, colour, position/],
    ["PATCH", "/api/categories/99", { position: 1 }, 404, /no category 99/],
    ["DELETE", "/api/categories/1", undefined, 409, /cannot be deleted/],
    ["DELETE", "/api/categories/one", undefined, 422, /must be a number/],
  ];
  for (const [method, path, body, status, detail] of cases) {
    const answer = await call(method, path, body);
    assert.equal(answer.status, status, `${method} ${path}: ${JSON.stringify(answer.body)}`);
    assert.match(answer.body.detail, detail);
  }
  assert.equal((await database.query("select id from operation")).length, 1);
});
