import assert from "node:assert/strict";
import { createEvidence, type Evidence, type News } from "../../../modules/crawl/rules/evidence.ts";
import { patternOf, type UrlPattern } from "../../../modules/crawl/rules/url_pattern.ts";
import { compileKey } from "../../../modules/crawl/rules/same_address.ts";
import { JobOptions } from "../../../modules/crawl/schemas.ts";
import { sentenceOf } from "../../../modules/crawl/texts.ts";
import { startClock } from "../../support/clock.ts";

const SITE = "http://site.test";
const NOTHING: News = { images: [], text: { words: 0, numbers: 0 } };
const IMAGE: News = { images: [7], text: { words: 0, numbers: 0 } };
const WORD: News = { images: [], text: { words: 1, numbers: 0 } };
const NUMBER: News = { images: [], text: { words: 0, numbers: 1 } };
const { ignoreParameters } = JobOptions.parse({});

/** Reads pages for as long as they may be fetched, up to 2,000. Returns how many were read. */
function readAll(evidence: Evidence, url: (index: number) => string, news: (index: number) => News, referrer?: string): number {
  let count = 0;
  for (; count < 2_000 && evidence.fault(SITE + url(count)) === null; count++) {
    evidence.read({ url: SITE + url(count), referrer: referrer ?? SITE + url(count - 1) }, news(count));
    if (news(count) === IMAGE) evidence.imageEnded(7, true);
  }
  return count;
}

function open(limit = 40): Evidence {
  return createEvidence(limit, compileKey(ignoreParameters));
}

Deno.test("a pattern is a path without its numbers and its parameters, with words that name a kind of page", () => {
  const patterns: [url: string, whole: string, path: string | null][] = [
    ["/", "site.test", null],
    ["/a/b.php", "site.test/a/b.php", null],
    ["/view.php?t=1&f=2", "site.test/view.php?f=*&t=*", "site.test/view.php?*"],
    ["/view.php?f=x&f=y&&f", "site.test/view.php?=*&f=*", "site.test/view.php?*"],
    ["/?page=photo&id=7", "site.test?id=*&page=photo", "site.test?*"],
    ["/?q=node/12&r=gallery%2Fview&d=2024-05-01", "site.test?d=*&q=node/*&r=gallery/view", "site.test?*"],
    ["/?photo&may=may&s=a8f3e2d1&t=two+words", "site.test?=photo&may=*&s=*&t=*", "site.test?*"],
    ["/view?123", "site.test/view?=*", "site.test/view?*"],
    ["/2024/05/17/", "site.test/*/*/*", null],
    ["/2024/september/a-17-b", "site.test/*/*/a-*-b", null],
    ["/p/a8f3e2d1/IMG20240101_x.html", "site.test/p/*/*_x.html", null],
    ["/b%C3%BCcher/%E0%A4%A", "site.test/bücher/%*%*%A", null],
  ];
  for (const [url, whole, path] of patterns) assert.deepEqual(without(patternOf(SITE + url)), { whole, path }, url);
  assert.ok(patternOf(`${SITE}/${"a".repeat(2_000)}?${"b&".repeat(1_000)}`).whole.length < 700);
});

function without({ whole, path }: UrlPattern): Omit<UrlPattern, "parameters"> {
  return { whole, path };
}

Deno.test("pages that bring images or words may go on without end, and others to the limit", () => {
  const topic = (index: number) => `/viewtopic.php?f=2&t=${index}`;
  const sparse = (index: number) => index % 15 === 0 ? WORD : NOTHING;
  const cases: [news: (index: number) => News, pages: number][] = [
    [() => IMAGE, 2_000],
    [() => WORD, 2_000],
    [sparse, 2_000],
    [() => ({ images: [] }), 2_000],
    [() => NOTHING, 40],
    [(index) => index < 500 ? IMAGE : NOTHING, 540],
    [(index) => index % 60 === 0 ? IMAGE : NOTHING, 41],
  ];
  for (const [news, pages] of cases) assert.equal(readAll(open(), topic, news), pages);
  assert.equal(readAll(open(7), topic, () => NOTHING), 7);
  assert.equal(readAll(open(0), topic, () => NOTHING), 2_000);
});

Deno.test("images are news by their bytes, when they have ended", () => {
  const page = (index: number) => `/calendar?month=${index}`;
  const read = (end: (evidence: Evidence, image: number) => void) => {
    const evidence = open();
    let count = 0;
    for (; count < 500 && evidence.fault(SITE + page(count)) === null; count++) {
      evidence.read({ url: SITE + page(count) }, { ...NOTHING, images: [2 * count, 2 * count + 1] });
      end(evidence, 2 * count);
    }
    return count;
  };
  assert.equal(read(() => {}), 500, "images that are not fetched yet count neither for nor against");
  assert.equal(read((evidence, image) => evidence.imageEnded(image, true)), 500);
  assert.equal(read((evidence, image) => evidence.imageEnded(image, false)), 500, "the second image has not ended");
  const bothKnown = (evidence: Evidence, image: number) => {
    evidence.imageEnded(image, false);
    evidence.imageEnded(image + 1, false);
  };
  assert.equal(read(bothKnown), 40);
  assert.equal(
    read((evidence, image) => {
      evidence.imageEnded(image + 3, image % 24 === 0);
      evidence.imageEnded(image + 2, false);
    }),
    500,
    "an image may end before its page does",
  );
});

Deno.test("numbers in titles are news, unless a page of the same pattern led to the page", () => {
  const month = (index: number) => `/calendar/${2024 + index}/`;
  assert.equal(readAll(open(), month, () => NUMBER), 40);
  assert.equal(readAll(open(), month, () => NUMBER, `${SITE}/list`), 2_000);
});

Deno.test("a page brings something if a page that it leads to does", () => {
  const evidence = open();
  const list = (index: number) => `/list?start=${index}`;
  for (let index = 0; index < 200; index++) {
    evidence.read({ url: SITE + list(index), referrer: SITE + list(index - 1) }, NOTHING);
    if (index % 10 === 0) evidence.read({ url: `${SITE}/topic-${index}`, referrer: SITE + list(index) }, WORD);
  }
  assert.equal(evidence.fault(SITE + list(200)), null);
});

Deno.test("a closed pattern is open again when what its pages lead to brings something", () => {
  const evidence = open();
  const photo = (index: number) => `${SITE}/photo?id=${index}`;
  const closed = readAll(evidence, (index) => `/photo?id=${index}`, () => NOTHING);
  evidence.forgetOpened();
  assert.deepEqual([closed, evidence.isOpenAgain(photo(99)), evidence.hasOpened()], [40, false, false]);
  evidence.read({ url: `${SITE}/full?id=1`, referrer: photo(1) }, WORD);
  assert.deepEqual([evidence.isOpenAgain(photo(99)), evidence.hasOpened()], [true, true]);
  assert.equal(evidence.isOpenAgain(`${SITE}/never/read`), false);
});

Deno.test("filters that can be combined are one trap, and leave alone those that bring something", () => {
  const evidence = open();
  const filters = (index: number) =>
    `/shop?page=1&${"abcdefghijk".split("").filter((_, bit) => index & (1 << bit)).join("=1&")}=1`;
  assert.equal(readAll(evidence, (index) => `/shop?id=${index}`, () => WORD, SITE), 2_000);
  assert.equal(readAll(evidence, filters, () => NOTHING), 60);
  assert.equal(evidence.fault(`${SITE}/shop?id=2000`), null);
  assert.equal(evidence.fault(`${SITE}/other?page=1`), null);
  const remark = evidence.fault(SITE + filters(63))?.detail;
  assert.equal(sentenceOf(remark), "The last 40 pages of site.test/shop?* brought no new image and no new words");
});

Deno.test("a kind of page that brings nothing does not close the others of its path", () => {
  const evidence = open();
  assert.equal(readAll(evidence, (index) => `/index.php?page=member&id=${index}`, () => NOTHING), 40);
  assert.equal(evidence.fault(`${SITE}/index.php?page=photo&id=1`), null);
  for (const kind of ["tag", "year", "user"]) readAll(evidence, (index) => `/index.php?${kind}=${index}`, () => NOTHING);
  assert.equal(readAll(evidence, (index) => `/index.php?page=photo&id=${index}`, () => IMAGE), 2_000);
  assert.equal(evidence.fault(`${SITE}/index.php?page=member&id=99`)?.reason, "nothing_new");
});

Deno.test("titles, tags and searches are no kinds of pages, because there are many of them", () => {
  const name = (index: number) => `tag-${index.toString(26).replace(/\d/g, (digit) => "qrstuvwxyz".charAt(Number(digit)))}`;
  const found = open();
  for (let index = 0; index < 200; index++) assert.equal(found.fault(`${SITE}/search?q=${name(index)}`), null);
  assert.equal(readAll(found, (index) => `/search?q=${name(index)}`, () => NOTHING), 40, "found on one page");
  assert.equal(readAll(open(), (index) => `/search?q=${name(index)}`, () => NOTHING), 53, "found one after the other");
  const wiki = open();
  const news = (index: number) => index % 2 === 0 ? WORD : NOTHING;
  const page = (index: number) => `/index.php?title=${name(index >> 1)}${index % 2 === 0 ? "" : "&action=history"}`;
  for (let index = 0; index < 400; index++) {
    if (!wiki.fault(SITE + page(index))) wiki.read({ url: SITE + page(index) }, news(index));
  }
  assert.equal(wiki.fault(`${SITE}/index.php?title=new`), null);
  assert.equal(wiki.fault(`${SITE}/index.php?title=new&action=history`)?.reason, "nothing_new");
});

Deno.test("ignored parameters are no part of a pattern", () => {
  const session = (index: number) => `/a?sid=${String(index).padStart(16, "a0")}&t=${index}&utm_source=${index}`;
  const evidence = open();
  assert.equal(readAll(evidence, session, () => NOTHING), 40);
  assert.equal(evidence.fault(`${SITE}/a?t=99`)?.reason, "nothing_new");
});

Deno.test("what is remembered is bounded, however many patterns there are", () => {
  const evidence = open();
  const taken = startClock();
  for (let index = 0; index < 100_000; index++) {
    const name = index.toString(26).replace(/\d/g, (digit) => "qrstuvwxyz".charAt(Number(digit)));
    evidence.read({ url: `${SITE}/${name}?a=1` }, NOTHING);
  }
  assert.ok(taken() < 10_000, `${taken()} ms`);
});
