import assert from "node:assert/strict";
import project from "../../../deno.json" with { type: "json" };
import { EXAMPLES } from "../../../modules/app/help/api.tsx";
import { HELP_PAGES } from "../../../modules/app/help/pages.ts";
import { HELP } from "../../../modules/app/verify/help.ts";
import { INVARIANTS } from "../../../modules/app/verify/invariants.ts";
import { JobInput, RetryInput } from "../../../modules/crawl/schemas.ts";
import { Settings } from "../../../modules/shared/config.ts";
import { helpRoutes } from "../../../modules/shared/web/help.tsx";
import { pagesOf } from "../../support/pages.ts";

const { get } = pagesOf((app) => helpRoutes(app, HELP_PAGES));

Deno.test("the help lists all its pages, each links all others, and none needs a script of its own", async () => {
  for (const path of ["/help", ...HELP_PAGES.map(({ path }) => path)]) {
    const { status, html } = await get(path);
    assert.equal(status, 200, path);
    for (const other of HELP_PAGES) assert(html.includes(`href="${other.path}"`), `${path} does not link ${other.path}`);
    const main = html.slice(html.indexOf("<main"), html.indexOf("</main>"));
    assert.doesNotMatch(main, /<script|data-island|undefined/, path);
  }
});

Deno.test("the help for running the program names every setting with its default", async () => {
  const { html } = await get("/help/operating");
  for (const name of Object.keys(Settings.shape)) assert(html.includes(`>${name}</code>`), name);
  assert.match(html, /Ports that may be crawled\. Default: <code[^>]*>80,443,8080,8443<\/code>/);
});

Deno.test("the help for commands names every task, and each task says what it is for", async () => {
  const { html } = await get("/help/commands");
  for (const [name, { description }] of Object.entries(project.tasks)) {
    assert(html.includes(`>deno task ${name}</code>`), name);
    assert.match(description, /^[A-Z]/, name);
  }
});

Deno.test("the page and the command explain the same invariants, I1 to I10 and the database itself", async () => {
  const { html } = await get("/help/verify");
  const numbers = Array.from({ length: 10 }, (_, index) => `I${index + 1}`);
  assert.deepEqual(INVARIANTS.map(({ id }) => id), ["DB", ...numbers]);
  const words = HELP.replace(/\s+/g, " ");
  for (const { id, rule, about } of INVARIANTS) {
    assert(html.includes(`id="invariant-${id}"`), id);
    assert(words.includes(`${id} ${rule}. ${about}`), id);
  }
});

Deno.test("the bodies of the help's examples are what the API takes", () => {
  const bodyOf = (path: string) => EXAMPLES.find((example) => example.path === path && example.body)?.body;
  assert(JobInput.safeParse(bodyOf("/api/jobs")).success);
  assert(RetryInput.safeParse(bodyOf("/api/jobs/1/retry")).success);
});
