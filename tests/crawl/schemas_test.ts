import assert from "node:assert/strict";
import { JobInput, JobOptions, SeedUrl } from "../../modules/crawl/schemas.ts";

Deno.test("SeedUrl makes a URL from what people type", () => {
  const cases: [string, string][] = [
    ["https://example.org", "https://example.org/"],
    ["example.org", "https://example.org/"],
    ["  Example.ORG/Path?q#frag ", "https://example.org/Path?q"],
    ["localhost:8080/x", "https://localhost:8080/x"],
    ["example.org:8080", "https://example.org:8080/"],
    ["127.0.0.1:3000", "https://127.0.0.1:3000/"],
    ["http://example.org:80/a b", "http://example.org/a%20b"],
    ["HTTP://EXAMPLE.ORG/#", "http://example.org/"],
    ["//example.org/x", "https://example.org/x"],
    ["münchen.de", "https://xn--mnchen-3ya.de/"],
    ["http://[::1]:8080/", "http://[::1]:8080/"],
  ];
  for (const [typed, address] of cases) assert.equal(SeedUrl.parse(typed), address, typed);
});

Deno.test("SeedUrl refuses URLs that cannot be crawled, and says why", () => {
  const cases: [string, RegExp][] = [
    ["", /must not be empty/],
    ["   ", /must not be empty/],
    ["two words", /is not a URL\. Write it like https:\/\/example\.org\//],
    ["http://", /is not a URL/],
    ["http://exa mple.org/", /is not a URL/],
    ["http://1.2.3.4.5/", /is not a URL/],
    ["ftp://example.org/", /begins with ftp: Only http: and https: can be crawled/],
    ["file:///etc/passwd", /begins with file:/],
    ["javascript:alert(1)", /begins with javascript:/],
    ["data:text/html,x", /begins with data:/],
    ["mailto:me@example.org", /begins with mailto:/],
    ["https://user@example.org/", /holds a user name or password\. Leave them out/],
    ["user:word@example.org", /begins with user:|holds a user name/],
    [`http://example.org/${"x".repeat(2_083)}`, /at most 2083 characters/],
    [`http://example.org/${"ü".repeat(1_000)}`, /is longer than 2083 characters/],
  ];
  for (const [typed, message] of cases) {
    const result = SeedUrl.safeParse(typed);
    assert.ok(!result.success, typed);
    assert.match(result.error.issues[0]?.message ?? "", message, typed);
  }
});

Deno.test("JobOptions has the documented defaults", () => {
  assert.deepEqual(JobOptions.parse({}), {
    scope: "host",
    imageScope: "any",
    maxDepth: 5,
    maxPages: 1_000,
    maxImages: 10_000,
    ignoreParameters: ["known:sessions", "known:campaigns"],
    include: [],
    exclude: [],
    maxImageBytes: 50 * 2 ** 20,
    mediaTypes: [],
    candidates: "largest",
    concurrency: 16,
    perHostConcurrency: 2,
    respectRobots: true,
    sitemaps: true,
    dryRun: false,
    tags: [],
    trapPages: 40,
    crawler: "website",
  });
});

Deno.test("JobOptions accepts each bound and nothing beyond it", () => {
  const bounds = {
    maxDepth: [0, 1_000],
    maxPages: [1, 10_000_000],
    maxImages: [1, 10_000_000],
    maxDurationSeconds: [1, 31_536_000],
    minWidth: [1, 16_384],
    minHeight: [1, 16_384],
    concurrency: [1, 64],
    perHostConcurrency: [1, 64],
    delayMilliseconds: [0, 60_000],
  };
  for (const [name, [least = 0, most = 0]] of Object.entries(bounds)) {
    for (const value of [least, most, String(most)]) {
      assert.ok(JobOptions.safeParse({ [name]: value }).success, `${name} ${value}`);
    }
    for (const value of [least - 1, most + 1, least + 0.5, "x", NaN, Infinity, {}]) {
      assert.ok(!JobOptions.safeParse({ [name]: value }).success, `${name} ${value}`);
    }
  }
});

Deno.test("JobInput refuses options that do not exist, and more than a thousand addresses", () => {
  const urls = ["http://example.org/"];
  assert.ok(!JobInput.safeParse({ urls, options: { maxpages: 3 } }).success);
  assert.ok(!JobInput.safeParse({ urls, more: 1 }).success);
  assert.ok(JobInput.safeParse({ urls: Array(1_000).fill(urls[0]) }).success);
  assert.ok(!JobInput.safeParse({ urls: Array(1_001).fill(urls[0]) }).success);
  for (const crawler of ["../x", "A", "", "a/b", "a.ts", "-a", "a".repeat(65)]) {
    assert.ok(!JobInput.safeParse({ urls, options: { crawler } }).success, crawler);
  }
});

Deno.test("a number may be given as a text, but null and an empty text are no numbers", () => {
  const parse = (delayMilliseconds: unknown) =>
    JobInput.safeParse({ urls: ["example.org"], options: { maxDepth: "7", delayMilliseconds } });
  assert.equal(parse("12").data?.options.delayMilliseconds, 12);
  assert.equal(parse("12").data?.options.maxDepth, 7);
  for (const nothing of [null, ""]) assert.equal(parse(nothing).error?.issues[0]?.message, "must be a number from 0 to 60000");
});
