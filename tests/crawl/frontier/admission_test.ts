import assert from "node:assert/strict";
import { type Admission, createAdmission, type Referrer } from "../../../modules/crawl/frontier/admission.ts";
import type { FoundLink } from "../../../modules/crawl/messages.ts";
import { JobOptions } from "../../../modules/crawl/schemas.ts";
import { sentenceOf } from "../../../modules/crawl/texts.ts";

const SITE = "http://site.test";
const PAGE: Referrer = { id: 1, depth: 2, kind: "page" };
const DOCUMENT: Referrer = { id: 2, depth: 2, kind: "style" };

function open(options: Partial<JobOptions> = {}): Admission {
  return createAdmission(JobOptions.parse(options), [`${SITE}/`]);
}

function link(path: string, kind: FoundLink["kind"], more: Partial<FoundLink> = {}): FoundLink {
  return { url: new URL(path, SITE).href, kind, reference: "a", context: {}, ...more };
}

function reasonOf(admission: Admission, given: FoundLink, referrer = PAGE): string | null {
  return admission.admit(given, referrer)?.reject?.reason ?? null;
}

Deno.test("a page is one link deeper than what leads to it, and an image or style sheet has the depth of its page", () => {
  const admission = open();
  const depth = (given: FoundLink, referrer: Referrer) => admission.admit(given, referrer)?.depth;
  assert.equal(depth(link("/a", "page"), PAGE), 3);
  assert.equal(depth(link("/a.png", "image"), PAGE), 2);
  assert.equal(depth(link("/a.css", "style"), PAGE), 2);
  assert.equal(depth(link("/b.css", "style"), DOCUMENT), 3);
  assert.equal(depth(link("/b.png", "image"), DOCUMENT), 2);
  assert.equal(depth(link("/far", "page", { reference: "sitemap" }), { id: 3, depth: 4, kind: "sitemap" }), 1);
});

Deno.test("include applies to pages only, and exclude to all URLs", () => {
  const admission = open({ include: ["*/gallery/*"], exclude: ["*secret*"] });
  assert.equal(reasonOf(admission, link("/gallery/1", "page")), null);
  assert.equal(reasonOf(admission, link("/about", "page")), "include");
  assert.equal(reasonOf(admission, link("/about.png", "image")), null);
  assert.equal(reasonOf(admission, link("/about.css", "style")), null);
  assert.equal(reasonOf(admission, link("/gallery/secret", "page")), "exclude");
  assert.equal(reasonOf(admission, link("/secret.png", "image")), "exclude");
  assert.equal(reasonOf(admission, link("/secret.css", "style")), "exclude");
});

Deno.test("the scope applies to pages and feeds, and the image scope to images and style sheets", () => {
  const admission = open({ scope: "host", imageScope: "any" });
  const elsewhere = "http://other.test/";
  assert.equal(reasonOf(admission, link(`${elsewhere}a`, "page")), "scope");
  assert.equal(reasonOf(admission, link(`${elsewhere}feed`, "feed")), "scope");
  assert.equal(reasonOf(admission, link(`${elsewhere}a.png`, "image")), null);
  assert.equal(reasonOf(admission, link(`${elsewhere}a.css`, "style")), null);
  assert.equal(reasonOf(admission, link(`${elsewhere}a.js`, "script")), "scope");
  const strict = open({ imageScope: "host" });
  assert.equal(reasonOf(strict, link(`${elsewhere}a.png`, "image")), "scope");
});

Deno.test("the scope is also measured from the URLs that seeds redirect to", () => {
  const admission = open();
  assert.equal(admission.refusePage("http://new.site.example/a")?.reason, "scope");
  admission.extend(["http://new.site.example/"]);
  assert.equal(admission.refusePage("http://new.site.example/a"), null);
  assert.equal(admission.refusePage(`${SITE}/a`), null);
});

Deno.test("pages have at most the depth of the job, and the documents that they need may be a few links deeper", () => {
  const admission = open({ maxDepth: 2 });
  assert.equal(reasonOf(admission, link("/a", "page")), "max_depth");
  assert.equal(reasonOf(admission, link("/a.png", "image")), null);
  assert.equal(reasonOf(admission, link("/a.css", "style"), { ...DOCUMENT, depth: 6 }), null);
  assert.equal(reasonOf(admission, link("/b.css", "style"), { ...DOCUMENT, depth: 7 }), "max_depth");
});

Deno.test("a URL that was written is not written again, unless it is a page that is nearer now", () => {
  const admission = open();
  const say = (given: FoundLink, depth: number) => {
    const admitted = admission.admit(given, { ...PAGE, depth });
    if (admitted) admission.remember([{ ...admitted, id: 7 }]);
    return admitted?.depth ?? null;
  };
  assert.deepEqual([3, 3, 4, 1].map((depth) => say(link("/a", "page"), depth)), [4, null, null, 2]);
  assert.deepEqual([3, 1].map((depth) => say(link("/a.png", "image"), depth)), [3, null]);
  assert.deepEqual([3, 1].map((depth) => say(link("http://other.test/", "page"), depth)), [4, null]);
});

Deno.test("a URL that one reference excludes is admitted for another reference", () => {
  const admission = open();
  const reject = { reason: "variant", detail: { code: "crawler_says" as const, text: "A better candidate is there" } };
  const variant = admission.admit(link("/a.png", "image", { reject }), PAGE);
  assert.deepEqual(variant?.reject, reject);
  if (variant) admission.remember([{ ...variant, id: 7 }]);
  assert.equal(admission.admit(link("/a.png", "image"), PAGE)?.reject, undefined);
});

Deno.test("patterns and scopes do not apply to inline images, which have no address", () => {
  const admission = open({ imageScope: "page", exclude: ["*"] });
  const url = `data:image/png;sha256=${"0".repeat(64)}`;
  const admitted = admission.admit({ url, kind: "image", reference: "img", context: {} }, PAGE);
  assert.deepEqual([admitted?.origin, admitted?.reject], ["data:", undefined]);
});

Deno.test("a detail with a very long pattern has at most 500 characters", () => {
  const admission = open({ exclude: [`*${"a".repeat(498)}*`] });
  const detail = sentenceOf(admission.admit(link(`/${"a".repeat(500)}`, "page"), PAGE)?.reject?.detail);
  assert.ok(detail.length > 0 && detail.length <= 500);
});
