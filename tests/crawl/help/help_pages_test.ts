import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import type { SiteCrawler } from "../../../modules/crawl/crawler.ts";
import { CRAWLERS_HELP, EXAMPLE } from "../../../modules/crawl/help/crawlers.tsx";
import { CRAWLING_HELP } from "../../../modules/crawl/help/crawling.tsx";
import { REASONS_HELP } from "../../../modules/crawl/help/reasons.tsx";
import { MEANING } from "../../../modules/crawl/jobs/reasons.ts";
import { JobOptions, JobRequest, Scope } from "../../../modules/crawl/schemas.ts";
import { helpRoutes } from "../../../modules/shared/web/help.tsx";
import { pagesOf } from "../../support/pages.ts";

const { get } = pagesOf((app) => helpRoutes(app, [CRAWLING_HELP, REASONS_HELP, CRAWLERS_HELP]));

/** The terms of a page's lists, with the text of their meanings. */
async function termsOf(path: string): Promise<Map<string, string>> {
  const { html } = await get(path);
  return new Map(
    [...html.matchAll(/<dt[^>]*>(.*?)<\/dt><dd[^>]*>(.*?)<\/dd>/gs)].map(([, term = "", meaning = ""]) => [
      term.replace(/<[^>]*>/g, ""),
      meaning.replace(/<[^>]*>/g, ""),
    ]),
  );
}

Deno.test("the help for crawling names every option of a job with the schema's default, and every scope", async () => {
  const terms = await termsOf("/help/crawling");
  const defaults: Record<string, unknown> = JobRequest.parse({});
  for (const name of Object.keys(JobRequest.shape)) {
    const text = terms.get(name) ?? assert.fail(`${name} is missing`);
    const value = defaults[name];
    if (Array.isArray(value) && value.length > 0) assert.match(text, new RegExp(`default ${value.join(" ")}$`), name);
    else if (value === undefined || Array.isArray(value)) assert.doesNotMatch(text, /default/, name);
    else assert.equal(/default (.*)$/.exec(text)?.[1]?.replaceAll(",", ""), String(value), name);
  }
  for (const scope of Scope.options) assert(terms.has(scope), scope);
});

Deno.test("the help for reasons names every reason that the program has words for", async () => {
  const terms = await termsOf("/help/reasons");
  for (const reason of Object.keys(MEANING)) assert(terms.has(reason), reason);
  assert.match((await get("/help/reasons")).html, /more than 20 segments \(images: 40\)/);
});

Deno.test("the site crawler that the help shows reports the images and links of a page", async () => {
  const { html } = await get("/help/crawlers");
  assert.match(html, /async discover\(page, \{ found, log \}\)/);
  const folder = await Deno.makeTempDir({ prefix: "image-tagger-crawler-", dir: new URL("../../", import.meta.url).pathname });
  try {
    await Deno.writeTextFile(`${folder}/my-site.ts`, EXAMPLE);
    const { default: crawler }: { default: SiteCrawler } = await import(pathToFileURL(`${folder}/my-site.ts`).href);
    const found: unknown[] = [];
    const text = new Blob([`<img src="a.png" alt="A"><a href="/next">on</a>`]).stream().pipeThrough(new TextDecoderStream());
    await crawler.discover({ url: "https://example.org/x/", depth: 0, headers: new Headers(), text }, {
      options: JobOptions.parse({}),
      found: (link) => found.push(link),
      inline: () => assert.fail("the page holds no data: URL"),
      log: () => assert.fail("the page holds an image"),
    });
    assert.deepEqual(found, [
      { url: "https://example.org/x/a.png", kind: "image", reference: "img", context: { alt: "A" } },
      { url: "https://example.org/next", kind: "page", reference: "link" },
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
