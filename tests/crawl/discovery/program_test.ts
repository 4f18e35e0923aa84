import assert from "node:assert/strict";
import { addProgram, imagesOfProgram } from "../../../modules/crawl/discovery/program.ts";
import { noReferences } from "../../../modules/crawl/discovery/references.ts";

const PAGE = "http://site.test/shop/index.html";
const PROGRAM = "http://site.test/static/js/app.js";

function addresses(program: string): string[] {
  const references = noReferences();
  addProgram(references, imagesOfProgram(program), { page: PAGE, program: PROGRAM });
  return references.drafts.map(({ url }) => url.replace("http://site.test", ""));
}

Deno.test("a string of a program that names an image is relative to the page that runs it", () => {
  assert.deepEqual(addresses(`a("one.png"), b('/two.JPG?v=1'), c(\`https://cdn.test/three.webp\`)`), [
    "/shop/one.png",
    "/two.JPG?v=1",
    "https://cdn.test/three.webp",
  ]);
});

Deno.test("the end of an address is taken from the folder that it begins with, else from the program's own", () => {
  assert.deepEqual(
    addresses("a(`${root}static/media/one.svg`, root + 'two.svg', root+/* */ '/three.svg', `${root}sprites/four.svg`)"),
    [
      "/static/media/one.svg",
      "/static/js/two.svg",
      "/three.svg",
      "/static/js/sprites/four.svg",
    ],
  );
});

Deno.test("HTML and srcsets in a string are split into addresses", () => {
  assert.deepEqual(addresses(`a('<img src="a.png" srcset="b.png 1x, c.png 2x">')`), [
    "/shop/a.png",
    "/shop/b.png",
    "/shop/c.png",
  ]);
  assert.deepEqual(addresses(`a("b{background:url(d.png)}", "e,(f).png")`), ["/shop/d.png", "/shop/e,(f).png"]);
});

Deno.test("escapes in strings are resolved", () => {
  assert.deepEqual(addresses(String.raw`a("\/a\x2fb\u002Fc\u{2f}d.png", 'it\'s <img src=\'e.png\'>', "\u{110000}f.png")`), [
    "/a/b/c/d.png",
    "/shop/e.png",
    "/shop/f.png",
  ]);
  assert.deepEqual(addresses(`a("one\\\n.png")`), ["/shop/one.png"]);
});

Deno.test("comments, regular expressions, endings, patterns and parts of names are no images", () => {
  assert.deepEqual(addresses(`// "a.png"\n/* 'b.png' */ x = /"c.png"/g; y = a / "d.txt" / b`), []);
  assert.deepEqual(addresses(`a(".png", "*.png", "{name}.png", "/%s.png", "image/png", "x.pngs", "/.png", "?src=x.png")`), []);
  assert.deepEqual(addresses("a(`${size}-large.png`, name + '_2x.png', name + '.png')"), []);
});

Deno.test("a data: URL of an image in a program is reported like one in a page", () => {
  const references = noReferences();
  const bytes = btoa("x".repeat(2_000));
  addProgram(references, imagesOfProgram(`e.exports = "data:image/png;base64,${bytes}"`), { page: PAGE, program: PROGRAM });
  assert.deepEqual(references.inline.map(({ mediaType, reference }) => [mediaType, reference]), [["image/png", "script"]]);
});

Deno.test("a program names a thousand images at most, each once", () => {
  const many = Array.from({ length: 5_000 }, (_, index) => `"${index}.png"`).join();
  assert.equal(imagesOfProgram(many).length, 1_000);
  assert.equal(imagesOfProgram(`a('${many.replaceAll(",", " ")}')`).length, 1_000);
  assert.equal(imagesOfProgram(`"a.png","a.png"`).length, 1);
});
