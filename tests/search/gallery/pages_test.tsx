import assert from "node:assert/strict";
import { GalleryPage, type GalleryProps } from "../../../modules/search/gallery/pages/gallery.tsx";
import { ImageDetails } from "../../../modules/search/gallery/pages/image.tsx";
import { Image } from "../../../modules/images/schemas.ts";
import { ImageQuery } from "../../../modules/search/schemas.ts";
import type { ResultTag } from "../../../modules/search/find/tag_count_repository.ts";
import { averageColour } from "../../../modules/search/gallery/thumbhash.ts";
import { galleryUrl, imageUrl } from "../../../modules/images/urls.ts";
import { renderDocument } from "../../../modules/shared/web/layout.tsx";

const HOSTILE = `"><img src=x onerror=alert(1)>`;
const SOURCE = {
  id: 1,
  jobId: 2,
  seenAt: new Date(0),
  imageUrl: "javascript:alert(1)",
  pageUrl: "https://site.test/page",
  kind: "img",
  alt: HOSTILE,
  title: null,
  caption: null,
  heading: null,
  linkText: null,
  pageTitle: HOSTILE,
  language: null,
  licence: null,
  creator: null,
  keywords: [],
};
const IMAGE = Image.parse({
  id: 7,
  sha256: "a".repeat(64),
  md5: "b".repeat(32),
  mediaType: "image/png",
  extension: "png",
  bytes: 1_234,
  width: 640,
  height: 480,
  frames: 1,
  thumbhash: "1QcSHQRnh493V4dIh4eXh1h4kJUI",
  fileUrl: `/files/${"a".repeat(64)}.png`,
  thumbnailUrl: `/thumbs/${"a".repeat(64)}.webp`,
  alt: HOSTILE,
  createdAt: new Date(0),
  phash: null,
  colours: [],
  metadata: { exif: { Make: HOSTILE } },
  thumbnailError: null,
  undecoded: false,
  note: "",
  rating: null,
  jobId: 2,
  deletedAt: null,
  tags: [{ name: "red", category: "general", colour: "#2563eb", origin: "person" }],
  sources: [SOURCE],
  sourceCount: 1,
  variants: [],
});
const FOUND = {
  items: [IMAGE],
  next: "more",
  count: { value: 10_000, exact: false },
  terms: [termFound("red", 3)],
  notices: [],
};
const NOTHING = { items: [], next: null, count: { value: 0, exact: true }, terms: [], notices: [] };

function termFound(term: string, count: number) {
  return { term, count, exact: true, without: null };
}

function gallery(q: string, result: GalleryProps["result"], tags: ResultTag[] = []): string {
  return renderDocument(<GalleryPage query={ImageQuery.parse({ q })} result={result} tags={tags} searches={[]} />);
}

function tag(name: string): ResultTag {
  return { name, category: "general", colour: "#2563eb", count: 5 };
}

Deno.test("GalleryPage shows tiles whose texts are escaped, a lower bound as such, and a link to the next page with the query", () => {
  const html = gallery("red", FOUND);
  assert.doesNotMatch(html, /<img src=x/);
  assert.match(html, /at least 10,000 images/);
  assert.match(html, /href="\/\?q=red&amp;cursor=more"/);
  assert.match(html, /href="\/images\/7\?q=red"/);
  assert.match(html, /loading="lazy"/);
});

Deno.test("GalleryPage shows a typed placeholder for an image that could not be decoded", () => {
  const undecoded = { ...IMAGE, extension: "tiff", thumbnailUrl: null, width: null, height: null, thumbhash: null };
  const html = gallery("", { ...FOUND, items: [undecoded] });
  assert.match(html, /tiff<\/span><span[^>]*>1\.2 kB/);
});

Deno.test("GalleryPage of an empty library offers a crawl", () => {
  const html = gallery("", NOTHING);
  assert.match(html, /Nothing here yet: start a crawl/);
  assert.match(html, /action="\/jobs\/new"/);
});

Deno.test("GalleryPage names the term that no image matches, and links to the search without it", () => {
  const html = gallery("red unicorn", { ...NOTHING, terms: [termFound("red", 3), termFound("unicorn", 0)] });
  assert.match(html, /Nothing in the library has “unicorn”/);
  assert.match(html, /unicorn<\/code><span[^>]*>0 images<\/span><a href="\/\?q=red">/);
});

Deno.test("GalleryPage marks the fault, and links to the corrected search", () => {
  const fault = { message: "widht: is not known", column: 5, length: 5, suggestion: "red width:5" };
  const html = gallery("red widht:5", { fault });
  assert.match(html, /red <mark[^>]*>widht<\/mark>:5/);
  assert.match(html, /href="\/\?q=red\+width%3A5"/);
});

Deno.test("GalleryPage says why a search was not answered", () => {
  assert.match(gallery("alt:*a*", { refused: "It takes too long" }), /This search was not answered.*It takes too long/s);
});

Deno.test("GalleryPage lists saved searches, and offers to save the search that is shown", () => {
  const saved = { id: 3, name: "Boats", query: "boat -red", createdAt: new Date(0) };
  const show = (q: string) =>
    renderDocument(<GalleryPage query={ImageQuery.parse({ q })} result={FOUND} tags={[]} searches={[saved]} />);
  assert.match(show("red"), /href="\/\?q=boat\+-red"[^>]*>Boats<.*action="\/searches\/3\/delete".*name="query" value="red"/s);
  assert.doesNotMatch(show("boat -red"), /name="query"/);
});

Deno.test("GalleryPage's tags are links that add them to the query, exclude them or remove them from it", () => {
  const html = gallery("red -blue", FOUND, [tag("red"), tag("blue"), tag("a:b")]);
  assert.match(html, /href="\/\?q=-blue" [^>]*aria-current="true" aria-label="No longer only with red"/);
  assert.match(html, /href="\/\?q=red" [^>]*aria-label="No longer without blue"/);
  assert.match(html, /href="\/\?q=red\+blue" [^>]*aria-label="Only with blue"/);
  assert.match(html, /href="\/\?q=red\+-blue\+-%22a%3Ab%22" [^>]*aria-label="Without a:b"/);
});

Deno.test("ImageDetails shows what crawled pages said as text, and links only to the web", () => {
  const html = renderDocument(
    <ImageDetails
      image={IMAGE}
      query="red"
      neighbours={{ previous: 8, next: null, order: { by: "id", direction: "desc" } }}
      operations={[]}
    />,
  );
  assert.doesNotMatch(html, /<img src=x|href="javascript:/);
  assert.match(html, /<span class="break-all">javascript:alert\(1\)<\/span>/);
  assert.match(html, /href="https:\/\/site\.test\/page" rel="noreferrer noopener nofollow"/);
  assert.match(html, /640 × 480 pixels/);
  assert.match(html, /<a rel="prev" href="\/images\/8\?q=red"/);
  assert.doesNotMatch(html, /rel="next"/);
});

Deno.test("ImageDetails edits tags by plain forms, and shows what was typed beside its fault", () => {
  const html = renderDocument(
    <ImageDetails
      image={IMAGE}
      query="red"
      neighbours={null}
      operations={[]}
      tagForm={{ typed: "-bad", fault: "Not so" }}
    />,
  );
  assert.match(html, /method="post" action="\/images\/7\/tags"/);
  assert.match(html, /name="remove" value="red"/);
  assert.match(html, /value="-bad"[^>]*aria-invalid="true"/);
  assert.match(html, /role="alert">Not so/);
});

Deno.test("galleryUrl() and imageUrl() carry the query", () => {
  assert.deepEqual([galleryUrl(""), imageUrl(3, "a:b")], ["/", "/images/3?q=a%3Ab"]);
});

Deno.test("averageColour() reads a thumbhash, and returns null if there is none", () => {
  assert.match(averageColour("1QcSHQRnh493V4dIh4eXh1h4kJUI") ?? "", /^rgb\(\d+ \d+ \d+\)$/);
  assert.deepEqual([averageColour(null), averageColour("AAA=")], [null, null]);
});
