import assert from "node:assert/strict";
import { readRobots } from "../../../modules/crawl/politeness/robots.ts";

function robots(body: string | null, status = 200, userAgent = "ImageTagger/0.1 (+https://example.invalid/)") {
  return readRobots({ status, body, origin: "http://site.test", userAgent });
}

function allowed(body: string, path: string, userAgent?: string): boolean {
  return robots(body, 200, userAgent).allows(`http://site.test${path}`);
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

Deno.test("readRobots() takes the group of our name, else that of everyone", () => {
  const body = `User-agent: *\nDisallow: /\n\nUser-agent: imagetagger\nDisallow: /private/\n\nUser-agent: other\nDisallow: /`;
  assert.ok(allowed(body, "/a"));
  assert.ok(!allowed(body, "/private/a"));
  assert.ok(!allowed(body, "/a", "Stranger/1.0"));
  const shared = `User-agent: other\nUser-agent: ImageTagger\nDisallow: /x\n\nUser-agent: ImageTagger\nDisallow: /y`;
  assert.deepEqual(["/x", "/y", "/z"].map((path) => allowed(shared, path)), [false, false, true]);
});

Deno.test("readRobots(): the longest match decides, and Allow where two are as long", () => {
  const body = "User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /a/b/c\nAllow: /same\nDisallow: /same";
  const paths = ["/", "/a", "/abc", "/a/b", "/a/b/c", "/a/b/c/d", "/same"];
  assert.deepEqual(paths.map((path) => allowed(body, path)), [true, false, false, true, false, false, true]);
  assert.ok(allowed("User-agent: *\nDisallow:", "/a"));
});

Deno.test("readRobots() knows the wildcards * and $", () => {
  const body = "User-agent: *\nDisallow: /*.gif$\nDisallow: /*?sort=\nDisallow: /end$\nDisallow: /a*z";
  const cases: [string, boolean][] = [["/x.gif", false], ["/x.gif?y", true], ["/p?sort=1", false], ["/p?a&sort=1", true]];
  cases.push(["/end", false], ["/ending", true], ["/a123z9", false], ["/a123", true]);
  for (const [path, expected] of cases) assert.equal(allowed(body, path), expected, path);
});

Deno.test("readRobots() compares paths with their escapes, and case counts", () => {
  const body = "User-agent: *\nDisallow: /caf%C3%A9\nDisallow: /Upper\nDisallow: /a%3cd";
  assert.ok(!allowed(body, "/caf%C3%A9/x"));
  assert.ok(!allowed("User-agent: *\nDisallow: /café", "/caf%C3%A9/x"));
  assert.ok(allowed(body, "/upper"));
  assert.ok(!allowed(body, "/Upper"));
  assert.ok(!allowed(body, "/a%3Cd"));
});

Deno.test("readRobots() reads files of every kind of line ending, comments, byte order marks and nonsense", () => {
  for (const end of ["\n", "\r\n", "\r"]) {
    assert.ok(!allowed(["# hello", "User-Agent : *  # all", "DISALLOW:/x # no"].join(end), "/x"), JSON.stringify(end));
  }
  assert.ok(!allowed("\ufeffUser-agent: *\nDisallow: /x", "/x"));
  for (
    const body of [
      "<!doctype html><p>404",
      "\0\0\0",
      ":\n:::",
      "User-agent",
      "Disallow: /",
      "%%%",
      "User-agent: *\nDisallow: /%zz",
    ]
  ) {
    assert.equal(typeof allowed(body, "/x"), "boolean", body);
  }
});

Deno.test("readRobots() caps the crawl delay at a minute, and takes no nonsense for one", () => {
  const delay = (value: string) => robots(`User-agent: *\nCrawl-delay: ${value}`).crawlDelayMilliseconds;
  assert.equal(delay("2"), 2_000);
  assert.equal(delay("0.5"), 500);
  assert.equal(delay("0"), 0);
  assert.equal(delay("86400"), 60_000);
  for (const nonsense of ["soon", "-5", "NaN"]) assert.equal(delay(nonsense), null, nonsense);
  assert.equal(robots("User-agent: *\nDisallow: /x").crawlDelayMilliseconds, null);
  assert.equal(robots("User-agent: imagetagger\nCrawl-delay: 3\n\nUser-agent: *\nCrawl-delay: 9").crawlDelayMilliseconds, 3_000);
});

Deno.test("readRobots() is quick on a large file of wildcards", () => {
  const body = `User-agent: *\n${Array.from({ length: 5_000 }, (_, index) => `Disallow: /*a*b*c*d*${index}$`).join("\n")}`;
  const started = performance.now();
  const rules = robots(body);
  for (let index = 0; index < 10; index++) assert.ok(rules.allows(`http://site.test/${"abcd".repeat(50)}${index}x`));
  assert.ok(performance.now() - started < 3_000, `${performance.now() - started} ms`);
});

Deno.test("readRobots() is quick with the longest URLs on as many wildcards as are read of a file, however they are spread", () => {
  const kinds: ((index: number) => string)[] = [
    (index) => `/*a*b*c*d*${index}$`,
    (index) => `/${"*a".repeat(480)}${index}$`,
    (index) => `${"*".repeat(900)}b${index}`,
    (index) => `/*${"a".repeat(900)}b${index}`,
  ];
  for (const [kind, rule] of kinds.entries()) {
    let body = "User-agent: *\nDisallow: /plain\n";
    for (let index = 0; body.length < 495_000; index++) body += `Disallow: ${rule(index)}\n`;
    const started = performance.now();
    const rules = robots(body);
    for (let index = 0; index < 20; index++) rules.allows(`http://site.test/${"a".repeat(1_980)}${index}`);
    assert.ok(performance.now() - started < 5_000, `kind ${kind}: ${performance.now() - started} ms`);
    assert.deepEqual([rules.allows("http://site.test/plain/x"), rules.allows("http://site.test/other")], [false, true]);
  }
});
