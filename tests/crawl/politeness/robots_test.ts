import assert from "node:assert/strict";
import { readRobots } from "../../../modules/crawl/politeness/robots.ts";

function robots(body: string | null, status = 200, userAgent = "ImageTagger/0.1 (+https://example.invalid/)") {
  return readRobots({ status, body, origin: "http://site.test", userAgent });
}

Deno.test("readRobots(): no robots.txt allows everything, a server error forbids everything (RFC 9309, 2.3.1)", () => {
  for (const status of [400, 401, 403, 404, 410, 451, 301]) {
    assert.ok(robots("User-agent: *\nDisallow: /", status).allows("http://site.test/a"), String(status));
  }
  for (const status of [429, 500, 502, 503, 504]) {
    assert.ok(!robots("User-agent: *\nAllow: /", status).allows("http://site.test/a"), String(status));
  }
  assert.ok(robots(null).allows("http://site.test/a"));
  assert.ok(robots("").allows("http://site.test/a"));
});

Deno.test("readRobots() limits the crawl delay to a minute, and ignores invalid ones", () => {
  const delay = (value: string) => robots(`User-agent: *\nCrawl-delay: ${value}`).crawlDelayMilliseconds;
  assert.equal(delay("2"), 2_000);
  assert.equal(delay("0.5"), 500);
  assert.equal(delay("0"), 0);
  assert.equal(delay("86400"), 60_000);
  for (const nonsense of ["soon", "-5", "NaN"]) assert.equal(delay(nonsense), null, nonsense);
  assert.equal(robots("User-agent: *\nDisallow: /x").crawlDelayMilliseconds, null);
  assert.equal(robots("User-agent: imagetagger\nCrawl-delay: 3\n\nUser-agent: *\nCrawl-delay: 9").crawlDelayMilliseconds, 3_000);
});

Deno.test("readRobots(): the crawl delay is that of our group, and the longest if there are several", () => {
  const delay = (body: string) => robots(body).crawlDelayMilliseconds;
  assert.equal(delay("User-agent: imagetagger\nDisallow: /x\n\nUser-agent: *\nCrawl-delay: 9"), null);
  assert.equal(delay("User-agent: *\nCrawl-delay: 2\n\nUser-agent: *\nCrawl-delay: 4\nCrawl-delay: 3"), 4_000);
  assert.equal(delay("User-agent: other\nCrawl-delay: 7\nUser-agent: *\nDisallow: /x"), null);
  assert.equal(delay("User-agent: other\nUser-agent: *\nDisallow: /x\nCrawl-delay: 7\nDisallow: /y"), 7_000);
  assert.equal(delay("Crawl-delay: 5\nUser-agent: *\nDisallow: /x"), null);
  assert.equal(delay("User-agent: *\ncrawldelay: 1.5 seconds"), 1_500);
});

Deno.test("readRobots() lists sitemaps of every group, as absolute addresses, each once and a thousand at most", () => {
  const body = [
    "Sitemap: /map.xml",
    "User-agent: other",
    "Disallow: /",
    "sitemap: http://site.test/map.xml",
    "site-map: https://elsewhere.test/s.xml?a=b # theirs",
    "Sitemap:",
    "Sitemap: ftp://site.test/s",
    "Sitemap: http://[",
  ].join("\n");
  const expected = ["http://site.test/map.xml", "https://elsewhere.test/s.xml?a=b", "http://site.test/"];
  assert.deepEqual(robots(body).sitemaps, expected);
  assert.equal(robots(Array.from({ length: 5_000 }, (_, index) => `Sitemap: /${index}`).join("\n")).sitemaps.length, 1_000);
  assert.deepEqual(robots(body, 404).sitemaps, []);
});

Deno.test("readRobots() names the line that decides", () => {
  const { rule } = robots("User-agent: *\nDISALLOW : /private/ # ours\nAllow: /private/open\nDisallow: /*.gif$");
  const lines = ["/private/x", "/private/open", "/a.gif", "/a", "/robots.txt"].map((path) => rule(`http://site.test${path}`));
  assert.deepEqual(lines, ["Disallow: /private/", "Allow: /private/open", "Disallow: /*.gif$", null, null]);
  assert.equal(robots(null, 503).rule("http://site.test/a"), null);
});

Deno.test("readRobots() answers for other user agents too, and for each the same", () => {
  const ours = robots("User-agent: *\nDisallow: /a\nCrawl-delay: 1\n\nUser-agent: other\nDisallow: /b\nCrawl-delay: 2");
  const other = ours.forAgent("Other/2.0");
  assert.deepEqual(["/a", "/b"].map((path) => other.allows(`http://site.test${path}`)), [true, false]);
  assert.equal(other.crawlDelayMilliseconds, 2_000);
  assert.equal(ours.forAgent("OTHER"), other);
  assert.equal(other.forAgent("ImageTagger/9"), ours);
  for (let index = 0; index < 100; index++) assert.equal(ours.forAgent(`agent${index}`).allows("http://site.test/a"), false);
});

Deno.test("readRobots() allows robots.txt itself even if everything is forbidden", () => {
  assert.ok(robots(null, 503).allows("http://site.test/robots.txt"));
  assert.ok(!robots(null, 503).allows("http://site.test/robots.txt?x"));
});

Deno.test("readRobots() ignores the line in which a file that is too large is cut off", () => {
  const rule = `Disallow: /${"x".repeat(88)}\n`;
  const body = `User-agent: *\n${rule.repeat(6_000)}`;
  for (let shift = 0; shift < 100; shift += 7) {
    const file = `${"#".repeat(shift)}\n${body}`.slice(0, 512 * 1024);
    assert.ok(robots(file).allows("http://site.test/xx"), String(shift));
    assert.ok(!robots(file).allows(`http://site.test/${"x".repeat(88)}`), String(shift));
  }
});

/** Files of 512 KiB. Each is the worst case for another way of matching. */
const HOSTILE: Record<string, (index: number) => string> = {
  "many wildcards": (index) => `/*a*b*c*d*${index}$`,
  "very many wildcards in each rule": (index) => `/${"*a".repeat(480)}${index}$`,
  "asterisks in a row": (index) => `${"*".repeat(900)}b${index}`,
  "long pieces that almost match": (index) => `/*${"a".repeat(900)}b${index}`,
  "long pieces that differ at their beginning": (index) => `/*b${index}${"a".repeat(900)}`,
  "20,000 short rules with a wildcard": (index) => `/*b${index}`,
  "pieces of the length that the engine searches for": (index) => `/*b${index}${"a".repeat(190)}`,
  "plain rules that are as long as URLs": (index) => `/${"a".repeat(1_900)}${index}b`,
};

for (const [kind, rule] of Object.entries(HOSTILE)) {
  Deno.test(`readRobots() is quick with ${kind}`, () => {
    let body = "User-agent: *\nDisallow: /plain\n";
    for (let index = 0; body.length < 512 * 1024; index++) body += `Disallow: ${rule(index)}\n`;
    const started = performance.now();
    const rules = robots(body);
    const read = performance.now() - started;
    const urls = Array.from({ length: 100 }, (_, index) => `http://site.test/${"a".repeat(2_040)}${index}`);
    rules.allows(urls[0] ?? "");
    const matching = performance.now();
    for (const url of urls) rules.allows(url);
    const each = (performance.now() - matching) / urls.length;
    assert.ok(read < 1_000 && each < 25, `${read} ms to read, ${each} ms a URL`);
    assert.equal(rules.allows("http://site.test/plain/x"), false);
  });
}

Deno.test("readRobots() forbids a URL that hostile rules make too costly to be sure about, and says so", () => {
  const body = `User-agent: *\n${
    Array.from({ length: 3_000 }, (_, index) => `Disallow: /*${"a".repeat(100)}b${index}`).join("\n")
  }`;
  const rules = robots(body);
  const costly = `http://site.test/${"a".repeat(2_000)}`;
  assert.equal(rules.allows(costly), false);
  assert.match(rules.rule(costly) ?? "", /too many wildcards/);
  assert.equal(rules.allows("http://site.test/short"), true);
});
