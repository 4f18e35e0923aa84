import assert from "node:assert/strict";
import { METATAGS } from "../../modules/search/grammar/metatags.ts";
import { parseSearch } from "../../modules/search/grammar/parser.ts";
import { SEARCH_HELP } from "../../modules/search/help_page.tsx";
import { helpRoutes } from "../../modules/shared/web/help.tsx";
import { pagesOf } from "../support/pages.ts";

const { get } = pagesOf((app) => helpRoutes(app, [SEARCH_HELP]));

Deno.test("the help for searching names every filter and links its examples", async () => {
  const { html } = await get("/help/search");
  for (const { name } of METATAGS) assert.match(html, new RegExp(`id="filter-${name}"`));
  assert.match(html, /href="\/\?q=width%3A%3E%3D1920"/);
});

Deno.test("every search that the help links can be read", async () => {
  const { html } = await get("/help/search");
  const examples = [...html.matchAll(/href="\/\?q=([^"]+)"/g)].map(([, query = ""]) =>
    new URLSearchParams(`q=${query.replaceAll("&amp;", "&")}`).get("q") ?? ""
  );
  assert(examples.length > METATAGS.length);
  for (const example of examples) assert.doesNotThrow(() => parseSearch(example), example);
});
