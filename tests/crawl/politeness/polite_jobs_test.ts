import assert from "node:assert/strict";
import { type Job, JobInput, type JobOptions } from "../../../modules/crawl/schemas.ts";
import { openTestEngine, type TestEngine } from "../../support/engine.ts";
import { after, type Handler, html, openSite, type Site } from "../../support/site.ts";

async function withSites(handlers: Handler[], body: (test: TestEngine, sites: Site[]) => Promise<void>): Promise<void> {
  const sites = await Promise.all(handlers.map((handler) => openSite(handler)));
  const test = await openTestEngine({ sites: sites.map(({ hostPort }) => hostPort) });
  try {
    await body(test, sites);
    assert.deepEqual(await test.breaches(), []);
  } finally {
    await test.close();
    await Promise.all(sites.map((site) => site.close()));
  }
}

async function crawlAll(test: TestEngine, sites: Site[], options: Partial<JobOptions> = {}): Promise<Job> {
  const urls = sites.map(({ url }) => url);
  const { id } = await test.engine.manager.create(JobInput.parse({ urls, options: { delayMilliseconds: 0, ...options } }));
  return await test.ended(id);
}

const links = (paths: string[]) => html(paths.map((path) => `<a href="${path}">${path}</a>`).join(""));

interface Refusal {
  status: number;
  retryAfter: () => string;
}

const IN_SECONDS = () => "2";
/** A date 2 to 3 seconds from now, because HTTP dates have no milliseconds. */
const AS_DATE = () => new Date(Date.now() + 2_999).toUTCString();

/** A site with four pages, of which one refuses its first visit. `refused` says when, and for how many milliseconds. */
function refusesOnce({ status, retryAfter }: Refusal): { handler: Handler; refused: { at: number; milliseconds: number }[] } {
  const refused: { at: number; milliseconds: number }[] = [];
  const handler: Handler = (_request, path) => {
    if (path === "/robots.txt") return new Response("", { status: 404 });
    if (path === "/") return links(["/first", "/second", "/third"]);
    if (refused.length > 0) return html("<p>hello");
    const value = retryAfter();
    const milliseconds = /^\d+$/.test(value) ? 1_000 * Number(value) : Date.parse(value) - Date.now();
    refused.push({ at: performance.now(), milliseconds });
    return new Response("later", { status, headers: { "retry-after": value } });
  };
  return { handler, refused };
}

Deno.test("429 and 503 with Retry-After, in seconds or as a date, stop all requests to the host for exactly that time", async () => {
  const hosts = [429, 503].flatMap((status) => [IN_SECONDS, AS_DATE].map((retryAfter) => refusesOnce({ status, retryAfter })));
  await withSites(hosts.map(({ handler }) => handler), async (test, sites) => {
    const job = await crawlAll(test, sites, { perHostConcurrency: 1 });
    assert.deepEqual([job.status, job.counters.pagesDone, job.counters.pagesFailed], ["completed", 16, 0]);
    for (const [index, { requests }] of sites.entries()) {
      const [refusal = assert.fail()] = hosts[index]?.refused ?? [];
      const next = requests.find(({ at }) => at > refusal.at) ?? assert.fail();
      const late = next.at - refusal.at - refusal.milliseconds;
      assert.ok(late >= -5 && late < 3_000, `host ${index} was visited ${late} ms after the time that it asked for`);
    }
  });
});

Deno.test("a host that fails is visited less and less often, by one request at a time, even if the job has no delay", async () => {
  const failures: number[] = [];
  const { promise: seenEnough, resolve } = Promise.withResolvers<void>();
  const handler: Handler = (_request, path) => {
    if (path === "/robots.txt") return new Response("", { status: 404 });
    if (path === "/") return links(Array.from({ length: 12 }, (_, index) => `/page${index}`));
    failures.push(performance.now());
    if (failures.length >= 6) resolve();
    return new Response("broken", { status: 503 });
  };
  await withSites([handler], async (test, [site]) => {
    const { id } = await test.start(site?.url ?? "", { perHostConcurrency: 4 });
    await seenEnough;
    await test.engine.manager.cancel(id);
    const gaps = failures.slice(1).map((at, index) => at - (failures[index] ?? NaN));
    const first = gaps.findIndex((gap) => gap >= 990);
    assert.ok(first >= 0 && first <= 3, `at most four were under way together: ${gaps}`);
    const alone = gaps.slice(first);
    assert.ok(alone.every((gap, index) => gap >= 990 * 2 ** index), `then one a second, one in two, in four: ${gaps}`);
  });
});

Deno.test("two jobs on one host never exceed its limit together, and neither waits for the other's end", async () => {
  // The first job never ends, so the other one must make progress beside it.
  const { promise: begun, resolve } = Promise.withResolvers<void>();
  const handler: Handler = (_request, path) => {
    if (path === "/robots.txt") return new Response("", { status: 404 });
    const next = Number(path.slice("/a/".length)) + 1;
    if (path === "/a/9") resolve();
    if (path.startsWith("/a/")) return after(30, () => links([next, next + 1, next + 2].map((page) => `/a/${page}`)));
    return after(100, () => path === "/b/" ? links(Array.from({ length: 60 }, (_, index) => `/b/${index}`)) : html("<p>hello"));
  };
  await withSites([handler], async (test, [site = assert.fail()]) => {
    // The pages bring nothing new, and must not be taken for a trap.
    const options = { perHostConcurrency: 2, scope: "directory", maxDepth: 1_000, maxPages: 100_000, trapPages: 0 } as const;
    const endless = await test.start(`${site.url}a/`, options);
    await begun;
    const other = await test.start(`${site.url}b/`, options);
    assert.equal((await test.ended(other.id, 60)).counters.pagesDone, 61);
    assert.equal((await test.engine.manager.cancel(endless.id)).status, "cancelled");
    assert.equal(site.mostAtOnce(), 2);
    assert.match(site.paths().map((path) => path.slice(1, 2)).join(""), /b.*a.*b/, "the first one went on meanwhile");
  });
});

Deno.test("two jobs together make one request per Crawl-delay, which applies to the named user agent only", async () => {
  const handler: Handler = (_request, path) => {
    if (path === "/robots.txt") {
      return new Response("User-agent: *\nCrawl-delay: 1\n\nUser-agent: hasty\nDisallow: /b/1");
    }
    return path === "/a/" || path === "/b/" ? links([`${path}1`]) : html("<p>hello");
  };
  await withSites([handler], async (test, [site = assert.fail()]) => {
    const jobs = await Promise.all(["a", "b"].map((part) => test.start(`${site.url}${part}/`, { scope: "directory" })));
    for (const { id } of jobs) await test.ended(id);
    const visits = site.requests.filter(({ path }) => path !== "/robots.txt").map(({ at }) => at);
    const gaps = visits.slice(1).map((at, index) => at - (visits[index] ?? NaN));
    assert.equal(visits.length, 4);
    assert.ok(gaps.every((gap) => gap >= 600), `requests are that far apart: ${gaps}`);
  });
});
