import assert from "node:assert/strict";
import { parseSearch } from "../../modules/search/grammar/parser.ts";
import { TagName } from "../../modules/tags/schemas.ts";
import { tagUrl, termOf } from "../../modules/tags/urls.ts";

for (const name of ["boat", "re:zero", "job:12", ":)", "a|b", "r&b", "a\\b", "a\\b(c)", "a:\\", "\\\\(", "été"]) {
  Deno.test(`termOf() spells ${name} so that a search for it reads the same name`, () => {
    assert.equal(TagName.parse(name), name);
    const { root } = parseSearch(termOf(name));
    assert.deepEqual(root?.kind === "term" && root.atom, { kind: "tag", name });
    assert.equal(new URL(tagUrl(name), "http://server.test").searchParams.get("q"), termOf(name));
  });
}
