import assert from "node:assert/strict";
import { discoverHtml } from "../../../modules/crawl/discovery/html.ts";
import { startClock } from "../../support/clock.ts";

function discover(link: string, text = ""): string[] {
  const discovery = discoverHtml("http://site.test/docs/", { headers: new Headers({ link }) });
  discovery.write(text);
  return discovery.end().links.map(({ url, kind, reference }) => `${kind} ${reference} ${url.replace("http://site.test", "")}`);
}

Deno.test("Link headers count as link elements do, however they are written", () => {
  const cases: [header: string, ...found: string[]][] = [
    [`<a.png>; rel=preload; as=image`, "image preload /docs/a.png"],
    [`</i.ico>;REL="shortcut icon" , <s.css> ; rel = "stylesheet"`, "image icon /i.ico", "style stylesheet /docs/s.css"],
    [`<a,b;c.png>; rel="preload"; title="x, <y.png>; rel=icon"; as="image"`, "image preload /docs/a,b;c.png"],
    [`<feed>; rel=alternate; type="application/rss+xml"`, "feed feed /docs/feed"],
    [`<m>; rel=manifest`, "manifest manifest /docs/m"],
    [`<next.html>; rel=next`, "page next /docs/next.html"],
    [
      `<?page=2>; REL = "next  nofollow", <http://site.test/?page=0>;title="<b>, x";rel=prev`,
      "page next /docs/?page=2",
      "page prev /?page=0",
    ],
    [`</p2>; rel='next'`, "page next /p2"],
    [`</oembed.json>; rel=alternate; type="application/json+oembed", </wp-json/>; rel="https://api.w.org/"`],
    [`<http://other.test/>; rel=next`, "page next http://other.test/"],
    [`<a.png>`],
    [`<a.png`],
    [`a.png; rel=icon`],
    [`<a.png>; rel=icon; rel=stylesheet`, "image icon /docs/a.png"],
    [`<a.png>; rel="ic\\on"`, "image icon /docs/a.png"],
    [
      `<small>; rel=preload; as=image; imagesrcset="s.png 100w, l.png 200w"`,
      "image preload /docs/small",
      "image imagesrcset /docs/s.png",
      "image imagesrcset /docs/l.png",
    ],
  ];
  for (const [header, ...found] of cases) assert.deepEqual(discover(header), found, header);
});

Deno.test("Link headers are relative to the page, whatever its base is", () => {
  assert.deepEqual(discover(`<a.png>; rel=icon`, `<base href="/other/"><img src=b.png>`), [
    "image icon /docs/a.png",
    "image img /other/b.png",
  ]);
});

Deno.test("a Refresh header counts as a refresh of the page does", () => {
  const target = (refresh: string) =>
    discoverHtml("http://site.test/docs/", { headers: new Headers({ refresh }) }).end().links.map(({ url }) => url);
  assert.deepEqual(target("0; url=next.html"), ["http://site.test/docs/next.html"]);
  assert.deepEqual(target(`5;URL='/there'`), ["http://site.test/there"]);
  assert.deepEqual(target("30"), []);
});

Deno.test("a Link header of any text takes little time", () => {
  for (const part of ["<", "<>;", `<a>; rel="`, ";a=", "\\", `<a>;a;`, " "]) {
    const taken = startClock();
    discover(part.repeat(100_000 / part.length));
    assert.ok(taken() < 1_000, part);
  }
});
