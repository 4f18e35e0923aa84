import assert from "node:assert/strict";
import { testHistory } from "../../support/history.ts";
import { searchPages } from "../../../modules/search/page_routes.tsx";
import type { Database } from "../../../modules/shared/database/handle.ts";
import { findTaggings } from "../../../modules/tags/repository.ts";
import { withDatabase } from "../../support/database.ts";
import { insertImages, newSource } from "../../support/images.ts";
import { pagesOf } from "../../support/pages.ts";

function openPages(database: Database) {
  return pagesOf((app) => searchPages(app, { history: testHistory(database) }));
}

async function tagsOf(database: Database, id: number): Promise<string[]> {
  return (await findTaggings(database, id)).map(({ name }) => name);
}

withDatabase("the tag form of an image adds and removes, and leads back to the page with its query", async (database) => {
  await insertImages(database, 1, [newSource({ alt: "A boat" })]);
  const pages = openPages(database);
  const added = await pages.post("/images/1/tags", [["q", "job:1"], ["add", "Red Boat, sea"]]);
  assert.deepEqual([added.status, added.location], [303, "/images/1?q=job%3A1&done=1"]);
  assert.deepEqual(await tagsOf(database, 1), ["boat", "red", "sea"]);
  await pages.post("/images/1/tags", [["remove", "red"]]);
  assert.deepEqual(await tagsOf(database, 1), ["boat", "sea"]);
  assert.match((await pages.get("/images/1")).html, /A boat/);
});

withDatabase("an invalid tag is shown beside the form with the rule, and nothing is changed", async (database) => {
  await insertImages(database, 1);
  const { status, html } = await openPages(database).post("/images/1/tags", [["add", "good -bad"]]);
  assert.equal(status, 422);
  assert.match(html, /value="good -bad"/);
  assert.match(html, /A tag name has 1 to 100 characters/);
  assert.deepEqual(await tagsOf(database, 1), []);
});

withDatabase("an image's page leads to its neighbours in the result, newest first", async (database) => {
  await insertImages(database, 4);
  const pages = openPages(database);
  await pages.post("/images/tags", [["ids", "1"], ["ids", "2"], ["ids", "4"], ["tags", "sea"], ["action", "add"]]);
  const { html } = await pages.get("/images/2?q=sea");
  assert.match(html, /rel="prev" href="\/images\/4\?q=sea"/);
  assert.match(html, /rel="next" href="\/images\/1\?q=sea"/);
  const alone = await pages.get("/images/3?q=unheard_of");
  assert.doesNotMatch(alone.html, /rel="(prev|next)"/);
  assert.equal((await pages.get("/images/3?q=foo:bar")).status, 200);
});

withDatabase("the bulk form tags the ticked images, and asks for some if none is ticked", async (database) => {
  await insertImages(database, 3);
  const pages = openPages(database);
  const done = await pages.post("/images/tags", [["q", ""], ["ids", "1"], ["ids", "3"], ["tags", "sea"], ["action", "add"]]);
  assert.deepEqual([done.status, done.location], [303, "/?done=1"]);
  assert.deepEqual([await tagsOf(database, 1), await tagsOf(database, 2), await tagsOf(database, 3)], [["sea"], [], ["sea"]]);
  await pages.post("/images/tags", [["ids", "3"], ["tags", "sea"], ["action", "remove"]]);
  assert.deepEqual(await tagsOf(database, 3), []);
  const none = await pages.post("/images/tags", [["tags", "sea"], ["action", "add"]]);
  assert.equal(none.status, 422);
  assert.match(none.html, /No image is ticked/);
});

withDatabase(
  "the gallery answers 400 with the column if the search cannot be read, and 404 for an unknown image",
  async (database) => {
    const pages = openPages(database);
    const wrong = await pages.get("/?q=a+width:b");
    assert.equal(wrong.status, 400);
    assert.match(wrong.html, /Column 9 of the search/);
    assert.equal((await pages.get("/images/9")).status, 404);
    assert.match((await pages.get("/")).html, /Nothing here yet/);
  },
);
