import assert from "node:assert/strict";
import { openTestEngine } from "../support/engine.ts";
import { makePictures } from "../support/gallery.ts";
import { bytes, openSite } from "../support/site.ts";

const numbered = (count: number, prefix: string) => Array.from({ length: count }, (_, index) => `${prefix}${index}.png`);
const refused = () => new Response("no", { status: 403 });

Deno.test("a host that gave nothing yet is left only after URLs from all over its queue were refused as well", async () => {
  const pictures = await makePictures(12);
  const partly = await openSite((_request, path) =>
    path.startsWith("/public/") ? bytes(pictures[Number(/\d+/.exec(path))] ?? new Uint8Array(), "image/png") : refused()
  );
  const closed = await openSite(refused);
  const images = [
    ...[...numbered(35, "/private/"), ...numbered(12, "/public/"), ...numbered(6, "/hidden/")].map((path) =>
      partly.origin + path
    ),
    ...numbered(60, "/").map((path) => closed.origin + path),
  ];
  const site = await openSite({ "/": images.map((url) => `<img src="${url}">`).join("") });
  const test = await openTestEngine({ sites: [site, partly, closed].map(({ hostPort }) => hostPort) });
  try {
    const { id, status, counters } = await test.crawl(site.url, {
      imageScope: "any",
      respectRobots: false,
      perHostConcurrency: 1,
    });
    assert.deepEqual([status, counters.imagesStored, counters.imagesFailed], ["completed", 12, 101]);
    assert.equal(partly.requests.length, 53, "the areas that refuse cost themselves alone");
    const asked = closed.paths();
    const first = numbered(30, "/");
    assert.deepEqual(asked.slice(0, 30), first);
    assert.deepEqual(asked.slice(30), ["/59.png", "/45.png", "/52.png", "/38.png", "/56.png"]);
    assert.deepEqual(await test.texts(id), [
      `The job left ${closed.hostPort}, because it refused the last 34 URLs and then ${closed.origin}/56.png as well (status 403)`,
    ]);
    const left = (await test.ledger(id)).filter(({ reason }) => reason === "host_refuses");
    assert.deepEqual([left.length, left[0]?.detail], [
      25,
      `The last 34 URLs of the host were refused, and then ${closed.origin}/56.png as well`,
    ]);
    assert.deepEqual(await test.breaches(), []);
  } finally {
    await test.close();
    await Promise.all([site, partly, closed].map((one) => one.close()));
  }
});
