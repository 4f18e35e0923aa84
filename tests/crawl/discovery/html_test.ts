import assert from "node:assert/strict";
import { discoverHtml } from "../../../modules/crawl/discovery/html.ts";
import type { FoundLink } from "../../../modules/crawl/messages.ts";
import { startClock } from "../../support/clock.ts";

const PAGE = "http://site.test/docs/page.html";

function discover(text: string, url = PAGE): FoundLink[] {
  const discovery = discoverHtml(url);
  discovery.write(text);
  return discovery.end().links;
}

function addresses(text: string): string[] {
  return discover(text).map(({ url, kind, reference }) => `${kind} ${reference} ${url.replace("http://site.test", "")}`);
}

function contextOf(text: string): FoundLink["context"] {
  const image = discover(text).find(({ kind }) => kind === "image");
  assert.ok(image);
  return image.context;
}

Deno.test("discoverHtml() finds images by src and srcset, and the candidates of one picture are a group", () => {
  assert.deepEqual(addresses(`<img src="a.png"><IMG SRC='/b.jpg'><img src=c.gif>`), [
    "image img /docs/a.png",
    "image img /b.jpg",
    "image img /docs/c.gif",
  ]);
  const links = discover(`<img src="s.png" srcset="m.png 2x, l.png 3x , data:image/png;base64,AAAA 4x"><img src="other.png">`);
  assert.deepEqual(links.map(({ reference }) => reference), ["srcset", "srcset", "img", "img"]);
  const groups = links.map(({ context }) => context.candidateGroup);
  assert.equal(new Set(groups.slice(0, 3)).size, 1);
  assert.notEqual(groups[2], groups[3]);
});

Deno.test("discoverHtml() finds the sources of a picture, and sources outside a picture are none", () => {
  const picture =
    `<picture><source srcset="wide.avif 800w, wider.avif 1600w" type="image/avif"><img src="p.jpg" alt="A"></picture>`;
  assert.deepEqual(addresses(picture), [
    "image picture /docs/wide.avif",
    "image picture /docs/wider.avif",
    "image img /docs/p.jpg",
  ]);
  assert.equal(new Set(discover(picture).map(({ context }) => context.candidateGroup)).size, 1);
  assert.deepEqual(addresses(`<video><source srcset="v.png" src="v.mp4"></video>`), []);
});

Deno.test("discoverHtml() takes the address of a lazy loader that has no ending for the picture if the src is a placeholder", () => {
  const pictures = [
    `<img data-src="40.php?id=7" src=blank.gif>`,
    `<img data-src="40.php?id=7" src="data:image/gif;base64,R0lGODlhAQ">`,
    `<img data-src="40.php?id=7">`,
    `<img data-original="40.php?id=7" src="img/spacer.gif">`,
    `<img class="photo lazyload" data-src="40.php?id=7" src="loading-2.png">`,
    `<picture><source data-srcset="40.php?id=7 640w, 41.php 320w"><img src="data:,"></picture>`,
    `<div data-bg="/40.php?id=7"></div>`,
  ];
  for (const picture of pictures) {
    const chosen = discover(picture).filter(({ kind, reject }) => kind === "image" && !reject);
    assert.ok(chosen.some(({ url }) => url.endsWith("/40.php?id=7")), picture);
    assert.ok(chosen.length === 1 || picture.includes("lazyload"), picture);
  }
  assert.deepEqual(addresses(`<img src="photo.jpg" data-src="count">`), ["image img /docs/photo.jpg"]);
});

Deno.test("discoverHtml() finds links to pages and to images, frames, areas and icons", () => {
  const text = `<a href="next.html#part">n</a><a href="Big.JPG?x=1">b</a><area href="/area"><iframe src="/frame"></iframe>
    <link rel="stylesheet" href="s.css"><link rel="shortcut icon" href="/i.ico"><link rel="apple-touch-icon" href="/t.png">`;
  assert.deepEqual(addresses(text), [
    "page a /docs/next.html",
    "image link /docs/Big.JPG?x=1",
    "page area /area",
    "page iframe /frame",
    "style stylesheet /docs/s.css",
    "image icon /i.ico",
    "image apple-touch-icon /t.png",
  ]);
});

Deno.test("discoverHtml() drops addresses that cannot be crawled", () => {
  const references = [
    "mailto:a@b.c",
    "javascript:alert(1)",
    "data:text/html,x",
    "ftp://site.test/a",
    "http://[",
    "tel:1",
    "file:///etc",
  ];
  references.push("http://user:word@site.test/", `/${"x".repeat(70_000)}`);
  for (const reference of references) {
    assert.deepEqual(addresses(`<a href="${reference}">x</a><img src="${reference}">`), [], reference);
  }
  assert.deepEqual(addresses(`<img src=""><img src="  "><img><a>x</a><a name="x"></a>`), []);
});

Deno.test("discoverHtml() resolves by the first base that has an href, even if the href is not valid", () => {
  assert.deepEqual(addresses(`<base href="/img/"><base href="/other/"><img src="a.png">`), ["image img /img/a.png"]);
  assert.deepEqual(addresses(`<base target="_top"><base href="javascript:1"><base href="sub/"><img src="a.png">`), [
    "image img /docs/a.png",
  ]);
  assert.deepEqual(
    discover(`<base href="https://cdn.test/x/"><img src="//i.test/a.png"><img src="b.png">`).map(({ url }) => url),
    [
      "https://i.test/a.png",
      "https://cdn.test/x/b.png",
    ],
  );
});

Deno.test("discoverHtml() reports the texts around an image", () => {
  const context = contextOf(`<html lang="de-AT"><head><title> A &amp; B
     page </title></head><body><svg><title>not this</title></svg><h1>First</h1><h2>The <em>second</em> one</h2>
    <figure><a href="big.png" title="Open"><img src="a.png" alt="A&nbsp;house" title="Home">See it</a>
      <figcaption>Fig. 1: <b>house</b></figcaption></figure></body></html>`);
  assert.deepEqual({ ...context, candidateGroup: undefined }, {
    alt: "A house",
    pageTitle: "A & B page",
    language: "de-AT",
    heading: "The second one",
    caption: "Fig. 1: house",
    linkText: "See it",
    title: "Open",
    candidateGroup: undefined,
  });
  const image = discover(`<figure><img src="a.png" alt="A&nbsp;house" title="Home"><figcaption>Cap</figcaption></figure>`)[0];
  assert.deepEqual([image?.context.alt, image?.context.title, image?.context.caption], ["A house", "Home", "Cap"]);
});

Deno.test("discoverHtml() ends a link at the beginning of the next one, and a caption at the end of its figure", () => {
  const links = discover(`<a href="1.html">one <a href="2.html">two</a> three
    <figure><figcaption>C1</figcaption></figure><img src="a.png"><figure><img src="b.png"></figure>`);
  assert.deepEqual(links.map(({ context }) => context.linkText), ["one", "two", undefined, undefined]);
  assert.deepEqual(links.slice(2).map(({ context }) => context.caption), [undefined, undefined]);
});

Deno.test("discoverHtml() cleans the texts it reports", () => {
  const { alt = "" } = contextOf(`<img src="a.png" alt="  nul\0 bell\x07 \u202eevil\u202c  tab\t\n end ${"x".repeat(5_000)}">`);
  assert.ok(alt.startsWith("nul bell evil tab end xxx"), alt.slice(0, 40));
  assert.ok(alt.length <= 2_000);
  assert.equal(contextOf(`<img src="a.png" alt="">`).alt, undefined);
  assert.equal(contextOf(`<img src="a.png" alt="\ud800 lone">`).alt, "\ufffd lone");
});

Deno.test("discoverHtml() reads a page that arrives in pieces, wherever it is cut", () => {
  const text = `<title>T&auml;</title><a href="n.html">x</a><img srcset="a.png 1x,b.png 2x" alt='q"q'><!-- <img src=no.png> -->`;
  const whole = discover(text);
  const discovery = discoverHtml(PAGE);
  for (const letter of text) discovery.write(letter);
  assert.deepEqual(discovery.end(), { links: whole, inline: [], stopped: null });
  assert.equal(whole.length, 3);
});

Deno.test("discoverHtml() reads no image out of comments, templates of scripts and text fields", () => {
  const text =
    `<script>// "s.png"\n</script><script type="text/template"><img src="s.png"></script><style>/* <img src=t.png> */</style>
    <!-- <img src="c.png"> --><textarea><img src="a.png"></textarea><title><img src="t.png"></title>`;
  assert.deepEqual(addresses(text), []);
});

Deno.test("discoverHtml() takes a bounded number of references from a page", () => {
  const taken = startClock();
  const discovery = discoverHtml(PAGE);
  for (let piece = 0; piece < 60; piece++) {
    discovery.write(Array.from({ length: 1_000 }, (_, index) => `<a href="${piece}-${index}">x</a>`).join(""));
  }
  const { links, stopped } = discovery.end();
  assert.equal(stopped, "links");
  assert.ok(links.length >= 50_000 && links.length <= 51_000, String(links.length));
  assert.ok(taken() < 5_000, `${taken()} ms`);
});

Deno.test("discoverHtml() never throws", () => {
  const hostile = [
    `<img srcset=",,, ,">`,
    `<img srcset="a.png 1x 2x 3x">`,
    `<base href="http://[">`,
    `<a href="\0">`,
    `<img src="http://%zz/">`,
  ];
  hostile.push(
    "<",
    "</",
    "<!",
    "<!--",
    "<a",
    `<a href="`,
    "&#x110000;",
    "&#0;",
    "\0",
    "<img src='\ud800'>",
    `<img srcset="${"(,".repeat(9_999)}">`,
  );
  for (const text of hostile) {
    for (const { url } of discover(`<img src="ok.png">${text}`)) assert.ok(URL.canParse(url), text);
  }
});
