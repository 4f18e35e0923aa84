import assert from "node:assert/strict";
import { openTestEngine } from "../support/engine.ts";
import { openGallery } from "../support/gallery.ts";
import { picture } from "../support/pictures.ts";
import { bytes, html } from "../support/site.ts";

Deno.test("a run of failures fetches only the URLs that had failed, and stores images with the texts around them", async () => {
  const late = await picture(99, { width: 48, height: 36 }).png().toBuffer();
  let isRepaired = false;
  const whenRepaired = (answer: () => Response) => () => isRepaired ? answer() : new Response("not yet", { status: 404 });
  const { site } = await openGallery({
    pages: 1,
    routes: {
      "/start": `<title>Start</title><img src="/late.png" alt="A late one"><img src="/i0.png"><a href="/late">on</a>`,
      "/late.png": whenRepaired(() => bytes(late)),
      "/late": whenRepaired(() => html(`<img src="/i1.png" alt="Found late">`)),
    },
  });
  const test = await openTestEngine({ sites: [site.hostPort] });
  try {
    const parent = await test.crawl(`${site.url}start`, { sitemaps: false });
    assert.deepEqual([parent.counters.imagesFailed, parent.counters.pagesFailed, parent.counters.imagesStored], [1, 1, 1]);
    isRepaired = true;
    const asked = site.requests.length;
    const { id } = await test.engine.manager.retry(parent.id, { only: "failures" });
    const run = await test.ended(id);
    assert.deepEqual([run.status, run.counters.imagesStored, run.counters.pagesDone], ["completed", 2, 1]);
    const paths = site.requests.slice(asked).map(({ path }) => path).filter((path) => path !== "/robots.txt");
    assert.deepEqual(paths.sort(), ["/i1.png", "/late", "/late.png"]);
    const sources = await test.engine.database.query(
      "select page_url, alt, page_title from image_source where job_id = $1 and image_url like '%/late.png'",
      [id],
    );
    assert.deepEqual(sources, [{ pageUrl: `${site.url}start`, alt: "A late one", pageTitle: "Start" }]);
    await test.engine.manager.remove(parent.id);
    assert.deepEqual(await test.breaches(), []);
  } finally {
    await test.close();
    await site.close();
  }
});
