import assert from "node:assert/strict";
import type { Scope } from "../../../modules/crawl/schemas.ts";
import { inScope, namesImage } from "../../../modules/crawl/rules/scope.ts";
import { startClock } from "../../support/clock.ts";

const SEED = "https://www.site.test/docs/en/index.html?a=1";

Deno.test("inScope() widens from the page to everything", () => {
  const widest: [string, Scope][] = [
    [SEED, "page"],
    ["https://www.site.test/docs/en/", "directory"],
    ["https://www.site.test/docs/en/deep/er?x", "directory"],
    ["http://www.site.test/docs/en/other", "directory"],
    ["https://www.site.test/docs/index.html", "host"],
    ["https://www.site.test/docs/english", "host"],
    ["https://site.test/", "host"],
    ["https://img.site.test/", "domain"],
    ["https://www.site.test:8443/", "domain"],
    ["https://othersite.test/", "any"],
    ["https://site.test.evil.test/", "any"],
    ["https://elsewhere.test/", "any"],
  ];
  const order: Scope[] = ["page", "directory", "host", "domain", "any"];
  for (const [url, narrowest] of widest) {
    for (const scope of order) {
      assert.equal(inScope(url, [SEED], scope), order.indexOf(scope) >= order.indexOf(narrowest), `${scope} ${url}`);
    }
  }
});

Deno.test("inScope() distinguishes ports, and accepts a URL that is in the scope of any seed", () => {
  assert.equal(inScope("http://127.0.0.1:81/", ["http://127.0.0.1:80/"], "host"), false);
  assert.equal(inScope("http://b.test/x", ["http://a.test/", "http://b.test/"], "host"), true);
  assert.equal(inScope("http://c.test/x", ["http://a.test/", "http://b.test/"], "host"), false);
  assert.equal(inScope("http://a.test/x", [], "host"), false);
});

Deno.test("inScope() knows domains, addresses, ports and directories", () => {
  const cases: [seed: string, scope: Scope, inside: string[], outside: string[]][] = [
    [
      "https://www.site.test/",
      "domain",
      ["http://site.test/", "https://www.site.test/x", "https://a.b.site.test:8443/", "https://www2.site.test/"],
      ["https://mysite.test/", "https://test/", "https://site.test.evil.test/", "https://www.other.test/"],
    ],
    ["https://docs.site.test/", "domain", ["https://docs.site.test/", "https://a.docs.site.test/"], [
      "https://site.test/",
      "https://www.site.test/",
      "https://other.site.test/",
    ]],
    ["https://www.test/", "domain", ["https://www.test/", "https://a.www.test/"], ["https://test/", "https://other.test/"]],
    ["http://127.0.0.1/", "domain", ["http://127.0.0.1/x", "https://127.0.0.1:8443/"], [
      "http://10.127.0.0/",
      "http://7.0.0.1/",
      "http://0.0.1/",
    ]],
    ["http://[2001:db8::1]/", "domain", ["https://[2001:db8:0::1]:81/"], ["http://[2001:db8::2]/", "http://[::1]/"]],
    ["http://site.test:8080/", "host", ["https://site.test:8080/x"], ["http://site.test/", "http://site.test:8081/"]],
    ["http://site.test/", "host", ["http://site.test:80/x", "https://site.test/", "http://www.site.test/"], [
      "http://www2.site.test/",
      "http://www.www.site.test/",
      "http://www.site.test:8080/",
    ]],
    ["http://www.site.test:8080/", "host", ["https://site.test:8080/x"], ["http://site.test/"]],
    ["http://www.test/", "host", ["http://www.test/x"], ["http://test/"]],
    ["http://[::1]:81/a", "host", ["http://[0:0::1]:81/"], ["http://[::1]/"]],
    ["http://site.test/a/b", "directory", ["http://site.test/a/", "https://site.test/a/c/d", "http://site.test/a/b/c"], [
      "http://site.test/a",
      "http://site.test/ab/",
      "http://site.test/",
      "http://site.test:81/a/b",
      "http://www.site.test/b",
    ]],
    ["http://www.site.test/a/b", "directory", ["http://site.test/a/", "https://www.site.test/a/c"], ["http://site.test/"]],
    ["http://site.test/a/", "directory", ["http://site.test/a/x?y=/b"], ["http://site.test/b?/a/", "http://site.test/A/"]],
    ["http://site.test", "directory", ["http://site.test/", "http://site.test/any"], ["http://site.test.evil.test/"]],
    ["http://site.test/a?b", "page", ["http://site.test/a?b", "http://www.site.test/a?b"], [
      "http://site.test/a",
      "http://site.test/a?B",
    ]],
  ];
  for (const [seed, scope, inside, outside] of cases) {
    const seeds = ["http://unrelated.test/deep/er", seed];
    for (const url of inside) assert.ok(inScope(url, seeds, scope), `${url} is in the ${scope} of ${seed}`);
    for (const url of outside) assert.ok(!inScope(url, seeds, scope), `${url} is not in the ${scope} of ${seed}`);
  }
});

Deno.test("inScope() is quick for thousands of links and a thousand seeds", () => {
  const seeds = Array.from({ length: 1_000 }, (_, index) => `https://site${index}.test/directory/${index}/index.html`);
  const links = Array.from({ length: 5_000 }, (_, index) => `https://site${index}.test/directory/${index}/other.html`);
  for (const scope of ["page", "directory", "host", "domain"] as const) {
    const taken = startClock();
    const inside = links.filter((url) => inScope(url, seeds, scope)).length;
    assert.equal(inside, scope === "page" ? 0 : 1_000);
    assert.ok(taken() < 4_000, `${scope}: ${taken()} ms`);
  }
});

Deno.test("namesImage() decides by the path's ending", () => {
  const yes = ["a.png", "a.JPG", "a.jpeg?x=1", "b/c.svg", "a.webp", "a.avif", "a.heic", "a.tif", "a.ico", "a.jxl"];
  for (const name of yes) assert.ok(namesImage(`http://site.test/${name}`), name);
  for (const name of ["", "a.html", "a.png.html", "png", "a?x=a.png", "a.pngx"]) {
    assert.ok(!namesImage(`http://site.test/${name}`), name);
  }
});
