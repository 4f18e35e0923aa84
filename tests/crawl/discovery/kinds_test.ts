import assert from "node:assert/strict";
import website from "../../../modules/crawl/crawlers/website.ts";
import type { DiscoverContext } from "../../../modules/crawl/crawler.ts";
import { discoverDocument } from "../../../modules/crawl/discovery/document.ts";
import type { FoundLink } from "../../../modules/crawl/messages.ts";
import { JobOptions } from "../../../modules/crawl/schemas.ts";
import {
  expectedImages,
  imageOf,
  isVariantPath,
  KIND_NAMES,
  kindsRoutes,
  MIXED_PAGES,
  TRAP_NAMES,
  trapPaths,
} from "../../support/kinds.ts";

const ORIGIN = "http://site.test";
const routes = kindsRoutes();

type Link = Parameters<DiscoverContext["found"]>[0];

/** Returns the references of one page of the fixture, including those of its documents and of the pages in its frames. */
async function crawl(start: string, { followed = /./ } = {}): Promise<{ images: string[]; rejected: Link[] }> {
  const images = new Set<string>();
  const rejected: Link[] = [];
  const queue: [FoundLink["kind"], string][] = [["page", start]];
  const seen = new Set(queue.map(String));
  const found = (link: Link) => {
    const path = link.url.replace(ORIGIN, "");
    if (link.reject) return void rejected.push(link);
    if (link.kind === "image") return void images.add(path);
    const next: [FoundLink["kind"], string] = [link.kind, path];
    if (!seen.has(String(next)) && followed.test(path)) queue.push(next);
    seen.add(String(next));
  };
  const context = { options: JobOptions.parse({}), found, inline: () => {}, log: (_: string, text: string) => assert.fail(text) };
  for (const [kind, path] of queue) {
    const answer = routes.get(path);
    if (answer === undefined) continue;
    const page = { url: ORIGIN + path, depth: 0, headers: new Headers(answer.headers) };
    if (kind === "page") await website.discover({ ...page, text: pieces(answer.body) }, context);
    else if (kind !== "image") discoverDocument(kind, answer.body, { ...page, ...context });
  }
  return { images: [...images], rejected };
}

async function* pieces(text: string): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += 1_000) yield await Promise.resolve(text.slice(at, at + 1_000));
}

const IN_FRAMES = /\/framed\.html$|\.(css|js|rss|atom|json|webmanifest|xml)$/;

for (const name of KIND_NAMES) {
  Deno.test(`discovery finds an image that a page names by ${name}`, async () => {
    const { images } = await crawl(`/kinds/${name}.html`, { followed: IN_FRAMES });
    assert.deepEqual(images, [imageOf("", name)]);
  });
}

for (const name of TRAP_NAMES) {
  Deno.test(`discovery does not fetch the image of the trap ${name}`, async () => {
    const { images } = await crawl(`/traps/${name}.html`);
    assert.deepEqual(images.filter((path) => path !== imageOf("", "img-src")), []);
  });
}

for (const [index, path] of MIXED_PAGES.entries()) {
  Deno.test(`discovery finds every kind and no trap on ${path}, which mixes them`, async () => {
    const { images, rejected } = await crawl(path, { followed: IN_FRAMES });
    const root = index === 0 ? "/mix-1" : "/mix-2";
    const expected = KIND_NAMES.map((name) => imageOf(root, name));
    assert.deepEqual(images.filter((found) => found !== "/img/img-src.png").sort(), expected.sort());
    const reasons = new Set(rejected.map(({ reject }) => reject?.reason));
    assert.deepEqual([...reasons].sort(), ["placeholder", "tracking_pixel", "variant"]);
  });
}

Deno.test("the fixture has at least 45 kinds of reference and 6 traps, and its front page leads to all of them", async () => {
  assert.ok(KIND_NAMES.length >= 45 && TRAP_NAMES.length >= 6, `${KIND_NAMES.length} kinds, ${TRAP_NAMES.length} traps`);
  const { images } = await crawl("/");
  assert.deepEqual(images.toSorted(), expectedImages().sort());
  assert.deepEqual(images.filter((path) => trapPaths().includes(path) || isVariantPath(path)), []);
});
