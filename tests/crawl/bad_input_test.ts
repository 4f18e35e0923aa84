import assert from "node:assert/strict";
import { jobApi } from "../../modules/crawl/routes.ts";
import { apiOf } from "../support/api.ts";
import { openTestEngine, type TestEngine } from "../support/engine.ts";
import { bytes, closedPort, html, openSite, redirect, type Site } from "../support/site.ts";

const CRAWLERS = {
  broken: "export default {",
  nothing: "export const nothing = 1;",
};

Deno.test("every bad input is answered with the fault and what would be valid", async (context) => {
  const site = await openSite({
    "/text": () => new Response("just text", { headers: { "content-type": "text/plain" } }),
    "/fake.png": () => bytes(Buffer.from("not an image at all"), "image/png"),
    "/error": () => html("oh", { "retry-after": "0" }),
    "/to_mail": () => redirect("mailto:me@site.test"),
    "/to_private": () => redirect("http://10.0.0.1/"),
    "/image": () => new Response("<p>a page</p>", { headers: { "content-type": "text/html" } }),
  });
  const port = closedPort();
  const test = await openTestEngine({
    sites: [site.hostPort, `127.0.0.1:${port}`],
    crawlers: CRAWLERS,
    environment: { CRAWL_CONCURRENT_JOBS: "16" },
    // Eleven crawl hosts start at the same time, which takes longer than usual.
    silenceMilliseconds: 30_000,
  });
  try {
    await context.step("the API refuses faults that can be seen at once", () => refusedAtOnce(test));
    await context.step("faults that only the crawl can see are the reason of the job", () => refusedLater(test, site, port));
  } finally {
    await test.close();
    await site.close();
  }
});

async function refusedAtOnce({ engine }: TestEngine): Promise<void> {
  const call = apiOf((api) => jobApi(api, engine));
  const job = (urls: unknown, options?: unknown) => ({ urls, ...(options === undefined ? {} : { options }) });
  const cases: [body: unknown, path: string, message: RegExp][] = [
    [job(["not a url"]), "urls.0", /"not a url" is not a URL\. Write it like https:\/\/example\.org\//],
    [job(["ftp://example.org/"]), "urls.0", /begins with ftp: Only http: and https: can be crawled/],
    [job(["http://user:word@example.org/"]), "urls.0", /holds a user name or password\. Leave them out/],
    [job([""]), "urls.0", /must not be empty/],
    [job([`http://example.org/${"x".repeat(2_083)}`]), "urls.0", /at most 2083 characters/],
    [job([]), "urls", /must hold at least one address/],
    [job("http://example.org/"), "urls", /array/],
    [job(["http://example.org/"], { maxPages: 0 }), "options.maxPages", /must be at least 1/],
    [job(["http://example.org/"], { maxDepth: 1_001 }), "options.maxDepth", /must be at most 1000/],
    [job(["http://example.org/"], { concurrency: 65 }), "options.concurrency", /must be at most 64/],
    [
      job(["http://example.org/"], { delayMilliseconds: "soon" }),
      "options.delayMilliseconds",
      /must be a number from 0 to 60000/,
    ],
    [job(["http://example.org/"], { maxImages: 1.5 }), "options.maxImages", /must be a whole number/],
    [job(["http://example.org/"], { scope: "universe" }), "options.scope", /host/],
    [job(["http://example.org/"], { depth: 3 }), "options", /depth/],
    [job(["http://example.org/"], { tags: ["two words\n", "-x", ""] }), "options.tags.1", /./],
    [
      job(["http://example.org/"], { crawler: "../secret" }),
      "options.crawler",
      /must be the name of a crawler: a-z, 0-9, - and _/,
    ],
  ];
  for (const [body, path, message] of cases) {
    const answer = await call("POST", "/api/jobs", body);
    assert.equal(answer.status, 422, JSON.stringify(answer.body));
    const fault = answer.body.errors.find((error: { path: string }) => error.path === path);
    assert.match(fault?.message ?? "", message, JSON.stringify(answer.body));
  }

  const crawler = await call("POST", "/api/jobs", job(["http://example.org/"], { crawler: "unheard_of" }));
  assert.equal(crawler.status, 422);
  assert.match(crawler.body.detail, /There is no crawler "unheard_of"/);
  assert.equal((await call("POST", "/api/jobs", "{ not json")).status, 400);
  for (const [path, status] of [["999999", 404], ["0", 422], ["x", 422], ["1.5", 422], ["99999999999999999999", 422]] as const) {
    const answer = await call("GET", `/api/jobs/${path}`);
    assert.equal(answer.status, status, path);
    if (status === 404) assert.equal(answer.body.detail, "Job 999999 does not exist");
  }
  assert.equal((await call("GET", "/api/jobs")).body.items.length, 0, "nothing was begun");
}

async function refusedLater(test: TestEngine, site: Site, port: number): Promise<void> {
  const cases: [url: string, reason: RegExp, message: RegExp][] = [
    ["http://nowhere.invalid/", /^dns$/, /The host name does not resolve|The name server did not answer/],
    [`http://127.0.0.1:${port}/`, /^connection_refused$/, /The server refuses connections on this port/],
    ["http://example.org:25/", /^port$/, /Port 25 is not crawled\. CRAWL_ALLOWED_PORTS names those that are/],
    [
      "http://127.0.0.1/",
      /^private_address$/,
      /127\.0\.0\.1 is not on the public internet\. CRAWL_ALLOWED_PRIVATE_HOSTS may name it/,
    ],
    ["http://[::1]/", /^private_address$/, /::1 is not on the public internet/],
    ["http://localhost/", /^private_address$/, /localhost is not on the public internet/],
    [`${site.url}missing`, /^http_404$/, /The server answered 404/],
    [`${site.url}text`, /^not_html$/, /The answer is text\/plain, neither a page nor an image/],
    [`${site.url}fake.png`, /^not_an_image$/, /./],
    [`${site.url}to_mail`, /^bad_redirect$/, /It redirects to "mailto:me@site\.test"/],
    [`${site.url}to_private`, /^redirected$/, /10\.0\.0\.1/],
  ];
  const jobs = await Promise.all(cases.map(([url]) => test.start(url, { delayMilliseconds: 0 })));
  for (const [index, [url, reason, message]] of cases.entries()) {
    const job = await test.ended(jobs[index]?.id ?? 0, 40);
    assert.equal(job.status, "failed", `${url}: ${JSON.stringify(await test.ledger(job.id))}`);
    assert.match(job.statusReason ?? "", message, url);
    const seed = (await test.ledger(job.id)).find((row) => row.url === url);
    assert.match(seed?.reason ?? "", reason, url);
    assert.ok((await test.texts(job.id)).some((text) => message.test(text)), `${url} has a message`);
  }

  const unusable: [string, RegExp][] = [
    ["broken", /The crawler broken\.ts cannot be loaded: /],
    ["nothing", /The crawler nothing\.ts is not one: its default export must be a SiteCrawler/],
  ];
  for (const [crawler, message] of unusable) {
    const job = await test.crawl(site.url, { crawler });
    assert.equal(job.status, "failed");
    assert.match(job.statusReason ?? "", message);
    assert.equal(job.counters.pagesPending, 0);
    assert.equal(job.counters.pagesFailed, 1);
  }
  assert.deepEqual(await test.breaches(), []);
}
