import assert from "node:assert/strict";
import { discoverHtml } from "../../../modules/crawl/discovery/html.ts";
import type { FoundLink } from "../../../modules/crawl/messages.ts";

/** Returns the context of the first reference to each image. */
function contextsOf(text: string): Record<string, FoundLink["context"]> {
  const discovery = discoverHtml("http://site.test/");
  discovery.write(text);
  const images = discovery.end().links.filter(({ kind }) => kind === "image");
  return Object.fromEntries(images.reverse().map(({ url, context }) => [url.slice("http://site.test/".length), context]));
}

Deno.test("an image has the heading before it, the caption of its own figure and the language of its own element", () => {
  const found = contextsOf(`<html lang=en><img src=0><h1>One</h1><img src=1><div lang=de><h2>Two <img src=2></h2><p lang="">
    <img src=3></p><img src=4></div><img src=5><figure><img src=6><figure><img src=7><figcaption>in</figcaption></figure>
    <figcaption>out</figcaption></figure><img src=8>`);
  assert.deepEqual(Object.values(found).map(({ heading }) => heading), [
    undefined,
    "One",
    "Two",
    "Two",
    "Two",
    "Two",
    "Two",
    "Two",
    "Two",
  ]);
  assert.deepEqual(Object.values(found).map(({ language }) => language), [
    "en",
    "en",
    "de",
    undefined,
    "de",
    "en",
    "en",
    "en",
    "en",
  ]);
  assert.deepEqual(Object.values(found).map(({ caption }) => caption).slice(5), [undefined, "out", "in", undefined]);
});

Deno.test("each candidate of a picture has the picture's texts, and aria-label replaces a missing alt", () => {
  const found = contextsOf(`<picture><source srcset=a><img src=b alt="" aria-label="Label" title="T"></picture>
    <div aria-label="Backdrop" style="background:url(c)"></div><video poster=d title="Film"></video><input type=image src=e alt=Go>`);
  assert.deepEqual([found["a"]?.alt, found["b"]?.alt, found["a"]?.title], ["Label", "Label", "T"]);
  assert.deepEqual([found["c"]?.alt, found["d"]?.title, found["e"]?.alt], ["Backdrop", "Film", "Go"]);
});

Deno.test("og:image:alt is the alt of the og:image before it", () => {
  const found = contextsOf(`<meta property=og:image content=a><meta property=og:image:alt content="A house">`);
  assert.equal(found["a"]?.alt, "A house");
});

Deno.test("licence, creator and keywords of JSON-LD are those of the image, and of an img that shows it", () => {
  const found = contextsOf(`<img src=/a.jpg alt=Own><img src=/b.jpg><script type="application/ld+json">
    <!-- {"@graph": [{"@type": ["ImageObject"], "contentUrl": "/a.jpg", "license": "https://l.test/by", "caption": "C",
    "creator": [{"@type": "Person", "name": "Ann"}, {"name": "Bo"}], "keywords": "sea, sky"},
    {"@type": "ImageObject", "url": "/c.jpg", "license": {"@id": "https://l.test/nc"}, "keywords": ["x"], "creditText": "Cy"}]} --></script>`);
  assert.deepEqual({ ...found["a.jpg"], candidateGroup: 0 }, {
    candidateGroup: 0,
    alt: "Own",
    caption: "C",
    licence: "https://l.test/by",
    creator: "Ann, Bo",
    keywords: ["sea", "sky"],
  });
  assert.deepEqual({ ...found["b.jpg"], candidateGroup: 0 }, { candidateGroup: 0 });
  assert.deepEqual(found["c.jpg"], { licence: "https://l.test/nc", creator: "Cy", keywords: ["x"] });
});

Deno.test("JSON-LD names images by its properties, films and broken JSON by none", () => {
  const json = (text: string) => Object.keys(contextsOf(`<script type="application/ld+json">${text}</script>`)).reverse();
  assert.deepEqual(json(`{"image": ["a", {"url": "b"}], "logo": "c", "thumbnailUrl": "d", "photo": {"contentUrl": "e"}}`), [
    "a",
    "b",
    "c",
    "d",
    "e",
  ]);
  assert.deepEqual(json(`{"@type": "VideoObject", "contentUrl": "film.mp4", "thumbnailUrl": "t"}`), ["t"]);
  assert.deepEqual(json(`{"image": {"@id": "http://site.test/x.png"}, "url": "http://site.test/page"}`), ["x.png"]);
  assert.deepEqual(json(`{"image": "a"`), []);
  assert.deepEqual(json(`{"name": "x.png", "description": "y.png"}`), []);
});

Deno.test("an image in a data: URL is reported with its bytes if it is large enough and no lazy loader replaces it", () => {
  const bytes = new Uint8Array(1_500).map((_, index) => index);
  const url = `data:image/PNG;base64,${bytes.toBase64()}`;
  const inline = (text: string) => {
    const discovery = discoverHtml("http://site.test/");
    discovery.write(text);
    const found = discovery.end();
    assert.deepEqual(found.links.filter(({ kind, url }) => kind === "image" && url.startsWith("data:")), []);
    return found.inline;
  };
  const [image] = inline(`<h1>Head</h1><img alt=A src="${url}">`);
  assert.deepEqual([image?.mediaType, image?.reference, image?.context.alt, image?.context.heading], [
    "image/png",
    "img",
    "A",
    "Head",
  ]);
  assert.deepEqual(image?.bytes, bytes);
  const svg = `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg">${" ".repeat(1_200)}</svg>`)}`;
  assert.match(new TextDecoder().decode(inline(`<i style="background:url('${svg}')">`)[0]?.bytes), /^<svg .*<\/svg>$/);
  assert.equal(inline(`<style>a{b:url(${url})}</style><img srcset="${url} 2x"><link rel=icon href="${url}">`).length, 3);
  const none = [
    `<img src="data:image/png;base64,AAAA">`,
    `<img src="${url}" data-src=x.png>`,
    `<img src="${url.replace("image/PNG", "text/html")}">`,
  ];
  none.push(`<a href="${url}">x</a>`, `<img src="data:${"x".repeat(2_000)}">`, `<!-- <img src="${url}"> -->`);
  for (const text of none) assert.deepEqual(inline(text), [], text.slice(0, 60));
});
