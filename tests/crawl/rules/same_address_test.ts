import assert from "node:assert/strict";
import { KNOWN_CAMPAIGNS, KNOWN_SESSIONS } from "../../../modules/crawl/rules/known_parameters.ts";
import { compileKey } from "../../../modules/crawl/rules/same_address.ts";
import { JobOptions } from "../../../modules/crawl/schemas.ts";
import { startClock } from "../../support/clock.ts";

const SITE = "http://site.test";
const SID = "4f2a9c0d1e8b7a6f5e4d3c2b1a091827";
const known = compileKey(JobOptions.parse({}).ignoreParameters);

Deno.test("addresses that differ in known session and campaign parameters alone have the same key", () => {
  const same: [one: string, key: string][] = [
    ["/?utm_source=x", "/"],
    ["/a?a=1&utm_source=x", "/a?a=1"],
    ["/a?utm_source=x&a=1", "/a?a=1"],
    ["/a?utm_source=x&a=1&utm_medium=y&b=2&fbclid=Iw", "/a?a=1&b=2"],
    ["/a?b=2&a=1&gclid", "/a?b=2&a=1"],
    ["/a?UTM_Campaign=x&utm%5Fterm=y&%75tm_content=z", "/a"],
    ["/a?a=1&amp;utm_source=x&amp;b=2", "/a?a=1&amp;b=2"],
    ["/a?amp;utm_source=x", "/a"],
    ["/a?a=1;utm_source=x;b=2", "/a?a=1;b=2"],
    ["/a?utm_source=x&utm_source=y", "/a"],
    [`/t.php?f=2&t=3&sid=${SID}`, "/t.php?f=2&t=3"],
    [`/t.php?PHPSESSID=${SID}&t=3`, "/t.php?t=3"],
    [`/t.php?s=${SID}&t=3`, "/t.php?t=3"],
    ["/a.asp?ASPSESSIONIDQQRSTUVW=ABCDEFGH12345678IJ", "/a.asp"],
    ["/a?session_id=550e8400-e29b-41d4-a716-446655440000", "/a"],
    ["/a?sid=dead-beef-4f2a-9c0d1", "/a"],
    [`/a.jsp;jsessionid=${SID}.node-1`, "/a.jsp"],
    [`/shop;jsessionid=${SID}/a.jsp;v=2?b=1`, "/shop/a.jsp;v=2?b=1"],
    ["/(S(lit3py55t21z5v55vlm25s55))/page.aspx?a=1", "/page.aspx?a=1"],
    ["/app/(X(1)S(lit3py55t21z5v55vlm25s55))/", "/app/"],
  ];
  for (const [url, key] of same) assert.equal(known(SITE + url), SITE + key, url);
});

Deno.test("every other address is its own key", () => {
  const own = [
    ...["/", "/?", "/a?a=1&b=2", "/a?b=2&a=1", "/a?a=1&", "/a?&a=1", "/a?a=1&amp;b=2", "/a?x;y", "/a;v=1", "/a;v=1/b;w"],
    ...["/article.php?sid=1", "/article.php?sid=1234567890123456", "/article.php?sid=abcdefghijklmnopq", "/a?sid=abc123"],
    ...["/?s=a+search+for+16+words+of+text", "/?s=two%20words%20and%20number%2017", "/a?sid", "/a?sid=", "/a;jsessionid=1"],
    ...["/a?utm=1", "/a?id=utm_source", "/a?u=http://x.test/?utm_source=1", "/utm_source=1/a", "/a?%E0%A4%A=1", "/(S(x))/a"],
    ...[
      "/program?session=keynote-opening-2024",
      "/?s=wedding-photos-2023",
      "/?s=2023:portrait-series",
      "/a?sid=SUMMER_2023_PARIS",
    ],
    ...["/a?phpsessidx=" + SID, "/a?pk_id=7"],
  ];
  for (const url of own) assert.equal(known(SITE + url), SITE + url, url);
});

Deno.test("the option replaces the list, adds to it, or switches it off", () => {
  const url = `${SITE}/a?a=1&ref=x&view_mode=2&utm_source=y&sid=${SID}`;
  assert.equal(compileKey([])(url), url);
  assert.equal(compileKey(["ref", "view_*"])(url), `${SITE}/a?a=1&utm_source=y&sid=${SID}`);
  assert.equal(compileKey([KNOWN_CAMPAIGNS])(url), `${SITE}/a?a=1&ref=x&view_mode=2&sid=${SID}`);
  assert.equal(compileKey([KNOWN_SESSIONS, "REF"])(url), `${SITE}/a?a=1&view_mode=2&utm_source=y`);
  assert.equal(compileKey(["sid"])(`${SITE}/a?sid=1`), `${SITE}/a`, "a name that somebody gives counts whatever its value");
});

Deno.test("the key of any address is found in linear time", () => {
  const taken = startClock();
  for (const part of ["&", ";", "&amp;", "utm_source&", "/;", "/(S(", "sid=1&", "%"]) {
    for (let turn = 0; turn < 200; turn++) known(`${SITE}/?${part.repeat(500)}`) && known(`${SITE}/${part.repeat(500)}`);
  }
  assert.ok(taken() < 4_000, `${taken()} ms`);
});
