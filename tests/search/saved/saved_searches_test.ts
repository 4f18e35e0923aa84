import assert from "node:assert/strict";
import { testHistory } from "../../support/history.ts";
import { searchPages } from "../../../modules/search/page_routes.tsx";
import { libraryApi } from "../../support/api.ts";
import { withDatabase } from "../../support/database.ts";
import { insertImages } from "../../support/images.ts";
import { pagesOf } from "../../support/pages.ts";

withDatabase("searches are saved, listed by name, changed and deleted", async (database) => {
  const call = libraryApi(database);
  assert.equal((await call("POST", "/api/searches", { name: "Sea", query: "sea" })).status, 201);
  await call("POST", "/api/searches", { name: "boats", query: "boat or ship" });
  assert.deepEqual((await call("GET", "/api/searches")).body.items.map(({ name }: { name: string }) => name), ["boats", "Sea"]);
  assert.equal((await call("POST", "/api/searches", { name: "Sea", query: "other" })).status, 409);
  assert.equal((await call("POST", "/api/searches", { name: "Bad", query: "(a" })).status, 400);
  assert.equal((await call("PATCH", "/api/searches/1", { query: "sea -boat" })).body.query, "sea -boat");
  assert.equal((await call("PATCH", "/api/searches/1", { name: "boats" })).status, 409);
  assert.equal((await call("PATCH", "/api/searches/9", { name: "x" })).status, 404);
});

withDatabase("the gallery saves the search that it shows, and deletes it again", async (database) => {
  await insertImages(database, 1);
  const pages = pagesOf((app) => searchPages(app, { history: testHistory(database) }));
  const saved = await pages.post("/searches", { name: "Tagless", query: "is:untagged" });
  assert.deepEqual([saved.status, saved.location], [303, "/?q=is%3Auntagged"]);
  assert.match((await pages.get("/")).html, /href="\/\?q=is%3Auntagged"[^>]*>Tagless/);
  await pages.post("/searches/1/delete", {});
  assert.doesNotMatch((await pages.get("/")).html, /Tagless/);
});
