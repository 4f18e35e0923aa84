import assert from "node:assert/strict";
import { discoverHtml } from "../../../modules/crawl/discovery/html.ts";
import { unclosedPages } from "../../support/unclosed_elements.ts";

const SITE = "http://site.test";

function discover(html: string): ReturnType<ReturnType<typeof discoverHtml>["end"]> {
  const discovery = discoverHtml(`${SITE}/`);
  discovery.write(html);
  return discovery.end();
}

for (const { name, html, images, pages } of unclosedPages()) {
  Deno.test(`discoverHtml() finds every image and every link in and behind 700 open ${name}`, () => {
    const { links, stopped } = discover(html);
    const found = (kind: string) => links.filter((link) => link.kind === kind).map(({ url }) => url.replace(SITE, ""));
    assert.equal(stopped, null);
    assert.deepEqual(found("image"), images);
    assert.deepEqual(found("page").filter((path) => path !== "/"), pages);
  });
}

Deno.test("discoverHtml() keeps the texts around an image right, however many elements are open", () => {
  const open = "<div lang=en><span>".repeat(20_000);
  const { links } = discover(
    `${open}<h2>Birds</h2><figure lang=de><a href=big.png>Large <b><img src=small.png></b></a><figcaption>A heron</figure><img src=next.png>`,
  );
  const [big, small, next] = links;
  assert.deepEqual(big?.context, {
    candidateGroup: small?.context.candidateGroup,
    heading: "Birds",
    caption: "A heron",
    linkText: "Large",
    language: "de",
  });
  assert.deepEqual(next?.context, { candidateGroup: next?.context.candidateGroup, heading: "Birds", language: "en" });
});
