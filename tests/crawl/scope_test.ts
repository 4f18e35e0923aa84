import assert from "node:assert/strict";
import type { Scope } from "../../modules/crawl/schemas.ts";
import { inScope, namesImage } from "../../modules/crawl/scope.ts";

const SEED = "https://www.site.test/docs/en/index.html?a=1";

Deno.test("inScope() widens from the page to everything", () => {
  const widest: [string, Scope][] = [
    [SEED, "page"],
    ["https://www.site.test/docs/en/", "directory"],
    ["https://www.site.test/docs/en/deep/er?x", "directory"],
    ["http://www.site.test/docs/en/other", "directory"],
    ["https://www.site.test/docs/index.html", "host"],
    ["https://www.site.test/docs/english", "host"],
    ["https://site.test/", "domain"],
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

Deno.test("inScope() tells ports apart and is content with any of several seeds", () => {
  assert.equal(inScope("http://127.0.0.1:81/", ["http://127.0.0.1:80/"], "host"), false);
  assert.equal(inScope("http://b.test/x", ["http://a.test/", "http://b.test/"], "host"), true);
  assert.equal(inScope("http://c.test/x", ["http://a.test/", "http://b.test/"], "host"), false);
  assert.equal(inScope("http://a.test/x", [], "host"), false);
});

Deno.test("namesImage() goes by the path's ending", () => {
  const yes = ["a.png", "a.JPG", "a.jpeg?x=1", "b/c.svg", "a.webp", "a.avif", "a.heic", "a.tif", "a.ico", "a.jxl"];
  for (const name of yes) assert.ok(namesImage(`http://site.test/${name}`), name);
  for (const name of ["", "a.html", "a.png.html", "png", "a?x=a.png", "a.pngx"]) {
    assert.ok(!namesImage(`http://site.test/${name}`), name);
  }
});
