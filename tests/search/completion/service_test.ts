import assert from "node:assert/strict";
import { CompletionAnswer } from "../../../modules/search/schemas.ts";
import type { Database } from "../../../modules/shared/database/handle.ts";
import { libraryApi } from "../../support/api.ts";
import { withDatabase } from "../../support/database.ts";

async function completionOf(database: Database) {
  await database.query("insert into tag (name, image_count) values ('width', 3), ('widow', 9), ('re:zero', 1), ('x)', 1)");
  await database.query("insert into tag_alias (name, tag_id) select 'wide', id from tag where name = 'widow'");
  const call = libraryApi(database);
  return async (marked: string, limit = 10) => {
    const query = new URLSearchParams({ q: marked.replace("¦", ""), caret: String(marked.indexOf("¦")), limit: String(limit) });
    const { status, body } = await call("GET", `/api/autocomplete?${query}`);
    assert.equal(status, 200);
    return CompletionAnswer.strict().parse(body).items;
  };
}

withDatabase("GET /api/autocomplete answers the exact tag, then metatags, then other tags and aliases", async (database) => {
  const complete = await completionOf(database);
  const items = await complete("sea -width¦");
  assert.deepEqual(items.map(({ kind, insert, start, end, count }) => [kind, insert, start, end, count]), [
    ["tag", "width", 5, 10, 3],
    ["metatag", "width:", 5, 10, null],
  ]);
  const begun = await complete("wid¦");
  assert.deepEqual(begun.map(({ kind, insert, alias }) => [kind, insert, alias]), [
    ["metatag", "width:", null],
    ["tag", "widow", null],
    ["tag", "width", null],
  ]);
  assert.deepEqual((await complete("wid¦", 2)).length, 2);
});

withDatabase(
  "GET /api/autocomplete answers the text to insert in the spelling of a search, with category and colour",
  async (database) => {
    const complete = await completionOf(database);
    assert.deepEqual(await complete("re:¦"), [{
      ...{ kind: "tag", insert: `"re:zero"`, start: 0, end: 3, name: "re:zero", alias: null, count: 1 },
      ...{ category: "general", colour: "#2563eb", help: null },
    }]);
    const [alias] = await complete("wide¦");
    assert.deepEqual([alias?.kind, alias?.insert, alias?.name, alias?.alias], ["alias", "widow", "widow", "wide"]);
    const [typo] = await complete(`"widwo¦`);
    assert.deepEqual([typo?.insert, typo?.start, typo?.end], ["widow", 0, 6]);
  },
);

withDatabase(
  "GET /api/autocomplete answers values after a metatag, and no tags",
  async (database) => {
    const complete = await completionOf(database);
    const items = await complete("sea is:ani¦");
    assert.deepEqual(items.map(({ kind, insert, help, start }) => [kind, insert, help, start]), [
      ["value", "animated", "more than one frame", 7],
    ]);
    assert.deepEqual(await complete("site:wid¦"), []);
  },
);

withDatabase("GET /api/autocomplete accepts any text, but no negative caret", async (database) => {
  const complete = await completionOf(database);
  for (const q of [`"¦`, "((¦", "width:>¦", "\u0000¦", "a\ud800¦", "'¦", "is:\\¦"]) await complete(q);
  const call = libraryApi(database);
  assert.equal((await call("GET", "/api/autocomplete?q=a&caret=-1")).status, 422);
  assert.equal((await call("GET", `/api/autocomplete?q=${"a".repeat(2_001)}`)).status, 422);
  assert.equal((await call("GET", "/api/autocomplete?q=wido&caret=99")).body.items[0].insert, "widow");
});

withDatabase("GET /api/tags finds a misspelled name if nothing begins with the text", async (database) => {
  await completionOf(database);
  const call = libraryApi(database);
  const names = async (q: string) => (await call("GET", `/api/tags?q=${q}`)).body.items.map(({ name }: { name: string }) => name);
  assert.deepEqual(await names("wid"), ["widow", "width"]);
  assert.deepEqual(await names("widwo"), ["widow"]);
  assert.deepEqual(await names("wide"), ["widow"]);
  assert.deepEqual(await names("zero"), ["re:zero"]);
  assert.deepEqual(await names("entirely_else"), []);
});
