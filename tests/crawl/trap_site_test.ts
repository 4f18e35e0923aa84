import assert from "node:assert/strict";
import { openTestEngine } from "../support/engine.ts";
import { openForumSite, PHOTOS, TOPICS } from "../support/forum_site.ts";

/** The most pages of one trap that may be fetched before it is recognised. */
const PAGES_PER_TRAP = 80;
/** A page that brings nothing but an image counts when the image was fetched, for which others may have to be fetched first. */
const PAGES_WITH_IMAGES = PAGES_PER_TRAP + PHOTOS;
const TOPIC = "viewtopic.php?f&t";
const PHOTO = "displayimage.php?album&pos";
const CONTENT = ["", TOPIC, PHOTO, "viewforum.php?f", "viewforum.php?f&start", "thumbnails.php?album&page"];

Deno.test("of a forum and a gallery among calendars, orders and filters without end, all content is kept and each trap is cut", async () => {
  const site = await openForumSite();
  const test = await openTestEngine({ sites: [site.hostPort] });
  try {
    const options = { respectRobots: false, maxDepth: 1_000, maxPages: 5_000, concurrency: 32, perHostConcurrency: 16 };
    const { id, status, counters } = await test.crawl(site.url, options, 240);
    assert.equal(status, "completed");
    assert.deepEqual([counters.imagesStored, counters.pagesPending], [PHOTOS + 1, 0], "all photographs, and a calendar's logo");
    const fetched = Map.groupBy(site.paths().filter((path) => !path.includes(".png")), shapeOf);
    const counts = Object.fromEntries([...fetched].map(([shape, paths]) => [shape, paths.length]));
    assert.deepEqual([counts[TOPIC], counts[PHOTO]], [TOPICS, PHOTOS], "each once, whatever the session");
    for (const [shape, count] of Object.entries(counts)) {
      const limit = shape.startsWith("events") ? PAGES_WITH_IMAGES : PAGES_PER_TRAP;
      if (!CONTENT.includes(shape)) assert.ok(count < limit, `${shape}: ${count} pages`);
    }
    const cuts = await test.engine.manager.cuts(id);
    const host = site.hostPort;
    const expected: [reason: string, pattern: string | null][] = [
      ["same_address", null],
      ["nothing_new", `${host}/calendar.php?m=*&y=*`],
      ["nothing_new", `${host}/displayimage.php?album=*&pos=*&slideshow=*`],
      ["nothing_new", `${host}/events/*/*`],
    ];
    for (const [reason, pattern] of expected) {
      assert.ok(cuts.some((cut) => cut.reason === reason && cut.pattern === pattern), `${reason} ${pattern}`);
    }
    assert.deepEqual(await test.breaches(), []);
  } finally {
    await test.close();
    await site.close();
  }
});

/** Returns the path and the names of the parameters, without numbers and sessions. */
function shapeOf(path: string): string {
  const { pathname, searchParams } = new URL(path, "http://site.test");
  const names = [...searchParams.keys()].filter((name) => name !== "sid");
  if (pathname === "/shop") return names.length === 1 ? "shop?page" : "shop?filters";
  return `${pathname.slice(1).replace(/\d+/g, "*")}${names.length > 0 ? `?${names.join("&")}` : ""}`;
}
