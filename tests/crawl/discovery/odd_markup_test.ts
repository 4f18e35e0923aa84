import assert from "node:assert/strict";
import { discoverHtml } from "../../../modules/crawl/discovery/html.ts";
import { ODD_MARKUP } from "../../support/odd_markup.ts";

function images(html: string, piece: number): string[] {
  const discovery = discoverHtml("http://site.test/");
  for (let at = 0; at < html.length; at += piece) discovery.write(html.slice(at, at + piece));
  const { links } = discovery.end();
  return links.filter(({ kind, reference }) => kind === "image" && reference === "img").map(({ url }) =>
    url.replace("http://site.test", "")
  );
}

for (const { name, html, images: expected } of ODD_MARKUP) {
  Deno.test(`discoverHtml() finds the images that a browser finds in ${name}`, () => {
    assert.deepEqual(images(html, html.length), expected);
    assert.deepEqual(images(html, 1), expected, "letter by letter");
  });
}
