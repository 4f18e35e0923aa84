import assert from "node:assert/strict";
import { discoverHtml, type DiscoverOptions } from "../../../modules/crawl/discovery/html.ts";

const PAGE = `<a href="next.html">n</a><img src="a.png"><a href="b.png">b</a><link rel=stylesheet href=s.css>`;

/** Returns which kinds of references the directives of a page reject. */
function rejected(head: string, options: DiscoverOptions = {}): string[] {
  const discovery = discoverHtml("http://site.test/", options);
  discovery.write(head + PAGE);
  const kinds = discovery.end().links.flatMap(({ kind, reject }) => reject?.reason === "meta_robots" ? [kind] : []);
  return [...new Set(kinds)].sort();
}

const meta = (content: string, name = "robots") => rejected(`<meta name="${name}" content="${content}">`);
const header = (value: string) => rejected("", { headers: new Headers({ "x-robots-tag": value }) });

Deno.test("directives of a page reject its images, its links, or both", () => {
  for (const content of ["noindex", "NOIMAGEINDEX", "noai", "index, noimageai", "a,noindex , b"]) {
    assert.deepEqual(meta(content), ["image"], content);
    assert.deepEqual(header(content), ["image"], content);
  }
  for (const content of ["nofollow", "index,nofollow"]) {
    assert.deepEqual([meta(content), header(content)], [["page"], ["page"]], content);
  }
  for (const content of ["none", "noindex, nofollow", "noindex nofollow"]) {
    assert.deepEqual([meta(content), header(content)], [["image", "page"], ["image", "page"]], content);
  }
  for (const content of ["all", "index, follow", "noarchive", "", "xnoindex", "max-snippet: 5"]) {
    assert.deepEqual([meta(content), header(content)], [[], []], content);
  }
});

Deno.test("directives count for everybody, or for the user agent that they name", () => {
  assert.deepEqual(meta("none", "imagetagger"), ["image", "page"]);
  assert.deepEqual(meta("none", "googlebot"), []);
  const head = `<meta name="MyBot" content="noindex">`;
  assert.deepEqual(rejected(head, { userAgent: "mybot/2.0 (+http://x)" }), ["image"]);
  assert.deepEqual(rejected(head, {}), []);
  assert.deepEqual(header("googlebot: noindex, nofollow"), []);
  assert.deepEqual(header("googlebot: none, imagetagger: nofollow"), ["page"]);
  assert.deepEqual(header("unavailable_after: 25 Jun 2010 15:00:00 PST, noindex"), ["image"]);
});

Deno.test("directives apply wherever they stand in the page, are named in the detail, and are ignored if robots are not respected", () => {
  const discovery = discoverHtml("http://site.test/");
  discovery.write(`<img src=a.png></body><meta name=robots content="noai">`);
  assert.deepEqual(discovery.end().links[0]?.reject, {
    reason: "meta_robots",
    detail: { code: "robots_directive", source: "meta robots", directive: "noai" },
  });
  assert.deepEqual(rejected(`<meta name=robots content=none>`, { respectRobots: false }), []);
});

Deno.test("an image in the page itself is not reported if the page forbids its images", () => {
  const discovery = discoverHtml("http://site.test/");
  discovery.write(`<meta name=robots content=noindex><img src="data:image/png;base64,${"A".repeat(2_000)}">`);
  assert.deepEqual(discovery.end().inline, []);
});
