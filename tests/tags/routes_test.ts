import assert from "node:assert/strict";
import { tagApi } from "../../modules/tags/routes.ts";
import { withDatabase } from "../support/database.ts";
import { apiOf } from "../support/api.ts";

withDatabase("tags and categories are listed, and one tag is found by name or alias", async (database) => {
  await database.query("insert into tag (name, image_count) values ('boat', 2), ('red_boat', 1), ('re/d:?', 0)");
  await database.query("insert into tag_alias (name, tag_id) select 'ship', id from tag where name = 'boat'");
  const call = apiOf((api) => tagApi(api, { database }));
  const names = async (path: string) => (await call("GET", path)).body.items.map(({ name }: { name: string }) => name);
  assert.deepEqual(await names("/api/tags"), ["boat", "red_boat", "re/d:?"]);
  assert.deepEqual(await names("/api/tags?q=RE&order=name"), ["re/d:?", "red_boat"]);
  const first = await call("GET", "/api/tags?limit=1");
  assert.deepEqual(await names(`/api/tags?limit=1&cursor=${first.body.next}`), ["red_boat"]);
  assert.equal((await call("GET", "/api/tags/Ship")).body.name, "boat");
  assert.equal((await call("GET", `/api/tags/${encodeURIComponent("re/d:?")}`)).body.imageCount, 0);
  assert.equal((await names("/api/categories")).length, 6);
});

withDatabase(
  "an unknown tag is answered with 404, an invalid name with 422, a cursor of another list with 400",
  async (database) => {
    const call = apiOf((api) => tagApi(api, { database }));
    const unknown = await call("GET", "/api/tags/plane");
    assert.deepEqual([unknown.status, unknown.body.detail], [404, `There is no tag "plane"`]);
    const invalid = await call("GET", "/api/tags/-plane");
    assert.equal(invalid.status, 422);
    assert.match(invalid.body.detail, /A tag name has 1 to 100 characters/);
    assert.equal((await call("GET", "/api/tags?cursor=W10=")).status, 400);
    assert.equal((await call("GET", "/api/tags?order=size")).status, 422);
  },
);
