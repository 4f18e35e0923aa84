import assert from "node:assert/strict";
import { libraryApi } from "../support/api.ts";
import { withDatabase } from "../support/database.ts";
import { insertImages } from "../support/images.ts";

withDatabase(
  "POST /api/images/fields rates the images of a query or of ids, as one operation that can be undone",
  async (database) => {
    await insertImages(database, 3);
    const call = libraryApi(database);
    await call("POST", "/api/images/tags", { select: { ids: [1, 2] }, add: ["boat"] });
    const dry = await call("POST", "/api/images/fields", { select: { q: "boat" }, set: { rating: 5 }, dryRun: true });
    assert.deepEqual(dry, { status: 200, body: { operation: null, matched: 2, changed: 2 } });
    const rated = await call("POST", "/api/images/fields", { select: { q: "boat" }, set: { rating: 5 } });
    assert.deepEqual(rated.body, { operation: { id: 2, summary: "Edit the rating of 2 images" }, matched: 2, changed: 2 });
    assert.equal((await call("GET", "/api/images?q=rating:5")).body.count.value, 2);
    assert.equal((await call("POST", "/api/operations/2/undo")).body.reversed, 2);
    const noted = await call("POST", "/api/images/fields", { select: { ids: [3] }, set: { note: "Dusk" } });
    assert.equal(noted.body.operation.summary, "Edit the note of image 3");
    assert.equal((await call("GET", "/api/images/3")).body.note, "Dusk");
  },
);

withDatabase("POST /api/images/fields refuses what is not a field, a selection or a member of its body", async (database) => {
  await insertImages(database, 1);
  const call = libraryApi(database);
  const bodies: [body: unknown, status: number][] = [
    [{ select: { ids: [1] }, set: {} }, 422],
    [{ select: { ids: [1] }, set: { rating: 6 } }, 422],
    [{ select: { ids: [1] }, set: { rating: 4, stars: 4 } }, 422],
    [{ select: { ids: [] }, set: { rating: 4 } }, 422],
    [{ set: { rating: 4 } }, 422],
    [{ select: { q: "", ids: [1] }, set: { rating: 4 } }, 422],
    [{ select: { q: "" }, set: { rating: 4 }, dryrun: true }, 422],
    [{ select: { q: "rating:" }, set: { rating: 4 } }, 400],
    [{ select: { ids: [9] }, set: { rating: 4 } }, 404],
  ];
  for (const [body, status] of bodies) {
    assert.equal((await call("POST", "/api/images/fields", body)).status, status, JSON.stringify(body));
  }
  assert.equal((await call("GET", "/api/images/1")).body.rating, null);
});
