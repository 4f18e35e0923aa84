import assert from "node:assert/strict";
import { createTraps, trapLimits, type Traps } from "../../../modules/crawl/rules/traps.ts";
import type { UrlKind } from "../../../modules/crawl/schemas.ts";
import { sentenceOf } from "../../../modules/crawl/texts.ts";
import { startClock } from "../../support/clock.ts";

const SITE = "http://site.test";
const DEFAULT = { maxPages: 1_000, maxImages: 10_000 };

function traps(options: Partial<typeof DEFAULT> = {}): Traps {
  return createTraps(trapLimits({ ...DEFAULT, ...options }));
}

function reason(path: string, kind: UrlKind = "page"): string | null {
  return traps().fault(SITE + path, kind)?.reason ?? null;
}

Deno.test("a URL may have 2,083 characters", () => {
  const ofLength = (length: number) => `${SITE}/`.padEnd(length, "x");
  assert.equal(traps().fault(ofLength(2_083), "page"), null);
  assert.deepEqual(traps().fault(ofLength(2_084), "image"), {
    reason: "url_too_long",
    detail: { code: "url_length", length: 2_084, allowed: 2_083 },
  });
});

Deno.test("a path may have 20 segments, that of an image 40", () => {
  const ofDepth = (depth: number) => `/${Array.from({ length: depth }, (_, index) => `d${index}`).join("/")}`;
  assert.deepEqual([20, 21].map((depth) => reason(ofDepth(depth))), [null, "too_deep_path"]);
  assert.deepEqual([20, 21].map((depth) => reason(`${ofDepth(depth)}/`)), [null, "too_deep_path"]);
  assert.deepEqual([40, 41].map((depth) => reason(ofDepth(depth), "image")), [null, "too_deep_path"]);
  assert.equal(reason(`/a?${ofDepth(50)}`), null, "slashes in a query are none of the path");
});

Deno.test("a path whose segments repeat themselves is a trap", () => {
  const cases: [path: string, expected: string | null][] = [
    ["/a/a/a", null],
    ["/a/a/a/a", "repeated_segments"],
    ["/x/a/a/a/a/y", "repeated_segments"],
    ["/a/b/a/b/a/b", null],
    ["/a/b/a/b/a/b/a/b", "repeated_segments"],
    ["/start/a/b/c/a/b/c/a/b/c/a/b/c/end", "repeated_segments"],
    ["/a/1/a/2/a/3/a/4/a/5", null],
    ["/a/1/a/2/a/3/a/4/a/5/a/6", "repeated_segments"],
    ["/2024/01/01/01", null],
    ["/a//b", null],
    ["/a/////b", "repeated_segments"],
    ["/", null],
    ["", null],
    ["/web/2020/http://other.test/a", null],
  ];
  for (const [path, expected] of cases) assert.equal(reason(path), expected, path);
  assert.equal(reason("/0/0/0/0/0/1.png", "image"), null, "images may be sorted into directories by their digits");
  assert.equal(reason("/0/0/0/0/0/0/0/0/1.png", "image"), "repeated_segments");
  assert.match(sentenceOf(traps().fault(`${SITE}/a/b/a/b/a/b/a/b`, "page")?.detail), /"a\/b" repeats itself/);
});

Deno.test("a site whose pages differ in one parameter only is no trap", () => {
  const host = traps();
  const shapes: ((index: number) => string)[] = [(id) => `/index.php?id=${id}`, (id) => `/view?${id}`, (id) => `/${id}?full`];
  for (const shape of shapes) {
    for (let index = 0; index < 5_000; index++) assert.equal(host.fault(SITE + shape(index), "page"), null);
  }
});

Deno.test("a site of 100,000 pages and 200,000 images on one host passes in a job for ten million", () => {
  const host = traps({ maxPages: 10_000_000, maxImages: 10_000_000 });
  const taken = startClock();
  const take = (url: string, kind: UrlKind) => {
    assert.equal(host.fault(url, kind), null, url);
    host.note(url);
  };
  for (let index = 0; index < 100_000; index++) {
    take(`${SITE}/thread?forum=${index % 50}&topic=${index}`, "page");
    take(`${SITE}/image?url=${index}&w=640&q=75`, "image");
    take(`${SITE}/static/${index % 256}/${index}.png`, "image");
  }
  assert.ok(taken() < 5_000, `${taken()} ms`);
});

Deno.test("a host may name twenty URLs for each that the job may fetch, and at least 50,000", () => {
  const host = traps({ maxPages: 1, maxImages: 1 });
  for (let index = 0; index < 50_000; index++) host.note(`${SITE}/${index}`);
  assert.deepEqual(host.fault(`${SITE}/x`, "image"), {
    reason: "host_budget",
    detail: { code: "host_urls", limit: 50_000, host: "site.test" },
  });
  assert.equal(host.fault("http://other.test/x", "page"), null);
  assert.equal(trapLimits(DEFAULT).urlsPerHost, 220_000);
});

Deno.test("a path of nothing but slashes, and a query of nothing but ampersands, take no time", () => {
  const taken = startClock();
  for (let index = 0; index < 1_000; index++) {
    reason("/".repeat(2_000));
    reason(`/?${"&".repeat(2_000)}`);
    reason(`/${"a/b/".repeat(500)}`);
  }
  assert.ok(taken() < 3_000, `${taken()} ms`);
});
