import assert from "node:assert/strict";
import { openTestEngine, type TestEngine } from "../support/engine.ts";
import { makePictures } from "../support/gallery.ts";
import { bytes, html, openSite, redirect, type Routes, type Site } from "../support/site.ts";

function siteTest(name: string, routes: () => Promise<Routes> | Routes, body: (test: TestEngine, site: Site) => Promise<void>) {
  Deno.test(name, async () => {
    const site = await openSite(await routes());
    const test = await openTestEngine({ sites: [site.hostPort] });
    try {
      await body(test, site);
      assert.deepEqual(await test.breaches(), []);
    } finally {
      await test.close();
      await site.close();
    }
  });
}

const links = (paths: string[]) => paths.map((path) => `<a href="${path}">${path}</a>`).join("");
const pictureRoutes = async (paths: string[], headers: Record<string, string> = {}): Promise<Routes> => {
  const pictures = await makePictures(paths.length);
  return Object.fromEntries(
    paths.map((path, index) => [path, () => bytes(pictures[index] ?? new Uint8Array(), "image/png", headers)]),
  );
};

siteTest(
  "links that answer with images count against maxImages",
  async () => ({ "/": links(["/view?1", "/view?2", "/view?3"]), ...await pictureRoutes(["/view?1", "/view?2", "/view?3"]) }),
  async (test, site) => {
    const job = await test.crawl(site.url, { maxImages: 1 });
    assert.deepEqual([job.status, job.counters.imagesStored, job.counters.imagesRejected], ["completed", 1, 2]);
    const refused = (await test.ledger(job.id)).filter(({ outcome }) => outcome === "rejected");
    assert.deepEqual(refused.map(({ kind, reason, detail }) => [kind, reason, detail]), [
      ["image", "max_images", "The job's limit of 1 images was reached"],
      ["image", "max_images", "The job's limit of 1 images was reached"],
    ]);
  },
);

siteTest(
  "links that answer with images obey the image scope",
  async () => ({
    "/in/": links(["/in/view", "/out/view"]),
    ...await pictureRoutes(["/in/view", "/out/view"]),
  }),
  async (test, site) => {
    const { id, counters } = await test.crawl(`${site.url}in/`, { imageScope: "directory" });
    assert.deepEqual([counters.imagesStored, counters.imagesRejected], [1, 1]);
    const outcomes = await test.outcomes(id);
    assert.deepEqual([outcomes["/in/view"], outcomes["/out/view"]], ["stored", "rejected scope"]);
  },
);

siteTest(
  "X-Robots-Tag is obeyed if a link answers with an image, unless the job does not respect robots.txt",
  async () => ({
    "/": () => html(links(["/plain", "/marked"]), { "x-robots-tag": "noimageindex" }),
    ...await pictureRoutes(["/plain"]),
    ...await pictureRoutes(["/marked"], { "x-robots-tag": "ImageTagger: noimageindex" }),
  }),
  async (test, site) => {
    const { id } = await test.crawl(site.url);
    const outcomes = await test.outcomes(id);
    assert.deepEqual([outcomes["/"], outcomes["/plain"], outcomes["/marked"]], ["page", "stored", "rejected x_robots_tag"]);
    const careless = await test.crawl(site.url, { respectRobots: false });
    assert.equal((await test.outcomes(careless.id))["/marked"], "duplicate");
  },
);

siteTest(
  "pages that failed count against maxPages while the job runs",
  () => ({ "/": links(Array.from({ length: 8 }, (_, index) => `/missing${index}`)) }),
  async (test, site) => {
    const { id, counters } = await test.crawl(site.url, { maxPages: 3, perHostConcurrency: 1 });
    assert.deepEqual([counters.pagesDone, counters.pagesFailed, counters.pagesRejected], [1, 2, 6]);
    assert.equal(site.paths().filter((path) => path.startsWith("/missing")).length, 2);
    assert.equal((await test.ledger(id)).filter(({ reason }) => reason === "max_pages").length, 6);
  },
);

siteTest(
  "of a page that is too large the links in the part that was read are followed, with a warning",
  () => ({
    "/": () => html(`<a href="/first">first</a>${"<p>filling</p>\n".repeat(600_000)}<a href="/last">last</a>`),
    "/first": "<p>first",
    "/last": "<p>last",
  }),
  async (test, site) => {
    const job = await test.crawl(site.url);
    assert.equal(job.status, "completed", job.statusReason ?? "");
    const outcomes = await test.outcomes(job.id);
    assert.deepEqual([outcomes["/"], outcomes["/first"], outcomes["/last"]], ["page", "page", undefined]);
    assert.deepEqual(await test.texts(job.id), [`${site.url} was read up to 8388608 bytes only`]);
  },
);

siteTest(
  "a robots.txt that answers 429 is fetched three times, and then forbids everything",
  () => ({
    "/robots.txt": () => new Response("later", { status: 429, headers: { "retry-after": "0" } }),
    "/": "<p>hello",
  }),
  async (test, site) => {
    const { id, status } = await test.crawl(site.url);
    assert.equal(status, "failed");
    const outcomes = await test.outcomes(id);
    assert.deepEqual([outcomes["/robots.txt"], outcomes["/"]], ["failed http_429", "rejected robots_unavailable"]);
    assert.deepEqual(site.paths(), ["/robots.txt", "/robots.txt", "/robots.txt"]);
  },
);

siteTest(
  "a Retry-After of days keeps a URL waiting for an hour",
  () => ({ "/": () => new Response("later", { status: 503, headers: { "retry-after": "999999" } }) }),
  async (test, site) => {
    const { id } = await test.start(site.url);
    const deadline = performance.now() + 20_000;
    let seconds = 0;
    while (seconds < 60) {
      const [row] = await test.engine.database.query<{ seconds: number }>(
        `select extract(epoch from not_before - now())::float8 as seconds from crawl_url where job_id = $1 and kind = 'page'`,
        [id],
      );
      seconds = row?.seconds ?? 0;
      assert.ok(performance.now() < deadline, "it is put back to be asked again");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.ok(seconds > 3_500 && seconds <= 3_600, String(seconds));
    await test.engine.manager.cancel(id);
  },
);

siteTest(
  "an image that redirects to another host does not extend the scope",
  async () => ({
    "/start/": `<img src="/start/old.png">${links(["/moved/page", "/start/page"])}`,
    "/start/old.png": () => redirect("/moved/new.png"),
    "/start/page": links(["/moved/other"]),
    "/moved/page": "<p>no",
    "/moved/other": "<p>no",
    ...await pictureRoutes(["/moved/new.png"]),
  }),
  async (test, site) => {
    const { id } = await test.crawl(`${site.url}start/`, { scope: "directory" });
    const outcomes = await test.outcomes(id);
    assert.deepEqual([outcomes["/start/old.png"], outcomes["/moved/new.png"]], ["rejected redirected", "stored"]);
    assert.deepEqual([outcomes["/moved/page"], outcomes["/moved/other"]], ["rejected scope", "rejected scope"]);
  },
);

siteTest(
  "addresses that are too long are in the ledger with that reason, and are not fetched",
  async () => ({
    "/": `<a href="/page?${"x".repeat(3_000)}">a</a><img src="/image?${"y".repeat(3_000)}"><img src="/short">`,
    ...await pictureRoutes(["/short"]),
  }),
  async (test, site) => {
    const { id, status, counters } = await test.crawl(site.url, {});
    assert.deepEqual([status, counters.imagesStored], ["completed", 1]);
    const refused = (await test.ledger(id)).filter(({ reason }) => reason === "url_too_long");
    assert.deepEqual(refused.map(({ kind, outcome }) => [kind, outcome]).sort(), [["image", "rejected"], ["page", "rejected"]]);
    assert.deepEqual(refused.filter(({ url, detail }) => url.length !== 2_083 || !detail?.endsWith("; 2083 are allowed")), []);
    assert.deepEqual(site.requests.filter(({ path }) => /xxx|yyy/.test(path)), []);
  },
);

siteTest(
  "a job with maxBytes fetches no more images after it has stored so many bytes",
  async () => {
    const paths = Array.from({ length: 8 }, (_, index) => `/${index}.png`);
    return { "/": paths.map((path) => `<img src="${path}">`).join(""), ...await pictureRoutes(paths) };
  },
  async (test, site) => {
    const { id, status, counters } = await test.crawl(site.url, { maxBytes: 1, concurrency: 1, perHostConcurrency: 1 });
    assert.equal(status, "completed");
    assert.ok(counters.imagesStored >= 1 && counters.imagesStored < 8, `${counters.imagesStored}`);
    const reasons = (await test.ledger(id)).filter(({ kind, outcome }) => kind === "image" && outcome === "rejected");
    assert.equal(reasons.length, 8 - counters.imagesStored);
    assert.deepEqual([...new Set(reasons.map(({ reason }) => reason))], ["max_bytes"]);
  },
);
