import assert from "node:assert/strict";
import { discoverHtml, type DiscoverOptions } from "../../../modules/crawl/discovery/html.ts";
import type { FoundLink } from "../../../modules/crawl/messages.ts";
import { sentenceOf } from "../../../modules/crawl/texts.ts";

function discover(text: string, options: DiscoverOptions = {}): FoundLink[] {
  const discovery = discoverHtml("http://site.test/", options);
  discovery.write(text);
  return discovery.end().links;
}

const path = ({ url }: FoundLink) => url.slice("http://site.test/".length);

/** Returns the images of a page that are to be fetched. */
function chosen(text: string): string[] {
  return discover(text).filter(({ kind, reject }) => kind === "image" && !reject).map(path);
}

Deno.test("the best candidate of a picture is chosen", () => {
  const cases: [html: string, best: string][] = [
    [`<img src=a srcset="b 320w, c 640w">`, "c"],
    [`<img src=a width=1200 srcset="b 320w, c 640w">`, "a"],
    [`<img src=a srcset="b 1.5x, c 3x, d 2x">`, "c"],
    [`<img src=a srcset="b 1x">`, "b"],
    [`<img src=a srcset="b .5x">`, "a"],
    [`<img src=a srcset="b 0x">`, "a"],
    [`<picture><source srcset="a.avif" type=image/avif><source srcset="a.webp"><img src=a.jpg></picture>`, "a.avif"],
    [`<picture><source srcset="a.jxl" type=image/jxl><source srcset="a.webp"><img src=a.jpg></picture>`, "a.webp"],
    [`<picture><source srcset="a 400w" media="(max-width:9px)"><source srcset="b 900w, c 800w"><img src=d></picture>`, "b"],
    [`<picture><source srcset="a 2x"><img src=b srcset="c 3x" width=400></picture>`, "c"],
    [`<a href="o.png"><img src=a srcset="b 9000w"></a>`, "o.png"],
    [`<a href="o.png"><picture><source srcset="b 9000w"><img src=a></picture></a>`, "o.png"],
    [`<a href="o.png"><img data-src=a.png><noscript><img src=o.png></noscript></a>`, "o.png"],
    [`<img src=thumb.png data-src=real.png>`, "real.png"],
    [`<img src=a.png data-large-file=l.png data-orig-file=o.png data-medium-file=m.png>`, "o.png"],
    [`<img src=a.png data-thumb=t.png>`, "a.png"],
    [`<img src=a.png data-srcset="b.png 100w, c.png 200w" data-src=d.png>`, "c.png"],
    [`<img srcset="a 99999999999999999999w, b 1w">`, "a"],
  ];
  for (const [html, best] of cases) assert.equal(new Set(chosen(html)).size === 1 && chosen(html)[0], best, html);
});

Deno.test("a candidate that is not chosen is a variant, with its descriptor and the chosen candidate", () => {
  const [small, large] = discover(`<img srcset="a.png 320w, b.png 640w" alt="A">`);
  assert.deepEqual([large?.descriptor, large?.rank, large?.reject, large?.context.alt], ["640w", 640, undefined, "A"]);
  assert.deepEqual([small?.descriptor, small?.rank, small?.reject?.reason], ["320w", 320, "variant"]);
  assert.match(sentenceOf(small?.reject?.detail), /^320w; http:\/\/site\.test\/b\.png \(640w\) was chosen because it is larger$/);
  assert.equal(small?.context.candidateGroup, large?.context.candidateGroup);
  const linked = discover(`<a href=o.png title=T><img src=a.png alt=A></a>`);
  assert.deepEqual(linked.map(({ descriptor, rank }) => [descriptor, rank]), [["original", 1e9], [undefined, 999.5]]);
  assert.equal(linked[0]?.context.alt, "A", "what is said of the picture is said of its original");
});

Deno.test("with candidates: all, no candidate is a variant", () => {
  const links = discover(`<a href=o.png><img src=a srcset="b 2x"></a>`, { candidates: "all" });
  assert.deepEqual(links.map(({ reject }) => reject), [undefined, undefined, undefined]);
  assert.equal(new Set(links.map(({ context }) => context.candidateGroup)).size, 1);
});

Deno.test("a link around two pictures, or around none, is the original of neither", () => {
  assert.deepEqual(chosen(`<a href=o.png><img src=a><img src=b></a><a href=p.png>x</a>`), ["o.png", "a", "b", "p.png"]);
  assert.deepEqual(chosen(`<a href=page.html><img src=a></a>`), ["a"]);
});

Deno.test("candidates with the same address count as one, and a rejected candidate is never the best", () => {
  assert.deepEqual(discover(`<img src=a srcset="a 1x, a 2x">`).map(({ reject }) => reject), [undefined, undefined, undefined]);
  const lazy = discover(`<img src="/img/spacer.gif" data-src="real.png">`);
  assert.deepEqual(lazy.map((link) => [path(link), link.reject?.reason]), [["img/spacer.gif", "placeholder"], [
    "real.png",
    undefined,
  ]]);
});

Deno.test("an image that several pictures show until they are loaded is a placeholder, and one that a single picture shows is a variant", () => {
  const shared = discover(`<img src=s.jpg data-src=a.jpg><img src=s.jpg data-src=b.jpg><img src=own.jpg data-src=c.jpg>`);
  assert.deepEqual(shared.filter(({ reject }) => reject).map((link) => [path(link), link.reject?.reason]), [
    ["s.jpg", "placeholder"],
    ["s.jpg", "placeholder"],
    ["own.jpg", "variant"],
  ]);
});

Deno.test("an image is a tracking pixel only if nothing of it can be seen", () => {
  const pixels = [
    `width=1 height=1`,
    `width="0" height="0"`,
    `width=1px height=" 1 "`,
    `width=1`,
    `style="width:1px;height:1px"`,
  ];
  for (const attributes of pixels) {
    assert.deepEqual(
      discover(`<img src=t.gif ${attributes}>`).map(({ reject }) => reject?.reason),
      ["tracking_pixel"],
      attributes,
    );
  }
  const images = [
    `width=1 height=400`,
    `width=100%`,
    `width=10`,
    `style="display:none"`,
    `width=1 height=1 data-src=x.png`,
    `width=auto`,
  ];
  images.push(`style="max-width:1px"`, `width=1em height=1em`, ``);
  for (const attributes of images) assert.ok(chosen(`<img src=t.png ${attributes}>`).length > 0, attributes);
});

Deno.test("a file name is that of a placeholder only if all of its words say so and the real image is known", () => {
  const lazy = (name: string) => discover(`<img src="${name}" data-src="real.png">`)[0]?.reject?.reason;
  for (const name of ["blank.gif", "x/loading.svg", "1x1.png", "placeholder-300x200.png", "lazy_placeholder.gif", "grey.gif"]) {
    assert.equal(lazy(name), "placeholder", name);
  }
  for (const name of ["blankenese.jpg", "white-house.jpg", "clear-lake.jpg", "photo.jpg"]) {
    assert.equal(lazy(name), "variant", name);
  }
  assert.deepEqual(chosen(`<img src="blank.gif">`), ["blank.gif"]);
});
