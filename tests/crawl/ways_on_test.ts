import assert from "node:assert/strict";
import { openTestEngine } from "../support/engine.ts";
import { pngOf } from "../support/png_bytes.ts";
import { bytes, html, openSite } from "../support/site.ts";
import { NO_WAYS, WAYS_ON } from "../support/ways_on.ts";

const ways = Object.entries(WAYS_ON);
const noWays = Object.entries(NO_WAYS);
const wayTo = (index: number) => `/ways/${index}/second.html`;
const noWayTo = (index: number) => `/no-ways/${index}/second.html`;

/** A page with a plain link to one page per way, each of which leads to a page with an image. */
function answer(path: string): Response {
  const [, kind, index = "", name = ""] = /^\/([\w-]+)\/(\d+)\/(\w+)\.\w+/.exec(path) ?? [];
  if (path === "/") {
    const links = (kind: string, count: number) =>
      Array.from({ length: count }, (_, at) => `<a href="/${kind}/${at}/first.html">x</a>`).join("");
    return html(links("ways", ways.length) + links("no-ways", noWays.length));
  }
  if (kind === "ways" && name === "first") {
    const [, way] = ways[Number(index)] ?? assert.fail();
    return html(way.html(wayTo(Number(index))), way.headers?.(wayTo(Number(index))));
  }
  if (kind === "no-ways" && name === "first") return html(noWays[Number(index)]?.[1](noWayTo(Number(index))) ?? "");
  if (name === "second") return html(`<img src="/${kind}/${index}/image.png">`);
  return name === "image" ? bytes(imageOf(Number(index))) : new Response("Not here", { status: 404 });
}

Deno.test(`a crawl finds the image behind each of ${ways.length} ways on, and takes none of ${noWays.length} actions`, async (context) => {
  const site = await openSite((_request, path) => answer(path));
  const test = await openTestEngine({ sites: [site.hostPort] });
  try {
    const job = await test.crawl(site.url, { perHostConcurrency: 8, respectRobots: false, sitemaps: false }, 120);
    assert.equal(job.status, "completed", job.statusReason ?? "");
    const asked = site.paths();
    for (const [index, [name]] of ways.entries()) {
      await context.step(
        name,
        () =>
          assert.ok(
            asked.includes(`/ways/${index}/image.png`),
            asked.filter((path) => path.startsWith(`/ways/${index}/`)).join(),
          ),
      );
    }
    for (const [index, [name]] of noWays.entries()) {
      await context.step(`not ${name}`, () => assert.deepEqual(asked.filter((path) => path.startsWith(noWayTo(index))), []));
    }
    await context.step("all requests are GET requests", () => assert.ok(site.requests.every(({ method }) => method === "GET")));
    await context.step("all images are stored", () => assert.equal(job.counters.imagesStored, ways.length));
  } finally {
    await test.close();
    await site.close();
  }
});

function imageOf(index: number): Uint8Array<ArrayBuffer> {
  return pngOf({ width: 8, height: 8 }, Uint8Array.from({ length: 8 * 25 }, (_, at) => at % 25 === 0 ? 0 : index + at * 13));
}
