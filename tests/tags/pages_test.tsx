import assert from "node:assert/strict";
import { testHistory, testOperation } from "../support/history.ts";
import { createLog } from "../../modules/shared/log.ts";
import { pageGroup } from "../../modules/shared/web/route_group.ts";
import { tagPages } from "../../modules/tags/page_routes.tsx";
import { tagImages } from "../../modules/tags/taggings/service.ts";
import { termOf } from "../../modules/tags/urls.ts";
import { TagText } from "../../modules/tags/tag_text.ts";
import { withDatabase } from "../support/database.ts";
import { insertImages } from "../support/images.ts";

const SEED = { origin: "person" as const, description: testOperation("Add tags") };

withDatabase("the list of tags shows counts, filters by prefix, and pages by keyset", async (database) => {
  const app = pageGroup(createLog({ level: "error", format: "text" }));
  tagPages(app, { history: testHistory(database) });
  const get = async (path: string) => await (await app.request(path, { headers: { accept: "text/html" } })).text();

  assert.match(await get("/tags"), /There are no tags yet/);
  const ids = await insertImages(database, 2);
  await tagImages(database, ids, ["boat", "a:b"], SEED);
  await tagImages(database, ids.slice(1), ["bridge"], SEED);
  const first = await get("/tags?limit=2");
  assert.match(first, /href="\/\?q=%22a%3Ab%22"/);
  assert.match(first, /boat<\/span><span[^>]*>2</);
  const next = /href="([^"]*cursor=[^"]*)"/.exec(first)?.[1]?.replaceAll("&amp;", "&") ?? "";
  assert.match(next, /^\/tags\?order=count&cursor=/);
  assert.match(await get(`${next}&limit=2`), /bridge/);
  const filtered = await get("/tags?q=br&order=name");
  assert.doesNotMatch(filtered, />boat</);
  assert.match(filtered, /value="name" selected/);
  assert.match(await get("/tags?q=zzz"), /No tag begins with “zzz”/);
});

Deno.test("TagText splits names at commas and white space, and leaves them as they are typed", () => {
  assert.deepEqual(TagText.parse("Red,BLUE_Sky"), ["Red", "BLUE_Sky"]);
  assert.equal(TagText.safeParse("-no").success, false);
});

Deno.test("termOf() quotes a tag name that a search would read as something else", () => {
  assert.deepEqual(["sea", "a:b", "x)", "a=b", "rock_(music)"].map(termOf), ["sea", `"a:b"`, `"x)"`, `"a=b"`, "rock_(music)"]);
});
