import assert from "node:assert/strict";
import {
  readMetaReferrer,
  readReferrerHeader,
  refererFor,
  type ReferrerPolicy,
} from "../../../modules/crawl/rules/referrer_policy.ts";

Deno.test("refererFor() sends what a browser sends", () => {
  const page = "https://a.test/x/?q=1";
  const cases: [referrer: string, url: string, policy: ReferrerPolicy | undefined, sent: string | null][] = [
    [page, "https://a.test/i.png", undefined, page],
    [page, "https://b.test/i.png", undefined, "https://a.test/"],
    [page, "https://a.test:8443/i.png", undefined, "https://a.test/"],
    [page, "http://a.test/i.png", undefined, null],
    ["http://a.test/x", "https://a.test/i.png", undefined, "http://a.test/"],
    ["http://u:p@a.test/x#part", "http://a.test/i.png", undefined, "http://a.test/x"],
    [`http://a.test/${"x".repeat(4_090)}`, "http://a.test/i.png", undefined, "http://a.test/"],
    [`http://a.test/${"x".repeat(4_082)}`, "http://a.test/i.png", undefined, `http://a.test/${"x".repeat(4_082)}`],
    ["data:text/html,x", "http://a.test/i.png", undefined, null],
    [page, "https://a.test/i.png", "no-referrer", null],
    [page, "http://b.test/i.png", "unsafe-url", page],
    [page, "http://b.test/i.png", "origin", "https://a.test/"],
    [page, "http://b.test/i.png", "strict-origin", null],
    [page, "https://b.test/i.png", "same-origin", null],
    [page, "https://a.test/i.png", "same-origin", page],
    [page, "http://b.test/i.png", "origin-when-cross-origin", "https://a.test/"],
    [page, "https://b.test/i.png", "no-referrer-when-downgrade", page],
    [page, "http://b.test/i.png", "no-referrer-when-downgrade", null],
  ];
  for (const [referrer, url, policy, sent] of cases) {
    assert.equal(refererFor(referrer, url, policy), sent, `${referrer.slice(0, 40)} ${url} ${policy}`);
  }
});

Deno.test("the last known policy of a header counts, and meta knows older names", () => {
  assert.equal(readReferrerHeader("no-referrer, unsafe-url, klingon"), "unsafe-url");
  assert.equal(readReferrerHeader(" Origin "), "origin");
  assert.equal(readReferrerHeader(null), undefined);
  assert.equal(readMetaReferrer("never"), "no-referrer");
  assert.equal(readMetaReferrer("constructor"), undefined);
});
