import assert from "node:assert/strict";
import { readLocation } from "../../../modules/crawl/worker/location.ts";

const read = (...values: string[]) => readLocation({ url: "http://a.org/dir/page?q#f", lines: () => values });

Deno.test("readLocation() resolves an address as browsers do", () => {
  const cases: [location: string, target: string | null][] = [
    ["http://b.org/x", "http://b.org/x"],
    ["/x", "http://a.org/x"],
    ["x.png", "http://a.org/dir/x.png"],
    ["?page=2", "http://a.org/dir/page?page=2"],
    ["//b.org/x", "http://b.org/x"],
    ["///b.org/x", "http://b.org/x"],
    ["\\\\b.org\\x", "http://b.org/x"],
    ["https:/x", "https://x/"],
    ["http:x", "http://a.org/dir/x"],
    ["#top", "http://a.org/dir/page?q"],
    ["/x#top", "http://a.org/x"],
    ["  /x y/z  ", "http://a.org/x%20y/z"],
    ["/x\ty", "http://a.org/xy"],
    ["/caf\xc3\xa9?\xc3\xa9", "http://a.org/caf%C3%A9?%C3%A9"],
    ["/caf\xe9?\xe9", "http://a.org/caf%E9?%E9"],
    ["http://b\xc3\xbccher.de/", "http://xn--bcher-kva.de/"],
    ["HTTP://B.ORG:80/../x", "http://b.org/x"],
    ["mailto:me@a.org", null],
    ["javascript:go()", null],
    ["data:image/png;base64,AAAA", null],
    ["file:///etc/passwd", null],
    ["http://", null],
    ["http://[::1", null],
    ["http://user@b.org/", null],
  ];
  for (const [location, target] of cases) assert.equal(read(location)?.target, target, location);
});

Deno.test("readLocation() takes equal lines as one, different ones as an error, and an empty one as none", () => {
  assert.equal(read("/x", "/x")?.target, "http://a.org/x");
  assert.deepEqual(read("/x", "/y"), { target: null, spelled: "/x, /y" });
  assert.deepEqual([read(), read(""), read(" ")], [null, null, null]);
  assert.equal(read("", "/x")?.target, "http://a.org/x");
  assert.equal(read("mailto:m\xc3\xa9@a.org")?.spelled, "mailto:mé@a.org");
});
