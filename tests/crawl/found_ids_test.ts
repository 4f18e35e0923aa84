import assert from "node:assert/strict";
import type { Database } from "../../modules/shared/database/handle.ts";
import { writeFound } from "../../modules/crawl/frontier/found.ts";
import { fenced, type Frontier } from "../../modules/crawl/frontier/frontier.ts";
import type { FoundLink } from "../../modules/crawl/messages.ts";
import { withDatabase } from "../support/database.ts";
import { openTestEngine, type TestEngine } from "../support/engine.ts";
import { image, openTestFrontier, page, SITE } from "../support/frontier.ts";
import { makePictures } from "../support/gallery.ts";
import { bytes, openSite, type Routes, type Site } from "../support/site.ts";

/** Writes links as a batch of one page, and returns the URLs of the ids that the write returned. */
async function found(database: Database, frontier: Frontier, links: FoundLink[]): Promise<string[]> {
  const { effects, urlIds } = await fenced(
    frontier,
    (tx) => writeFound(tx, frontier, [{ referrer: { id: 1, depth: 0, kind: "page" }, links }]),
  );
  for (const effect of effects) effect();
  const rows = await database.query<{ url: string }>(
    "select url from unnest($1::text::bigint[]) as named (id) join crawl_url using (id)",
    [`{${urlIds[0]?.join(",")}}`],
  );
  assert.equal(rows.length, urlIds[0]?.length);
  return rows.map(({ url }) => url.replace(SITE, "")).sort();
}

withDatabase(
  "the id of each URL of a page is returned once, whether the URL is new, known, rejected, or both shown and linked",
  async (database) => {
    const test = await openTestFrontier(database, { exclude: ["*secret*"], maxDepth: 0 });
    const links = [
      ...[page("/"), page("/deep"), page("/deep"), page("http://other.test/"), page("/secret"), page("/shown.png")],
      ...[image("/i.png"), image("/i.png", {}, "srcset"), image("/secret.png"), image("/shown.png")],
      {
        ...image("/small.png"),
        reject: { reason: "variant", detail: { code: "crawler_says" as const, text: "A larger candidate is fetched" } },
      },
      image(`data:image/png;sha256=${"0".repeat(64)}`),
    ];
    const expected = [
      ...["/", "/deep", "/i.png", "/secret", "/secret.png", "/shown.png", "/small.png"],
      ...[`data:image/png;sha256=${"0".repeat(64)}`, "http://other.test/"],
    ];
    assert.deepEqual(await found(database, test.frontier, links), expected);
    assert.deepEqual(await found(database, test.frontier, links), expected, "a second page that names the same");
    assert.deepEqual(await found(database, await test.again(), links), expected, "after a restart nothing is remembered");
  },
);

async function withSite(
  crawlers: Record<string, string>,
  work: (test: TestEngine, site: Site) => Promise<void>,
): Promise<void> {
  const [first, second] = await makePictures(2);
  const inline = btoa(String.fromCharCode(...second ?? []));
  const routes: Routes = {
    "/": `<link rel="stylesheet" href="/a.css"><a href="/next">1</a><a href="/next">2</a><a href="http://other.test/">3</a>
      <img src="/i.png"><img src="data:image/png;base64,${inline}">`,
    "/next": `<a href="/">back</a><img src="/i.png" alt="again">`,
    "/a.css": () => bytes(new TextEncoder().encode("p { background: url(/b.png) }"), "text/css"),
    "/i.png": () => bytes(first ?? new Uint8Array()),
    "/b.png": () => bytes(second ?? new Uint8Array()),
  };
  const site = await openSite(routes);
  const test = await openTestEngine({ sites: [site.hostPort], crawlers });
  try {
    await work(test, site);
    assert.deepEqual(await test.breaches(), []);
  } finally {
    await test.close();
    await site.close();
  }
}

/** For each page of the job, by its path: the paths of the URLs in its `found_ids`. */
async function namesOf({ engine }: TestEngine, site: Site, jobId: number): Promise<Record<string, string[] | null>> {
  const rows = await engine.database.query<{ url: string; names: string[] | null }>(
    `select page.url, case when found_ids is not null then
       array(select target.url from crawl_url target where target.id = any (page.found_ids)) end as names
     from crawl_url page where job_id = $1 and kind in ('page', 'style') order by url`,
    [jobId],
  );
  const path = (url: string) => url.startsWith("data:") ? "data:" : url.replace(site.origin, "");
  return Object.fromEntries(rows.map(({ url, names }) => [path(url), names?.map(path).sort() ?? null]));
}

Deno.test("the row of a page or style sheet has the ids of all URLs that it refers to, inline images included", () =>
  withSite({}, async (test, site) => {
    const { id, status } = await test.crawl(site.url);
    assert.equal(status, "completed");
    assert.deepEqual(await namesOf(test, site, id), {
      "/": ["/a.css", "/i.png", "/next", "data:", "http://other.test/"],
      "/next": ["/", "/i.png"],
      "/a.css": ["/b.png"],
      "http://other.test/": null,
    });
  }));

/**
 * A crawler that suppresses the links of the first page `times` times, which it can, because it shares a thread with the worker.
 */
const loser = (times: number) => `
let left = ${times};
const post = self.postMessage.bind(self);
self.postMessage = (report) => {
  if (report.type === "found" && left-- > 0) return;
  post(report);
};
export default {
  name: "loser",
  async discover(page, { found }) {
    let text = "";
    for await (const piece of page.text) text += piece;
    for (const [, path] of text.matchAll(/(?:href|src)="(\\/[^"]*)"/g)) {
      found({ url: new URL(path, page.url).href, kind: path.endsWith(".png") ? "image" : "page", reference: "found" });
    }
  },
};`;

Deno.test("a page is read again if fewer links arrive than were sent", () =>
  withSite({ loser: loser(1) }, async (test, site) => {
    const { id, status } = await test.crawl(site.url, { crawler: "loser" });
    assert.equal(status, "completed");
    const outcomes = await test.outcomes(id);
    assert.deepEqual([outcomes["/"], outcomes["/next"], outcomes["/i.png"]], ["page", "page", "stored"]);
    assert.equal(site.paths().filter((path) => path === "/").length, 2);
    assert.deepEqual(await test.texts(id), [
      `Read again later, because the crawler sent 4 links of it, and 0 arrived: ${site.url}`,
    ]);
    assert.deepEqual((await namesOf(test, site, id))["/next"], ["/", "/i.png"]);
  }));

Deno.test("a page whose links are lost a second time fails with that reason, and the job goes on", () =>
  withSite({ loser: loser(2) }, async (test, site) => {
    const { id, status, statusReason } = await test.crawl(site.url, { crawler: "loser" });
    assert.equal(status, "failed", "nothing could come of the job");
    assert.match(statusReason ?? "", /For the second time the crawler sent 4 links of it, and 0 arrived$/);
    assert.equal((await test.outcomes(id))["/"], "failed finds_lost");
    assert.deepEqual(await namesOf(test, site, id), { "/": null });
    assert.equal(
      (await test.texts(id))[1],
      `Given up, because for the second time the crawler sent 4 links of it, and 0 arrived: ${site.url}`,
    );
  }));

const LATE = `export default {
  name: "late",
  async discover(page, { found }) {
    const link = { url: new URL("/i.png", page.url).href, kind: "image", reference: "found" };
    setTimeout(() => { found(link); found(link); }, 0);
  },
};`;

Deno.test("links that a crawler reports after it has finished a page are ignored, with a warning", () =>
  withSite({ late: LATE }, async (test, site) => {
    const { id } = await test.crawl(site.url, { crawler: "late", perHostConcurrency: 1, maxDepth: 0 });
    assert.deepEqual(await namesOf(test, site, id), { "/": [] });
    const [text, ...more] = await test.texts(id);
    assert.deepEqual([text, more.length], [
      `The crawler named links of ${site.url} after it was done with it: they are left out`,
      0,
    ]);
  }));
