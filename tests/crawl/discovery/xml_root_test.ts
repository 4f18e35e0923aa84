import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { rootOf, xmlRoot } from "../../../modules/crawl/discovery/xml_root.ts";

Deno.test("xmlRoot() passes over everything that may stand before the root element", () => {
  const cases: [string, string | null][] = [
    ["<rss>", "rss"],
    ["\ufeff  <RSS version='2'>", "rss"],
    [`<?xml version="1.0"?><?xml-stylesheet href="a>b"?><urlset>`, "urlset"],
    [`<?xml version="1.0"?>\n<!-- <feed> -->\n<!DOCTYPE rss [<!ENTITY a "b">]>\n<rdf:RDF>`, "rdf"],
    ["<sitemap_index/>", "sitemap_index"],
    ["text", null],
    ["", null],
    ["<!-- without end <rss>", null],
    ["<", null],
    ["<1>", null],
  ];
  for (const [text, root] of cases) assert.equal(xmlRoot(text), root, text);
});

Deno.test("rootOf() reads UTF-16 as well", () => {
  const text = `<?xml version="1.0" encoding="utf-16"?><feed>`;
  assert.equal(rootOf(Buffer.from(`\ufeff${text}`, "utf16le")), "feed");
  assert.equal(rootOf(Buffer.from(text, "utf16le")), "feed");
  assert.equal(rootOf(Buffer.from(`\ufeff${text}`, "utf16le").swap16()), "feed");
});

Deno.test("xmlRoot() is quick with any text", () => {
  const hostile = [
    "<!--".repeat(20_000),
    "<?".repeat(40_000),
    `${"<!DOCTYPE a [".repeat(6_000)}`,
    " ".repeat(80_000),
    "<!--x-->".repeat(10_000),
  ];
  const started = performance.now();
  for (const text of hostile) xmlRoot(text);
  assert.ok(performance.now() - started < 500, String(performance.now() - started));
});
