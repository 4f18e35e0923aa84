import assert from "node:assert/strict";
import { testHistory, testOperation } from "../../support/history.ts";
import type { Database } from "../../../modules/shared/database/handle.ts";
import { tagPages } from "../../../modules/tags/page_routes.tsx";
import { findTaggings } from "../../../modules/tags/repository.ts";
import { tagImages } from "../../../modules/tags/taggings/service.ts";
import { withDatabase } from "../../support/database.ts";
import { insertImages } from "../../support/images.ts";
import { pagesOf } from "../../support/pages.ts";

const SEED = { origin: "person" as const, description: testOperation("Add tags") };

async function openLibrary(database: Database) {
  const ids = await insertImages(database, 3);
  await tagImages(database, ids, ["boat"], SEED);
  await tagImages(database, ids.slice(1), ["ship"], SEED);
  return pagesOf((app) => tagPages(app, { history: testHistory(database) }));
}

async function namesOn(database: Database, id: number): Promise<string[]> {
  return (await findTaggings(database, id)).map(({ name }) => name);
}

withDatabase(
  "a tag's page shows the tag, and its forms change it and redirect to a page that offers to undo",
  async (database) => {
    const pages = await openLibrary(database);
    assert.match((await pages.get("/tag?name=boat")).html, /3 images/);
    const edited = await pages.post("/tag", { act: "edit", name: "boat", category: "style", description: "Floats\r\nwell" });
    assert.equal(edited.status, 303);
    assert.match(edited.location ?? "", /^\/tag\?name=boat&done=\d+$/);
    const after = await pages.get(edited.location ?? "");
    assert.match(after.html, /Floats\nwell<\/textarea>/);
    assert.match(after.html, /value="style" selected/);
    assert.match(after.html, /Edit the tag boat<\/p><button[^>]*>Undo/);
  },
);

withDatabase("a renamed tag is found by both names, and a name in use is refused beside the form", async (database) => {
  const pages = await openLibrary(database);
  const renamed = await pages.post("/tag", { act: "rename", name: "boat", to: "Vessel", keepAlias: "on" });
  assert.match(renamed.location ?? "", /^\/tag\?name=vessel&done=/);
  assert.equal((await pages.get("/tag?name=boat")).location, "/tag?name=vessel");
  assert.match((await pages.get("/tag?name=vessel")).html, /Remove the alias boat/);
  const refused = await pages.post("/tag", { act: "rename", name: "vessel", to: "ship" });
  assert.equal(refused.status, 409);
  assert.match(refused.html, /role="alert">There is a tag &quot;ship&quot; already/);
  assert.equal((await pages.get("/tag?name=unheard_of")).status, 404);
});

withDatabase("a merge first shows what it would change, and is made when it is confirmed", async (database) => {
  const pages = await openLibrary(database);
  const asked = await pages.post("/tag", { act: "merge", name: "ship", into: "boat" });
  assert.equal(asked.status, 200);
  assert.match(asked.html, /Merge ship into boat\?.*Changes 2 images: removes 2 taggings of ship/s);
  assert.match(asked.html, /name="confirmed" value="true"/);
  assert.deepEqual(await namesOn(database, 2), ["boat", "ship"]);
  const done = await pages.post("/tag", { act: "merge", name: "ship", into: "boat", confirmed: "true" });
  assert.match(done.location ?? "", /^\/tag\?name=boat&done=/);
  assert.deepEqual(await namesOn(database, 2), ["boat"]);
});

withDatabase("an implication is previewed, added, and removed with its taggings", async (database) => {
  const pages = await openLibrary(database);
  const preview = await pages.post("/tag", { act: "add_implication", name: "ship", implies: "boat" });
  assert.match(preview.html, /Changes no image: all images with ship already have boat/);
  await tagImages(database, [1], ["sea"], SEED);
  assert.match(
    (await pages.post("/tag", { act: "add_implication", name: "boat", implies: "sea" })).html,
    /Make boat imply sea\?.*Adds 2 taggings to 2 images/s,
  );
  await pages.post("/tag", { act: "add_implication", name: "boat", implies: "sea", confirmed: "true" });
  assert.deepEqual(await namesOn(database, 3), ["boat", "sea", "ship"]);
  assert.match((await pages.get("/tag?name=boat")).html, /Remove the implication of sea/);
  const cycle = await pages.post("/tag", { act: "add_implication", name: "sea", implies: "boat", confirmed: "true" });
  assert.equal(cycle.status, 422);
  const fields = { act: "remove_implication", name: "boat", implied: "sea" };
  assert.match((await pages.post("/tag", fields)).html, /name="taggings" value="remove"/);
  await pages.post("/tag", { ...fields, taggings: "remove", confirmed: "true" });
  assert.deepEqual([await namesOn(database, 1), await namesOn(database, 3)], [["boat", "sea"], ["boat", "ship"]]);
});

withDatabase("a tag is deleted only when that is confirmed, and is then missing from the list", async (database) => {
  const pages = await openLibrary(database);
  assert.match((await pages.post("/tag", { act: "delete", name: "ship" })).html, /Removes the tag from 2 images/);
  const done = await pages.post("/tag", { act: "delete", name: "ship", confirmed: "true" });
  assert.match(done.location ?? "", /^\/tags\?done=\d+$/);
  const list = await pages.get(done.location ?? "");
  assert.doesNotMatch(list.html, /About ship/);
  assert.match(list.html, /Delete the tag ship<\/p><button[^>]*>Undo/);
});

withDatabase("forms create aliases and tags, and the list is filtered by category", async (database) => {
  const pages = await openLibrary(database);
  await pages.post("/tag", { act: "add_alias", name: "boat", alias: "Dinghy" });
  assert.match((await pages.get("/tag?name=boat")).html, /Remove the alias dinghy/);
  await pages.post("/tag", { act: "remove_alias", name: "boat", alias: "dinghy" });
  assert.doesNotMatch((await pages.get("/tag?name=boat")).html, /Remove the alias/);
  const made = await pages.post("/tags", { name: "New Tag", category: "place" });
  assert.match(made.location ?? "", /^\/tag\?name=new_tag&done=/);
  const places = (await pages.get("/tags?category=place")).html;
  assert.match(places, /About new_tag/);
  assert.doesNotMatch(places, /About boat/);
  assert.match((await pages.get("/tags?category=meta")).html, /No tag is in the category “meta”\. <a/);
  assert.match((await pages.get("/tags?q=zz&category=meta")).html, /No tag begins with “zz” and is in the category “meta”\. <a/);
});

withDatabase("forms create, edit and delete categories, and the tags of a deleted one move to another", async (database) => {
  const pages = await openLibrary(database);
  const made = await pages.post("/categories", { act: "create", name: "vehicle", colour: "#ff0000" });
  assert.match(made.location ?? "", /^\/categories\?done=/);
  const { html } = await pages.get("/categories");
  const id = /name="id" value="(\d+)"\/?>(?:(?!name="id").)*value="vehicle"/s.exec(html)?.[1] ?? "";
  await pages.post("/tag", { act: "edit", name: "boat", category: "vehicle", description: "" });
  await pages.post("/categories", { act: "edit", id, name: "vessel", colour: "#00ff00", position: "9" });
  assert.match((await pages.get("/tag?name=boat")).html, /value="vessel" selected/);
  await pages.post("/categories", { act: "delete", id, into: "1" });
  assert.match((await pages.get("/tag?name=boat")).html, /value="general" selected/);
  const refused = await pages.post("/categories", { act: "create", name: "No Spaces", colour: "#ff0000" });
  assert.equal(refused.status, 422);
});
