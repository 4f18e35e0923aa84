import assert from "node:assert/strict";
import { historyPages } from "../../modules/history/page_routes.tsx";
import { testHistory } from "../support/history.ts";
import { searchPages } from "../../modules/search/page_routes.tsx";
import type { Database } from "../../modules/shared/database/handle.ts";
import { findTaggings } from "../../modules/tags/repository.ts";
import { withDatabase } from "../support/database.ts";
import { insertImages } from "../support/images.ts";
import { pagesOf } from "../support/pages.ts";

async function openLibrary(database: Database) {
  await insertImages(database, 3);
  return pagesOf((app) => {
    const history = testHistory(database);
    searchPages(app, { history });
    historyPages(app, { history });
  });
}

withDatabase("the history lists operations, filtered by kind, tag and image, in pages by cursor", async (database) => {
  const pages = await openLibrary(database);
  assert.match((await pages.get("/operations")).html, /There are no operations yet/);
  await pages.post("/images/1/tags", { add: "sea" });
  await pages.post("/images/2/tags", { add: "boat" });
  await pages.post("/images/2/fields", { note: "A note", rating: "4" });
  const all = (await pages.get("/operations")).html;
  assert.match(all, /Edit the note and rating of image 2.*Add boat.*Add sea/s);
  assert.doesNotMatch((await pages.get("/operations?kind=&tag=boat&image=")).html, /Add sea/);
  assert.doesNotMatch((await pages.get("/operations?image=2")).html, /Add sea/);
  assert.match((await pages.get("/operations?kind=edit")).html, /value="edit" selected/);
  assert.match((await pages.get("/operations?kind=merge")).html, /No operation matches this filter/);
  const first = (await pages.get("/operations?limit=1")).html;
  const next = /href="(\/operations\?cursor=[^"]*)"/.exec(first)?.[1] ?? "";
  assert.match((await pages.get(`${next}&limit=1`)).html, /Add boat/);
});

withDatabase("an operation's page names its changes, and its form undoes it and offers to redo it", async (database) => {
  const pages = await openLibrary(database);
  await pages.post("/images/1/tags", { add: "sea" });
  assert.match((await pages.get("/operations/1")).html, /added.*>sea<.*to 1 image.*href="\/images\/1"/s);
  const undone = await pages.post("/operations/1/undo", { back: "/images/1?q=sea" });
  assert.deepEqual([undone.status, undone.location], [303, "/images/1?q=sea&done=2"]);
  assert.deepEqual(await findTaggings(database, 1), []);
  assert.match((await pages.get("/operations/1")).html, /href="\/operations\/2" class="badge">Undone/);
  assert.match((await pages.get("/operations/2")).html, />Redo</);
  const elsewhere = await pages.post("/operations/2/undo", { back: "//evil.test/x" });
  assert.equal(elsewhere.location?.startsWith("/") && !elsewhere.location.startsWith("//"), true);
  assert.equal((await pages.post("/operations/2/undo", {})).status, 409);
  assert.equal((await pages.get("/operations/99")).status, 404);
});

withDatabase("an undo that skips changes shows them with the reasons", async (database) => {
  const pages = await openLibrary(database);
  await pages.post("/images/tags", [["ids", "1"], ["ids", "2"], ["tags", "sea"], ["action", "add"]]);
  await pages.post("/images/2/tags", { remove: "sea" });
  const { status, html } = await pages.post("/operations/1/undo", { back: "/" });
  assert.equal(status, 200);
  assert.match(html, /Reversed 1 change\. Skipped 1 change\./);
  assert.match(html, /sea on image 2 \(changed since by operation 2\)/);
});

withDatabase(
  "an image's page has its history, and its forms for trash, note and rating can be undone",
  async (database) => {
    const pages = await openLibrary(database);
    const trashed = await pages.post("/images/1/trash", { q: "boat" });
    assert.equal(trashed.location, "/images/1?q=boat&done=1");
    const shown = (await pages.get(trashed.location ?? "")).html;
    assert.match(shown, /This image is in the trash/);
    assert.match(shown, /action="\/operations\/1\/undo" class="toast"/);
    assert.match(shown, /Take out of the trash/);
    await pages.post("/images/1/restore", {});
    await pages.post("/images/1/fields", { note: "Two\r\nlines", rating: "3" });
    const { html } = await pages.get("/images/1");
    assert.match(html, /Two\nlines<\/textarea>/);
    assert.match(html, /name="rating" value="3" checked/);
    assert.match(html, /Restore image 1.*Trash image 1/s);
    assert.equal((await pages.post("/images/1/fields", { note: "Two\r\nlines", rating: "3" })).location, "/images/1");
  },
);
