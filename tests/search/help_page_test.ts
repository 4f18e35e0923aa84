import assert from "node:assert/strict";
import { searchHelpPage } from "../../modules/search/help_page.tsx";
import { METATAGS } from "../../modules/search/grammar/metatags.ts";
import { pagesOf } from "../support/pages.ts";

Deno.test("the help for searching names every metatag and links its examples", async () => {
  const { html } = await pagesOf((app) => searchHelpPage(app)).get("/help/search");
  for (const { name } of METATAGS) assert.match(html, new RegExp(`id="metatag-${name}"`));
  assert.match(html, /href="\/\?q=width%3A%3E%3D1920"/);
});
