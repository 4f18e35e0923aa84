import assert from "node:assert/strict";
import { readCss } from "../../../modules/crawl/discovery/css.ts";
import { discoverCss } from "../../../modules/crawl/discovery/document.ts";
import { startClock } from "../../support/clock.ts";

const images = (css: string) => readCss(css).filter(({ kind }) => kind === "image").map(({ url }) => url);
const sheets = (css: string) => readCss(css).filter(({ kind }) => kind === "style").map(({ url }) => url);

Deno.test("readCss() finds every way to write an image", () => {
  const cases: [css: string, ...urls: string[]][] = [
    ["a{background:url(x.png)}", "x.png"],
    ["a{background:URL( 'x y.png' )}", "x y.png"],
    [`a{background:url("a\\"b.png")}`, 'a"b.png'],
    ["a{background:url(a\\)b.png)}", "a)b.png"],
    ["a{background:\\75rl(x.png)}", "x.png"],
    ["background-image:url(x.png)", "x.png"],
    ["a{background:url(a.png),url(b.png)}", "a.png", "b.png"],
    ["a{b:image-set('a.png' 1x, \"b.png\" type('image/png') 2x)}", "a.png", "b.png"],
    ["a{b:-webkit-image-set(url(a.png) 1x)}", "a.png"],
    ["a{b:cross-fade(url(a.png) 20%, url(b.png))}", "a.png", "b.png"],
    ["a{b:image('a.png')} c{d:src('e.png')}", "a.png", "e.png"],
    ["@media print{@layer x{a{b:url(x.png)}}}", "x.png"],
    [":root{--x:url(x.png)}", "x.png"],
    ["a{b:url(x.png", "x.png"],
    ["@font-face{src:url(f.bin)} a{b:url(x.png)}", "x.png"],
    ["a{b:(;c:url(x.png)}", "x.png"],
    ["<!-- a{b:url(x.png)} -->", "x.png"],
    ["}}} a{b:url(x.png)}", "x.png"],
    ["a{b:url(bad url.png);c:url(x.png)}", "x.png"],
    ["a{b:url(data:image/png;base64,AAAA)}", "data:image/png;base64,AAAA"],
  ];
  for (const [css, ...urls] of cases) assert.deepEqual(images(css), urls, css);
});

Deno.test("readCss() leaves out addresses that are not those of images", () => {
  const none = [
    "/* url(x.png) */",
    "a{content:'url(x.png)'}",
    "@font-face{font-family:x;src:url(x.woff2),url('y.png')}",
    "@namespace svg url(http://www.w3.org/2000/svg);",
    "@charset 'x.png';",
    "a{fill:url(#gradient)}",
    "a{b:url()} c{d:url('')}",
    "a{behavior:url(x.png)} b{-moz-binding:url(x.png)}",
    "a{b:image-set(linear-gradient(red,red) 1x)}",
    "a{b:attr(url)} .url{c:d}",
    "@import url(x.css) supports(background: url(y.png));",
    "a{b:url(font.woff2?x)}",
  ];
  for (const css of none) assert.deepEqual(images(css), [], css);
});

Deno.test("readCss() finds imported sheets, as string and as url(), once each", () => {
  assert.deepEqual(sheets(`@charset "utf-8"; @import "a.css"; @import url(b.css) layer(x) screen; @IMPORT url('c.css');`), [
    "a.css",
    "b.css",
    "c.css",
  ]);
  assert.deepEqual(sheets(`a { content: "@import 'x.css'" } /* @import "y.css"; */`), []);
});

Deno.test("discoverCss() resolves by the sheet and takes the densest of an image-set()", () => {
  const { links } = discoverCss(
    `a{b:image-set(url(1.png) 1x, url(3.png) 3dppx, url(2.png) 192dpi)} c{d:url(/e.png)}`,
    "http://site.test/css/s.css?v",
  );
  assert.deepEqual(links.map(({ url, reference, descriptor, reject }) => [url, reference, descriptor, reject?.reason]), [
    ["http://site.test/css/1.png", "image-set", "1x", "variant"],
    ["http://site.test/css/3.png", "image-set", "3x", undefined],
    ["http://site.test/css/2.png", "image-set", "2x", "variant"],
    ["http://site.test/e.png", "css", undefined, undefined],
  ]);
});

Deno.test("readCss() takes linear time and a bounded number of references", () => {
  const parts = [
    "a{b:url(x.png)}",
    "url(",
    "{",
    "}",
    "(",
    ")",
    "image-set(",
    "\\",
    "'",
    '"',
    "/*",
    "@import ",
    "@font-face{",
    "url( \\",
    "--",
    "1e1e",
    "\u{1f44d}",
  ];
  for (const part of parts) {
    const taken = startClock();
    const found = readCss(`@import "first.css";${part.repeat(Math.ceil(4e6 / part.length))}`);
    assert.ok(found.length <= 20_000);
    assert.ok(taken() < 4_000, `${part}: ${Math.round(taken())} ms`);
  }
});
