import assert from "node:assert/strict";
import type { DiscoverContext } from "../../../modules/crawl/crawler.ts";
import { discoverDocument } from "../../../modules/crawl/discovery/document.ts";
import { type DocumentKind, JobOptions } from "../../../modules/crawl/schemas.ts";

type Link = Parameters<DiscoverContext["found"]>[0];

function discover(kind: DocumentKind, text: string): Link[] {
  const links: Link[] = [];
  const context = {
    options: JobOptions.parse({}),
    inline: () => {},
    log: () => {},
    found: (link: Link) => void links.push(link),
  };
  discoverDocument(kind, text, { url: "http://site.test/docs/file", ...context });
  return links;
}

const addresses = (kind: DocumentKind, text: string) =>
  discover(kind, text).map(({ url, kind, reference }) => `${kind} ${reference} ${url.replace("http://site.test", "")}`);

Deno.test("a sitemap names pages and images with their titles, captions and licences, under any prefix", () => {
  const text = `<?xml version="1.0"?><!DOCTYPE urlset><s:urlset xmlns:s="x" xmlns:i="y" xmlns:xhtml="z"><s:url>
    <s:loc> http://site.test/page?a=1&amp;b=2 </s:loc><xhtml:link rel="alternate" hreflang="de" href="http://site.test/de"/>
    <i:image><i:loc><![CDATA[http://site.test/a.png]]></i:loc><i:title>T</i:title><i:caption>C</i:caption><i:license>L</i:license></i:image>
    <i:image><i:loc>/b.png</i:loc></i:image></s:url></s:urlset>`;
  const links = discover("sitemap", text);
  assert.deepEqual(links.map(({ url, kind }) => `${kind} ${url}`), [
    "page http://site.test/page?a=1&b=2",
    "page http://site.test/de",
    "image http://site.test/a.png",
    "image http://site.test/b.png",
  ]);
  assert.deepEqual(links[2]?.context, { title: "T", caption: "C", licence: "L" });
  assert.deepEqual(links[3]?.context, {});
});

Deno.test("a sitemap may be an index, a text or a feed, and each is read", () => {
  const index =
    `<sitemapindex><sitemap><loc>/one.xml.gz</loc><lastmod>2020</lastmod></sitemap><loc>/not-this</loc></sitemapindex>`;
  assert.deepEqual(addresses("sitemap", index), ["sitemap sitemap /one.xml.gz"]);
  assert.deepEqual(addresses("sitemap", "\ufeffhttp://site.test/a\r\n\r\nhttp://site.test/b\nno address\n"), [
    "page sitemap /a",
    "page sitemap /b",
  ]);
  assert.deepEqual(addresses("sitemap", `<?xml version="1.0"?><rss><channel><item><link>/p</link></item></channel></rss>`), [
    "page feed /p",
  ]);
});

Deno.test("a feed's images are found, with title, creator and licence, and its items are pages", () => {
  const rss = `<rss xmlns:media="m"><channel><title>News</title><link>/</link><item><title>One</title><link>/one</link>
    <media:group><media:credit>Ann</media:credit><media:license href="https://l.test/by">by</media:license>
    <media:content url="s.jpg" width="100" medium="image"/><media:content url="l.jpg" width="900" type="image/jpeg"/>
    <media:content url="film.mp4" type="video/mp4"/></media:group><enclosure url="sound.mp3" type="audio/mpeg"/>
    <enclosure url="e" type="image/webp"/><description>no &lt;b&gt;image&lt;/b&gt;</description></item></channel></rss>`;
  assert.deepEqual(addresses("feed", rss), [
    "page feed /one",
    "image media /docs/s.jpg",
    "image media /docs/l.jpg",
    "image enclosure /docs/e",
  ]);
  const [, small, large] = discover("feed", rss);
  assert.deepEqual([small?.reject?.reason, large?.reject, large?.descriptor], ["variant", undefined, "900w"]);
  assert.deepEqual({ ...large?.context, candidateGroup: 0 }, {
    candidateGroup: 0,
    heading: "One",
    pageTitle: "News",
    creator: "Ann",
    licence: "https://l.test/by",
  });
});

Deno.test("HTML in a feed is read like a page, relative to xml:base", () => {
  const atom = `<feed><entry><title>T</title><link href="/p"/><content type="html" xml:base="http://site.test/img/">
    &lt;p>&lt;img srcset="a.png 1x, b.png 2x" alt="A">&lt;!-- &lt;img src=c.png> -->&lt;/p></content></entry></feed>`;
  const images = discover("feed", atom).filter(({ kind, reject }) => kind === "image" && !reject);
  assert.deepEqual(images.map(({ url, context }) => [url, context?.alt, context?.heading]), [[
    "http://site.test/img/b.png",
    "A",
    "T",
  ]]);
});

Deno.test("the images of a JSON Feed and of a manifest are found, and none in other JSON", () => {
  const feed = {
    title: "F",
    icon: "i.png",
    items: [{ title: "T", url: "/p", image: "m", banner_image: "n", content_html: "<img src=o>" }],
  };
  const attachments = [{ url: "x.png", mime_type: "image/png" }, { url: "y.mp3", mime_type: "audio/mpeg" }];
  assert.deepEqual(addresses("feed", JSON.stringify({ ...feed, items: [{ ...feed.items[0], attachments }] })), [
    "image feed-image /docs/i.png",
    "image feed-image /docs/m",
    "image feed-image /docs/n",
    "image feed-image /docs/x.png",
    "image img /docs/o",
    "page feed /p",
  ]);
  const manifest = {
    icons: [{ src: "a.png", sizes: "96x96 192x192" }, {}, null],
    screenshots: [{ src: "/b.png", label: "Shot" }],
    shortcuts: [1],
  };
  assert.deepEqual(addresses("manifest", "\ufeff" + JSON.stringify(manifest)), [
    "image manifest-icon /docs/a.png",
    "image manifest-screenshot /b.png",
  ]);
  for (const text of ["", "null", "[]", "{", `{"icons":{"src":"a.png"}}`, "<html>"]) {
    for (const kind of ["manifest", "feed", "sitemap"] as const) assert.deepEqual(addresses(kind, text), [], `${kind} ${text}`);
  }
});

Deno.test("references of a feed are relative to the xml:base of the elements around them, each relative to the next", () => {
  const atom = `<feed xml:base="/a/" xmlns="http://www.w3.org/2005/Atom"><logo>logo.png</logo>
    <entry xml:base="b/index.atom"><link href="one"/><link rel="enclosure" type="image/png" href="e.png"/>
    <content type="html" xml:base="../c/">&lt;img src="html.png"&gt;</content></entry>
    <entry xml:base="http://[">
    <content type="xhtml" xml:base="//other.test/"><div xml:base="d/"><p>x<img src="xhtml.png" alt="A"/></p><a href="two">x</a></div></content>
    <link href="three"/></entry><link rel="next" href="?page=2"/></feed>`;
  assert.deepEqual(addresses("feed", atom), [
    "image feed-image /a/logo.png",
    "page feed /a/b/one",
    "image enclosure /a/b/e.png",
    "image img /a/c/html.png",
    "image img http://other.test/d/xhtml.png",
    "page a http://other.test/d/two",
    "page feed /a/three",
    "feed feed /a/?page=2",
  ]);
  const rss = `<rss xml:base="http://other.test/x/"><channel><item><link>one</link><enclosure url="e.png"/></item>
    <atom:link rel="next" href="more.rss"/><atom:link rel="self" href="self.rss"/></channel></rss>`;
  assert.deepEqual(addresses("feed", rss), [
    "page feed http://other.test/x/one",
    "image enclosure http://other.test/x/e.png",
    "feed feed http://other.test/x/more.rss",
  ]);
});

Deno.test("a feed leads to its other parts", () => {
  assert.deepEqual(addresses("feed", `{"version":"1.1","next_url":"/feed.json?page=2","items":[]}`), [
    "feed feed /feed.json?page=2",
  ]);
});

Deno.test("a sitemap is read however it spells its addresses", () => {
  const cases: [text: string, ...found: string[]][] = [
    ["\ufeff\n <urlset><url><loc>\n http://site.test/a \n</loc></url></urlset>", "page sitemap /a"],
    [
      "<sitemapindex><sitemap>http://site.test/one.xml</sitemap><sitemap><lastmod>x</lastmod></sitemap></sitemapindex>",
      "sitemap sitemap /one.xml",
    ],
    ["<urlset><url> /a </url><url><lastmod>2020</lastmod></url><url>nothing</url></urlset>", "page sitemap /a"],
    ["<x:urlset><x:url><x:loc><![CDATA[/a?b&c]]></x:loc></x:url></x:urlset>", "page sitemap /a?b&c"],
    ["<URLSET><URL><LOC>a.html</LOC></URL></URLSET>", "page sitemap /docs/a.html"],
    ["<urlset><url><loc>/a?b=1&c=2</loc></url>", "page sitemap /a?b=1&c=2"],
    ["<urlset><url><loc>/a</loc><image:loc>/b.png</image:loc></url></urlset>", "page sitemap /a", "image sitemap /b.png"],
    ["<urlset><image:image><image:loc>/b</image:loc></image:image></urlset>", "image sitemap /b"],
    ["<urlset><url><s:loc>/a</s:loc></url></urlset>", "page sitemap /a"],
    ["<urlset><loc>/a</loc></urlset>", "page sitemap /a"],
    [`<urlset><url loc="/a"/></urlset>`, "page sitemap /a"],
    ["<urlset><url><loc></loc></url><url><loc>javascript:x</loc></url></urlset>"],
    ["<urlset><url><video:video><video:player_loc>/v</video:player_loc></video:video></url></urlset>"],
  ];
  for (const [text, ...found] of cases) assert.deepEqual(addresses("sitemap", text), found, text);
});
