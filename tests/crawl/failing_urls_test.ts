import assert from "node:assert/strict";
import { type Job, JobInput } from "../../modules/crawl/schemas.ts";
import { openTestEngine, type TestEngine } from "../support/engine.ts";
import { makePictures } from "../support/gallery.ts";
import { bytes, type Handler, html, openSite, type Site } from "../support/site.ts";

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

const indexOf = (path: string) => Number(/\d+/.exec(path)?.[0] ?? NaN);

/** A site whose page shows `count` pictures. `fault` returns the answer of those that fail, by their index. */
function gallery(pictures: Uint8Array[], count: number, fault: (index: number) => Response | null): Handler {
  const page = Array.from({ length: count }, (_, index) => `<img src="/${index}.png">`).join("");
  return (_request, path) => {
    if (path === "/") return html(page);
    const index = indexOf(path);
    return fault(index) ??
      (index < count ? bytes(pictures[index % pictures.length] ?? new Uint8Array()) : new Response("no", { status: 404 }));
  };
}

const status = (code: number) => new Response("oh", { status: code });

/** Crawls sites at the same time, as jobs of their own. Returns how long each took, in milliseconds. */
async function timed(test: TestEngine, sites: Site[]): Promise<{ job: Job; milliseconds: number }[]> {
  return await Promise.all(sites.map(async ({ url }) => {
    const started = performance.now();
    const { id } = await test.start(url, { respectRobots: false });
    return { job: await test.ended(id, 120), milliseconds: performance.now() - started };
  }));
}

Deno.test("URLs that fail hold up neither their host nor their job: 500 takes about as long as 404, wherever it stands", async () => {
  const pictures = await makePictures(15);
  const everyFourth = (code: number) => (index: number) => index % 4 === 3 ? status(code) : null;
  const inTheMiddle = (index: number) => index >= 20 && index < 35 ? status(500) : null;
  const handlers = [
    gallery(pictures, 40, everyFourth(404)),
    gallery(pictures, 40, everyFourth(500)),
    gallery(pictures, 60, inTheMiddle),
  ];
  await withSites(handlers, async (test, sites) => {
    const [missing = assert.fail(), broken = assert.fail(), many = assert.fail()] = await timed(test, sites);
    const kept = ({ job: { status, counters } }: typeof missing) => [
      status,
      counters.imagesStored + counters.imagesDuplicate,
      counters.imagesFailed,
    ];
    assert.deepEqual([missing, broken].map(kept), [["completed", 30, 10], ["completed", 30, 10]]);
    assert.deepEqual(kept(many), ["completed", 45, 15]);
    const asked = sites[1]?.paths().filter((path) => path !== "/").length;
    assert.equal(asked, 30 + 3 * 10, "each that fails is tried three times");
    // Retries wait for a second or so, whatever the control takes.
    assert.ok(broken.milliseconds < 3 * missing.milliseconds + 5_000, `${broken.milliseconds} and ${missing.milliseconds} ms`);
    assert.ok(many.milliseconds < 60_000, `${many.milliseconds} ms`);
  });
});

Deno.test("refused URLs cost themselves alone, and a host that refuses everything in the end is left, with a message", async () => {
  const pictures = await makePictures(5);
  const refusing = (refuses: (index: number) => boolean) => gallery(pictures, 70, (index) => refuses(index) ? status(403) : null);
  const area = refusing((index) => index >= 4 && index < 64);
  let pages = 0;
  const blocks = refusing((index) => index >= 4);
  const blocking: Handler = (request, path) => path === "/" && ++pages > 1 ? status(403) : blocks(request, path);
  await withSites([area, blocking], async (test, sites) => {
    const input = { urls: sites.map(({ url }) => url), options: { delayMilliseconds: 0, respectRobots: false, sitemaps: false } };
    const { id } = await test.engine.manager.create(JobInput.parse(input));
    const job = await test.ended(id, 60);
    assert.equal(job.status, "completed");
    const [free = assert.fail(), blocked = assert.fail()] = sites;
    const ledger = await test.ledger(id);
    const count = (site: Site, ...outcomes: string[]) =>
      ledger.filter(({ url, outcome, reason }) =>
        url.startsWith(site.url) && outcomes.includes(reason === null ? `${outcome}` : `${outcome} ${reason}`)
      ).length;
    const ends = ["page", "failed http_403", "failed host_refuses"].map((end) => count(free, end));
    assert.deepEqual([...ends, count(free, "stored", "duplicate")], [1, 60, 0, 10]);
    const asked = free.paths().filter((path) => path === "/").length;
    assert.ok(asked === 2 || asked === 3, `the page is asked for again after 30 refusals: ${asked}`);
    assert.equal(count(blocked, "page"), 1);
    assert.ok(count(blocked, "failed http_403") >= 30 && count(blocked, "failed http_403") < 40);
    assert.ok(count(blocked, "failed host_refuses") > 26);
    assert.equal(blocked.paths().filter((path) => path === "/").length, 2);
    assert.deepEqual(await test.texts(id), [
      `The job left ${blocked.hostPort}, because it refused the last 30 URLs and then ${blocked.url} as well (status 403)`,
    ]);
  });
});
