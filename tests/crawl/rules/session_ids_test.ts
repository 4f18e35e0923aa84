import assert from "node:assert/strict";
import { type AddressKeys, createAddressKeys } from "../../../modules/crawl/rules/session_ids.ts";
import { JobOptions } from "../../../modules/crawl/schemas.ts";
import { startClock } from "../../support/clock.ts";

const SITE = "http://site.test";
const hash = (index: number) => `${index}`.padStart(4, "0").repeat(6) + "abcdef";
const range = (count: number) => Array.from({ length: count }, (_, index) => index);

function open(...pages: string[][]): AddressKeys {
  const keys = createAddressKeys(JobOptions.parse({}).ignoreParameters);
  for (const paths of pages) keys.learn(paths.map((path) => SITE + path));
  return keys;
}

function pathOf({ keyOf }: AddressKeys, path: string): string {
  return keyOf(SITE + path).slice(SITE.length);
}

Deno.test("values of a session parameter that one page names several of are ids, from then on", () => {
  const views = range(30).map((index) => `/view?s=${hash(index)}`);
  const cases: [page: string[], ids: string][] = [
    [views, `/view?s=${hash(99)}`],
    [views.slice(0, 2), `/view?s=${hash(99)}`],
    [range(30).map((index) => `/thumb.php?w=90&S=${hash(index)}`), `/thumb.php?s=${hash(99)}`],
    [range(2).flatMap((index) => [`/view?s=${hash(index)}`, `/thumb?s=${hash(index)}`]), `/thumb?s=${hash(99)}`],
    [range(9).map((index) => `/view;sid=${hash(index)}?a=1`), `/view;sid=${hash(99)}`],
    [range(9).map((index) => `/view?album=${index}&s=${hash(index)}`), `/view?album=3&s=${hash(99)}`],
    [[...views.slice(0, 9), `/full?s=${hash(0)}`, `/vote?s=${hash(0)}`], `/view?s=${hash(99)}`],
  ];
  for (const [page, ids] of cases) {
    assert.notEqual(pathOf(open(), ids), ids);
    const keys = open(page, ["/"], [`/view?s=${hash(7)}`]);
    assert.equal(pathOf(keys, ids), ids);
    assert.equal(pathOf(keys, `/other?s=${hash(1)}`), "/other");
    assert.equal(keys.keyOf(`http://other.test/view?s=${hash(1)}`), "http://other.test/view");
  }
});

Deno.test("one value in most links of a page is a session, beside which there may be old ones", () => {
  const topics = (session: number) => range(20).map((index) => `/t.php?t=${index}&sid=${hash(session)}`);
  const pages = range(50).map(topics);
  const old = [...topics(1), `/t.php?t=3&sid=${hash(2)}`, `/t.php?t=99&sid=${hash(3)}`, `/t.php?t=3&sid=${hash(4)}`];
  for (const keys of [open(...pages), open(old), open([`/a?sid=${hash(1)}`, `/b?sid=${hash(2)}`])]) {
    assert.equal(pathOf(keys, `/t.php?t=3&sid=${hash(9)}`), "/t.php?t=3");
  }
});

Deno.test("another attempt recalls ids by an address", () => {
  const keys = open();
  keys.recall(`${SITE}/view?s=${hash(1)}`);
  assert.equal(pathOf(keys, `/view?s=${hash(2)}`), `/view?s=${hash(2)}`);
});

Deno.test("pages with very many addresses are read in linear time", () => {
  const taken = startClock();
  for (let turn = 0; turn < 20; turn++) open(range(2_000).map((index) => `/${index % 50}?s=${hash(index)}&sid=${hash(index)}`));
  assert.ok(taken() < 8_000, `${taken()} ms`);
});
