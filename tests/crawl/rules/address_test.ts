import assert from "node:assert/strict";
import { resolveAddress, resolveOrRefuse } from "../../../modules/crawl/rules/address.ts";
import { SPELLINGS, SPELLINGS_BASE } from "../../support/address_spellings.ts";

const BASE = "http://site.test/a/b?c#d";

Deno.test("resolveAddress() makes references absolute and takes the fragment away", () => {
  const cases: [string, string][] = [
    ["x.png", "http://site.test/a/x.png"],
    ["../x.png#frag", "http://site.test/x.png"],
    ["/x y.png", "http://site.test/x%20y.png"],
    ["//other.test/x", "http://other.test/x"],
    ["https:x", "https://x/"],
    ["?q=1", "http://site.test/a/b?q=1"],
    ["#top", "http://site.test/a/b?c"],
    ["", "http://site.test/a/b?c"],
    ["  x.png\n", "http://site.test/a/x.png"],
    ["HTTP://SITE.TEST:80/x", "http://site.test/x"],
    ["http://münchen.test/ü", "http://xn--mnchen-3ya.test/%C3%BC"],
    ["\\\\other.test\\x", "http://other.test/x"],
  ];
  for (const [reference, address] of cases) assert.equal(resolveAddress(reference, BASE), address, reference);
});

Deno.test("resolveAddress() reads slashes, schemes without slashes and control characters as browsers do", () => {
  for (const [reference, address] of SPELLINGS) {
    assert.equal(resolveAddress(reference, SPELLINGS_BASE), address, JSON.stringify(reference));
  }
});

Deno.test("resolveAddress() refuses what cannot be crawled", () => {
  const references = [
    undefined,
    "mailto:a@b.c",
    "javascript:1",
    "data:image/png;base64,AA",
    "blob:http://site.test/1",
    "http://",
    "http://a b/",
  ];
  references.push(
    "ftp://site.test/",
    "http://u@site.test/",
    "http://:p@site.test/",
    `/${"x".repeat(2_083)}`,
    `/${"ü".repeat(500)}`,
  );
  for (const reference of references) assert.equal(resolveAddress(reference, BASE), null, String(reference).slice(0, 40));
  const longest = `/${"x".repeat(2_083 - "http://site.test/".length)}`;
  assert.equal(resolveAddress(longest, BASE)?.length, 2_083);
});

Deno.test("resolveAddress() joins plain references exactly as the URL parser does", () => {
  const bases = [BASE, "https://site.test", "http://site.test:8080/a//b/", "http://site.test/a.b/c?x=/y#z", "http://[::1]:81/x"];
  const parts = ["a", "B", "/", "//", ".", "..", "?", "&=", "#", ":", "%41", "-", "~_", " ", "\\", "é", "@", "'", ";", "\t"];
  let state = 7;
  const next = (limit: number) => (state = (state * 48_271) % 2_147_483_647) % limit;
  for (let round = 0; round < 20_000; round++) {
    const base = bases[next(bases.length)] ?? BASE;
    const reference = Array.from({ length: next(6) }, () => parts[next(parts.length)]).join("");
    const absolute = next(4) === 0 ? new URL(base).origin + reference : reference;
    const url = URL.parse(absolute, base);
    if (url) url.hash = "";
    // Deno's parser refuses what begins with three slashes; see the test of slashes above.
    if (url === null && /^[/\\]{2}[\t]*[/\\]/.test(absolute.trim().replaceAll("\t", ""))) continue;
    const crawlable = url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
    assert.equal(resolveAddress(absolute, base), crawlable ? url.href : null, `${JSON.stringify(absolute)} from ${base}`);
  }
});

Deno.test("resolveOrRefuse() cuts an address that is too long, and says how long it was", () => {
  const address = resolveOrRefuse(`/${"x".repeat(3_000)}?a#b`, BASE);
  assert.equal(address?.url.length, 2_083);
  assert.deepEqual(address.reject, { reason: "url_too_long", detail: { code: "url_length", length: 3_019, allowed: 2_083 } });
  assert.deepEqual(resolveOrRefuse("/x", BASE), { url: "http://site.test/x" });
  assert.equal(resolveOrRefuse(`/${"x".repeat(100_000)}`, BASE), null);
});
